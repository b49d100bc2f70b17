/**
 * How fast an organisation wants to send: limits by receiving provider and in total for each sending domain, and a plan
 * to warm new domains up. Without any of it nothing is limited, except where a receiver asks for less. Pure; what was
 * used of an allowance is counted by `pace-bucket.ts`.
 */
import type { Instant } from './instant.ts';
import { msOf } from './instant.ts';
import { type Allowance, dayOf, type Hold, type Rate } from './pace-bucket.ts';

/** Who receives: one of these, else the host that the mail exchangers of a domain lie in, e.g. `mail.example`. */
export const knownProviders = [
  'google',
  'outlook',
  'microsoft',
  'yahoo',
  'apple',
  'gmx',
  'zoho',
  'proofpoint',
  'mimecast',
  'barracuda',
  'fastmail',
  'proton',
  'yandex',
  'mailru',
  'ionos',
  'ovh',
  'telekom',
  'comcast',
  'orange',
] as const;
export type KnownProvider = (typeof knownProviders)[number];
export type Provider = string;

/** It could not be found out who receives. Such mail is held by no provider's limit. */
export const unknownProvider: Provider = 'unknown';

/** At most so many mails; none of them: no limit. */
export interface MailLimits {
  readonly perMinute?: number;
  readonly perHour?: number;
  readonly perDay?: number;
}

/** A new domain begins with `startPerDay` and may send `growth` times as much each day, until it may send `targetPerDay`. */
export interface WarmUpPlan {
  readonly startPerDay: number;
  readonly growth: number;
  readonly targetPerDay: number;
}

export interface DomainPace {
  /** Of each sending domain to all receivers. */
  readonly total: MailLimits;
  /** By known provider; `other` is for each of the others by itself. */
  readonly providers: Readonly<Record<string, MailLimits>>;
  readonly warmUp: WarmUpPlan | null;
}

export interface SendingPace extends DomainPace {
  /** What single sending domains have of their own; the rest is as above. */
  readonly domains: Readonly<Record<string, Partial<DomainPace>>>;
}

export const noSendingPace: SendingPace = { total: {}, providers: {}, warmUp: null, domains: {} };

/**
 * What is safe with a receiver that does not know the sender yet. They hold while a domain warms up, where a limit for
 * any provider is set, and after a receiver asked for less. No receiver publishes such a figure, and what it takes
 * depends on the reputation of the sender: these are ours, well below what was published near them.
 */
const cautiousLimits: Readonly<Record<string, MailLimits & { readonly basis: string }>> = {
  google: { perHour: 500, basis: 'from 5,000 mails a day on, Gmail counts a domain as a bulk sender' },
  outlook: { perHour: 300, basis: 'from 5,000 mails a day on, Outlook.com wants SPF, DKIM and DMARC' },
  microsoft: { perHour: 500, basis: 'as Outlook.com; each customer has filters of its own' },
  yahoo: { perHour: 300, basis: 'Yahoo takes 20 mails on a connection and wants them spread over the hour' },
  apple: { perHour: 200, basis: 'the fewest mails on a connection of the large ones' },
  other: { perMinute: 30, basis: 'a single company or a small host' },
};

/** The allowance of one bucket, with the words for what it allows. */
export interface NamedAllowance extends Allowance {
  readonly words: { readonly rate: string; readonly perDay: string };
}

/** A day's mails of a domain that warms up leave within so many hours at the fastest. */
const warmUpHours = 8;

interface Window {
  readonly mails: number;
  readonly seconds: number;
  readonly words: string;
}

/** What a sending domain may send to one provider; null: as much as it likes. */
export function providerAllowance(
  pace: SendingPace,
  fromDomain: string,
  provider: Provider,
  warmUpSince: Instant | null,
  now: Instant,
): NamedAllowance | null {
  const { providers, warmUp } = paceOf(pace, fromDomain);
  if (provider === unknownProvider) return null;
  const key = isKnown(provider) ? provider : 'other';
  const own = Object.hasOwn(providers, key) ? providers[key] : undefined;
  const careful = Object.keys(providers).length > 0 || warmUpToday(warmUp, warmUpSince, now) !== null;
  return allowanceOf(own ?? (careful ? cautiousOf(provider) : {}), cautiousOf(provider));
}

