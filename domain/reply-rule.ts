/**
 * A rule by which an answer's wish is told: patterns for one sentence, with sentences that it is for and some that it must
 * leave alone. Patterns are written in the form of `plainWords`: lower case, no accents, one space; none may repeat what
 * repeats, and none may look further than some dozen characters, so that every text is read in a time that its length sets.
 */
import type { ReplyIntent } from './inbound-reading.ts';

export const replyLanguages = ['en', 'de', 'fr', 'es', 'it', 'nl', 'pt', 'pl', 'sv', 'da', 'hu'] as const;
export type ReplyLanguage = (typeof replyLanguages)[number];

export interface ReplyRule {
  /** Such as `en: asks to be taken off the list`; unique. */
  readonly name: string;
  readonly language: ReplyLanguage;
  readonly intent: ReplyIntent;
  /** `whole`: all that is said, besides greetings and a name, must be this. */
  readonly extent: 'whole' | 'sentence';
  readonly patterns: readonly RegExp[];
  /** A sentence that has one of these says something else. */
  readonly unless: readonly RegExp[];
  readonly examples: readonly string[];
  /** Sentences that look like it and are not. */
  readonly others: readonly string[];
}

interface Wording {
  readonly name: string;
  readonly intent: ReplyIntent;
  readonly extent?: ReplyRule['extent'];
  readonly patterns: readonly RegExp[];
  readonly unless?: readonly RegExp[];
  readonly examples: readonly string[];
  readonly others?: readonly string[];
}

/** The rules of a language, each named with it. */
export const rulesOf = (language: ReplyLanguage, wordings: readonly Wording[]): readonly ReplyRule[] =>
  wordings.map(({ name, extent = 'sentence', unless = [], others = [], ...wording }) => ({
    ...wording,
    name: `${language}: ${name}`,
    language,
    extent,
    unless,
    others,
  }));
