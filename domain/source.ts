/**
 * Where leads come from: the sources that an organisation declares, each with its channel, what kind of leads it brings and
 * which consent they need. A lead may name a source that nobody declared; then nothing is known of it.
 */
import type { ConsentRule } from './consent.ts';
import type { LeadKind } from './lead.ts';

export const channels = [
  'search',
  'ads',
  'social',
  'referral',
  'event',
  'partner',
  'list',
  'co-registration',
  'direct',
  'content',
  'other',
] as const;
export type Channel = (typeof channels)[number];

/** The shares of a source's leads from which on it is told that the source has turned bad: 0.05 is 5 %. */
export interface AuthenticityLimits {
  readonly bounces: number;
  readonly complaints: number;
  readonly fakes: number;
  readonly duplicates: number;
}

/**
 * Providers of mailboxes call more than 0.1 % complaints too many, and hard bounces of a clean list stay far below 5 %.
 */
export const defaultLimits: AuthenticityLimits = { bounces: 0.05, complaints: 0.001, fakes: 0.05, duplicates: 0.3 };

export interface Source {
  readonly label: string | null;
  readonly channel: Channel;
  /** Who provides it: the vendor of a list, the partner of a co-registration. */
  readonly partner: string | null;
  /** Of its leads that do not tell their own. */
  readonly kind: LeadKind | null;
  /** What must be there before a lead that came by it first may be nurtured; null: what the policy of its country says. */
  readonly consent: ConsentRule | null;
  readonly alertAt: AuthenticityLimits;
}

/** By the name that leads have as their `source`. */
export type Sources = Readonly<Record<string, Source>>;

/** The declared source of a name; undefined when there is none. */
export const sourceOf = (sources: Sources, name: string | null): Source | undefined =>
  name !== null && Object.hasOwn(sources, name) ? sources[name] : undefined;

/**
 * Whether the organisation itself collects the leads of a source: it is declared, no partner provides it, and it asks for no consent
 * of its own, as lists do that were bought. What names no source is what people know by themselves.
 */
export function isOwnSource(sources: Sources, name: string | null): boolean {
  const source = sourceOf(sources, name);
  return name === null || (source !== undefined && source.partner === null && source.consent === null);
}

/** Whether others are declared and this one, by its name or label in whatever spelling, is not. */
export const isUndeclared = (sources: Sources, name: string): boolean =>
  Object.keys(sources).length > 0 && sourceOf(sources, sourceNamed(sources, name)) === undefined;

const folded = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The name of the declared source that is meant by its name or its label in another spelling; else the text itself. */
export function sourceNamed(sources: Sources, written: string): string {
  if (Object.hasOwn(sources, written)) return written;
  const wanted = folded(written);
  const meant = Object.entries(sources).find(
    ([name, { label }]) => folded(name) === wanted || (label !== null && folded(label) === wanted),
  );
  return meant?.[0] ?? written;
}
