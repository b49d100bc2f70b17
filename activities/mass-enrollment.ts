/** One turn of a mass enrollment: the next leads of its batch, unless the outbox has enough to do already. */
import type { EnrollBatchRequest, Turn } from '../workflows/messages.ts';
import type { Deps } from './ports.ts';

/**
 * No more leads are enrolled while so many entries wait to be delivered: starts that lie in the outbox for long delay
 * the click of a lead that has been here for weeks.
 */
const mostWaiting = 1000;

export function createEnrollBatch({ store }: Pick<Deps, 'store'>): (request: EnrollBatchRequest) => Promise<Turn> {
  return async function enrollBatchActivity({ batchId, limit, now }) {
    const { waiting } = await store.outbox.pending();
    if (waiting > mostWaiting) {
      const { status, pace } = await store.batches.get(batchId);
      return { done: 0, more: status === 'running', pace };
    }
    const { looked, more, pace } = await store.batches.carryOn(batchId, limit, now);
    return { done: looked, more, pace };
  };
}
