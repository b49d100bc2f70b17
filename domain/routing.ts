/**
 * Who gets a lead: the one whose account it is, else whoever suits it, works soonest and has had the least of their share. Pure:
 * the same lead, people and time give the same answer, with a reason for everybody, so that a dry run is the thing itself.
 */
import { nextDate } from './calendar.ts';
import { earlier, type Instant, instantAt, instantFromMs, msOf, plusMs } from './time.ts';
import { afterWorking, type WorkingHours } from './working-time.ts';

/** What somebody sells and to whom. An empty list says nothing: they take all. */
export interface Competence {
  /** ISO 3166-1 codes of countries. */
  readonly territories: readonly string[];
  /** BCP 47 primary tags, such as `de`. */
  readonly languages: readonly string[];
  readonly products: readonly string[];
  readonly skills: readonly string[];
}

/** Somebody who sells, with what they have at this moment. */
export interface Candidate extends Competence {
  readonly key: string;
  readonly hours: WorkingHours;
  /** So many leads at one time at most; null: any number. */
  readonly capacity: number | null;
  /** Leads that they have and that are not decided yet. */
  readonly open: number;
  /** How many they were given since `sharedSince`; shares are kept by it, so that a restart changes nothing. */
  readonly given: number;
  /** When they were given the last one; null: never. */
  readonly lastGiven: Instant | null;
  /** How much of the leads they are to have, against others: 2 gets twice as many as 1. Above 0. */
  readonly weight: number;
}

/** What a lead asks of whoever gets it. */
export interface Wanted {
  readonly country: string | null;
  readonly language: string | null;
  readonly product: string | null;
  readonly skills: readonly string[];
  /** Who has its company; null: nobody. */
  readonly owner: string | null;
  /** Only these may get it; null: everybody. */
  readonly among: readonly string[] | null;
  /** Who had it already and let the time pass. */
  readonly had: readonly string[];
}

export const unsuited = ['not-meant', 'had-it', 'territory', 'language', 'product', 'skills', 'full', 'away'] as const;
export type Unsuited = (typeof unsuited)[number];

/** What is decided about one of them. `from`: when they work next, which may be now. */
export type Verdict =
  | {
      readonly key: string;
      readonly kind: 'suits';
      readonly from: Instant;
      readonly share: number;
      readonly lastGiven: Instant | null;
    }
  | {
      readonly key: string;
      readonly kind: 'unsuited';
      readonly why: Unsuited;
      /** Of who is away: when they work again; not there when nobody knows. */
      readonly from?: Instant;
    };

export interface Route {
  /** Null when nobody can have it: it waits, and somebody is told. */
  readonly to: string | null;
  readonly because: 'owner' | 'share' | null;
  /** About everybody, in the order in which they would get it; who cannot comes last. */
  readonly verdicts: readonly Verdict[];
}

/** What somebody has made of the leads of a product that were decided. */
export interface Wins {
  readonly won: number;
  /** Won or lost. */
  readonly decided: number;
}

/**
 * How much more of the leads somebody is to have for winning them: 1 for who wins half, 2 at most, a half at least. One win and one loss
 * more than there were are counted, so that the first lead of somebody new decides nothing.
 */
export const winWeight = ({ won, decided }: Wins): number =>
  Math.min(2, Math.max(0.5, (2 * (won + 1)) / (decided + 2)));

/** Shares are counted over so much time at most. */
const shareMs = 30 * 86_400_000;

/**
 * Since when shares count among those who suit: since the last of them came, from an absence or as new, so that nobody gets every
 * lead until they have caught up with what others were given while they were not there.
 * @param joined when each of them began to sell, by key
 */
