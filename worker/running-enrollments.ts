/** Asks the workflows of enrollments to go on in another version, for the activity that migrates them. */
import {
  type WorkflowClient,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { MigrateOutcome, RunningEnrollments } from '../activities/running-enrollments.ts';
import {
  type MigrateAnswer,
  type MigrateRequest,
  type PositionAnswer,
  queryNames,
  updateNames,
} from '../workflows/messages.ts';

/** An enrollment that is sending a mail answers when the mail has left. */
const answerWithinMs = 10_000;

export const createRunningEnrollments = (client: WorkflowClient): RunningEnrollments => ({
  async migrate(workflowId, updateId, request) {
    try {
      const kind = await client.withDeadline(Date.now() + answerWithinMs, () =>
        client
          .getHandle(workflowId)
          .executeUpdate<MigrateAnswer, [MigrateRequest]>(updateNames.migrate, { updateId, args: [request] }),
      );
      return { kind };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return lastOf(client, workflowId);
      if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || wasTurnedAway(error)) return { kind: 'late' };
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      const { cause } = error;
      if (!(cause instanceof ApplicationFailure)) return { kind: 'refused', code: 'INTERNAL', versionId: null };
      const details = cause.details?.[0] as { readonly versionId?: string } | undefined;
      return { kind: 'refused', code: cause.type ?? 'INTERNAL', versionId: details?.versionId ?? null };
    }
  },
});

/**
 * Whether the workflow task that took the update up came to nothing, because a message arrived while it went on in a new
 * run: the update is not lost or done, it was never there. gRPC FAILED_PRECONDITION.
 */
export function wasTurnedAway(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly code?: unknown; readonly details?: unknown } };
  return cause?.code === failedPrecondition && String(cause.details).includes('unexpected workflow task failure');
}

const failedPrecondition = 9;

/** A workflow that has ended still knows by which version it went. */
async function lastOf(client: WorkflowClient, workflowId: string): Promise<MigrateOutcome> {
  try {
    const { sequenceVersionId } = await client.withDeadline(Date.now() + answerWithinMs, () =>
      client.getHandle(workflowId).query<PositionAnswer>(queryNames.position),
    );
    return { kind: 'refused', code: 'ENROLLMENT_ENDED', versionId: sequenceVersionId };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { kind: 'absent' };
    throw error;
  }
}
