/**
 * The day on which somebody who is away is back, by what the notice says: "back on X" is X, "until X" counts X as away and so
 * is the day after, and so does "from … to X". Days are told as the notice's country does; what cannot be meant (in the past,
 * or more than a year ahead) is nothing. Reads the beginning of a text only.
 */
import type { Instant } from '../../../domain/instant.ts';
import { plainWords } from '../../../domain/reply-words.ts';
import { dateIn, isDate, moveDate } from '../../../domain/time.ts';
import { backWords, notUntilWords, untilWords } from './absence-words.ts';
import { type Mention, mentionsIn, type WrittenDay } from './date-mentions.ts';

const longestNotice = 4_000;
/** A notice that nobody took down still says the day of the last absence. */
const staleDays = 30;

const anyOf = (words: readonly string[]): string =>
  [...words]
    .toSorted((a, b) => b.length - a.length)
    .map((word) => plainWords(word).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
const back = new RegExp(`(?:^|[ ,:(])(?:${anyOf(backWords)})(?=$|[ ,.:;!)])`);
const article =
  '(?:(?:the|on|am|dem|den|der|zum|le|la|el|il|o|dia|de|d\\.?|inclusive|einschliesslich|including|and with) ){0,3}';
const endsUntil = new RegExp(`(?:^|[ ,:(])(?:${anyOf(untilWords)}) ${article}$`);

/** "Vuelvo a finales de agosto", "à la mi-août": at, and not until. */
const at = /(?:^|(?<!\b(?:fino|sino|hasta|ate|jusque))[ ,])a (?:la )?$/;

/** The day, and whether it is told as that of being back; otherwise it follows the last day of an absence. */
export interface Return {
  readonly on: string;
  readonly isTold: boolean;
}

/** @param monthFirst whether 8/7 is a day of August rather than of July, where both could be. */
export function returnDate(notice: string, receivedAt: Instant, monthFirst: boolean): Return | null {
  const text = withoutShortWords(
    plainWords(notice.slice(0, longestNotice)).slice(0, longestNotice).replace(/\s+/g, ' '),
  );
  const today = dateIn(receivedAt, 'UTC');
  const mentions = mentionsIn(text);
  const isMonthFirst = orderTold(mentions) ?? monthFirst;
  const found = mentions.flatMap((mention, at) => {
    const meaning = meaningOf(text, mention, mentions[at - 1]?.to ?? 0, mentions[at + 1]?.from ?? text.length);
    const date = meaning && dateOf(mention.day, today, isMonthFirst);
    if (!meaning || !date) return [];
    return [{ meaning, exact: isExact(mention), on: meaning === 'until' ? moveDate(date, 'P1D', 'after') : date }];
  });
  const backs = found.filter(({ meaning }) => meaning === 'back');
  const told = backs.find(({ exact }) => exact) ?? backs[0];
  const chosen = told ?? found.toSorted((a, b) => (a.on < b.on ? 1 : -1))[0];
  if (!chosen || chosen.on < today || chosen.on > moveDate(today, 'P366D', 'after')) return null;
  return { on: chosen.on, isTold: told !== undefined };
}

/** Whether months come first, as another day of the same text shows: 07/31 can be read in one way only. */
function orderTold(mentions: readonly Mention[]): boolean | null {
  for (const { day } of mentions) {
    if (day.kind === 'slashes' && (day.first > 12 || day.second > 12)) return day.second > 12;
  }
  return null;
}

/** A full stop after a short word ends no sentence. */
const withoutShortWords = (text: string): string =>
  text
    .replace(/\bd\. (?=\d)/g, 'den ')
    .replace(/\b(?:t\.o\.m\.|t\. o\. m\.) /g, 'till och med ')
    .replace(/\b(einschl|inkl|incl|inc|excl)\. /g, '$1 ');

const isExact = ({ day }: Mention): boolean => day.kind === 'date' || day.kind === 'slashes';

/**
 * Whether the sentence says of a day that somebody is back on it, or away until it is over; null when neither. Only what
 * stands between it and the days before and after is said of it.
 */
function meaningOf(
  text: string,
  { day, from, to, endsRange, through }: Mention,
  earliest: number,
  latest: number,
): 'back' | 'until' | null {
  const said = text.slice(Math.max(earliest, from - 160), from);
  const before = said.slice(Math.max(said.lastIndexOf('. '), said.lastIndexOf('! '), said.lastIndexOf('? ')) + 1);
  // The full stop after a short name of a month may end the sentence.
  const rest = text.slice(Math.max(from, to - 1), Math.min(latest, to + 80));
  const stop = rest.search(/[.!?](?: |$)/);
  if (endsUntil.test(before) && !(day.kind === 'part-of-month' && at.test(before)))
    return notUntilWords.test(before) ? 'back' : 'until';
  if (through || endsRange) return 'until';
  // What leads to the next day in the same sentence is said of that one.
  const after = stop < 0 ? (latest - to <= 80 && latest < text.length ? '' : rest) : rest.slice(0, stop);
  return back.test(before) || back.test(after) ? 'back' : null;
}

/** YYYY-MM-DD; null when the calendar has no such day. */
function dateOf(day: WrittenDay, today: string, monthFirst: boolean): string | null {
  switch (day.kind) {
    case 'date':
      return dated(day.year, day.month, day.day, today);
    case 'slashes':
      return slashed(day, today, monthFirst);
    case 'part-of-month':
      return partOf(day, today);
    case 'tomorrow':
      return moveDate(today, 'P1D', 'after');
    case 'weekday':
      return moveDate(today, `P${ahead(day.weekday, today)}D`, 'after');
    case 'next-week':
      return moveDate(today, `P${ahead(1, today)}D`, 'after');
  }
}

/** The first, the 15th, the last: the day by which all of what was said is over. */
function partOf({ part, month, year }: WrittenDay & { readonly kind: 'part-of-month' }, today: string): string | null {
  const number = month ?? Number(today.slice(5, 7));
  const long = [1, 3, 5, 7, 8, 10, 12].includes(number);
  const last = number === 2 ? 28 : long ? 31 : 30;
  return dated(year, number, part === 'end' ? last : part === 'middle' ? 15 : 1, today);
}

/** Days until the next such day of the week, at least one. */
function ahead(weekday: number, today: string): number {
  const now = new Date(`${today}T00:00:00.000Z`).getUTCDay();
  return ((weekday - now + 6) % 7) + 1;
}

function slashed(
  { first, second, year }: WrittenDay & { readonly kind: 'slashes' },
  today: string,
  monthFirst: boolean,
): string | null {
  const dayFirst = dated(year, second, first, today);
  const other = dated(year, first, second, today);
  const [likely, unlikely] = monthFirst ? [other, dayFirst] : [dayFirst, other];
  const possible = (date: string | null) =>
    date !== null && date >= moveDate(today, 'P1D', 'before') && date <= moveDate(today, 'P366D', 'after');
  return possible(likely) || !possible(unlikely) ? likely : unlikely;
}

/** Without a year the next such day, unless it has just been: then the notice is an old one. */
function dated(year: number | null, month: number, day: number, today: string): string | null {
  const inYear = (number: number) => {
    const date = `${number}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
    return isDate(date) ? date : null;
  };
  if (year !== null) return inYear(year);
  const thisYear = Number(today.slice(0, 4));
  const date = inYear(thisYear);
  return date !== null && date >= moveDate(today, `P${staleDays}D`, 'before') ? date : inYear(thisYear + 1);
}
