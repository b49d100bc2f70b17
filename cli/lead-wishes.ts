/**
 * What stands between a lead and its mails, for people: suppressions, an absence, what the lead wants, what it agreed to, and
 * what it objects to. In pairs of a label and words; what there is none of has no pair.
 */
import type { ConsentView, MailFrequency, Preferences, SuppressionEntryView } from '../db/store.ts';
import { consentVerdict, noConsentPolicy, purposesInForce } from '../domain/consent.ts';
import type { Instant } from '../domain/instant.ts';
import { localTime, type Zone } from '../domain/time.ts';
import { momentHere } from './local-time.ts';
import { scopeWords } from './suppressing.ts';

export interface LeadWishes {
  readonly preferences: Preferences;
  /** All that was ever recorded. */
  readonly consents: readonly ConsentView[];
  /** Of the address that the lead has now, also those that were lifted. */
  readonly suppressions: readonly SuppressionEntryView[];
}

export const frequencyWords: Readonly<Record<MailFrequency, string>> = {
  all: 'as many as there are',
  weekly: 'at most one a week',
  monthly: 'at most one a month',
};

type Pair = readonly [label: string, words: string];

/** @param zone the lead's: what it asks for is meant on its own clock */
export function wishPairs(
  { preferences, consents, suppressions }: LeadWishes,
  zone: Zone,
  now: Instant,
): readonly Pair[] {
  const { frequency, pausedUntil, awayUntil } = preferences;
  return [
    ...suppressions
      .filter(({ liftedAt }) => liftedAt === null)
      .map((entry): Pair => ['suppressed', suppressionWords(entry)]),
    ...inFuture(awayUntil, zone, now).map((until): Pair => ['away', `next mail not before ${until}: out of office`]),
    ...inFuture(pausedUntil, zone, now).map(
      (until): Pair => ['own pause', `no mail before ${until}: the lead asked for it`],
    ),
    ...(frequency === 'all' ? [] : [['wants', frequencyWords[frequency]] as const]),
    ...purposesOf(consents).flatMap((purpose): readonly Pair[] => standing(purpose, consents, now)),
  ];
}

const inFuture = (instant: Instant | null, zone: Zone, now: Instant): readonly string[] =>
  instant === null || instant <= now ? [] : [momentIn(instant, zone)];

/** `2026-12-01 00:00 (Europe/Stockholm)` */
export const momentIn = (instant: Instant, zone: Zone): string => `${localTime(instant, zone)} (${zone})`;

/** `all mail: unsubscribe, since 2026-11-21 09:00:00 (UTC), by lead: by mail` */
const suppressionWords = ({ scope, reason, at, actor, detail }: SuppressionEntryView): string =>
  `${scopeWords(scope)}: ${reason}, since ${momentHere(at)}, by ${actor}${detail === null ? '' : `: ${detail}`}`;

const purposesOf = (consents: readonly ConsentView[]): readonly string[] =>
  [...new Set(consents.map(({ purpose }) => purpose))].sort();

function standing(purpose: string, consents: readonly ConsentView[], now: Instant): readonly Pair[] {
  const own = consents.filter((consent) => consent.purpose === purpose);
  // Without a policy, nothing but an objection withholds.
  if (consentVerdict(noConsentPolicy, null, purpose, own, now).kind === 'withheld') {
    const last = own.reduce<Instant | null>(
      (at, { withdrawnAt }) => ((withdrawnAt ?? '') > (at ?? '') ? withdrawnAt : at),
      null,
    );
    return [['objects to', `${purpose}${last === null ? '' : `, since ${momentHere(last)}`}`]];
  }
  if (!purposesInForce(own, now).includes(purpose)) return [['consent', `${purpose}: expired`]];
  const newest = own.findLast(({ withdrawnAt, expiresAt }) => withdrawnAt === null && (expiresAt ?? now) >= now);
  return newest === undefined ? [] : [['consent', consentWords(newest)]];
}

/** `marketing: express, since 2026-11-21 09:00:00 (UTC), form pricing` */
const consentWords = ({ purpose, basis, at, source, expiresAt }: ConsentView): string =>
  [
    `${purpose}: ${basis.replaceAll('_', ' ')}`,
    `since ${momentHere(at)}`,
    expiresAt === null ? null : `until ${momentHere(expiresAt)}`,
    source,
  ]
    .filter(Boolean)
    .join(', ');
