/**
 * The outbox relay: carries starts, signals and updates from the database to Temporal. Any number may run; each entry is
 * taken by one (`FOR UPDATE SKIP LOCKED`), delivered at least once, and de-duplicated on arrival.
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
import type { Delivery, OutboxEntry, OutboxQueue } from '../db/store.ts';
import { instantFromMs } from '../domain/instant.ts';
import { type DeliveryOptions, deliver, isInvalid } from './delivery.ts';

export interface Relay {
  stop(): Promise<void>;
}

/** How many entries one transaction takes. */
const batchSize = 64;
/** Looks for due retries this often even when nothing notifies. */
const pollMs = 1000;
const longestPauseMs = 60_000;

export interface RelayOptions {
  readonly outbox: OutboxQueue;
  readonly client: WorkflowClient;
  readonly taskQueue: string;
  /** The search attributes that the namespace has; none when absent. */
  readonly attributes?: ReadonlySet<string>;
  readonly log: Logger;
}

export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { outbox, client, taskQueue, attributes = new Set<string>(), log } = options;
  let stopping = false;
  let wake: () => void = () => {};
  let woken = false;
  const notify = (): void => {
    woken = true;
    wake();
  };
  const listener = await outbox.listen(notify);

  const loop = async (): Promise<void> => {
    while (!stopping) {
      woken = false;
      const taken = await outbox
        .drain(batchSize, instantFromMs(Date.now()), (entries) =>
          Promise.all(entries.map((entry) => carry({ client, taskQueue, attributes }, log, entry))),
        )
        .catch((error: unknown) => {
          log.warn({ err: error }, 'the outbox cannot be read; trying again');
          return 0;
        });
      if (taken === 0 && !woken && !stopping) await pause();
    }
  };
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const running = loop();

  return {
    async stop() {
      stopping = true;
      notify();
      await running;
      await listener.stop();
    },
  };
}

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
    return {
      id,
      kind: 'failed',
      error: message,
      retryInMs: Math.min(longestPauseMs, 250 * 2 ** Math.min(attempts, 10)),
    };
  }
}

function wordsFor(error: unknown): string {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return 'no worker has answered yet';
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  if (cause instanceof ApplicationFailure) return `${cause.type}: ${cause.message}`;
  return error instanceof Error ? error.message : String(error);
}
