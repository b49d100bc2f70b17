/**
 * The texts of a send window and of a frequency cap, as people write them, to their values and back: `08:00-18:00`,
 * `mon`, `every day`, `3 per 7 days`. Only the wording: when a window is open is found by `send-window.ts`.
 */
import { workingDays } from './calendar.ts';
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

/**
 * Reads times of day: `08:00-18:00`. They may go over midnight: `21:00-08:00`; `24:00` is the end of a day.
 * @throws AUTHORING_SHAPE when they cannot be read.
 */
export function parseHours(text: string): Hours {
  const [from, to, ...more] = text.split(/[-–]/).map((part) => part.trim());
  if (!from || !to || more.length > 0) throw wrong(`"${text}" is not a time from and to, such as "08:00-18:00"`);
  return { from: parseLocalTime(from), to: to === '24:00' ? '00:00' : parseLocalTime(to) };
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

function oneDay(word: string): Weekday {
  const near = nearest(word, ['weekdays', 'every day']);
  if (near !== null) throw wrong(`"${word}" is not a day of the week such as "monday"${didYouMean(near)}`);
  return parseWeekday(word);
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
  if (!count || !time) throw wrong(`"${text}" is not a cap such as "1 per day" or "3 per 7 days"`);
  const atMost = Number(count);
  if (atMost < 1 || atMost > mostInCap) throw wrong(`"${text}" is out of range: from 1 to ${mostInCap} mails`);
  return { atMost, within: readSpan(text, time) };
}

function readSpan(text: string, time: string) {
  try {
    return parseDuration(/^\d/.test(time) ? time : `1 ${time}`);
  } catch (error) {
    if (!hasCode(error, 'DURATION_INVALID')) throw error;
    const [, amount = '', unit = ''] = /^(\d+ )?(\S+)$/.exec(time) ?? [];
    const near = nearest(unit, amount === '' ? ['hour', 'day', 'week', 'month'] : ['hours', 'days', 'weeks', 'months']);
    const wanted = near === null || near === unit ? null : `${text.slice(0, text.lastIndexOf(time))}${amount}${near}`;
    throw new TendrilError(
      'DURATION_INVALID',
      `"${text}" names no time such as "day" or "7 days"${didYouMean(wanted)}`,
      {
        text,
      },
    );
  }
}

/** The words for a cap; reading them gives the cap again. */
export function capInWords({ atMost, within }: Cap): string {
  return `${atMost} per ${durationInWords(within).replace(/^1 (?=\D)/, '')}`;
}
