/** The language of conditions, as the rest of the project asks it; what it is, authoring says. */
import type { LeadFacts, Need, Surroundings } from './lead.ts';
import type { Predicate } from './predicate.ts';

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
  /** The same as a tree that a database can answer. */
  predicate(condition: string): Predicate;
  /** Whether a condition over `event` holds for a posted event. */
  holds(condition: string, event: PostedEvent): boolean;
}
