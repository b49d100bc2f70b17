/**
 * The lead: what comes in about a person, and what conditions and templates may ask about it.
 */
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
}

/** Evaluates conditions; implemented in authoring over CEL and handed to what needs it. */
export interface Conditions {
  /**
   * @throws CONDITION_INVALID when the expression does not parse or does not yield a truth value.
   */
  evaluate(condition: string, facts: LeadFacts): boolean;
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
