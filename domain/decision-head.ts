/**
 * How a clause begins that tells a decision: perhaps "yes, I", a keyword, perhaps "it", and then its end, a mark, or what belongs
 * to the keyword, such as its reason. "Accept the terms" is none, and neither is "won by a competitor": a keyword that goes on
 * in another way may mean anything. Pure; a line is in plain form (`plain-line.ts`).
 */
import {
  againReader,
  andReader,
  articleReader,
  becauseReader,
  fillerReader,
  keywordReader,
  lostReasonReader,
  openingReader,
  orReader,
  returnReasonReader,
  selfReader,
  untilReader,
  withinReader,
} from './decision-lexicon.ts';
import type { DecisionKind, DecisionLanguage } from './decision-words.ts';
import { type DayOptions, dayAt } from './written-day.ts';

export interface Head {
  readonly kind: DecisionKind;
  readonly from: number;
  /** Where begins what is told with it. */
  readonly rest: number;
  readonly languages: readonly DecisionLanguage[];
  /** Only the reason is told, and of what is to be found out. */
  readonly isBare: boolean;
  /** "Accept or …" */
  readonly isAlternative: boolean;
}

const none: DayOptions = { today: '2000-01-01', isDayFirst: true };
const bullets = /[ .,:;()•·-]*/y;
const afterOpening = /[ ,.!:-]*/y;
const mark = / ?(?:[:;,()]|\.{3}|[.!]+(?= |$)| -+(?= |$)|-+ )[ .,:;!()-]*/y;
const money = /[€£$¥]?\d|(?:eur|usd|gbp|chf|[a-z]{0,2}\$|[a-z]{3}) ?\d/y;

function skipped(pattern: RegExp, plain: string, place: number): number {
  pattern.lastIndex = place;
  return pattern.test(plain) ? pattern.lastIndex : place;
}

const afterSpace = (plain: string, place: number): number => (plain[place] === ' ' ? place + 1 : place);

/** Null when the clause that begins there tells no decision. */
export function headAt(plain: string, place: number): Head | null {
  let from = skipped(bullets, plain, place);
  let isOfSelf = false;
  for (let openings = 0; openings < 4; openings += 1) {
    const keyword = keywordReader.at(plain, from);
    if (keyword) {
      const rest = restOf(plain, keyword.to, keyword.value);
      return rest && { kind: keyword.value, from, ...rest, languages: keyword.languages, isBare: false };
    }
    if (returnReasonReader.at(plain, from)) return isOfSelf ? null : bareHead(plain, from);
    const self = selfReader.at(plain, from);
    const opening = self ?? openingReader.at(plain, from);
    if (!opening) return null;
    isOfSelf ||= self !== null;
    from = skipped(afterOpening, plain, opening.to);
  }
  return null;
}

/** A reason alone, such as "not a fit": it must be the whole clause, but for a day to try again on. */
function bareHead(plain: string, from: number): Head | null {
  const reason = returnReasonReader.at(plain, from);
  // "Not reachable until 3 March" is what somebody writes who is away.
  if (!reason || reason.value === 'unreachable') return null;
  const next = afterSpace(plain, reason.to);
  const isWhole =
    next >= plain.length ||
    isMarkAt(plain, reason.to) ||
    andReader.at(plain, next) !== null ||
    untilReader.at(plain, next) !== null ||
    againReader.at(plain, next) !== null;
  const { languages } = reason;
  return isWhole ? { kind: 'return', from, rest: from, languages, isBare: true, isAlternative: false } : null;
}

const isMarkAt = (plain: string, place: number): boolean => skipped(mark, plain, place) > place;

function restOf(plain: string, end: number, kind: DecisionKind): Pick<Head, 'rest' | 'isAlternative'> | null {
  let to = end;
  for (let fillers = 0; fillers < 4; fillers += 1) {
    const filler = fillerReader.at(plain, afterSpace(plain, to));
    if (!filler || filler.to === to) break;
    to = filler.to;
  }
  const next = afterSpace(plain, to);
  if (next >= plain.length) return { rest: plain.length, isAlternative: false };
  if (isMarkAt(plain, to)) return { rest: skipped(mark, plain, to), isAlternative: false };
  if (orReader.at(plain, next)) return { rest: next, isAlternative: true };
  if (andReader.at(plain, next)) return { rest: next, isAlternative: false };
  return belongs(plain, next, kind) ? { rest: next, isAlternative: false } : null;
}

/** Whether what follows directly is what is told with a keyword of this kind. */
function belongs(plain: string, place: number, kind: DecisionKind): boolean {
  const because = becauseReader.at(plain, place);
  const then = because ? afterSpace(plain, because.to) : place;
  const article = articleReader.at(plain, then);
  const places = [place, then, ...(article ? [afterSpace(plain, article.to)] : [])];
  switch (kind) {
    case 'return':
      return (
        places.some((one) => returnReasonReader.at(plain, one) !== null) ||
        (because !== null && isMarkAt(plain, because.to))
      );
    case 'lost':
      return (
        places.some((one) => lostReasonReader.at(plain, one) !== null) ||
        (because !== null && isMarkAt(plain, because.to))
      );
    case 'won':
      return places.some((one) => skipped(money, plain, one) > one);
    case 'meeting':
    case 'planned':
      return isDayLed(plain, place);
    case 'accept':
    case 'contacted':
      return false;
  }
}

/** "On 3 December", "next Tuesday", "at 15:00". */
function isDayLed(plain: string, place: number): boolean {
  let to = place;
  for (let words = 0; words < 3; words += 1) {
    if (dayAt(plain, to, none, true) !== null || /^\d{1,2}(?:[:.h]\d{2}|h| ?[ap]m| ?uhr)/.test(plain.slice(to, to + 8)))
      return true;
    const word = withinReader.at(plain, to) ?? articleReader.at(plain, to);
    if (!word) return false;
    to = afterSpace(plain, word.to);
  }
  return false;
}
