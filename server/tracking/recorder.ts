/**
 * Records engagement events so that nobody who clicks has to wait for the database: the first attempt runs at once,
 * failed ones are tried again in the background a few times. Safe to repeat, because every event has a dedupe key.
 * It keeps events in memory only: what is still pending when the process is killed is lost, and every loss is logged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventInput, Events } from '../../db/store.ts';
import { errorCode, errorKind } from '../../domain/errors.ts';
import type { Instant } from '../../domain/time.ts';
import type { Log } from '../log.ts';

export interface Recorder {
  /** Resolves when the first attempt is over, whether it worked or not; never rejects. */
  record(input: EventInput): Promise<void>;
  /** Resolves when nothing is pending. */
  idle(): Promise<void>;
  /** Cuts the waits between attempts short: what is pending is tried once more, then given up. */
  close(): Promise<void>;
}

export interface RecorderOptions {
  readonly events: Events;
  now(): Instant;
  readonly log: Log;
  /** Pauses before the second, third … attempt, in milliseconds. */
  readonly retryDelaysMs?: readonly number[];
  /** More pending events than this are not kept. */
  readonly capacity?: number;
}

const patience: readonly number[] = [200, 1_000, 5_000, 15_000, 60_000];

export function createRecorder(options: RecorderOptions): Recorder {
  const { events, now, log, retryDelaysMs = patience, capacity = 10_000 } = options;
  const pending = new Set<Promise<void>>();
  const closing = new AbortController();

  /** True when there is nothing more to do: recorded, or it can never be. */
  async function attempt(input: EventInput): Promise<boolean> {
    try {
      await events.ingest(input, now());
      return true;
    } catch (error) {
      const code = errorCode(error);
      const final = errorKind(code).retry === 'never';
      const fields = { kind: input.kind, dedupeKey: input.dedupeKey, code };
      // A mail whose lead was erased is still clicked; there is nothing to record it for.
      if (final) log.info(fields, 'Event not recorded: it belongs to nobody');
      else log.warn(fields, 'Event not recorded yet');
      return final;
    }
  }

  async function retry(input: EventInput): Promise<void> {
    for (const delayMs of retryDelaysMs) {
      await sleep(delayMs, undefined, { signal: closing.signal }).catch(() => undefined);
      if (await attempt(input)) return;
      if (closing.signal.aborted) break;
    }
    log.error({ kind: input.kind, dedupeKey: input.dedupeKey }, 'Event lost: it could not be recorded');
  }

  async function record(input: EventInput): Promise<void> {
    if (pending.size >= capacity) {
      log.error({ kind: input.kind, dedupeKey: input.dedupeKey }, 'Event lost: too many wait to be recorded');
      return;
    }
    const first = attempt(input);
    const whole = first.then((done) => (done ? undefined : retry(input)));
    pending.add(whole);
    void whole.finally(() => pending.delete(whole));
    await first;
  }

  async function idle(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending);
  }

  return {
    record,
    idle,
    async close() {
      closing.abort();
      await idle();
    },
  };
}

/** Waits for the work, but no longer than so many milliseconds; the work goes on. */
export async function atMost(work: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController();
  try {
    await Promise.race([work, sleep(ms, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
