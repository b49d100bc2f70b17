/**
 * Two leads that are one person: which of them is left, and what holds for it. Pure; of what both have, the stricter counts.
 * What is done to the tables stands in db/merging.ts.
 */
import { type ConsentEntry, consentStandings } from './consent.ts';
import type { Instant } from './instant.ts';
import type { Stage } from './lifecycle.ts';

/** Why two leads were merged: one mailbox, one phone and name, or a person said so. */
export const mergeReasons = ['address', 'phone', 'person'] as const;
export type MergeReason = (typeof mergeReasons)[number];

/** Why two leads may be one person. The first two are as good as sure. */
export const duplicateReasons = ['address', 'phone-and-name', 'phone', 'name'] as const;
export type DuplicateReason = (typeof duplicateReasons)[number];

/** What an organisation does with duplicates that are as good as sure: merges them at once, or has a person asked. */
export const duplicatePolicies = ['merge', 'ask'] as const;
export type DuplicatePolicy = (typeof duplicatePolicies)[number];

/**
 * How long a merge can be undone. Long enough for the monthly mail or report in which a wrong one is seen; what undoing needs is
 * a copy of a person's data, so it is not kept for longer.
 */
export const mergeUndoMs = 30 * 86_400_000;

/** How far a lead has come. One that must not be mailed is further than one that may; what sales has is further than both. */
const order: readonly Stage[] = [
  'awareness',
  'name',
  'engaged',
  'prospect',
  'recycled',
  'disqualified',
  'mql',
  'sql',
  'opportunity',
  'customer',
];

export const furtherStage = (one: Stage, other: Stage): Stage =>
  order.indexOf(other) > order.indexOf(one) ? other : one;

/** Stages in which a person of sales has the lead. */
export const withSales: ReadonlySet<Stage> = new Set(['sql', 'opportunity', 'customer']);

export interface MergeCandidate {
  readonly id: string;
  readonly stage: Stage;
}

/** The one that is left if nobody says which: it has come further, or was there first (ids sort by the time they were made). */
export function leftOf<Lead extends MergeCandidate>(one: Lead, other: Lead): Lead {
  if (one.stage !== other.stage) return furtherStage(one.stage, other.stage) === one.stage ? one : other;
  return one.id < other.id ? one : other;
}

/** The purposes that either objects to: nothing the other ever agreed to lifts that. In alphabetical order. */
export const objectedBy = (
  one: readonly ConsentEntry[],
  other: readonly ConsentEntry[],
  now: Instant,
): readonly string[] => {
  const objected = [one, other].flatMap((entries) =>
    consentStandings(entries, now).flatMap(({ purpose, standing }) => (standing === 'objected' ? [purpose] : [])),
  );
  return [...new Set(objected)].sort();
};

/** The purposes of these that the record of both together would not object to by itself: there it must be said. */
export const unsaidOf = (
  objected: readonly string[],
  together: readonly ConsentEntry[],
  now: Instant,
): readonly string[] => {
  const said = new Set(objectedBy(together, [], now));
  return objected.filter((purpose) => !said.has(purpose));
};

/** The later of two words in a list that runs from the mildest to the strictest; what is not in it is the mildest. */
export const stricterOf = <Word extends string>(mildFirst: readonly Word[], one: Word, other: Word): Word =>
  mildFirst.indexOf(other) > mildFirst.indexOf(one) ? other : one;

/** Names as they are compared: without regard to case, accents and spaces. Empty when there is none. */
export const foldedPerson = (first: string | null, last: string | null): string =>
  [first, last]
    .flatMap((name) => name ?? [])
    .join(' ')
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
