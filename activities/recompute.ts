/** One turn of a recompute: the next leads, valued by the model in force. */
import type { RecomputeBatchRequest, Turn } from '../workflows/messages.ts';
import type { Deps } from './ports.ts';

export function createRecomputeBatch({
  store,
}: Pick<Deps, 'store'>): (request: RecomputeBatchRequest) => Promise<Turn> {
  return async function recomputeBatchActivity({ recomputeId, limit, now }) {
    const { looked, more, pace } = await store.scores.carryOnRecompute(recomputeId, limit, now);
    return { done: looked, more, pace };
  };
}
