/** What one group of engagement is after a gain, a loss or a return: sums that halve, the open day apart. */
import { type GroupState, leftOf, momentMs, type PointSum } from './scoring.ts';
import type { ScoringTerms } from './scoring-terms.ts';

const dayMs = 86_400_000;
/** The day of UTC: a function of the event alone, wherever the lead and the reader are. */
const dayOf = (ms: number): number => Math.floor(ms / dayMs);

/** Of a day before the one that is open, where a day has a limit. */
export const isOfOlderDay = (terms: ScoringTerms, group: string, own: GroupState | undefined, at: number): boolean =>
  own?.day !== undefined && terms.perDay[group] !== undefined && dayOf(at) < dayOf(momentMs(own.day.at));

/** A group with a gain or a loss more, of the day that is open or of a newer one. */
export function changed(
  terms: ScoringTerms,
  group: string,
  own: GroupState | undefined,
  points: number,
  at: number,
): GroupState {
  const { halfLife } = terms;
  if (points < 0) return groupState(own ?? { points: 0, at }, own?.day, plus(own?.debt, -points, at, halfLife));
  if (terms.perDay[group] === undefined) return groupState(plus(own, points, at, halfLife), own?.day, own?.debt);
  if (!own) return { points: 0, at, day: { points, at } };
  const sameDay = own.day && dayOf(momentMs(own.day.at)) === dayOf(at);
  return sameDay
    ? groupState(own, plus(own.day, points, at, halfLife), own.debt)
    : groupState(settled(terms, group, own), { points, at }, own.debt);
}

/** Without the parts that it does not have; written out, because every event that scores makes one. */
function groupState({ points, at }: PointSum, day: PointSum | undefined, debt: PointSum | undefined): GroupState {
  if (day) return debt ? { points, at, day, debt } : { points, at, day };
  return debt ? { points, at, debt } : { points, at };
}

/** The group with its open day closed. */
function settled(terms: ScoringTerms, group: string, own: GroupState): GroupState {
  const { day, debt } = own;
  if (!day) return own;
  const counted = Math.min(day.points, terms.perDay[group] ?? day.points);
  return groupState(plus(own, counted, momentMs(day.at), terms.halfLife), undefined, debt);
}

/** What of a group is left when sales returns the lead. */
export function kept(terms: ScoringTerms, group: string, own: GroupState, share: number): GroupState {
  const { debt, ...all } = settled(terms, group, own);
  const left = { ...all, points: all.points * share };
  return debt ? { ...left, debt: { ...debt, points: debt.points * share } } : left;
}

/** A sum with something added that was earned at another moment, before or after. */
function plus(sum: PointSum | undefined, points: number, at: number, halfLife: number): PointSum {
  if (!sum) return { points, at };
  const anchor = Math.max(momentMs(sum.at), at);
  return { points: leftOf(sum, anchor, halfLife) + leftOf({ points, at }, anchor, halfLife), at: anchor };
}
