/**
 * Public holidays of countries, from the package date-holidays. It takes a moment to load and some milliseconds to work
 * out a year of a country, so it is loaded when first asked and every year is worked out once.
 */
import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import type { PublicHolidays } from '../domain/calendar.ts';
import type { CalendarDate } from '../domain/wait-rule.ts';

const dayMs = 86_400_000;
/** A day in which the clock changes has an hour less; an afternoon off has at most half of one. */
const clockChange = 0.25;

/** Country-years kept, a few dozen dates each: more than all countries have in three years. */
const mostKept = 750;

/**
 * Answers whether a date is a public holiday in all of a country (not in one of its states only). Substitute days count,
 * afternoons off do not. An unknown country has none.
 */
export function createHolidays(): PublicHolidays {
  const years = new Map<string, ReadonlySet<CalendarDate>>();
  const datesOf = (country: string, year: number): ReadonlySet<CalendarDate> => {
    const key = `${country} ${year}`;
    const known = years.get(key);
    if (known) return known;
    if (years.size >= mostKept) years.clear();
    const dates = workOut(country, year);
    years.set(key, dates);
    return dates;
  };
  return (country, date) => {
    const code = country.toUpperCase();
    const year = Number(date.slice(0, 4));
    if (!/^[A-Z]{2}$/.test(code) || !Number.isInteger(year)) return false;
    // A feast of several days may begin in December.
    return datesOf(code, year).has(date) || (date.slice(5, 7) === '01' && datesOf(code, year - 1).has(date));
  };
}

/** Node keeps what it has loaded. */
const load = createRequire(import.meta.url);

function workOut(country: string, year: number): ReadonlySet<CalendarDate> {
  const Country: typeof Holidays = load('date-holidays');
  const holidays = new Country(country, { types: ['public'] }).getHolidays(year);
  return new Set(
    holidays.flatMap(({ date, start, end }) => {
      // `date` is the local one; feasts that begin at sunset start on the evening before, in `start`.
      const first = Date.parse(`${date.slice(0, 10)}T00:00:00.000Z`);
      const days = Math.floor((end.getTime() - start.getTime()) / dayMs + clockChange);
      return Array.from({ length: days }, (_, index) => new Date(first + index * dayMs).toISOString().slice(0, 10));
    }),
  );
}
