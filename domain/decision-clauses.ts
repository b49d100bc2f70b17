/**
 * The clauses of a line in which somebody tells a decision, and what in them takes it back, makes it uncertain or says the
 * opposite. Pure; a line is in plain form (`plain-line.ts`). When in doubt, it is doubtful.
 */
import {
  andReader,
  conditionReader,
  type Found,
  harmlessReader,
  hedgeReader,
  negationReader,
  orReader,
  takenBackReader,
} from './decision-lexicon.ts';
import type { DecisionLanguage } from './decision-words.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Not between digits: 15.3., 9:30 and 3/15 are whole. */
const stops = /[;!?()"“”„«»]|[.,](?= |$)|,(?!\d)|(?<!\d):|:(?= |$)| -+(?= |$)|- |\/(?!\d)|(?<!\d)\/|[&+]/gu;

/** From a place on; the words "and" and "or" part clauses as well. None is empty. */
export function clausesOf(plain: string, from: number): readonly Span[] {
  const marks: Span[] = [...plain.slice(from).matchAll(stops)].map(({ index, 0: text }) => ({
    from: from + index,
    to: from + index + text.length,
  }));
  const joins = [...andReader.all(plain), ...orReader.all(plain)].filter((join) => join.from >= from);
  const clauses: Span[] = [];
  let start = from;
  for (const stop of [...marks, ...joins].toSorted((a, b) => a.from - b.from)) {
    clauses.push({ from: start, to: Math.max(start, stop.from) });
    start = Math.max(start, stop.to);
  }
  clauses.push({ from: start, to: plain.length });
  return clauses.flatMap((clause) => {
    const text = plain.slice(clause.from, clause.to);
    const head = clause.from + (text.length - text.trimStart().length);
    return text.trim() === '' ? [] : [{ from: head, to: clause.from + text.trimEnd().length }];
  });
}

export const overlaps = (one: Span, others: readonly Span[]): boolean =>
  others.some(({ from, to }) => one.from < to && from < one.to);

const shortNegation = /n't(?![\p{L}\p{N}])|(?<![\p{L}\p{N}'])n'(?=\p{L})/gu;

/** Every word that says no, where no other meaning covers it. */
export function negationsIn(plain: string, languages: readonly DecisionLanguage[], covered: readonly Span[]) {
  const short = [...plain.matchAll(shortNegation)].map(({ index, 0: text }) => ({
    from: index,
    to: index + text.length,
  }));
  return uncovered(plain, [...negationReader.all(plain), ...short], languages, covered);
}

/** Every word that says that it is not sure. */
export const hedgesIn = (plain: string, languages: readonly DecisionLanguage[], covered: readonly Span[]) =>
  uncovered(plain, hedgeReader.all(plain), languages, covered);

function uncovered(
  plain: string,
  spans: readonly Span[],
  languages: readonly DecisionLanguage[],
  covered: readonly Span[],
): readonly Span[] {
  const harmless = harmlessReader.all(plain).filter((one) => one.languages.some((code) => languages.includes(code)));
  return spans.filter((span) => !overlaps(span, harmless) && !overlaps(span, covered));
}

/** "If she agrees", "as soon as Tom is back": what was said before holds only then. */
export const isConditional = (plain: string, { from }: Span): boolean => conditionReader.at(plain, from) !== null;

/** "Not yet", "no wait, …", "maybe": a clause that says no more than that it was not meant. */
export function isTakenBack(plain: string, { from, to }: Span): boolean {
  const found: Found<true> | null = takenBackReader.at(plain, from);
  return found !== null && (found.isOpen || found.to >= to);
}
