/**
 * Work that is done in turns, so many per second: each turn is one activity or several, which keep in the database how far
 * it has come. So whatever is killed, the next turn goes on where the last one ended.
 */
import { sleep, workflowInfo } from '@temporalio/workflow';
import type { Instant } from '../domain/instant.ts';
import { workflowNow } from './drive.ts';
import type { Turn } from './messages.ts';

/** A turn is work for so long; short enough to stop soon, long enough that its own cost does not count. */
const turnMs = 5000;
/** Before the pace is known, of work that nobody regrets. */
const firstTurn = 20;
/** One transaction, or so many updates at a time. */
const largestTurn = 200;
/** How long to wait when a turn could do nothing. */
const restMs = 5000;

const turnSize = (pace: number, largest: number): number =>
  Math.min(largest, Math.max(1, Math.round((pace * turnMs) / 1000)));

/**
 * Takes turns until there is no more to do; with a long history it goes on by `carryOn`. `largest`: for turns that end by
 * themselves in time. `first`: the size of the first one, before the pace is known.
 */
export async function inTurns(
  take: (limit: number, now: Instant) => Promise<Turn>,
  carryOn: () => Promise<never>,
  { largest = largestTurn, first = firstTurn }: { readonly largest?: number; readonly first?: number } = {},
): Promise<void> {
  for (let limit = first; ; ) {
    if (workflowInfo().continueAsNewSuggested) await carryOn();
    const began = Date.now();
    const { done, more, pace, busy = false } = await take(limit, workflowNow());
    if (!more) return;
    limit = turnSize(pace, largest);
    const pauseMs = done === 0 ? (busy ? 0 : restMs) : (done / pace) * 1000 - (Date.now() - began);
    if (pauseMs >= 1) await sleep(Math.ceil(pauseMs));
  }
}
