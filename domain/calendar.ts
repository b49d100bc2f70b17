/**
 * The calendar of a lead: its clock, when mails may leave on it, and which days are holidays. It is put together where
 * the lead is known and handed to the rules about time, which must not look anything up.
 */
import type { HolidayRule, SendWindow } from './program-settings.ts';
import type { Zone } from './time.ts';
import { type CalendarDate, type Weekday, weekdays } from './wait-rule.ts';

export interface Calendar {
  readonly zone: Zone;
  /** Null: mails may leave at any time, and Monday to Friday are working days. */
  readonly window: SendWindow | null;
  /** Public holidays that count for this lead. The window's own dates count besides. */
  isHoliday(date: CalendarDate): boolean;
}

/** Whether a date is a public holiday of a country, by its ISO 3166-1 code. */
export type PublicHolidays = (country: string, date: CalendarDate) => boolean;

/** The calendar of a lead of this zone and country in a sequence of this window. */
export function calendarOf(given: {
  readonly zone: Zone;
  readonly country: string | null;
  readonly window: SendWindow | null;
  readonly isPublicHoliday: PublicHolidays;
}): Calendar {
  const { zone, window, isPublicHoliday } = given;
  const country = holidayCountry(window?.holidays ?? null, given.country);
  return { zone, window, isHoliday: (date) => country !== null && isPublicHoliday(country, date) };
}

function holidayCountry(rule: HolidayRule | null, ofLead: string | null): string | null {
  return rule?.country === 'lead' ? ofLead : (rule?.country ?? null);
}

/** What holds where a window does not say otherwise. */
export const workingDays: readonly Weekday[] = weekdays.slice(0, 5);
const msOfDay = 86_400_000;

/** Whether a day counts for mails and for business days: one of the days of the window, and no holiday. */
export function isWorkingDay({ window, isHoliday }: Calendar, date: CalendarDate): boolean {
  const days = window?.days ?? workingDays;
  return days.includes(weekdayOf(date)) && !isHoliday(date) && !window?.holidays.dates.includes(date);
}

/** The day of the week of a date. */
export function weekdayOf(date: CalendarDate): Weekday {
  // 1970-01-01 was a Thursday.
  const day = (((dayNumber(date) + 3) % 7) + 7) % 7;
  return weekdays[day] ?? 'mon';
}

/** Days since 1970-01-01. */
const dayNumber = (date: CalendarDate): number => Math.floor(Date.parse(`${date}T00:00:00.000Z`) / msOfDay);

export const dateOfDay = (day: number): CalendarDate => new Date(day * msOfDay).toISOString().slice(0, 10);

export const nextDate = (date: CalendarDate): CalendarDate => dateOfDay(dayNumber(date) + 1);
