/**
 * The texts of a send window and of a frequency cap, as people write them, to their values and back: `08:00-18:00`,
 * `mon`, `every day`, `3 per 7 days`. Only the wording: when a window is open is found by `send-window.ts`.
 */
import { workingDays } from './calendar.ts';
import { durationProblem } from './duration-text.ts';
import { hasCode, TendrilError } from './errors.ts';
import type { Cap, Hours } from './program-settings.ts';
import { didYouMean, listed, nearest } from './suggestion.ts';
import { durationInWords, parseDuration } from './time.ts';
import { type LocalTime, type Weekday, weekdays } from './wait-rule.ts';

export const weekdayNames: Readonly<Record<Weekday, string>> = {
  mon: 'monday',
  tue: 'tuesday',
  wed: 'wednesday',
  thu: 'thursday',
  fri: 'friday',
  sat: 'saturday',
  sun: 'sunday',
};

/** The most mails that a cap may allow. */
const mostInCap = 1000;

const wrong = (message: string): TendrilError => new TendrilError('AUTHORING_SHAPE', message);

/**
 * Reads a time of day: `09:00`, `9:00`.
 * @throws AUTHORING_SHAPE when it is none.
 */
export function parseLocalTime(text: string): LocalTime {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  if (!hour || !minute || Number(hour) > 23 || Number(minute) > 59) {
    throw wrong(`"${text}" is not a time of day such as "09:00"`);
  }
  return `${hour.padStart(2, '0')}:${minute}`;
}

/** The time of day that `9`, `9h`, `9.30` or `9am` means; null when it is none. */
export function timeMeant(text: string): LocalTime | null {
  const [, hour, minute = '00', half] = /^(\d{1,2})(?:[:.h](\d{2})?)?\s*([ap]m)?$/i.exec(text.trim()) ?? [];
  if (!hour) return null;
  const twelve = Number(hour) % 12;
  const hours = half === undefined ? Number(hour) : /^p/i.test(half) ? twelve + 12 : twelve;
  return hours > 24 || Number(minute) > (hours === 24 ? 0 : 59) ? null : `${String(hours).padStart(2, '0')}:${minute}`;
}

/**
 * Reads times of day: `08:00-18:00`. They may go over midnight: `21:00-08:00`; `24:00` is the end of a day.
 * @throws AUTHORING_SHAPE when they cannot be read.
 */
export function parseHours(text: string): Hours {
  const [from, to, ...more] = text.split(/[-–]/).map((part) => part.trim());
  if (!from || !to || more.length > 0) throw wrongHours(text);
  try {
    return { from: parseLocalTime(from), to: to === '24:00' ? '00:00' : parseLocalTime(to) };
  } catch (error) {
    throw hoursMeant(text) === null ? error : wrongHours(text);
  }
}

const wrongHours = (text: string): TendrilError =>
  wrong(`"${text}" is not a time from and to, such as "08:00-18:00"${didYouMean(hoursMeant(text))}`);

/** `9-17`, `9am to 5pm` as they are to be written; null when it is not clear. */
function hoursMeant(text: string): string | null {
  const times = text.split(/\s*[-–]\s*|\s+(?:to|until|till)\s+/i).map(timeMeant);
  return times.length === 2 && !times.includes(null) ? times.join('-').replace(/^24:/, '00:') : null;
}

export const hoursInWords = ({ from, to }: Hours): string => `${from}-${to}`;

/**
 * Reads one day of the week: `tue`, `tuesday`.
 * @throws AUTHORING_SHAPE when it is none.
 */
export function parseWeekday(text: string): Weekday {
  const word = text.trim().toLowerCase();
  const day = weekdays.find((key) => key === word || weekdayNames[key] === word);
  if (day) return day;
  const near = nearest(word, Object.values(weekdayNames));
  throw wrong(`"${text}" is not a day of the week such as "monday" or "mon"${didYouMean(near)}`);
}

/**
 * Reads days of the week: `weekdays`, `every day`, `mon`, `tuesday and thursday`, or a list of single days. The result
 * is in the order of the week, each day once.
 * @throws AUTHORING_SHAPE when a day is unknown or none is named.
 */
export function parseWeekdays(given: string | readonly string[]): readonly Weekday[] {
  const texts = typeof given === 'string' ? [given] : given;
  const named = new Set(texts.flatMap(daysOf));
  if (named.size === 0) throw wrong('names no day of the week such as "monday"');
  return weekdays.filter((day) => named.has(day));
}

function daysOf(text: string): readonly Weekday[] {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (words === 'weekdays') return workingDays;
  if (words === 'every day') return weekdays;
  return words.split(/ ?, ?(?:and )?| and /).map((word) => oneDay(word));
}

