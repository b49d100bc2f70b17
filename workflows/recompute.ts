/**
 * The recompute workflow: values all leads by the model in force, so many per second, until there are no more or somebody
 * stops it. Where it has come to is in the recompute's row.
 */
import { continueAsNew } from '@temporalio/workflow';
import { recomputeBatch } from './calls.ts';
import type { RecomputeInput } from './messages.ts';
import { inTurns } from './pacing.ts';

/** One transaction: its leads are locked for as long as it takes, which is well below a second. */
const largest = 500;

export function recompute({ recomputeId }: RecomputeInput): Promise<void> {
  return inTurns(
    (limit, now) => recomputeBatch({ recomputeId, limit, now }),
    () => continueAsNew<typeof recompute>({ recomputeId }),
    { largest },
  );
}
