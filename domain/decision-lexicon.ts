/**
 * The words of all languages in which decisions are written, as readers: each finds the longest of its phrases at a place of a
 * line in plain form (`plain-line.ts`). The one place where a language is added.
 */

import { german } from './decision-words/de.ts';
import { english } from './decision-words/en.ts';
import { spanish } from './decision-words/es.ts';
import { french } from './decision-words/fr.ts';
import { portuguese } from './decision-words/pt.ts';
import {
  type DecisionKind,
  type DecisionLanguage,
  type DecisionWords,
  decisionKinds,
  type NextPeriod,
  type TimeUnit,
} from './decision-words.ts';
import { type ReturnReason, returnReasons } from './handoff.ts';
import { type LostReason, lostReasons } from './handoff-steps.ts';
import { plainWords } from './reply-words.ts';

export const decisionWords: readonly DecisionWords[] = [english, german, french, spanish, portuguese];

export interface Found<T> {
  readonly value: T;
  /** Where it begins and ends. */
  readonly from: number;
  readonly to: number;
  /** Those that write it so. */
  readonly languages: readonly DecisionLanguage[];
  /** More words of the clause may follow. */
  readonly isOpen: boolean;
}

export interface PhraseReader<T> {
  /** The longest phrase that begins here and ends with a word. */
  at(plain: string, place: number): Found<T> | null;
  /** All of a text, none over another. */
  all(plain: string): readonly Found<T>[];
}

interface Entry<T> {
  readonly value: T;
  readonly phrase: string;
  readonly language: DecisionLanguage;
}

/** A space and a hyphen are the same to it. */
const keyOf = (phrase: string): string => plainWords(phrase.replace('…', '')).replaceAll(/[-_]/g, ' ').trim();

/** Whether something that is no word stands before and after. */
const edge = { before: "(?<![\\p{L}\\p{N}'])", after: "(?![\\p{L}\\p{N}'])" };

function phraseReader<T>(entries: readonly Entry<T>[]): PhraseReader<T> {
  const known = new Map<string, { value: T; languages: DecisionLanguage[]; isOpen: boolean }>();
  for (const { value, phrase, language } of entries) {
    const key = keyOf(phrase);
    const one = known.get(key);
    if (one && one.value !== value) throw new TypeError(`"${phrase}" has two meanings`);
    if (one) one.languages.push(language);
    else known.set(key, { value, languages: [language], isOpen: phrase.endsWith('…') });
  }
  const escaped = [...known.keys()]
    .toSorted((a, b) => b.length - a.length)
    .map((key) => key.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ -]'));
  const source = `${edge.before}(?:${escaped.join('|')})${edge.after}`;
  const [sticky, global] = [new RegExp(source, 'uy'), new RegExp(source, 'gu')];
  const found = (text: string, from: number): Found<T> | null => {
    const one = known.get(text.replaceAll('-', ' '));
    return one === undefined ? null : { ...one, from, to: from + text.length };
  };
  return {
    at(plain, place) {
      sticky.lastIndex = place;
      const match = sticky.exec(plain);
      return match === null ? null : found(match[0], place);
    },
    all: (plain) =>
      [...plain.matchAll(global)].flatMap((match) => {
        const one = found(match[0], match.index);
        return one === null ? [] : [one];
      }),
  };
}

const listOf = (phrases: string): readonly string[] => phrases.split(',').map((phrase) => phrase.trim());

/** The entries of one kind of words in every language. */
const entries = <T>(value: T, phrasesOf: (words: DecisionWords) => string): readonly Entry<T>[] =>
  decisionWords.flatMap((words) =>
    listOf(phrasesOf(words)).map((phrase) => ({ value, phrase, language: words.language })),
  );
const reader = (phrasesOf: (words: DecisionWords) => string): PhraseReader<true> =>
  phraseReader(entries(true as const, phrasesOf));
/** The n-th list of each language has the value n, from 1 on. */
const numbered = (count: number, listsOf: (words: DecisionWords) => string): PhraseReader<number> =>
  phraseReader(
    Array.from({ length: count }, (_, i) => entries(i + 1, (words) => listsOf(words).split(';')[i] ?? '')).flat(),
  );

const nextPeriods: readonly NextPeriod[] = ['week', 'month', 'quarter', 'year'];
const timeUnits: readonly TimeUnit[] = ['day', 'week', 'month', 'year'];

export const keywordReader = phraseReader<DecisionKind>(
  decisionKinds.flatMap((kind) => entries(kind, ({ keywords }) => keywords[kind])),
);
/** The codes of the reasons are words of theirs, too. */
export const returnReasonReader = phraseReader<ReturnReason>(
  returnReasons.flatMap((reason) => [
    ...entries(reason, (words) => words.returnReasons[reason]),
    ...entries(reason, () => reason),
  ]),
);
export const lostReasonReader = phraseReader<LostReason>(
  lostReasons.flatMap((reason) => [
    ...entries(reason, (words) => words.lostReasons[reason]),
    ...entries(reason, () => reason),
  ]),
);
export const greetingReader = reader(({ greetings }) => greetings);
export const openingReader = reader(({ openings }) => openings);
export const selfReader = reader(({ selves }) => selves);
export const fillerReader = reader(({ fillers }) => fillers);
export const becauseReader = reader(({ because }) => because);
export const unitPriceReader = reader(({ unitPrices }) => unitPrices);
export const andReader = reader(({ and }) => and);
export const orReader = reader(({ or }) => or);
export const negationReader = reader(({ negations }) => negations);
export const harmlessReader = reader(({ harmless }) => harmless);
export const hedgeReader = reader(({ hedges }) => hedges);
export const conditionReader = reader(({ conditions }) => conditions);
export const takenBackReader = reader(({ takenBack }) => takenBack);
export const awayReader = reader(({ away }) => away);
export const monthReader = numbered(12, ({ months }) => months);
/** Monday is 1. */
export const weekdayReader = numbered(7, ({ weekdays }) => weekdays);
export const numberReader = numbered(12, ({ numbers }) => numbers);
export const tomorrowReader = reader(({ tomorrow }) => tomorrow);
export const nextPeriodReader = phraseReader<NextPeriod>(
  nextPeriods.flatMap((period) => entries(period, ({ next }) => next[period])),
);
export const quarterReader = reader(({ quarter }) => quarter);
export const unitReader = phraseReader<TimeUnit>(
  timeUnits.flatMap((unit) => entries(unit, ({ units }) => units[unit])),
);
export const untilReader = reader(({ until }) => until);
export const againReader = reader(({ again }) => again);
export const afterReader = reader(({ after }) => after);
export const articleReader = reader(({ articles }) => articles);
export const withinReader = reader(({ within }) => within);

const wordsOf = (languages: readonly DecisionLanguage[]): readonly DecisionWords[] =>
  decisionWords.filter(({ language }) => languages.includes(language));

/** Whether 3/4 is the third of April in each of the languages that it may be written in. */
export const isDayFirstIn = (languages: readonly DecisionLanguage[]): boolean =>
  wordsOf(languages).every(({ isDayFirst }) => isDayFirst);

/** What parts the decimals in each of the languages; null: it depends. */
export const decimalsIn = (languages: readonly DecisionLanguage[]): 'comma' | null =>
  wordsOf(languages).every(({ decimals }) => decimals === 'comma') ? 'comma' : null;
