/**
 * A day as people write it into a line, from today on: `2027-03-01`, `1 March`, `15.3.`, `March`, `Q2`, `in 3 months`, `next
 * quarter`, `Tuesday`. Pure; a line is in plain form (`plain-line.ts`). What could be two days, lies in the past or more than
 * five years ahead, or is no day ("next year") is unclear, for nobody would see that a lead sleeps for a year too long.
 */
import {
  articleReader,
  monthReader,
  nextPeriodReader,
  numberReader,
  orReader,
  quarterReader,
  tomorrowReader,
  unitReader,
  weekdayReader,
} from './decision-lexicon.ts';
import type { NextPeriod, TimeUnit } from './decision-words.ts';
import { isDate, moveDate } from './time.ts';

export interface DayOptions {
  /** `YYYY-MM-DD`, in the zone of whoever writes. */
  readonly today: string;
  /** Whether 3/4 is the third of April; otherwise nobody knows. */
  readonly isDayFirst: boolean;
}

export interface WrittenDay {
  /** `YYYY-MM-DD`, after today; null: unclear. */
  readonly date: string | null;
  /** Where it ends. */
  readonly to: number;
  /** A month alone may be a word or a name as well. */
  readonly isMonthOnly?: true;
}

const furthest = 'P60M';
const year = '((?:19|20|21)\\d\\d)';
const forms = {
  iso: /(\d{4})[-/](\d{2})[-/](\d{2})(?![\p{L}\p{N}])/uy,
  dotted: new RegExp(`(\\d{1,2})\\. ?(\\d{1,2})\\.(?: ?${year}|(\\d\\d)(?![\\d:.]))?(?!\\d)`, 'y'),
  slashed: new RegExp(`(\\d{1,2})(?:/(\\d{1,2})(?:/(?:${year}|(\\d\\d)))?|-(\\d{1,2})-${year})(?![\\d/])`, 'y'),
  dayBefore: /(\d{1,2})(?:st|nd|rd|th|er|o|a|\.)?(?: (?:of|de)(?= ))? ?(?=\p{L})/uy,
  dayAfter: /\.? (\d{1,2})(?:st|nd|rd|th)?(?![\d:.h/]|\p{L}| ?(?:uhr|[ap]m)\b)/uy,
  yearAfter: new RegExp(`\\.?,? (?:de |del |of )?${year}(?!\\d)`, 'y'),
  quarter: new RegExp(`[qt]([1-4])(?: ?/? ?${year})?(?![\\p{L}\\p{N}])`, 'uy'),
  quarterNumber: /([1-4])(?:st|nd|rd|th|er|eme|e|o|\.)? (?=\p{L})/uy,
  count: /(\d{1,3}) ?(?=\p{L})/uy,
  join: / ?(?:\/|-) ?/y,
} as const;

function at(form: RegExp, plain: string, place: number): RegExpExecArray | null {
  form.lastIndex = place;
  return form.exec(plain);
}

/**
 * The day that begins at a place; null when none does.
 * @param allowsPeriod whether "3 months" are so many from today, as after "in".
 */
export function dayAt(plain: string, place: number, options: DayOptions, allowsPeriod: boolean): WrittenDay | null {
  const day = singleDayAt(plain, place, options, allowsPeriod);
  return day !== null && isJoined(plain, day.to, options) ? { ...day, date: null } : day;
}

/** Whether another day follows: "March or April", "15-20 March", "1/2 May". */
function isJoined(plain: string, to: number, options: DayOptions): boolean {
  const gap = plain[to] === ' ' ? to + 1 : to;
  const end = orReader.at(plain, gap)?.to ?? (at(forms.join, plain, to) && forms.join.lastIndex);
  if (typeof end !== 'number') return false;
  const next = plain[end] === ' ' ? end + 1 : end;
  return /\d/.test(plain[next] ?? '') || singleDayAt(plain, next, options, false) !== null;
}

function singleDayAt(plain: string, place: number, options: DayOptions, allowsPeriod: boolean): WrittenDay | null {
  const period = allowsPeriod ? periodAt(plain, place, options.today) : null;
  return (
    period ?? numericDay(plain, place, options) ?? quarterAt(plain, place, options) ?? namedDay(plain, place, options)
  );
}

