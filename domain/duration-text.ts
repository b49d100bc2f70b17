/**
 * What is wrong with a text that is meant as a duration but is none, and what to write instead. Only words: what a
 * duration is, is decided by `time.ts`.
 */
import { nearest } from './suggestion.ts';

export interface DurationProblem {
  /** Goes on after the text: `is not positive: …`. */
  readonly why: string;
  readonly instead: string | null;
}

/** Each unit in seconds; a month has no fixed length. */
const seconds: Readonly<Record<string, number | null>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: null,
};
const units = Object.keys(seconds);

/** What people call units that the language has under another name, or has not: as so many of one that it has. */
const others: Readonly<Record<string, readonly [number, string]>> = {
  ...{ s: [1, 'second'], sec: [1, 'second'], min: [1, 'minute'], h: [1, 'hour'], hr: [1, 'hour'], d: [1, 'day'] },
  ...{ w: [1, 'week'], wk: [1, 'week'], mo: [1, 'month'], fortnight: [2, 'week'], quarter: [3, 'month'] },
  ...{ y: [12, 'month'], yr: [12, 'month'], year: [12, 'month'] },
};

const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

const inWords = (amount: number, unit: string): string => `${amount} ${unit}${amount === 1 ? '' : 's'}`;

/** Null for a text that does not look like a duration. */
export function durationProblem(text: string): DurationProblem | null {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, ' ').replace(/^an? /, '1 ');
  const counted = words.replace(/^[a-z]+(?= )/, (word) => (numbers.includes(word) ? `${numbers.indexOf(word)}` : word));
  const single = /^([-−+]?)(\d+)([.,]\d+)? ?([a-z]+)$/.exec(Object.hasOwn(others, counted) ? `1 ${counted}` : counted);
  const [, days] = /^(\d+) ?(?:business|working|work|week)[ -]?days?$/.exec(counted) ?? [];
  if (days) {
    const instead = Number(days) > 0 ? inWords(Math.ceil((Number(days) * 7) / 5), 'day') : null;
    return { why: 'counts working days, as only a "wait" can', instead };
  }
  if (single) return singleProblem(single);
  return sumProblem(counted);
}

function singleProblem([, sign, whole = '', fraction, word = '']: RegExpExecArray): DurationProblem | null {
  const unit = unitOf(word);
  const why = `is no duration: its unit must be ${units
    .slice(0, -1)
    .map((one) => `${one}s`)
    .join(', ')} or months`;
  if (unit === null) return null;
  const [factor, base] = unit;
  const amount = Number(`${whole}${(fraction ?? '').replace(',', '.')}`) * factor;
  if (sign === '-' || sign === '−' || amount === 0) {
    return { why: `is not positive: the least is ${JSON.stringify(inWords(1, base))}`, instead: null };
  }
  if (fraction !== undefined) return { why: 'is not a whole number', instead: wholeWords(amount, base) };
  const most = longest[base] ?? 0;
  if (amount > most) {
    const long = most === largest ? 'is too large a number' : 'is longer than ten years';
    return { why: `${long}: the longest is ${JSON.stringify(inWords(most, base))}`, instead: null };
  }
  return { why: units.includes(word.replace(/s$/, '')) ? 'is not a duration' : why, instead: inWords(amount, base) };
}

/** A number has six digits at most. */
const largest = 999_999;

/** Ten years; of the small units as many as a number may say. */
const longest: Readonly<Record<string, number>> = {
  ...{ second: largest, minute: largest, hour: 87_840, day: 3660, week: 522, month: 120 },
};

/** The unit that a word means, however it is written: so many of which one. */
function unitOf(word: string): readonly [number, string] | null {
  const singular = word.length > 1 ? word.replace(/s$/, '') : word;
  if (units.includes(singular)) return [1, singular];
  if (Object.hasOwn(others, singular)) return others[singular] ?? null;
  const near = nearest(word, [...units, ...units.map((unit) => `${unit}s`)])?.replace(/s$/, '');
  return near ? [1, near] : null;
}

/** A broken number of one unit as a whole number of a smaller one. */
function wholeWords(amount: number, unit: string): string | null {
  return Number.isInteger(amount) ? inWords(amount, unit) : inLargestUnit(amount * (seconds[unit] ?? Number.NaN));
}

/** `1 day 2 hours` → 26 hours. */
function sumProblem(words: string): DurationProblem | null {
  const parts = words.split(/ (?:and )?(?=\d)|, ?| and /);
  const read = parts.map((part) => /^(\d+) ?([a-z]+)$/.exec(part));
  if (parts.length < 2 || read.includes(null)) return null;
  const total = read.reduce((sum, part) => {
    const [factor, unit] = unitOf(part?.[2] ?? '') ?? [1, ''];
    return sum + Number(part?.[1]) * factor * (seconds[unit] ?? Number.NaN);
  }, 0);
  return { why: 'is more than one number and one unit', instead: inLargestUnit(total) };
}

function inLargestUnit(total: number): string | null {
  const unit = units.findLast((one) => Number.isInteger(total / (seconds[one] ?? Number.NaN)));
  return unit === undefined ? null : inWords(total / (seconds[unit] ?? 1), unit);
}
