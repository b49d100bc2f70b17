/**
 * The outbox relay: carries starts, signals and updates from the database to Temporal. Any number may run; each entry is
 * taken by one (`FOR UPDATE SKIP LOCKED`), delivered at least once, and de-duplicated on arrival. Judging held clicks needs
 * the database only, so it is a lane of its own: it goes on while Temporal is away, and holds up no signal.
 */
import {
  type WorkflowClient,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import type { Delivery, Events, OutboxEntry, OutboxLane, OutboxQueue } from '../db/store.ts';
import { instantFromMs } from '../domain/instant.ts';
import { type DeliveryOptions, deliver, isInvalid } from './delivery.ts';

export interface Relay {
  stop(): Promise<void>;
}

/** How many entries one transaction takes. */
const batchSize = 64;
/** Judgements take connections of the store's pool, which others want as well. */
const clicksAtOnce = 8;
/** Looks for due retries this often even when nothing notifies. */
const pollMs = 1000;
const longestPauseMs = 60_000;

export interface RelayOptions {
  readonly outbox: OutboxQueue;
  readonly events: Pick<Events, 'judgeClicks'>;
  readonly client: WorkflowClient;
  readonly taskQueue: string;
  /** The search attributes that the namespace has; none when absent. */
  readonly attributes?: ReadonlySet<string>;
  readonly log: Logger;
}

export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { outbox, events, client, taskQueue, attributes = new Set<string>(), log } = options;
  const lanes = [
    startLane(outbox, 'workflows', batchSize, log, (entry) => carry({ client, taskQueue, attributes }, log, entry)),
    startLane(outbox, 'clicks', clicksAtOnce, log, (entry) => judge(events, log, entry)),
  ];
  const listener = await outbox.listen(() => {
    for (const lane of lanes) lane.notify();
  });

  return {
    async stop() {
      await Promise.all(lanes.map((lane) => lane.stop()));
      await listener.stop();
    },
  };
}

interface Lane {
  /** There may be something to do. */
  notify(): void;
  stop(): Promise<void>;
}

/** Empties one lane of the outbox for as long as it runs. Lanes do not wait for each other. */
function startLane(
  outbox: OutboxQueue,
  lane: OutboxLane,
  atOnce: number,
  log: Logger,
  deliver: (entry: OutboxEntry) => Promise<Delivery>,
): Lane {
  let stopping = false;
  let wake: () => void = () => {};
  let woken = false;
  const notify = (): void => {
    woken = true;
    wake();
  };
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const loop = async (): Promise<void> => {
    while (!stopping) {
      woken = false;
      const taken = await outbox
        .drain(atOnce, instantFromMs(Date.now()), (entries) => Promise.all(entries.map(deliver)), lane)
        .catch((error: unknown) => {
          log.warn({ err: error }, 'the outbox cannot be read; trying again');
          return 0;
        });
      if (taken === 0 && !woken && !stopping) await pause();
    }
  };
  const running = loop();
  return {
    notify,
    async stop() {
      stopping = true;
      notify();
      await running;
    },
  };
}

/** Judges the held clicks of a mail. Nothing is wrong with an entry of its kind, so that it is tried until it is done. */
async function judge(events: RelayOptions['events'], log: Logger, entry: OutboxEntry): Promise<Delivery> {
  const { id, attempts } = entry;
  if (entry.kind !== 'judge_clicks') return { id, kind: 'dead', error: `${entry.kind} is not for this lane` };
  try {
    await events.judgeClicks(entry.payload.messageId, instantFromMs(Date.now()));
    return { id, kind: 'done' };
  } catch (error) {
    const message = wordsFor(error);
    log.warn({ entry: id, messageId: entry.payload.messageId, message }, 'clicks were not judged; trying again');
    return { id, kind: 'failed', error: message, retryInMs: pauseAfter(attempts) };
  }
}

const pauseAfter = (attempts: number): number => Math.min(longestPauseMs, 250 * 2 ** Math.min(attempts, 10));

async function carry(options: DeliveryOptions, log: Logger, entry: OutboxEntry): Promise<Delivery> {
  const { id, workflowId, attempts } = entry;
  try {
    await deliver(options, entry);
    return { id, kind: 'done' };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { id, kind: 'done' };
    // Order is kept per workflow, so its start was delivered before: the workflow has ended.
    if (error instanceof WorkflowNotFoundError) return { id, kind: 'gone' };
    const message = wordsFor(error);
    if (error instanceof WorkflowUpdateFailedError || isInvalid(error)) {
      log.error({ entry: id, workflowId, message }, 'an outbox entry cannot be delivered');
      return { id, kind: 'dead', error: message };
    }
    log.warn({ entry: id, workflowId, message }, 'an outbox entry was not taken; trying again');
    return { id, kind: 'failed', error: message, retryInMs: pauseAfter(attempts) };
  }
}

function wordsFor(error: unknown): string {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'no worker has answered yet';
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  if (cause instanceof ApplicationFailure) return `${cause.type}: ${cause.message}`;
  return error instanceof Error ? error.message : String(error);
}
