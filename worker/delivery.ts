/**
 * Hands one outbox entry to Temporal: starts a workflow, signals it, or asks it by an update. Each may happen twice and
 * is the same then: workflow ids are business keys, events carry ids, and an update has the id of its entry.
 */
import type { WorkflowClient } from '@temporalio/client';
import type { OutboxEntry } from '../db/store.ts';
import { assertNever, TendrilError } from '../domain/errors.ts';
import { startAttributes } from '../workflows/listed-attributes.ts';
import {
  type BroadcastInput,
  type ErasureInput,
  type HandoffWorkflowInput,
  type LetterInput,
  type MassEnrollmentInput,
  type MigrationInput,
  type MoveRequest,
  type NurtureInput,
  type RecomputeInput,
  signalNames,
  updateNames,
  type WebhooksInput,
  workflowNames,
} from '../workflows/messages.ts';
import {
  backgroundPriority,
  handoffPriority,
  letterPriority,
  nurturePriority,
  webhooksPriority,
} from '../workflows/priorities.ts';

export interface DeliveryOptions {
  readonly client: WorkflowClient;
  readonly taskQueue: string;
  /** The search attributes that the namespace has. */
  readonly attributes: ReadonlySet<string>;
}

/**
 * The client would try for much longer by itself; the entries of a batch are locked meanwhile. The server alone takes
 * starts and signals. An update needs a worker, and whoever waits for one that is away holds up all the others: so it
 * waits for about thirty times what it takes otherwise, and the entry is tried again later, under the same id.
 */
const deliverWithinMs = 3000;
const answerWithinMs = 1000;

/** gRPC INVALID_ARGUMENT: what was sent is wrong, another try cannot help. The client wraps what the server said. */
export const isInvalid = (error: unknown): boolean => grpcCodeOf(error) === grpc.invalidArgument;

/** gRPC UNAVAILABLE and DEADLINE_EXCEEDED: the server is away or overloaded, whatever was to be sent. */
export function isUnreached(error: unknown): boolean {
  const code = grpcCodeOf(error);
  return code === grpc.unavailable || code === grpc.deadlineExceeded;
}

/** The numbers of the gRPC status codes (grpc.github.io, "Status codes and their use in gRPC"). */
const grpc = { invalidArgument: 3, deadlineExceeded: 4, unavailable: 14 } as const;

function grpcCodeOf(error: unknown): unknown {
  const { code, cause } = error as { readonly code?: unknown; readonly cause?: { readonly code?: unknown } };
  return cause?.code ?? code;
}

type Of<K extends OutboxEntry['kind']> = OutboxEntry & { readonly kind: K };

/** @throws what the client throws: for a workflow that is gone, a refused update, an outage. */
export async function deliver(options: DeliveryOptions, entry: OutboxEntry): Promise<void> {
  const asks = entry.kind === 'signal_nurture' && entry.payload.kind === 'move';
  const within = asks ? answerWithinMs : deliverWithinMs;
  await options.client.withDeadline(Date.now() + within, () => hand(options, entry));
}

