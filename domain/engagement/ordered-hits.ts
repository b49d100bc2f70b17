/**
 * The requests of one mail in order of time. Put into order once, so that each of thousands can be judged without a look at
 * all the others.
 */
import type { Hit } from './hit.ts';

declare const ordered: unique symbol;
export type OrderedHits = readonly Hit[] & { readonly [ordered]: true };

/** Requests of one mail, in any order, each once. */
export const inOrder = (hits: readonly Hit[]): OrderedHits => hits.toSorted(byTime) as readonly Hit[] as OrderedHits;

const byTime = (a: Pick<Hit, 'at' | 'id'>, b: Pick<Hit, 'at' | 'id'>): number =>
  a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** How many of them come before a moment (and, of that moment, before an id). */
export function placeOf(hits: OrderedHits, at: number, id = ''): number {
  let [from, to] = [0, hits.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    const hit = hits[middle];
    if (hit && byTime(hit, { at, id }) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}