/** What a sending domain may send in all; null: as much as it likes. */
export function totalAllowance(
  pace: SendingPace,
  fromDomain: string,
  warmUpSince: Instant | null,
  now: Instant,
): NamedAllowance | null {
  const { total, warmUp } = paceOf(pace, fromDomain);
  const today = warmUpToday(warmUp, warmUpSince, now);
  const limited = allowanceOf(total, cautiousOf('other'));
  if (today === null) return limited;
  const spread = rateOf({ mails: today, seconds: warmUpHours * 3600, words: '' });
  const slower = limited?.rate && limited.rate.perSecond < spread.perSecond ? limited.rate : spread;
  const perDay = Math.min(today, limited?.perDay ?? today);
  const words = `${upTo(perDay)} on this day, while it warms up`;
  const rate = slower === spread ? `${words}, spread over ${warmUpHours} hours` : (limited?.words.rate ?? '');
  return { rate: slower, cautious: slower, perDay, words: { rate, perDay: words } };
}

/** What a bucket has after a receiver asked for less although nothing is limited. */
export const recoveringAllowance = (provider: Provider): NamedAllowance => ({
  rate: null,
  cautious: cautiousRate(cautiousOf(provider)),
  perDay: null,
  words: { rate: 'fewer mails for some hours', perDay: '' },
});

/** Why a mail waits, for people: `at most 200 mails an hour to google from mail.example.com`. */
export function holdWords(hold: Hold, allowance: NamedAllowance, to: Provider | null, fromDomain: string): string {
  const route = `${to === null ? '' : `to ${to} `}from ${fromDomain}`;
  if (hold === 'back-off') return `${to ?? 'the receiver'} has asked for less mail from ${fromDomain}`;
  return `${hold === 'day' ? allowance.words.perDay : allowance.words.rate} ${route}`;
}

/**
 * How many mails a warm-up allows on the day of `now`; null when there is none or its target is reached. Days are those
 * of UTC, as the daily counts are.
 */
export function warmUpToday(plan: WarmUpPlan | null, since: Instant | null, now: Instant): number | null {
  if (plan === null || since === null) return null;
  const days = Math.max(0, dayOf(msOf(now)) - dayOf(msOf(since)));
  const mails = Math.floor(plan.startPerDay * plan.growth ** days);
  return mails >= plan.targetPerDay ? null : mails;
}

function paceOf({ domains, ...common }: SendingPace, fromDomain: string): DomainPace {
  const own = Object.hasOwn(domains, fromDomain) ? domains[fromDomain] : undefined;
  if (own === undefined) return common;
  return { ...common, ...own, providers: { ...common.providers, ...own.providers } };
}

const isKnown = (provider: Provider): boolean => (knownProviders as readonly string[]).includes(provider);

const cautiousOf = (provider: Provider): MailLimits =>
  (Object.hasOwn(cautiousLimits, provider) ? cautiousLimits[provider] : cautiousLimits.other) ?? {};

const cautiousRate = (limits: MailLimits): Rate =>
  slowest(windowsOf(limits))?.rate ?? { perSecond: 1, burst: 1, reserve: 0 };

function allowanceOf(limits: MailLimits, cautious: MailLimits): NamedAllowance | null {
  const { perDay = null } = limits;
  const limit = slowest(windowsOf(limits));
  if (limit === null && perDay === null) return null;
  return {
    rate: limit?.rate ?? null,
    cautious: cautiousRate(cautious),
    perDay,
    words: { rate: limit?.words ?? '', perDay: `${upTo(perDay ?? 0)} a day` },
  };
}

const windowsOf = ({ perMinute, perHour }: MailLimits): readonly Window[] => [
  ...(perMinute === undefined ? [] : [{ mails: perMinute, seconds: 60, words: `${upTo(perMinute)} a minute` }]),
  ...(perHour === undefined ? [] : [{ mails: perHour, seconds: 3600, words: `${upTo(perHour)} an hour` }]),
];

const upTo = (mails: number): string => (mails === 1 ? 'at most 1 mail' : `at most ${mails} mails`);

/** Of several limits the slowest holds all of them, with as few at one moment as each allows. */
function slowest(windows: readonly Window[]): { readonly rate: Rate; readonly words: string } | null {
  const rates = windows.map((window) => ({ rate: rateOf(window), words: window.words }));
  const [first] = rates.toSorted((a, b) => a.rate.perSecond - b.rate.perSecond);
  if (!first) return null;
  const least = (of: (rate: Rate) => number): number => Math.min(...rates.map(({ rate }) => of(rate)));
  const burst = least((rate) => rate.burst);
  return { words: first.words, rate: { ...first.rate, burst, reserve: least((rate) => rate.reserve) } };
}

/**
 * The rate at which no window of that length, wherever it begins, has more mails than the limit: what may go at one
 * moment is taken off, and once more what a worker may hold in hand for the second to come.
 */
function rateOf({ mails, seconds }: Window): Rate {
  const burst = Math.max(1, Math.floor(mails / seconds));
  const reserve = Math.floor(mails / 20);
  return { perSecond: (mails - (2 * burst - 1) - reserve + 1) / seconds, burst, reserve };
}
