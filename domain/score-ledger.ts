/**
 * The score is a fold of the ledger: what a lead has earned, lost and kept follows from the rows of its ledger and nothing
 * else, in whatever order they came and however often. `foldLedger` is the definition. `addEntry` comes to the same one row
 * at a time, and says `refold` where a state alone does not know enough: a row of an older day than the one that is open
 * where a day has a limit, one from before sales returned the lead, a correction, or terms that have changed.
 *
 * A row of points counts at its moment. A return leaves its share of all that was earned at or before it; it also closes the
 * day, so that new interest counts anew. A correction belongs to the points of its event: together they are one gain or loss.
 */
import { type Instant, msOf } from './instant.ts';
import { changed, isOfOlderDay, kept } from './score-groups.ts';
import {
  type Engagement,
  type GroupState,
  momentMs,
  noEngagement,
  type PointSum,
  type ScoringModel,
} from './scoring.ts';
import { type ScoringTerms, termsOf } from './scoring-terms.ts';

/**
 * `points`: earned or lost. `external`: the score of a service, whose name is the group. `return`: the share that stays,
 * 0–1. `correction`: what an event turned out to have given too much or too little.
 */
export type ScoreEntryKind = 'points' | 'external' | 'return' | 'correction';

/** A row of the ledger, as far as the score depends on it. */
export interface ScoreEntry {
  /** Counted once. */
  readonly key: string;
  readonly kind: ScoreEntryKind;
  readonly group: string;
  readonly points: number;
  readonly at: Instant;
}

/**
 * Behind the terms of a state that has a group which they do not know: of a rule that is gone, say. The database reads it the
 * long way.
 */
const more = ' +';
const isOf = (terms: ScoringTerms, fold: string | undefined): boolean =>
  fold === terms.fold || fold === terms.fold + more;
const foldOf = (terms: ScoringTerms, groups: Engagement['groups']): string =>
  Object.keys(groups).every((group) => terms.names.includes(group)) ? terms.fold : terms.fold + more;

const isUntouched = ({ groups, external, returned }: Engagement): boolean =>
  returned === undefined && external === undefined && Object.keys(groups).length === 0;

/** The state with one row more that it does not contain yet; `refold` when only all rows together tell. */
export function addEntry(model: ScoringModel, state: Engagement, entry: ScoreEntry): Engagement | 'refold' {
  const terms = termsOf(model);
  const known = isOf(terms, state.fold);
  if (!known && !isUntouched(state)) return 'refold';
  const at = msOf(entry.at);
  if (entry.kind === 'points' && entry.points !== 0) return addPoints(terms, state, entry, at);
  const current = known ? state : { ...state, fold: terms.fold };
  switch (entry.kind) {
    case 'points':
      return current;
    case 'external':
      return addExternal(current, entry, at);
    case 'return':
      return addReturn(terms, current, entry.points, at);
    case 'correction':
      return 'refold';
  }
}

function addPoints(terms: ScoringTerms, state: Engagement, entry: ScoreEntry, at: number): Engagement | 'refold' {
  if (state.returned !== undefined && at <= state.returned) return 'refold';
  const { group, points } = entry;
  const own = state.groups[group];
  if (points > 0 && isOfOlderDay(terms, group, own, at)) return 'refold';
  const groups = { ...state.groups };
  groups[group] = changed(terms, group, own, points, at);
  const fold = own && state.fold !== undefined ? state.fold : foldOf(terms, groups);
  return withGroups(state, groups, fold, points > 0 ? Math.max(state.last ?? at, at) : state.last);
}

/** Written out, because every event that scores makes one: spreading a state and adding to it takes five times as long. */
function withGroups(
  { armed, waits, returned, external }: Engagement,
  groups: Engagement['groups'],
  fold: string,
  last: number | undefined,
): Engagement {
  const next: { -readonly [Part in keyof Engagement]: Engagement[Part] } = { groups, armed, fold };
  if (last !== undefined) next.last = last;
  if (waits) next.waits = waits;
  if (returned !== undefined) next.returned = returned;
  if (external) next.external = external;
  return next;
}

function addExternal(state: Engagement, { group, points }: ScoreEntry, at: number): Engagement | 'refold' {
  const before = state.external?.[group];
  // Of two of one moment the keys decide, and a state has none.
  if (before?.at === at) return 'refold';
  if (before && before.at > at) return state;
  return { ...state, external: { ...state.external, [group]: { value: points, at } } };
}

