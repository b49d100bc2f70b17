/** Until when a `wait` waits, as it is written: a rule that becomes an instant on the calendar of a lead. */
import type { Duration } from './time.ts';

/** A local time of day, `HH:MM`, 00:00 to 23:59. */
export type LocalTime = string;
/** A calendar date, `YYYY-MM-DD`. */
export type CalendarDate = string;

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

/**
 * `at` is the time of the day that was found; null keeps the time. Only behind hours and smaller units, which are a
 * least time, it is that of the next day when it is over.
 */
export type WaitRule =
  | { readonly kind: 'duration'; readonly duration: Duration; readonly at: LocalTime | null }
  /** Days that are working days of the send window and no holidays; Monday to Friday without a window. */
  | { readonly kind: 'businessDays'; readonly days: number; readonly at: LocalTime | null }
  /** Without `at`: when the day begins. */
  | { readonly kind: 'date'; readonly date: CalendarDate; readonly at: LocalTime | null }
  /** The next such day, today included if `at` is still to come; without `at`: when the day begins. */
  | { readonly kind: 'weekday'; readonly days: readonly Weekday[]; readonly at: LocalTime | null }
  /** A date field of the lead, moved by `offset`. */
  | {
      readonly kind: 'field';
      readonly field: string;
      readonly offset: { readonly direction: 'before' | 'after'; readonly duration: Duration } | null;
      readonly at: LocalTime | null;
    };
