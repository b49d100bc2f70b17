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
import type { Delivery, Events, OutboxEntry, OutboxQueue } from '../db/store.ts';
import { instantFromMs } from '../domain/instant.ts';
import { type DeliveryOptions, deliver, isInvalid, isUnreached } from './delivery.ts';
import { type Carried, startLane } from './relay-lane.ts';

export interface Relay {
  stop(): Promise<void>;
}

/** How many entries one transaction takes. */
const batchSize = 64;
/** Judgements take connections of the store's pool, which others want as well. */
const clicksAtOnce = 8;
const longestPauseMs = 60_000;
/** Nothing is wrong with an entry that could not reach Temporal: it is due soon after Temporal is back. */
const longestUnreachedMs = 10_000;

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

/** Judges the held clicks of a mail. Nothing is wrong with an entry of its kind, so that it is tried until it is done. */
async function judge(events: RelayOptions['events'], log: Logger, entry: OutboxEntry): Promise<Carried> {
  const { id, attempts } = entry;
  if (entry.kind !== 'judge_clicks') return reached({ id, kind: 'dead', error: `${entry.kind} is not for this lane` });
  try {
    await events.judgeClicks(entry.payload.messageId, instantFromMs(Date.now()));
    return reached({ id, kind: 'done' });
  } catch (error) {
    const message = wordsFor(error);
    log.warn({ entry: id, messageId: entry.payload.messageId, message }, 'clicks were not judged; trying again');
    return reached({ id, kind: 'failed', error: message, retryInMs: pauseAfter(attempts) });
  }
}

const pauseAfter = (attempts: number, longest = longestPauseMs): number =>
  Math.min(longest, 250 * 2 ** Math.min(attempts, 10));

const reached = (delivery: Delivery): Carried => ({ delivery, reached: true });

async function carry(options: DeliveryOptions, log: Logger, entry: OutboxEntry): Promise<Carried> {
  const { id, workflowId, attempts } = entry;
  try {
    await deliver(options, entry);
    return reached({ id, kind: 'done' });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return reached({ id, kind: 'done' });
    // Order is kept per workflow, so its start was delivered before: the workflow has ended.
    if (error instanceof WorkflowNotFoundError) return reached({ id, kind: 'gone' });
    const message = wordsFor(error);
    if (error instanceof WorkflowUpdateFailedError || isInvalid(error)) {
      log.error({ entry: id, workflowId, message }, 'an outbox entry cannot be delivered');
      return reached({ id, kind: 'dead', error: message });
    }
    log.warn({ entry: id, workflowId, message }, 'an outbox entry was not taken; trying again');
    const away = isUnreached(error);
    const retryInMs = pauseAfter(attempts, away ? longestUnreachedMs : longestPauseMs);
    return { delivery: { id, kind: 'failed', error: message, retryInMs }, reached: !away };
  }
}

function wordsFor(error: unknown): string {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'no worker has answered yet';
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  if (cause instanceof ApplicationFailure) return `${cause.type}: ${cause.message}`;
  return error instanceof Error ? error.message : String(error);
}