function hand(options: DeliveryOptions, entry: OutboxEntry): Promise<unknown> {
  const { client } = options;
  switch (entry.kind) {
    case 'start_nurture':
      return startNurture(options, entry);
    case 'start_handoff': {
      const input: HandoffWorkflowInput = { handoffId: entry.payload.handoffId };
      const priority = handoffPriority;
      return client.start(workflowNames.handoff, { ...startOf(options, entry), args: [input], priority });
    }
    case 'start_batch': {
      const input: MassEnrollmentInput = { batchId: entry.payload.batchId };
      const priority = backgroundPriority;
      return client.start(workflowNames.massEnrollment, { ...startOf(options, entry), args: [input], priority });
    }
    case 'start_recompute': {
      const input: RecomputeInput = { recomputeId: entry.payload.recomputeId };
      const priority = backgroundPriority;
      return client.start(workflowNames.recompute, { ...startOf(options, entry), args: [input], priority });
    }
    case 'start_migration': {
      const input: MigrationInput = { migrationId: entry.payload.migrationId };
      const priority = backgroundPriority;
      return client.start(workflowNames.migration, { ...startOf(options, entry), args: [input], priority });
    }
    case 'start_broadcast':
      return startBroadcast(options, entry);
    case 'start_letter': {
      const input: LetterInput = { letterId: entry.payload.letterId };
      const priority = letterPriority;
      return client.start(workflowNames.letter, { ...startOf(options, entry), args: [input], priority });
    }
    case 'wake_webhooks': {
      const input: WebhooksInput = { endpoint: entry.payload.endpoint };
      // In one call: one that ends at this moment is started anew, and the signal finds it.
      return client.signalWithStart(workflowNames.webhooks, {
        ...startOf(options, entry),
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        args: [input],
        priority: webhooksPriority,
        signal: signalNames.look,
      });
    }
    case 'wake_crm':
      return client.signalWithStart(workflowNames.crm, {
        ...startOf(options, entry),
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        args: [],
        priority: webhooksPriority,
        signal: signalNames.look,
      });
    case 'signal_nurture':
      return tellNurture(client, entry);
    case 'signal_handoff':
      return client.getHandle(entry.workflowId).signal(signalNames.decision, entry.payload);
    case 'start_erasure': {
      const input: ErasureInput = { erasureId: entry.payload.erasureId };
      const priority = backgroundPriority;
      return client.start(workflowNames.erasure, { ...startOf(options, entry), args: [input], priority });
    }
    case 'judge_clicks':
      throw new TendrilError('INTERNAL', `An outbox entry of kind ${entry.kind} is not for Temporal`);
    default:
      return assertNever(entry);
  }
}

const startOf = ({ taskQueue }: DeliveryOptions, { workflowId }: OutboxEntry) =>
  ({
    workflowId,
    taskQueue,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
  }) as const;

async function startNurture(options: DeliveryOptions, entry: Of<'start_nurture'>): Promise<void> {
  const { enrollmentId, sequenceVersionId, sequence, rest = null, urgency = null } = entry.payload;
  const input: NurtureInput = { enrollmentId, sequenceVersionId, endsNearby: true };
  const typedSearchAttributes = startAttributes(options.attributes, { sequence, sequenceVersionId, rest });
  const start = { ...startOf(options, entry), args: [input], priority: nurturePriority(sequence, urgency) };
  try {
    await options.client.start(workflowNames.nurture, { ...start, typedSearchAttributes });
  } catch (error) {
    if (typedSearchAttributes.length === 0 || !isInvalid(error)) throw error;
    // The namespace has lost an attribute since: an enrollment that is not listed is better than none.
    await options.client.start(workflowNames.nurture, start);
  }
}

/** Sees to it that a broadcast that is to go on has a workflow, and that it looks now. */
async function startBroadcast(options: DeliveryOptions, entry: Of<'start_broadcast'>): Promise<void> {
  const { broadcastId, look } = entry.payload;
  const input: BroadcastInput = { broadcastId };
  const start = { ...startOf(options, entry), args: [input], priority: backgroundPriority } as const;
  // One that was ended by hand, or that was lost, may begin anew: where it had come to is in the database.
  const workflowIdReusePolicy = 'ALLOW_DUPLICATE';
  const handle = await options.client.start(workflowNames.broadcast, { ...start, workflowIdReusePolicy });
  if (look) await handle.signal(signalNames.look);
}

function tellNurture(client: WorkflowClient, { id, workflowId, payload }: Of<'signal_nurture'>): Promise<unknown> {
  const handle = client.getHandle(workflowId);
  switch (payload.kind) {
    case 'event':
      return handle.signal(signalNames.event, payload.event);
    case 'stop':
      return handle.signal(signalNames.stop, payload.reason);
    case 'pause':
    case 'resume':
    case 'replan':
      return handle.signal(signalNames[payload.kind]);
    case 'move': {
      const request: MoveRequest = { stepId: payload.stepId };
      return handle.executeUpdate(updateNames.move, { updateId: `outbox/${id}`, args: [request] });
    }
    default:
      return assertNever(payload);
  }
}
