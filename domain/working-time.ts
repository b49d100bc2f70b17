/**
 * Time that counts only while somebody works: the clocks of sales run in the hours of whoever has the lead, on their clock, not
 * on weekends, public holidays and days of absence. Pure.
 */
import { type Calendar, nextDate } from './calendar.ts';
import { type Look, openHours } from './open-hours.ts';
import { alwaysOpen, type Hours } from './program-settings.ts';
import { type Instant, instantAt, instantFromMs, msOf, type Zone } from './time.ts';
import type { CalendarDate, Weekday } from './wait-rule.ts';

/** Days on which somebody is away, the first and the last included, on their own clock. */
export interface Absence {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** When somebody works. */
export interface WorkingHours {
  readonly zone: Zone;
  readonly days: readonly Weekday[];
  readonly hours: readonly Hours[];
  readonly absences: readonly Absence[];
  isHoliday(date: CalendarDate): boolean;
}

/** Who works on none of so many days does not work. */
const searchedMs = 400 * 86_400_000;

/**
 * When so much working time has gone by since an instant, in milliseconds; with 0, when work begins, which may be at once. Null
 * when there is not so much of it within 400 days.
 */
export function afterWorking(of: WorkingHours, from: Instant, ms: number): Instant | null {
  const look = lookOf(of);
  const lastMs = msOf(from) + searchedMs + ms;
  let left = ms;
  for (let at = msOf(from); at <= lastMs; ) {
    const { open, untilMs } = look(at);
    if (open && left < untilMs - at) return instantFromMs(at + left);
    if (open) left -= untilMs - at;
    // What ends with the hours is over then, and not when they begin again.
    if (open && left === 0 && ms > 0) return instantFromMs(untilMs);
    at = untilMs;
  }
  return null;
}

/** How much working time lies between two instants, in milliseconds; 0 when the second is not later. */
export function workingMsBetween(of: WorkingHours, from: Instant, to: Instant): number {
  const look = lookOf(of);
  const endMs = msOf(to);
  let worked = 0;
  for (let at = msOf(from); at < endMs; ) {
    const { open, untilMs } = look(at);
    const until = Math.min(untilMs, endMs);
    if (open) worked += until - at;
    at = until;
  }
  return worked;
}

/** Whether somebody works at an instant. */
export const isWorkingAt = (of: WorkingHours, at: Instant): boolean => lookOf(of)(msOf(at)).open;

function lookOf({ zone, days, hours, absences, isHoliday }: WorkingHours): Look {
  const window = { ...alwaysOpen, days, hours };
  const calendar: Calendar = { zone, window, isHoliday };
  const look = openHours(window, calendar);
  const away = absences.map(({ from, to }) => ({
    fromMs: msOf(instantAt(from, null, zone)),
    untilMs: msOf(instantAt(nextDate(to), null, zone)),
  }));
  return (ms) => {
    const gone = away.find(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs);
    if (gone) return { open: false, untilMs: gone.untilMs };
    // Absences begin at midnight, where every spell ends.
    return look(ms);
  };
}