const shortYear = (digits: string | undefined): string | undefined =>
  digits === undefined ? undefined : `20${digits}`;

function numericDay(plain: string, place: number, options: DayOptions): WrittenDay | null {
  const iso = at(forms.iso, plain, place);
  if (iso) return { date: ahead(`${iso[1]}-${iso[2]}-${iso[3]}`, options), to: forms.iso.lastIndex };
  const dotted = at(forms.dotted, plain, place);
  if (dotted) {
    const [, day, month, long, short] = dotted;
    return { date: dayOf(long ?? shortYear(short), month, day, options), to: forms.dotted.lastIndex };
  }
  const slashed = at(forms.slashed, plain, place);
  if (!slashed) return null;
  const [, first, slash, long, short, dash, dashYear] = slashed;
  return {
    date: eitherDay(long ?? shortYear(short) ?? dashYear, first, slash ?? dash, options),
    to: forms.slashed.lastIndex,
  };
}

/** 3/15 is one day, 3/4 may be two; what only one country's order makes a day of the calendar is that day. */
function eitherDay(
  written: string | undefined,
  first: string | undefined,
  second: string | undefined,
  options: DayOptions,
): string | null {
  const isMonth = (text: string | undefined) => Number(text) >= 1 && Number(text) <= 12;
  if (options.isDayFirst || first === second) return dayOf(written, second, first, options);
  if (isMonth(first) && isMonth(second)) return null;
  return isMonth(first) ? dayOf(written, first, second, options) : dayOf(written, second, first, options);
}

function namedDay(plain: string, place: number, options: DayOptions): WrittenDay | null {
  const before = at(forms.dayBefore, plain, place);
  const end = before ? forms.dayBefore.lastIndex : place;
  const month = monthReader.at(plain, end);
  if (month) {
    const after = before ? null : at(forms.dayAfter, plain, month.to);
    const dayEnd = after ? forms.dayAfter.lastIndex : month.to;
    const years = at(forms.yearAfter, plain, dayEnd);
    const to = years ? forms.yearAfter.lastIndex : dayEnd;
    const day = before?.[1] ?? after?.[1];
    const number = String(month.value);
    return day === undefined
      ? { date: monthStart(years?.[1], month.value, options.today), to, isMonthOnly: true }
      : { date: dayOf(years?.[1], number, day, options), to };
  }
  return before ? null : relativeDay(plain, place, options);
}

/** "Tuesday, 1 December": the date counts, and is unclear when it is another day of the week. */
function datedWeekday(
  plain: string,
  { value, to }: { readonly value: number; readonly to: number },
  options: DayOptions,
): WrittenDay | null {
  let next = to + (/^,? ?/.exec(plain.slice(to))?.[0].length ?? 0);
  for (let article = articleReader.at(plain, next); article !== null; article = articleReader.at(plain, next)) {
    next = article.to + (plain[article.to] === ' ' ? 1 : 0);
  }
  const day =
    /\d/.test(plain[next] ?? '') || monthReader.at(plain, next)
      ? (numericDay(plain, next, options) ?? namedDay(plain, next, options))
      : null;
  if (day === null) return null;
  const isThatDay = day.date !== null && weekdayOf(day.date) === value - 1;
  return { date: isThatDay ? day.date : null, to: day.to };
}

function relativeDay(plain: string, place: number, options: DayOptions): WrittenDay | null {
  const { today } = options;
  const tomorrow = tomorrowReader.at(plain, place);
  if (tomorrow) return { date: moveDate(today, 'P1D', 'after'), to: tomorrow.to };
  const next = nextPeriodReader.at(plain, place);
  if (next) return { date: startOfNext(next.value, today), to: next.to };
  const weekday = weekdayReader.at(plain, place);
  if (!weekday) return null;
  const dated = datedWeekday(plain, weekday, options);
  if (dated) return dated;
  // "Tuesday" on a Tuesday may be today or in a week.
  const days = (weekday.value - 1 - weekdayOf(today) + 7) % 7;
  return { date: days === 0 ? null : moveDate(today, `P${days}D`, 'after'), to: weekday.to };
}

