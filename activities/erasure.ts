/**
 * What an erasure leaves to do at Temporal: every workflow that ever ran for the person is deleted with its history, once it
 * has ended. Then the erasure is done.
 */
import type { EraseExecutionsRequest, EraseExecutionsResult } from '../workflows/messages.ts';
import type { Deps } from './ports.ts';

/** @throws ERASURE_UNKNOWN */
export const createEraseExecutions =
  ({ store, executions }: Pick<Deps, 'store' | 'executions'>) =>
  async ({ erasureId, force, now }: EraseExecutionsRequest, stopping: AbortSignal): Promise<EraseExecutionsResult> => {
    const workflowIds = await store.rights.workflowsOf(erasureId);
    // Counted first: what is told after this look is there when the workflows are looked at.
    let left = await store.rights.untold(erasureId);
    for (const workflowId of workflowIds) {
      stopping.throwIfAborted();
      if ((await executions.erase(workflowId, force)) !== 'gone') left += 1;
    }
    // Said only by a look that finds nothing: the server deletes by and by.
    if (left === 0) await store.rights.erased(erasureId, { workflows: workflowIds.length }, now);
    return { left };
  };