function addReturn(terms: ScoringTerms, state: Engagement, share: number, at: number): Engagement | 'refold' {
  if (newestOf(state) > at) return 'refold';
  const groups = Object.fromEntries(
    Object.entries(state.groups).map(([group, own]) => [group, kept(terms, group, own, share)]),
  );
  return { ...state, groups, returned: at, armed: true };
}

/** The newest moment at which points came, went or were taken back. */
export function newestOf({ groups, returned = Number.NEGATIVE_INFINITY }: Engagement): number {
  let newest = returned;
  for (const group in groups) {
    const { at, day, debt } = groups[group] as GroupState;
    newest = Math.max(newest, momentMs(at), day ? momentMs(day.at) : newest, debt ? momentMs(debt.at) : newest);
  }
  return newest;
}

/** What a lead gained or lost by one cause. */
interface Gain extends PointSum {
  readonly group: string;
  readonly at: number;
}

/** The state that all rows of a lead together make; `armed`, which is no matter of points, is true. */
export function foldLedger(model: ScoringModel, entries: readonly ScoreEntry[]): Engagement {
  const terms = termsOf(model);
  const rows = [...new Map(entries.map((entry) => [entry.key, entry])).values()].sort(byMoment);
  const gains = gainsOf(rows);
  const returns = rows
    .filter(({ kind }) => kind === 'return')
    .map(({ at, points }) => ({ at: msOf(at), share: points }));
  const groups: Record<string, GroupState> = {};
  for (const [group, own] of byGroup(gains)) {
    const state = foldGroup(terms, own, returns);
    if (state) groups[group] = state;
  }
  const last = gains.reduce(
    (most, { points, at }) => (points > 0 ? Math.max(most, at) : most),
    Number.NEGATIVE_INFINITY,
  );
  const returned = returns.at(-1)?.at;
  const external = newestOfEach(rows);
  return {
    ...{ ...noEngagement, groups, fold: foldOf(terms, groups) },
    ...(Number.isFinite(last) && { last }),
    ...(returned !== undefined && { returned }),
    ...(external && { external }),
  };
}

const byMoment = (a: ScoreEntry, b: ScoreEntry): number => {
  if (a.at !== b.at) return msOf(a.at) - msOf(b.at);
  return a.key < b.key ? -1 : 1;
};

/** The key of the points that a row of the ledger belongs to: its own, or that of the event that it corrects. */
const causeOf = ({ key, kind }: ScoreEntry): string => {
  const event = kind === 'correction' ? /^rejudge\/([^/]+)/.exec(key)?.[1] : undefined;
  return event === undefined ? key : keyOfPoints(event);
};

/** The key of the points of an event: they are booked once. */
export const keyOfPoints = (eventId: string): string => `event/${eventId}`;

function gainsOf(rows: readonly ScoreEntry[]): readonly Gain[] {
  const causes = new Map<string, Gain>();
  for (const row of rows) {
    if (row.kind !== 'points' && row.kind !== 'correction') continue;
    const cause = causeOf(row);
    const before = causes.get(cause);
    const { group, at } = before ?? { group: row.group, at: msOf(row.at) };
    causes.set(cause, { group, at, points: (before?.points ?? 0) + row.points });
  }
  return [...causes.values()].filter(({ points }) => points !== 0);
}

function byGroup(gains: readonly Gain[]): ReadonlyMap<string, readonly Gain[]> {
  const groups = new Map<string, Gain[]>();
  for (const gain of gains) {
    const own = groups.get(gain.group);
    if (own) own.push(gain);
    else groups.set(gain.group, [gain]);
  }
  return groups;
}

interface Return {
  readonly at: number;
  readonly share: number;
}

/** A group from its gains and losses, oldest first. */
function foldGroup(terms: ScoringTerms, gains: readonly Gain[], returns: readonly Return[]): GroupState | undefined {
  let state: GroupState | undefined;
  let next = 0;
  const returnBefore = (group: string, at: number): void => {
    for (let one = returns[next]; one && one.at < at; one = returns[next]) {
      state = state && kept(terms, group, state, one.share);
      next += 1;
    }
  };
  for (const { group, points, at } of gains) {
    returnBefore(group, at);
    state = changed(terms, group, state, points, at);
  }
  returnBefore(gains[0]?.group ?? '', Number.POSITIVE_INFINITY);
  return state;
}

/** Of one moment the greater key counts. */
function newestOfEach(rows: readonly ScoreEntry[]): Engagement['external'] | null {
  const told = rows.filter(({ kind }) => kind === 'external');
  if (told.length === 0) return null;
  return Object.fromEntries(told.map(({ group, points, at }) => [group, { value: points, at: msOf(at) }]));
}
