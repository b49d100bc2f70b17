/**
 * The lead: what comes in about a person, and what conditions and templates may ask about it.
 */
import type { EventKind } from './events.ts';
import type { HandoffStatus } from './handoff.ts';
import type { Stage } from './lifecycle.ts';
import type { Grade, Temperature } from './scoring.ts';
import type { Duration, Zone } from './time.ts';

export type FieldValue = string | number | boolean | null;

/** `consumer`: found by what it is, and perhaps sold to others too; `target`: found for this organisation alone. */
export const leadKinds = ['consumer', 'target'] as const;
export type LeadKind = (typeof leadKinds)[number];

/** A lead as it comes in from a form, a file or the API; checked already (address parsed, fields typed). */
export interface LeadInput {
  readonly email: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly company?: string | null;
  readonly title?: string | null;
  readonly country?: string | null;
  readonly language?: string | null;
  readonly timeZone?: Zone | null;
  readonly source?: string | null;
  /** E.164, e.g. `+4533123456`. */
  readonly phone?: string | null;
  readonly kind?: LeadKind | null;
  readonly fields?: Readonly<Record<string, FieldValue>>;
  /** Added to the ones the lead has. */
  readonly tags?: readonly string[];
}

/** What a condition may ask about a lead. */
export interface LeadFacts {
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly company: string | null;
  readonly title: string | null;
  readonly country: string | null;
  readonly source: string | null;
  readonly language: string | null;
  readonly timeZone: Zone | null;
  /** E.164. */
  readonly phone: string | null;
  readonly kind: LeadKind | null;
  readonly stage: Stage;
  readonly score: number;
  readonly grade: Grade;
  readonly temperature: Temperature;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly tags: readonly string[];
}

/** First and last name, or the one that is known; null when neither is. */
export const fullName = ({ firstName, lastName }: Pick<LeadFacts, 'firstName' | 'lastName'>): string | null =>
  [firstName, lastName].filter(Boolean).join(' ') || null;

/** How often something happened to a lead; `name` is the link, form, event, class or page. */
export interface EventCount {
  readonly kind: EventKind;
  readonly name: string | null;
  /** Whether it answers a mail of the enrollment that asks, or was recorded for it. */
  readonly here: boolean;
  readonly count: number;
  /** Counted in this time until now alone; absent: ever. */
  readonly within?: Duration | null;
}

/** What a webhook answered to a `call` step: the newest answer of each step. */
export interface CallAnswer {
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** JSON, when the answer was JSON; else null. */
  readonly body: unknown;
}

/** What a condition may ask beside the lead itself; looked up only when it does. */
export interface Surroundings {
  /** Null without a company. `engaged`: how many of its leads are beyond *name*; `score`: the highest of them. */
  readonly account: {
    readonly name: string;
    readonly leads: number;
    readonly engaged: number;
    readonly score: number;
  } | null;
  /** The newest hand-off to sales; null when there was none. `number`: counted from 1; `reason`: of a return. */
  readonly handoff: {
    readonly status: HandoffStatus;
    readonly reason: string | null;
    readonly number: number;
  } | null;
  /** The purposes for which a consent is in force. */
  readonly consent: readonly string[];
  readonly events: readonly EventCount[];
  readonly answers: Readonly<Record<string, CallAnswer>>;
}
/** `events` counts what happened ever, `events/P30D` what happened in that time until now. */
export type Need = keyof Surroundings | `events/${Duration}`;

/** The time within which a need has events counted; null: ever; undefined when it is about something else. */
export const countedWithin = (need: Need): Duration | null | undefined =>
  need === 'events' ? null : need.startsWith('events/') ? need.slice('events/'.length) : undefined;

/** What is known of a lead as text, by name: conditions and templates ask for these alike. */
export const leadProfile = [
  'email',
  'firstName',
  'lastName',
  'company',
  'title',
  'country',
  'source',
  'language',
  'timeZone',
  'phone',
  'kind',
] as const satisfies readonly (keyof LeadFacts)[];
