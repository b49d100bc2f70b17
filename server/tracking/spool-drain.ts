/**
 * Brings records into the database in batches. What the database cannot take now is tried again until it can; what it
 * refuses is logged and done with; what makes a whole batch fail is found by halving, and set aside.
 */
import type { EventInput, Events } from '../../db/store.ts';
import { errorCode, isOutage } from '../../domain/errors.ts';
import type { Instant } from '../../domain/time.ts';
import type { Log } from '../log.ts';
import { maskedError } from '../masking.ts';
import { failureCode } from './spool-folder.ts';

/** As many as the database takes at once without making others wait. */
export const batchSize = 500;

export interface DrainOptions {
  readonly events: Pick<Events, 'ingestMany'>;
  now(): Instant;
  readonly log: Log;
  /** Pauses before the second, third … attempt, in milliseconds; the last one is kept to. */
  readonly retryDelaysMs: readonly number[];
  /** Waits; resolves at once when there is no time left. */
  pause(ms: number): Promise<void>;
  /** Whether what is not done by now is left for later. */
  isClosing(): boolean;
  /** Takes what cannot be brought in, for the next start; rejects when it is not on the disk. */
  setAside(input: EventInput): Promise<void>;
}

/** A mail whose lead was erased, or does not want to be tracked, is still opened; there is nothing to record that for. */
const expected: ReadonlySet<string> = new Set(['LEAD_UNKNOWN', 'TRACKING_WITHHELD']);

/** How often something unexpected is tried before it is looked for in the batch. */
const unexpectedTries = 4;

/** What is to be done later. */
export interface Left {
  readonly inputs: readonly EventInput[];
  /** What has kept them last; null when nothing is left. */
  readonly code: string | null;
}

export const nothingLeft: Left = { inputs: [], code: null };

export const bothLeft = (one: Left, other: Left): Left => ({
  inputs: [...one.inputs, ...other.inputs],
  code: other.code ?? one.code,
});

/** Tries until the database has them; what it cannot take is set aside. Resolves with what is left when neither works for now. */
export async function bringIn(options: DrainOptions, inputs: readonly EventInput[]): Promise<Left> {
  const { log, retryDelaysMs } = options;
  for (let tries = 1; ; tries += 1) {
    const error = await attempt(options, inputs);
    if (error === null) return nothingLeft;
    const code = errorCode(error);
    if (!isOutage(error) && (inputs.length > 1 || tries >= unexpectedTries)) return isolate(options, inputs, error);
    if (options.isClosing()) return { inputs, code };
    if (tries === 1) log.warn({ code, events: inputs.length }, 'Events not recorded yet: they are kept on the disk');
    await options.pause(retryDelaysMs[Math.min(tries, retryDelaysMs.length) - 1] ?? 0);
  }
}

/** The error that kept the batch out; null when it is in. */
async function attempt({ events, now, log }: DrainOptions, inputs: readonly EventInput[]): Promise<unknown> {
  try {
    const outcomes = await events.ingestMany(inputs, now());
    const refused = new Map<string, { events: number; message: string; dedupeKey: string }>();
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.kind !== 'refused') continue;
      const { code, message } = outcome;
      const dedupeKey = inputs[index]?.dedupeKey ?? '';
      refused.set(code, { message, dedupeKey, events: (refused.get(code)?.events ?? 0) + 1 });
    }
    for (const [code, { events: count, ...one }] of refused) {
      if (expected.has(code)) log.info({ code, events: count }, 'Events not recorded: nobody is to be known by them');
      else log.error({ code, events: count, ...one }, 'Events lost: the database refuses them');
    }
    return null;
  } catch (error) {
    return error ?? new Error('unknown');
  }
}

async function isolate(options: DrainOptions, inputs: readonly EventInput[], error: unknown): Promise<Left> {
  const [only] = inputs;
  if (inputs.length > 1) {
    const half = inputs.length >> 1;
    const first = await bringIn(options, inputs.slice(0, half));
    return bothLeft(first, await bringIn(options, inputs.slice(half)));
  }
  if (only === undefined) return nothingLeft;
  const fields = { dedupeKey: only.dedupeKey, code: errorCode(error), err: maskedError(error) };
  try {
    await options.setAside(only);
  } catch (failure) {
    const disk = failureCode(failure);
    options.log.error({ ...fields, disk }, 'Event not recorded, and not set aside: it is tried again');
    return { inputs, code: disk };
  }
  options.log.error(fields, 'Event not recorded: it is set aside until the next start');
  return nothingLeft;
}
