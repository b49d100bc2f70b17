/** What a mail of a salesperson says they decided; or why that is not sure. Plain JSON. */
import type { DecisionKind } from './decision-words.ts';
import type { ReturnReason } from './handoff.ts';
import type { LostReason } from './handoff-steps.ts';

/** A decision that is sure. Notes and words are the writer's own, on one line; null: there are none. */
export type WrittenDecision =
  | { readonly kind: 'accept'; readonly note: string | null }
  | { readonly kind: 'contacted'; readonly note: string | null }
  | {
      /** The next contact: whoever has the lead is reminded then. */
      readonly kind: 'planned';
      /** `YYYY-MM-DD`, always after the day of the mail. */
      readonly on: string;
      /** `HH:MM`, on the writer's clock; null: none is told, or it is not sure. */
      readonly at: string | null;
      readonly note: string | null;
    }
  | {
      readonly kind: 'meeting';
      /** `YYYY-MM-DD`; null: none is told, or it is not sure. */
      readonly on: string | null;
      /** `HH:MM`, on the writer's clock; null: none is told, or it is not sure. */
      readonly at: string | null;
      /** What was said of the day and is not sure. */
      readonly unclearDay: string | null;
      readonly note: string | null;
    }
  | {
      readonly kind: 'won';
      /** Decimal text such as `12500.50`; null where none is told, and so is the currency. */
      readonly amount: string | null;
      /** ISO 4217. */
      readonly currency: string | null;
      /** All else that was said: perhaps the name of a product. */
      readonly words: string | null;
    }
  | { readonly kind: 'lost'; readonly reason: LostReason; readonly note: string | null }
  | {
      readonly kind: 'return';
      readonly reason: ReturnReason;
      readonly note: string | null;
      /** Not before this day, `YYYY-MM-DD`, always after the day of the mail; null: none is told, or it is not sure. */
      readonly againOn: string | null;
      /** What was said of that day and is not sure; then `againOn` is null. */
      readonly unclearDay: string | null;
    };

/**
 * Why nothing was decided. `empty`: nothing is said. `too-long`: the first line goes on and on. `no-decision`: no keyword begins it.
 * `unclear`: a keyword begins it and goes on in a way that may mean anything. `question`, `negation`, `quoted`: as they say.
 * `unsure`: it is in doubt, has a condition or is taken back. `several`: more than one decision, which cannot be told apart.
 * `reason`: a return without a reason of the list. `amount`: an amount of money that may be another one.
 * `day`: the next contact has no day to come that is sure, or a time that there is not.
 */
export const notUnderstoodCauses = [
  'empty',
  'too-long',
  'no-decision',
  'unclear',
  'question',
  'negation',
  'quoted',
  'unsure',
  'several',
  'reason',
  'amount',
  'day',
] as const;
export type NotUnderstoodCause = (typeof notUnderstoodCauses)[number];

export interface NotUnderstood {
  readonly kind: 'not-understood';
  readonly why: NotUnderstoodCause;
  /** What it is about, in the writer's words, at most 80 characters; null: nothing is said. */
  readonly said: string | null;
  /** The keyword that was meant, as far as there is one. */
  readonly meant: DecisionKind | null;
}

export type DecisionReading =
  | WrittenDecision
  | NotUnderstood
  /** At least two, in the order of the line. */
  | { readonly kind: 'ambiguous'; readonly readings: readonly WrittenDecision[] };

const longestSaid = 80;

/** A piece of what was said, short enough for a sentence; null when it is empty. */
export function shortSaid(text: string): string | null {
  const letters = [...text.trim()];
  if (letters.length === 0) return null;
  return letters.length > longestSaid ? `${letters.slice(0, longestSaid - 1).join('')}…` : letters.join('');
}

export const notUnderstood = (
  why: NotUnderstoodCause,
  said = '',
  meant: DecisionKind | null = null,
): NotUnderstood => ({
  kind: 'not-understood',
  why,
  said: shortSaid(said),
  meant,
});
