/**
 * The lead: what comes in about a person, and what conditions and templates may ask about it.
 */
import type { EventKind } from './events.ts';
import type { HandoffStatus } from './handoff.ts';
import type { Stage } from './lifecycle.ts';
import type { Grade, Temperature } from './scoring.ts';
import type { Zone } from './time.ts';

export type FieldValue = string | number | boolean | null;

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
export type Need = keyof Surroundings;

/** A custom event as it was posted. */
export interface PostedEvent {
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/**
 * Evaluates conditions; implemented in authoring over CEL and handed to what needs it. All methods:
 * @throws CONDITION_INVALID when the expression does not parse or does not yield a truth value.
 */
export interface Conditions {
  /** What is not given of the surroundings counts as absent. */
  evaluate(condition: string, facts: LeadFacts, around?: Partial<Surroundings>): boolean;
  /** What of the surroundings these conditions ask for. */
  needs(conditions: readonly string[]): readonly Need[];
  /** Whether a condition over `event` holds for a posted event. */
  holds(condition: string, event: PostedEvent): boolean;
}

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
] as const satisfies readonly (keyof LeadFacts)[];
