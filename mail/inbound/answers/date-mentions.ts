/**
 * Every day that a text mentions, in the ways in which people in eleven languages write days: a pure reading of the text in
 * the form of `plainWords`, without a judgement of what the day is said of. Patterns are bounded, and run once over the text.
 */
import { hungarianParts, monthNames, monthParts, relativeWords, weekdayNames } from './absence-words.ts';

/** A day as it is written; what it leaves open is null. */
export type WrittenDay =
  | { readonly kind: 'date'; readonly year: number | null; readonly month: number; readonly day: number }
  /** Two numbers with slashes: which of them is the month depends on the country. */
  | { readonly kind: 'slashes'; readonly year: number | null; readonly first: number; readonly second: number }
  /** Monday is 1. */
  | { readonly kind: 'weekday'; readonly weekday: number }
  /** "End of August"; without a month that of the notice. */
  | {
      readonly kind: 'part-of-month';
      readonly part: 'beginning' | 'middle' | 'end';
      readonly month: number | null;
      readonly year: number | null;
    }
  | { readonly kind: 'tomorrow' }
  | { readonly kind: 'next-week' };

export interface Mention {
  readonly day: WrittenDay;
  /** Whether it ends a range, such as the 17th of "3 to 17 August". */
  readonly endsRange: boolean;
  /** Where it begins, as a range where that begins, and where it ends. */
  readonly from: number;
  readonly to: number;
  /** Whether a Hungarian ending says "through" (-ig) this day. */
  readonly through: boolean;
}

const wordsOf = (table: readonly (readonly [number, readonly string[]])[]): ReadonlyMap<string, number> =>
  new Map(table.flatMap(([number, words]) => words.map((word) => [word, number] as const)));
const months = wordsOf(monthNames);
const weekdays = wordsOf(weekdayNames);
const anyOf = (words: Iterable<string>): string => [...words].toSorted((a, b) => b.length - a.length).join('|');

const month = `(${anyOf(months.keys())})\\b\\.?`;
const weekday = `(?:(?:${anyOf(weekdays.keys())}),? (?:the |den |le |el |il |d\\. |dia )?)?`;
const day = '(\\d{1,2})(?:st|nd|rd|th|er|o|a|e|:?an|:?e)?\\.?';
const year = '(?:,? (?:de |del |r\\. )?((?:19|20)\\d\\d))?(?!\\d)';
const of = '(?: of| de| d)?';
const range =
  '(?: ?- ?| (?:to|until|till|through|bis(?: zum)?|au|al|a|ao|tot(?: en met)?|t/m|ate|do|til|till|och med|and|y el|e) )(?:the |den |le |el |il |o )?';

type Reader = (groups: readonly (string | undefined)[]) => WrittenDay | null;

interface Form {
  readonly pattern: RegExp;
  readonly read: Reader;
  readonly endsRange?: true;
}

const number = (text: string | undefined): number => Number(text ?? Number.NaN);
const yearOf = (text: string | undefined): number | null => {
  if (text === undefined || text === '') return null;
  return text.length === 2 ? 2000 + Number(text) : Number(text);
};
const date = (y: string | undefined, m: number, d: string | undefined): WrittenDay | null =>
  m >= 1 && m <= 12 && number(d) >= 1 && number(d) <= 31
    ? { kind: 'date', year: yearOf(y), month: m, day: number(d) }
    : null;
const named = (y: string | undefined, m: string | undefined, d: string | undefined) =>
  date(y, months.get(m ?? '') ?? 0, d);
const slashes: Reader = ([, first, second, y]) =>
  number(first) <= 31 && number(second) <= 31
    ? { kind: 'slashes', first: number(first), second: number(second), year: yearOf(y) }
    : null;

const form = (pattern: string, read: Reader, endsRange?: true): Form => ({
  pattern: new RegExp(`(?<![\\w./-])${pattern}`, 'g'),
  read,
  ...(endsRange ? { endsRange } : {}),
});

const partOfMonth =
  (part: keyof typeof hungarianParts): Reader =>
  ([, name, y]) => ({ kind: 'part-of-month', part, month: months.get(name ?? '') ?? null, year: yearOf(y) });
