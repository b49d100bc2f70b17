/**
 * The outbox relay: carries starts and signals from the database to Temporal. Any number may run; each entry is taken
 * by one (`FOR UPDATE SKIP LOCKED`), delivered at least once, and de-duplicated on arrival: workflow ids are business
 * keys, signals carry event ids.
 */
import { type WorkflowClient, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Delivery, OutboxEntry, OutboxQueue } from '../db/store.ts';
import { assertNever } from '../domain/errors.ts';
import { instantFromMs } from '../domain/instant.ts';
import type { HandoffWorkflowInput, NurtureInput } from '../workflows/messages.ts';
import { signalNames, workflowNames } from '../workflows/messages.ts';

export interface Relay {
  stop(): Promise<void>;
}

/** How many entries one transaction takes. */
const batchSize = 64;
/** Looks for due retries this often even when nothing notifies. */
const pollMs = 1000;
const longestPauseMs = 60_000;
/** The client would try for much longer by itself; the entries of a batch are locked meanwhile. */
const deliverWithinMs = 3000;

/** gRPC INVALID_ARGUMENT: the entry itself is wrong, another try cannot help. */
const invalidArgument = 3;

export async function startRelay(options: {
  readonly outbox: OutboxQueue;
  readonly client: WorkflowClient;
  readonly taskQueue: string;
  readonly log: Logger;
}): Promise<Relay> {
  const { outbox, log } = options;
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
          Promise.all(entries.map((entry) => carry(options, entry))),
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

async function carry(
  { client, taskQueue, log }: { client: WorkflowClient; taskQueue: string; log: Logger },
  entry: OutboxEntry,
): Promise<Delivery> {
  const { id } = entry;
  try {
    await client.withDeadline(Date.now() + deliverWithinMs, () => hand(client, taskQueue, entry));
    return { id, kind: 'done' };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { id, kind: 'done' };
    // Order is kept per workflow, so its start was delivered before: the workflow has ended.
    if (error instanceof WorkflowNotFoundError) return { id, kind: 'gone' };
    const message = error instanceof Error ? error.message : String(error);
    if ((error as { code?: unknown }).code === invalidArgument) {
      log.error({ entry: id, workflowId: entry.workflowId, message }, 'an outbox entry cannot be delivered');
      return { id, kind: 'dead', error: message };
    }
    log.warn(
      { entry: id, workflowId: entry.workflowId, message },
      'Temporal did not take an outbox entry; trying again',
    );
    return {
      id,
      kind: 'failed',
      error: message,
      retryInMs: Math.min(longestPauseMs, 250 * 2 ** Math.min(entry.attempts, 10)),
    };
  }
}

async function hand(client: WorkflowClient, taskQueue: string, entry: OutboxEntry): Promise<void> {
  const { workflowId } = entry;
  const start = {
    workflowId,
    taskQueue,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  } as const;
  switch (entry.kind) {
    case 'start_nurture': {
      const { enrollmentId, sequenceVersionId } = entry.payload;
      const input: NurtureInput = { enrollmentId, sequenceVersionId };
      await client.start(workflowNames.nurture, { ...start, args: [input] });
      return;
    }
    case 'start_handoff': {
      const input: HandoffWorkflowInput = { handoffId: entry.payload.handoffId };
      await client.start(workflowNames.handoff, { ...start, args: [input] });
      return;
    }
    case 'signal_nurture': {
      const handle = client.getHandle(workflowId);
      if (entry.payload.kind === 'event') await handle.signal(signalNames.event, entry.payload.event);
      else await handle.signal(signalNames.stop, entry.payload.reason);
      return;
    }
    case 'signal_handoff':
      await client.getHandle(workflowId).signal(signalNames.decision, entry.payload);
      return;
    default:
      assertNever(entry);
  }
}
