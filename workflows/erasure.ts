/**
 * The erasure workflow: sees to it that nothing of an erased person is left at Temporal. Its workflows were told to end when
 * the person was erased; each look deletes those that have ended, and after a while the rest is ended by force.
 */
import { continueAsNew, sleep, workflowInfo } from '@temporalio/workflow';
import { eraseExecutions } from './calls.ts';
import { workflowNow } from './drive.ts';
import type { ErasureInput } from './messages.ts';

/** A mail that is leaving may take so long; whatever runs then is stuck, paused or has lost its signal. */
const patienceMs = 30 * 60_000;
const firstLookMs = 1_000;
const longestLookMs = 5 * 60_000;

export async function erasure({ erasureId, since }: ErasureInput): Promise<void> {
  const began = since ?? workflowInfo().startTime.getTime();
  for (let pauseMs = firstLookMs; ; pauseMs = Math.min(Math.round(pauseMs * 1.5), longestLookMs)) {
    const force = Date.now() - began >= patienceMs;
    const { left } = await eraseExecutions({ erasureId, force, now: workflowNow() });
    if (left === 0) return;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof erasure>({ erasureId, since: began });
    await sleep(pauseMs);
  }
}
