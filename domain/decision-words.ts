/**
 * The words of a language in which salespeople write what they have decided. Data only: what they mean together stands in
 * `written-decision.ts`. A new language is a file of this shape in `decision-words/` and a line in `decision-lexicon.ts`.
 *
 * Phrases are written as people write them; case, accents and the kind of apostrophe do not count when they are compared, and
 * a space also stands for a hyphen. A phrase that ends with `…` may be followed by more words of its clause.
 */
import type { ReturnReason } from './handoff.ts';
import type { LostReason } from './handoff-steps.ts';

export const decisionKinds = ['accept', 'contacted', 'planned', 'meeting', 'won', 'lost', 'return'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

export const decisionLanguages = ['en', 'de', 'fr', 'es', 'pt'] as const;
export type DecisionLanguage = (typeof decisionLanguages)[number];

/** Phrases, parted by commas. */
type Phrases = string;
/** So many lists of phrases, parted by semicolons. */
type PhraseLists = string;

export type NextPeriod = 'week' | 'month' | 'quarter' | 'year';
export type TimeUnit = 'day' | 'week' | 'month' | 'year';

export interface DecisionWords {
  readonly language: DecisionLanguage;
  /** What parts the decimals wherever the language is written; null: that depends on the country. */
  readonly decimals: 'comma' | null;
  /** Whether 3/4 is the third of April wherever the language is written. */
  readonly isDayFirst: boolean;
  readonly greetings: Phrases;
  /** What may stand before the keyword. */
  readonly openings: Phrases;
  /** The same, of whoever writes: "I have". What follows is a decision, and never a reason: "I am not ready". */
  readonly selves: Phrases;
  readonly keywords: Readonly<Record<DecisionKind, Phrases>>;
  /** What may follow a keyword and says nothing. */
  readonly fillers: Phrases;
  /** What leads from a keyword to its reason or amount. */
  readonly because: Phrases;
  readonly returnReasons: Readonly<Record<ReturnReason, Phrases>>;
  readonly lostReasons: Readonly<Record<LostReason, Phrases>>;
  /** What is told is the price of one, not of all. */
  readonly unitPrices: Phrases;
  readonly and: Phrases;
  readonly or: Phrases;
  readonly negations: Phrases;
  /** Says no, or is not sure, in another language or alone, and does neither here: "no problem". */
  readonly harmless: Phrases;
  /** Whoever writes these is not sure, or has a condition. */
  readonly hedges: Phrases;
  /** A condition, where a clause begins with it. */
  readonly conditions: Phrases;
  /** A clause that takes back what was said before it, or says the opposite of its keyword. */
  readonly takenBack: Phrases;
  /** Whoever writes these is away, or back, and returns nothing: "zurück im Büro". */
  readonly away: Phrases;
  /** From January on. */
  readonly months: PhraseLists;
  /** From Monday on. */
  readonly weekdays: PhraseLists;
  readonly tomorrow: Phrases;
  readonly next: Readonly<Record<NextPeriod, Phrases>>;
  readonly quarter: Phrases;
  readonly units: Readonly<Record<TimeUnit, Phrases>>;
  /** One to twelve; the first also as an article. */
  readonly numbers: PhraseLists;
  /** A day follows on which to try again; where none does, one was meant. */
  readonly until: Phrases;
  /** The same, where a day follows. */
  readonly again: Phrases;
  /** What is meant is no day, whatever follows: "after Easter", "end of March", "half a year". */
  readonly after: Phrases;
  /** What may stand between these and a day. */
  readonly articles: Phrases;
  /** A period follows: "in" 3 months, "in" March. */
  readonly within: Phrases;
}
