/**
 * The mass enrollment workflow: enrolls the leads of a batch, so many per second, until there are no more or somebody
 * stops it. Where it has come to is in the batch's row.
 */
import { continueAsNew } from '@temporalio/workflow';
import { enrollBatch } from './calls.ts';
import type { MassEnrollmentInput } from './messages.ts';
import { inTurns } from './pacing.ts';

export function massEnrollment({ batchId }: MassEnrollmentInput): Promise<void> {
  return inTurns(
    (limit, now) => enrollBatch({ batchId, limit, now }),
    () => continueAsNew<typeof massEnrollment>({ batchId }),
  );
}