export function sharedSince(
  wanted: Wanted,
  people: readonly Omit<Candidate, 'given' | 'lastGiven'>[],
  joined: ReadonlyMap<string, Instant>,
  now: Instant,
): Instant {
  const nowMs = msOf(now);
  const suiting = people.filter(
    (one) => verdictOn(wanted, { ...one, given: 0, lastGiven: null }, now).kind === 'suits',
  );
  const came = suiting.flatMap(({ key, hours: { absences, zone } }) => [
    msOf(joined.get(key) ?? now),
    ...absences.map(({ to }) => msOf(instantAt(nextDate(to), null, zone))),
  ]);
  return instantFromMs(Math.max(nowMs - shareMs, ...came.filter((ms) => ms <= nowMs)));
}

/** Longer than this nobody is waited for: who begins later is away, as far as this lead is concerned. */
const soonMs = 3 * 86_400_000;

/** Whether somebody does not work soon enough to be waited for. */
export function isAway(hours: WorkingHours, now: Instant): boolean {
  const from = afterWorking(hours, now, 0);
  return from === null || msOf(from) - msOf(now) > soonMs;
}

export function routeOf(wanted: Wanted, people: readonly Candidate[], now: Instant): Route {
  const verdicts = people.map((one) => verdictOn(wanted, one, now)).sort(byTurn);
  const [first] = verdicts;
  const owner = verdicts.find(({ key, kind }) => key === wanted.owner && kind === 'suits');
  if (owner) return { to: owner.key, because: 'owner', verdicts };
  return first?.kind === 'suits'
    ? { to: first.key, because: 'share', verdicts }
    : { to: null, because: null, verdicts };
}

function verdictOn(wanted: Wanted, one: Candidate, now: Instant): Verdict {
  const { key, hours, given, lastGiven, weight } = one;
  const why = hindrance(wanted, one);
  if (why !== null) return { key, kind: 'unsuited', why };
  const from = afterWorking(hours, now, 0);
  if (from === null) return { key, kind: 'unsuited', why: 'away' };
  if (msOf(from) - msOf(now) > soonMs) return { key, kind: 'unsuited', why: 'away', from };
  return { key, kind: 'suits', from, share: given / weight, lastGiven };
}

/** Whose account it is gets it whatever else they sell, unless they have had it, or have too many. */
function hindrance({ owner, among, had, ...wanted }: Wanted, one: Candidate): Unsuited | null {
  if (had.includes(one.key)) return 'had-it';
  if (one.capacity !== null && one.open >= one.capacity) return 'full';
  if (owner === one.key) return null;
  if (among !== null && !among.includes(one.key)) return 'not-meant';
  if (!takes(one.territories, wanted.country)) return 'territory';
  if (!takes(one.languages, wanted.language)) return 'language';
  if (!takes(one.products, wanted.product)) return 'product';
  return wanted.skills.every((skill) => one.skills.includes(skill)) ? null : 'skills';
}

/** What is not known of the lead speaks against nobody. */
const takes = (theirs: readonly string[], asked: string | null): boolean =>
  theirs.length === 0 || asked === null || theirs.includes(asked);

/** Who works now before who works later, however much later; among these by share, by who had one longest ago, and by key. */
function byTurn(a: Verdict, b: Verdict): number {
  if (a.kind === 'unsuited' || b.kind === 'unsuited') {
    return Number(a.kind === 'unsuited') - Number(b.kind === 'unsuited') || order(a.key, b.key);
  }
  return (
    order(a.from, b.from) || a.share - b.share || order(a.lastGiven ?? '', b.lastGiven ?? '') || order(a.key, b.key)
  );
}

/** When one that nobody can have is to be looked at again, if nothing else changes: when somebody is back soon enough. */
export function nextLook(verdicts: readonly Verdict[], now: Instant): Instant {
  const soon = verdicts.flatMap((verdict) =>
    verdict.kind === 'unsuited' && verdict.from !== undefined ? [plusMs(verdict.from, -soonMs)] : [],
  );
  return soon.reduce(earlier, plusMs(now, lookMs));
}

/** Whoever waits is woken when a lead is decided or the desk changes; nothing relies on this. */
const lookMs = 86_400_000;

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
