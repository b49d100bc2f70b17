/**
 * Whether a mail may go to a lead by what the lead agreed to. Which countries want what is the organisation's to say: the
 * law differs, and so does what counts as an existing relation. Pure; "now" is an argument.
 */
import type { Instant } from './instant.ts';

/** `express`: the lead said yes. `any`: or it may be implied, e.g. by an inquiry (CASL s. 10(9)). `none`: not needed. */
export const consentLevels = ['none', 'any', 'express'] as const;
export type ConsentLevel = (typeof consentLevels)[number];

export interface ConsentPolicy {
  /** By ISO 3166-1 code of the lead's country. */
  readonly countries: Readonly<Record<string, ConsentLevel>>;
  /** Of countries that are not named. */
  readonly otherwise: ConsentLevel;
  /** Of leads whose country is not known. */
  readonly unknown: ConsentLevel;
}

/** Nothing is asked for, as before there was such a policy. An objection holds all the same. */
export const noConsentPolicy: ConsentPolicy = { countries: {}, otherwise: 'none', unknown: 'none' };

/**
 * What must be there before a lead of a source may be nurtured, whatever its country: an express consent, or one that the
 * person gave by a link in a mail of ours (double opt-in).
 */
export const consentRules = ['express', 'confirmed'] as const;
export type ConsentRule = (typeof consentRules)[number];

/** One entry of a lead's record of consents. */
export interface ConsentEntry {
  readonly purpose: string;
  readonly basis: 'express' | 'implied' | 'legitimate_interest';
  readonly at: Instant;
  /** Implied consent ends by itself; null: it does not. */
  readonly expiresAt: Instant | null;
  readonly withdrawnAt: Instant | null;
  /** How it is known. */
  readonly proof?: { readonly method?: string };
}

/** The purpose of a sequence that names none. */
export const defaultPurpose = 'marketing';

/** The purposes of recording who opens a mail or follows its links, and of giving points for what a lead does. */
export const trackingPurpose = 'tracking';
export const profilingPurpose = 'profiling';

/** Whether consent lets a mail pass; `why` is for people. */
export type ConsentVerdict = { readonly kind: 'given' } | { readonly kind: 'withheld'; readonly why: string };

/**
 * Whether a mail of a purpose may go to a lead. An objection counts whatever the policy says (GDPR art. 21(3)): it is the
 * withdrawal of a consent that no later one has followed. What was agreed to before it counts no more.
 * @param rule of the lead's source; the stricter of it and the policy holds
 */
export function consentVerdict(
  policy: ConsentPolicy,
  country: string | null,
  purpose: string,
  entries: readonly ConsentEntry[],
  now: Instant,
  rule: ConsentRule | null = null,
): ConsentVerdict {
  const { objected, inForce } = standingOf(purpose, entries, now);
  if (objected) return { kind: 'withheld', why: `the lead withdrew its consent to ${purpose}` };
  if (rule !== null && !inForce.some((entry) => satisfies(rule, entry))) {
    return { kind: 'withheld', why: `${ruleInWords('its source', rule, purpose)}, and this lead has given none` };
  }
  const level = levelFor(policy, country);
  if (level === 'none') return { kind: 'given' };
  const enough = level === 'express' ? inForce.some(({ basis }) => basis === 'express') : inForce.length > 0;
  if (enough) return { kind: 'given' };
  const where = country === null ? 'leads of unknown country' : `leads in ${country.toUpperCase()}`;
  const wanted = level === 'express' ? `express consent to ${purpose}` : `consent to ${purpose}`;
  return { kind: 'withheld', why: `${where} must have given ${wanted}, and this one has not` };
}

/** Ways by which a person itself, at its own mailbox, says yes. */
const ownMethods: ReadonlySet<string | undefined> = new Set(['double-opt-in', 'page', 'mail']);

const satisfies = (rule: ConsentRule, { basis, proof }: ConsentEntry): boolean =>
  basis === 'express' && (rule === 'express' || ownMethods.has(proof?.method));

/** `the source fairs-2026 wants express consent to marketing` */
const ruleInWords = (source: string, rule: ConsentRule, purpose: string): string =>
  rule === 'express'
    ? `${source} wants express consent to ${purpose}`
    : `${source} wants a consent to ${purpose} that the person has confirmed`;

/**
 * Why a lead is not nurtured by what its source asks for; null when it may be.
 * @param source its first one
 */
export function heldBySource(
  { consentRule, source }: { readonly consentRule: ConsentRule | null; readonly source: string | null },
  entries: readonly ConsentEntry[],
  now: Instant,
): string | null {
  if (consentRule === null) return null;
  const verdict = consentVerdict(noConsentPolicy, null, defaultPurpose, entries, now, consentRule);
  if (verdict.kind === 'given') return null;
  const name = source === null ? 'its source' : `the source ${source}`;
  return verdict.why.replace(/^its source/, name);
}

/** What the record says of one purpose. */
export const entriesFor = (purpose: string, entries: readonly ConsentEntry[]): readonly ConsentEntry[] =>
  entries.filter((entry) => entry.purpose === purpose);

/** The purposes for which a consent of whatever basis is in force, in alphabetical order. */
export const purposesInForce = (entries: readonly ConsentEntry[], now: Instant): readonly string[] =>
  [...new Set(entries.map(({ purpose }) => purpose))]
    .filter((purpose) => standingOf(purpose, entries, now).inForce.length > 0)
    .sort();

/** How a lead stands to one purpose, in short; the record tells how each is known. */
export interface ConsentStanding {
  readonly purpose: string;
  /** `objected`: whatever was agreed to before. `ended`: nothing is in force, and nothing was objected to. */
  readonly standing: 'agreed' | 'objected' | 'ended';
  /** The best that is in force; null when none is. */
  readonly basis: ConsentEntry['basis'] | null;
}

const bestFirst = ['express', 'implied', 'legitimate_interest'] as const;

/** Of every purpose of a record, in alphabetical order. */
export const consentStandings = (entries: readonly ConsentEntry[], now: Instant): readonly ConsentStanding[] =>
  [...new Set(entries.map(({ purpose }) => purpose))].sort().map((purpose) => {
    const { objected, inForce } = standingOf(purpose, entries, now);
    const basis = bestFirst.find((one) => inForce.some((entry) => entry.basis === one)) ?? null;
    return { purpose, standing: objected ? 'objected' : basis === null ? 'ended' : 'agreed', basis };
  });

const levelFor = ({ countries, otherwise, unknown }: ConsentPolicy, country: string | null): ConsentLevel => {
  if (country === null) return unknown;
  const code = country.toUpperCase();
  return (Object.hasOwn(countries, code) ? countries[code] : undefined) ?? otherwise;
};

/** What the record says at a moment: of what came at the same time, the withdrawal counts. */
function standingOf(
  purpose: string,
  entries: readonly ConsentEntry[],
  now: Instant,
): { readonly objected: boolean; readonly inForce: readonly ConsentEntry[] } {
  const known = entries.filter((entry) => entry.purpose === purpose && entry.at <= now);
  const withdrawals = known.flatMap(({ withdrawnAt }) =>
    withdrawnAt !== null && withdrawnAt <= now ? [withdrawnAt] : [],
  );
  const objection = withdrawals.reduce<Instant | null>((last, at) => (last === null || at > last ? at : last), null);
  const standing = known.filter(
    ({ at, withdrawnAt }) => (objection === null || at > objection) && (withdrawnAt === null || withdrawnAt > now),
  );
  return {
    objected: objection !== null && standing.length === 0,
    inForce: standing.filter(({ expiresAt }) => expiresAt === null || expiresAt > now),
  };
}
