/**
 * Until when a `wait` waits: from its rule to an instant, on the calendar of a lead. Days are days of the calendar (a
 * day later is the same time of day, also across a clock change), hours and less are exact. Must not read a clock.
 */
import { type Calendar, isWorkingDay, nextDate, weekdayOf } from './calendar.ts';
import { assertNever } from './errors.ts';
import { type Instant, later, msOf } from './instant.ts';
import type { FieldValue } from './lead.ts';
import {
  addDuration,
  type Duration,
  dateIn,
  durationMs,
  hasDate,
  instantAt,
  isDate,
  isWholeDays,
  moveDate,
  plusMs,
  timeIn,
  type Zone,
} from './time.ts';
import { type CalendarDate, type LocalTime, type WaitRule, type Weekday, weekdays } from './wait-rule.ts';

/** `missed`: a date that is not known, or that was over when the wait began. */
export type ResolvedWait =
  | { readonly kind: 'until'; readonly until: Instant }
  | { readonly kind: 'missed'; readonly why: 'absent' | 'past' };

/**
 * When a wait that begins at `from` ends; never before `from`.
 *
 * `at` after days, weeks or months is that time of the day that is found by the calendar: "1 day at 09:00" ends at nine
 * tomorrow, whatever time it is now, so a daily mail does not slip a day when the one before left some seconds late.
 * After hours or less it is the next such time after they have passed.
 * @param field the value of a custom field of the lead
 */
export function resolveWait(
  rule: WaitRule,
  from: Instant,
  calendar: Calendar,
  field: (name: string) => FieldValue | undefined,
): ResolvedWait {
  switch (rule.kind) {
    case 'duration':
      return until(later(from, afterDuration(from, rule.duration, rule.at, calendar.zone)));
    case 'businessDays':
      return until(later(from, afterBusinessDays(from, rule.days, rule.at, calendar)));
    case 'date':
      return onDate(rule.date, rule.at, from, calendar.zone);
    case 'weekday':
      return until(nextWeekday(rule.days, rule.at, from, calendar.zone));
    case 'field': {
      const date = dateOfField(field(rule.field), calendar.zone);
      if (date === null) return { kind: 'missed', why: 'absent' };
      return aroundDate(date, rule, from, calendar.zone);
    }
    default:
      return assertNever(rule);
  }
}

const until = (instant: Instant): ResolvedWait => ({ kind: 'until', until: instant });

function afterDuration(from: Instant, duration: Duration, at: LocalTime | null, zone: Zone): Instant {
  if (at !== null && isWholeDays(duration)) {
    return instantAt(moveDate(dateIn(from, zone), duration, 'after'), at, zone);
  }
  const end = addDuration(from, duration, zone);
  if (at === null) return end;
  const day = dateIn(end, zone);
  const sameDay = instantAt(day, at, zone);
  return sameDay >= end ? sameDay : later(end, instantAt(nextDate(day), at, zone));
}

/** So many days without a working one, and the calendar has none at all: then every day counts, so that the wait ends. */
const mostIdleDays = 366;

function afterBusinessDays(from: Instant, days: number, at: LocalTime | null, calendar: Calendar): Instant {
  const { zone } = calendar;
  let date = dateIn(from, zone);
  let idle = 0;
  for (let counted = 0; counted < days; ) {
    date = nextDate(date);
    if ((isWorkingDay(calendar, date) && hasDate(date, zone)) || idle >= mostIdleDays) counted += 1;
    else idle += 1;
  }
  return instantAt(date, at ?? timeIn(from, zone), zone);
}

function onDate(date: CalendarDate, at: LocalTime | null, from: Instant, zone: Zone): ResolvedWait {
  const instant = instantAt(date, at, zone);
  return msOf(instant) < msOf(from) ? { kind: 'missed', why: 'past' } : until(instant);
}

/** Later than `from`, not equal to it: a loop over "until monday" comes round once a week. */
function nextWeekday(days: readonly Weekday[], at: LocalTime | null, from: Instant, zone: Zone): Instant {
  const wanted = days.length === 0 ? weekdays : days;
  for (let date = dateIn(from, zone); ; date = nextDate(date)) {
    if (!wanted.includes(weekdayOf(date)) || !hasDate(date, zone)) continue;
    const instant = instantAt(date, at, zone);
    if (instant > from) return instant;
  }
}

/** The date in a field: a date as it stands, a moment as the date it has on the lead's clock; else null. */
function dateOfField(value: FieldValue | undefined, zone: Zone): CalendarDate | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const date = isMoment && !Number.isNaN(Date.parse(text)) ? dateIn(new Date(text).toISOString(), zone) : text;
  return isDate(date) ? date : null;
}

function aroundDate(
  date: CalendarDate,
  { offset, at }: Extract<WaitRule, { kind: 'field' }>,
  from: Instant,
  zone: Zone,
): ResolvedWait {
  if (offset === null) return onDate(date, at, from, zone);
  if (isWholeDays(offset.duration)) return onDate(moveDate(date, offset.duration, offset.direction), at, from, zone);
  const byMs = durationMs(offset.duration) * (offset.direction === 'after' ? 1 : -1);
  const moved = plusMs(instantAt(date, null, zone), byMs);
  if (at !== null) return onDate(dateIn(moved, zone), at, from, zone);
  return msOf(moved) < msOf(from) ? { kind: 'missed', why: 'past' } : until(moved);
}
