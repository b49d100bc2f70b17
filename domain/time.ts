/**
 * Time, as the domain sees it: instants are ISO 8601 strings in UTC, durations are ISO 8601 durations, and calendar
 * arithmetic always names its zone. The only file that knows the date-time library.
 * It never reads a clock: "now" is an argument everywhere. Zone arithmetic runs in activities, not in workflows,
 * because zone data differs between builds of Node.
 */
import { Temporal } from 'temporal-polyfill';
import { durationProblem } from './duration-text.ts';
import { TendrilError } from './errors.ts';
import { type Instant, instantFromMs, msOf } from './instant.ts';
import { didYouMean } from './suggestion.ts';

export { earlier, type Instant, instantFromMs, later, msOf, plusMs } from './instant.ts';

/** An ISO 8601 duration in calendar units, e.g. `P3D`, `PT2H`. */
export type Duration = string;
/** An IANA time zone, e.g. `Europe/Berlin`. */
export type Zone = string;

type Unit = 'seconds' | 'minutes' | 'hours' | 'days' | 'weeks' | 'months';

const units: Readonly<Record<string, Unit>> = {
  second: 'seconds',
  minute: 'minutes',
  hour: 'hours',
  day: 'days',
  week: 'weeks',
  month: 'months',
};

const longest = Temporal.Duration.from({ days: 3660 });

/**
 * Reads a duration as people write it: `3 days`, `90 seconds`, `1 month`.
 * @throws DURATION_INVALID when it is not a positive whole number and a known unit, or is longer than ten years.
 */
export function parseDuration(text: string): Duration {
  const match = /^\s*(\d{1,6})\s*([a-z]+?)s?\s*$/i.exec(text);
  const word = (match?.[2] ?? '').toLowerCase();
  const unit = Object.hasOwn(units, word) ? units[word] : undefined;
  const amount = match ? Number(match[1]) : 0;
  if (!unit || amount === 0) throw invalid(text);
  const duration = Temporal.Duration.from({ [unit]: amount });
  const anchor = Temporal.PlainDate.from('2026-01-01');
  if (Temporal.Duration.compare(duration, longest, { relativeTo: anchor }) > 0) throw invalid(text);
  return duration.toString();
}

function invalid(text: string): TendrilError {
  const problem = durationProblem(text);
  const why = problem?.why ?? 'is not a duration such as "3 days" or "2 hours"';
  return new TendrilError('DURATION_INVALID', `"${text}" ${why}${didYouMean(problem?.instead ?? null)}`, { text });
}

/** The words for a duration: `P3D` → `3 days`. */
export function durationInWords(duration: Duration): string {
  const d = Temporal.Duration.from(duration);
  const parts = (['months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const)
    .filter((unit) => d[unit] !== 0)
    .map((unit) => `${d[unit]} ${d[unit] === 1 ? unit.slice(0, -1) : unit}`);
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}

/**
 * The instant that lies `duration` after `from` on the clock and calendar of `zone`: a day is a calendar day, so 09:00
 * stays 09:00 across a clock change. A local time that a spring change skips moves forward, one that happens twice in
 * autumn is taken the first time (Temporal's "compatible" rule).
 */
export function addDuration(from: Instant, duration: Duration, zone: Zone): Instant {
  const start = Temporal.Instant.from(from).toZonedDateTimeISO(zone);
  return instantFromMs(start.add(Temporal.Duration.from(duration), { overflow: 'constrain' }).epochMilliseconds);
}

/** Milliseconds of a duration that has no calendar units longer than weeks; days count 24 hours. */
export function durationMs(duration: Duration): number {
  const anchor = Temporal.PlainDate.from('2026-01-01');
  return Temporal.Duration.from(duration).total({ unit: 'millisecond', relativeTo: anchor });
}

/** Whether a duration is made of days, weeks and months only, so that it can be counted on a calendar without a clock. */
export function isWholeDays(duration: Duration): boolean {
  const { hours, minutes, seconds, milliseconds, microseconds, nanoseconds } = Temporal.Duration.from(duration);
  return hours + minutes + seconds + milliseconds + microseconds + nanoseconds === 0;
}

/** Later dates are none that somebody waits for: `9999-12-31` stands for "never" in many CRMs. */
export const lastDate = '2199-12-31';

/** Whether the text is a date of the calendar that can be waited for: `2026-02-29` is none. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text > lastDate) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
}

/** The date that lies a duration of whole days after or before another; a month ends at its last day. */
export function moveDate(date: string, duration: Duration, direction: 'before' | 'after'): string {
  const by = Temporal.Duration.from(duration);
  const day = Temporal.PlainDate.from(date);
  return (direction === 'after' ? day.add(by) : day.subtract(by)).toString();
}

/** The date that an instant has in a zone. */
export const dateIn = (instant: Instant, zone: Zone): string => zoned(instant, zone).toPlainDate().toString();

/** The time of day that an instant has in a zone, to the millisecond: `09:00:00.000`. */
export const timeIn = (instant: Instant, zone: Zone): string =>
  zoned(instant, zone).toPlainTime().toString({ smallestUnit: 'millisecond' });

/**
 * The instant of a local time (`09:00`) on a date; null for when the day begins, which is not 00:00 everywhere. A time
 * or a whole day that a clock change skips moves forward, one that happens twice is taken the first time.
 */
export function instantAt(date: string, time: string | null, zone: Zone): Instant {
  const day = Temporal.PlainDate.from(date);
  const at =
    time === null
      ? day.toZonedDateTime(zone)
      : day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) });
  return instantFromMs(at.epochMilliseconds);
}

/** Whether a date happened in a zone: Samoa had no 30 December 2011. */
export const hasDate = (date: string, zone: Zone): boolean => dateIn(instantAt(date, null, zone), zone) === date;

/** Milliseconds that the clocks of a zone are ahead of UTC at an epoch time. */
export const offsetMsAt = (epochMs: number, zone: Zone): number =>
  Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone).offsetNanoseconds / 1_000_000;

/** The epoch time of the next clock change of a zone; null when there is none to come. */
export const nextClockChangeMs = (epochMs: number, zone: Zone): number | null =>
  Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone).getTimeZoneTransition('next')
    ?.epochMilliseconds ?? null;

const zoned = (instant: Instant, zone: Zone): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(msOf(instant)).toZonedDateTimeISO(zone);

/** Whether the text names a time zone of the IANA database (offsets such as `+05:30` are refused: they know no summer time). */
export function isZone(text: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text);
    return true;
  } catch {
    return false;
  }
}

/** A readable local time: `2026-11-21 09:00`. */
export function localTime(instant: Instant, zone: Zone): string {
  const z = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return z.toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ');
}