/** Monday is 0: the first day of 1970 was a Thursday. */
const weekdayOf = (date: string): number => (Math.floor(Date.parse(`${date}T00:00:00Z`) / 86_400_000) + 3) % 7;

function startOfNext(period: NextPeriod, today: string): string | null {
  const month = monthOf(today);
  switch (period) {
    case 'week':
      return moveDate(today, `P${7 - weekdayOf(today)}D`, 'after');
    case 'month':
      return monthStart(undefined, (month % 12) + 1, today);
    case 'quarter':
      return monthStart(undefined, ((Math.floor((month - 1) / 3) * 3 + 3) % 12) + 1, today);
    // Hardly anybody means the first of January.
    case 'year':
      return null;
  }
}

function quarterAt(plain: string, place: number, { today }: DayOptions): WrittenDay | null {
  const short = at(forms.quarter, plain, place);
  if (short) return { date: quarterStart(short[2], Number(short[1]), today), to: forms.quarter.lastIndex };
  const number = at(forms.quarterNumber, plain, place);
  const word = number && quarterReader.at(plain, forms.quarterNumber.lastIndex);
  if (!word) return null;
  const years = at(forms.yearAfter, plain, word.to);
  const to = years ? forms.yearAfter.lastIndex : word.to;
  return { date: quarterStart(years?.[1], Number(number[1]), today), to };
}

/** That of this quarter has begun, and the same quarter of next year is not what anybody means. */
function quarterStart(written: string | undefined, quarter: number, today: string): string | null {
  if (written === undefined && Math.floor((monthOf(today) - 1) / 3) === quarter - 1) return null;
  return monthStart(written, quarter * 3 - 2, today);
}

const months: Readonly<Record<TimeUnit, (count: number) => string>> = {
  day: (count) => `P${count}D`,
  week: (count) => `P${count}W`,
  month: (count) => `P${count}M`,
  year: (count) => `P${count * 12}M`,
};

function periodAt(plain: string, place: number, today: string): WrittenDay | null {
  const digits = at(forms.count, plain, place);
  const word = digits ? null : numberReader.at(plain, place);
  const end = digits ? forms.count.lastIndex : word && word.to + 1;
  const unit = end === null ? null : unitReader.at(plain, end);
  const count = digits ? Number(digits[1]) : (word?.value ?? 0);
  if (!unit) return null;
  return { date: count === 0 ? null : near(moveDate(today, months[unit.value](count), 'after'), today), to: unit.to };
}

const monthOf = (date: string): number => Number(date.slice(5, 7));
const yearOf = (date: string): number => Number(date.slice(0, 4));
const dated = (inYear: number, month: number, day: number): string =>
  `${inYear}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

/** Its first day. In the month itself nobody knows whether the rest of it is meant, or the one in a year. */
function monthStart(written: string | undefined, month: number, today: string): string | null {
  if (written !== undefined) return ahead(dated(Number(written), month, 1), { today });
  const now = monthOf(today);
  return now === month ? null : dated(yearOf(today) + (month > now ? 0 : 1), month, 1);
}

/** Without a year the next such day; today may be meant, or the day in a year. */
function dayOf(
  written: string | undefined,
  month: string | undefined,
  day: string | undefined,
  { today }: Pick<DayOptions, 'today'>,
): string | null {
  const inYear = (number: number) => dated(number, Number(month), Number(day));
  if (written !== undefined) return ahead(inYear(Number(written)), { today });
  const thisYear = inYear(yearOf(today));
  if (thisYear === today) return null;
  return ahead(thisYear > today ? thisYear : inYear(yearOf(today) + 1), { today });
}

/** The date, when it is one of the calendar, to come and not too far away. */
const ahead = (date: string, { today }: Pick<DayOptions, 'today'>): string | null =>
  isDate(date) && date > today ? near(date, today) : null;
const near = (date: string, today: string): string | null => (date <= moveDate(today, furthest, 'after') ? date : null);