const partForms: readonly Form[] = (['end', 'middle', 'beginning'] as const).flatMap((part) => [
  form(`(?:${anyOf(monthParts[part])})[ -](?:d')?${month}${year}`, partOfMonth(part)),
  form(`${month} ${hungarianParts[part]}ig\\b`, partOfMonth(part), true),
  form(`${month} ${hungarianParts[part]}n?\\b`, partOfMonth(part)),
]);

/** A form that stands before another takes what both could read. */
const forms: readonly Form[] = [
  ...partForms,
  form(`(?:${anyOf(monthParts.thisEnd)})\\b`, partOfMonth('end')),
  form('(20\\d\\d)-(\\d{1,2})-(\\d{1,2})(?!\\d)', ([, y, m, d]) => date(y, number(m), d)),
  form('(20\\d\\d)\\. ?(\\d{1,2})\\. ?(\\d{1,2})(?!\\d)\\.?', ([, y, m, d]) => date(y, number(m), d)),
  form('(20\\d\\d)/(\\d{1,2})/(\\d{1,2})(?!\\d)', ([, y, m, d]) => date(y, number(m), d)),
  form(`\\d{1,2}\\.(?:\\d{1,2}\\.)?(?:20\\d\\d|\\d\\d)?${range}${weekday}(\\d{1,2})\\.(\\d{1,2})\\.?(20\\d\\d|\\d\\d)?(?!\\d)`, ([, d, m, y]) => date(y, number(m), d), true),
  form(`\\d{1,2}/\\d{1,2}(?:/(?:20\\d\\d|\\d\\d))?${range}${weekday}(\\d{1,2})/(\\d{1,2})(?:/(20\\d\\d|\\d\\d))?(?!\\d)`, slashes, true),
  form(`\\d{1,2}(?:st|nd|rd|th|er|\\.)?(?:${of} (?:${anyOf(months.keys())})\\b\\.?)?(?: 20\\d\\d)?${range}${weekday}${day}${of} ?${month}${year}`, ([, d, m, y]) => named(y, m, d), true),
  form(`${month} \\d{1,2}(?:st|nd|rd|th|\\.)? ?(?:-|to|through|until) ?(?:(?:${anyOf(months.keys())})\\b )?(\\d{1,2})(?:st|nd|rd|th|\\.)?${year}`, ([, m, d, y]) => named(y, m, d), true),
  form(`${weekday}(\\d{1,2})\\. ?(\\d{1,2})\\.? ?(20\\d\\d|\\d\\d(?![\\d:.]))?(?![\\d:])`, ([, d, m, y]) => date(y, number(m), d)),
  form(`${weekday}(\\d{1,2})/(\\d{1,2})(?:/(20\\d\\d|\\d\\d))?(?!\\d)`, slashes),
  form(`${weekday}(\\d{1,2})-(\\d{1,2})-(20\\d\\d)(?!\\d)`, ([, d, m, y]) => date(y, number(m), d)),
  form(`${weekday}${day}${of} ?${month}${year}`, ([, d, m, y]) => named(y, m, d)),
  form(`(?:(20\\d\\d)\\.? )?${weekday}${month} (\\d{1,2})(?:st|nd|rd|th|\\.|-\\w{1,3})?(?:,? ((?:19|20)\\d\\d))?(?!\\d)`, ([, before, m, d, y]) => named(before ?? y, m, d)),
  form(`(${anyOf(relativeWords.nextWeek)})\\b`, () => ({ kind: 'next-week' })),
  form(`(${anyOf(relativeWords.tomorrow)})\\b`, () => ({ kind: 'tomorrow' })),
  form(`(${anyOf(weekdays.keys())})\\b`, ([, name]) => ({ kind: 'weekday', weekday: weekdays.get(name ?? '') ?? 1 })),
]; // biome-ignore format: one form a line

/** In the order of the text; none overlaps another. */
export function mentionsIn(text: string): readonly Mention[] {
  const found: Mention[] = [];
  for (const { pattern, read, endsRange = false } of forms) {
    for (const match of text.matchAll(pattern)) {
      const to = match.index + match[0].length;
      const written = read([...match]);
      if (written === null || found.some((other) => match.index < other.to && other.from < to)) continue;
      found.push({
        day: written,
        endsRange,
        from: match.index,
        to,
        through: /-(?:a|e)?ig\b/.test(text.slice(to - 4, to + 4)),
      });
    }
  }
  return found.toSorted((a, b) => a.from - b.from);
}
