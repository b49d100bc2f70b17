/**
 * How far the leads of a source are real: by what became of those that it brought within 90 days. Pure: the same figures
 * give the same score.
 *
 * Each kind of trouble is a share, k of n. A share of few says little, so it counts as what it is at least, with a certainty
 * of 95 % (the lower end of Wilson's interval, z = 1.645): 1 of 2 counts as 0.12, 50 of 100 as 0.42. The organisation says
 * for each kind which share is too much, and so how heavily it weighs:
 *
 *   low(k, n) = (p + z²/2n − z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)      with p = k / n
 *   score     = 100 − 50 × Σ low / limit, not below 0
 *
 * 100 is a source without trouble, 50 one that is surely at a limit. More trouble never gives a better score, and more good
 * leads never a worse one. A source is bad when three at least are in trouble of one kind and its `low` is above the limit:
 * never by 1 of 2. It is good again when the share itself is at the limit or below it, for every kind: between the two
 * nothing changes, so that a source at its limit alarms once.
 */
import { type AuthenticityLimits, defaultLimits } from './source.ts';

export const troubles = ['bounces', 'complaints', 'fakes', 'duplicates', 'unconfirmed'] as const;
export type Trouble = (typeof troubles)[number];

/** What became of the people that a source brought. */
export interface SourceFigures {
  /** People it brought. */
  readonly leads: number;
  /** Whose address is dead, and who called a mail spam. */
  readonly bounces: number;
  readonly complaints: number;
  /** Marked as fake by a person, or returned by sales for bad data. */
  readonly fakes: number;
  /** Brought by a list, a partner or a program, and known by another source before. */
  readonly duplicates: number;
  /** Who was asked to confirm and whose time for it is over; and who of them did not. */
  readonly asked: number;
  readonly unconfirmed: number;
}

export const noFigures: SourceFigures = {
  leads: 0,
  bounces: 0,
  complaints: 0,
  fakes: 0,
  duplicates: 0,
  asked: 0,
  unconfirmed: 0,
};

/** Leads that are older say nothing of what a source brings today; a request that was not confirmed goes after 30 days. */
export const authenticityDays = 90;
export const askedDays = 30;

/** Of ten real people at least one confirms. */
const unconfirmedLimit = 0.9;

/** So many at least before a source is bad: fewer are chance. */
const fewest = 3;

export interface TroubleShare {
  readonly kind: Trouble;
  readonly counted: number;
  readonly of: number;
  /** As it is, and what it is at least. */
  readonly share: number;
  readonly low: number;
  readonly limit: number;
}

export interface SourceStanding {
  /** 0 to 100; 100 is without trouble. */
  readonly score: number;
  readonly figures: SourceFigures;
  readonly shares: readonly TroubleShare[];
}

/** One-sided 95 %. */
const z = 1.645;

/** The lower end of Wilson's interval for `k` of `n`; 0 of none. */
function atLeast(k: number, n: number): number {
  if (n === 0 || k === 0) return 0;
  const p = Math.min(1, k / n);
  const spread = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return Math.max(0, (p + (z * z) / (2 * n) - spread) / (1 + (z * z) / n));
}

/** How a source stands, by the limits of its declaration. */
export function standingOf(figures: SourceFigures, limits: AuthenticityLimits = defaultLimits): SourceStanding {
  const shares = troubles.map((kind): TroubleShare => {
    const of = kind === 'unconfirmed' ? figures.asked : figures.leads;
    const limit = kind === 'unconfirmed' ? unconfirmedLimit : limits[kind];
    const counted = figures[kind];
    return { kind, counted, of, share: of === 0 ? 0 : counted / of, low: atLeast(counted, of), limit };
  });
  const load = shares.reduce((sum, { low, limit }) => sum + (low === 0 ? 0 : limit > 0 ? low / limit : 2), 0);
  return { score: Math.max(0, Math.round(100 - 50 * load)), figures, shares };
}

const isBad = ({ counted, low, limit }: TroubleShare): boolean => counted >= fewest && low > limit;
const isGood = ({ counted, share, limit }: TroubleShare): boolean => counted < fewest || share <= limit;

/** What is to be done about a source: its alert opened or closed, or nothing. */
export function alertTurn({ shares }: SourceStanding, isOpen: boolean): 'open' | 'close' | null {
  if (!isOpen) return shares.some(isBad) ? 'open' : null;
  return shares.every(isGood) ? 'close' : null;
}

const words: Readonly<Record<Trouble, string>> = {
  bounces: 'came back',
  complaints: 'called a mail spam',
  fakes: 'are fakes',
  duplicates: 'were known already',
  unconfirmed: 'did not confirm',
};

/** What is wrong with a source in words, the worst first: `12 of 80 came back, 4 of 80 are fakes`. */
export const troubleWords = ({ shares }: Pick<SourceStanding, 'shares'>): string =>
  [...shares]
    .filter(({ low }) => low > 0)
    .sort((a, b) => b.low * a.limit - a.low * b.limit)
    .map(({ kind, counted, of }) => `${counted} of ${of} ${words[kind]}`)
    .join(', ') || 'nothing';