/** What people call days otherwise, in the words of the language. */
const dayWords: ReadonlyMap<string, string> = new Map([
  ...['weekend', 'weekends'].map((word) => [word, 'sat and sun'] as const),
  ...['workdays', 'working days', 'business days'].map((word) => [word, 'weekdays'] as const),
  ['daily', 'every day'],
]);

function oneDay(word: string): Weekday {
  const why = `"${word}" is not a day of the week such as "monday" or "mon"`;
  const range = rangeOf(word);
  if (range) throw wrong(`"${word}" is a range, and days are named: write ${range}`);
  const other = dayWords.get(word) ?? nearest(word, ['weekdays', 'every day']);
  if (other) throw wrong(`${why}${didYouMean(other)}`);
  return parseWeekday(word);
}

/** `mon-fri` as it is to be written; null when it is no range of days. */
function rangeOf(words: string): string | null {
  const [, first = '', last = ''] = /^([a-z]+)\.? ?(?:-|–|to|until|through) ?([a-z]+)\.?$/.exec(words) ?? [];
  const [from, to] = [first, last].map((word) =>
    weekdays.findIndex((day) => word === day || word === weekdayNames[day]),
  );
  if (from === undefined || to === undefined || from < 0 || to < 0) return null;
  const days = weekdays.filter((_, i) => (from <= to ? i >= from && i <= to : i >= from || i <= to));
  const named = weekdaysInWords(days);
  return /^(weekdays|every day)$/.test(named) ? `"${named}"` : `[${days.join(', ')}]`;
}

/** The words for days of the week; reading them gives the days again. */
export function weekdaysInWords(days: readonly Weekday[]): string {
  const ordered = weekdays.filter((day) => days.includes(day));
  if (ordered.length === weekdays.length) return 'every day';
  if (ordered.join() === workingDays.join()) return 'weekdays';
  return listed(
    ordered.map((day) => weekdayNames[day]),
    'and',
  );
}

/**
 * Reads a frequency cap: `1 per day`, `3 per 7 days`.
 * @throws AUTHORING_SHAPE when it is none.
 * @throws DURATION_INVALID when the time cannot be read.
 */
export function parseCap(text: string): Cap {
  const words = text.trim().replaceAll(/\s+/g, ' ');
  const [, count, time] = /^(\d+) per (.+)$/i.exec(words) ?? [];
  if (!count || !time) {
    throw wrong(`"${text}" is not a cap such as "1 per day" or "3 per 7 days"${didYouMean(capMeant(words))}`);
  }
  const atMost = Number(count);
  if (atMost < 1 || atMost > mostInCap) throw wrong(`"${text}" is out of range: from 1 to ${mostInCap} mails`);
  return { atMost, within: readSpan(text, count, time) };
}

const counts = new Map(Object.entries({ one: '1', once: '1', two: '2', twice: '2', three: '3' }));
const spans = new Map(Object.entries({ hourly: 'hour', daily: 'day', weekly: 'week', monthly: 'month' }));

/** `3/week`, `once a day`, `max 3 mails per week`, `3 weekly` as they are to be written; null when it is not clear. */
function capMeant(words: string): string | null {
  const count = `(\\d+|${[...counts.keys()].join('|')})`;
  const mails = '(?: ?(?:e-?mails?|mails?|messages?|times?))?';
  const per = new RegExp(`^(?:[a-z]+ )*?${count}${mails} ?(?:per|/|an?|every|each|in|within) ?(.+)$`, 'i');
  const often = new RegExp(`^(?:[a-z]+ )*?${count}${mails} (hourly|daily|weekly|monthly)$`, 'i');
  const [, atMost = '', time = ''] = often.exec(words) ?? per.exec(words) ?? [];
  const meant = `${counts.get(atMost.toLowerCase()) ?? atMost} per ${spans.get(time.toLowerCase()) ?? time}`;
  try {
    return atMost === '' ? null : capInWords(parseCap(meant));
  } catch {
    return null;
  }
}

function readSpan(text: string, count: string, time: string) {
  const span = /^\d/.test(time) ? time : `1 ${time}`;
  try {
    return parseDuration(span);
  } catch (error) {
    if (!hasCode(error, 'DURATION_INVALID')) throw error;
    const { why = '', instead = null } = durationProblem(span) ?? {};
    const isKnown = /^is (?:longer|too|not positive)/.test(why);
    const problem = isKnown ? `"${time}" ${why}` : `"${text}" names no time such as "day" or "7 days"`;
    const meant = instead && `${count} per ${instead.replace(/^1 /, '')}`;
    throw new TendrilError('DURATION_INVALID', `${problem}${didYouMean(meant)}`, { text });
  }
}

/** The words for a cap; reading them gives the cap again. */
export function capInWords({ atMost, within }: Cap): string {
  return `${atMost} per ${durationInWords(within).replace(/^1 (?=\D)/, '')}`;
}
