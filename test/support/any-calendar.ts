/** Arbitrary calendars for property tests: zones with every kind of clock change, windows, rules and instants. */
import fc from 'fast-check';
import type { Calendar } from '../../domain/calendar.ts';
import type { Hours, SendWindow } from '../../domain/program-settings.ts';
import { type Duration, type Instant, isWholeDays, parseDuration } from '../../domain/time.ts';
import { type CalendarDate, type LocalTime, type WaitRule, weekdays } from '../../domain/wait-rule.ts';

/** Whole hours, half hours and quarters; changes at midnight, of half an hour, to before UTC, twice a year for Ramadan. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'Antarctica/Troll',
];
export const anyZone = fc.constantFrom(...zones);

/** Moments at which one of the zones changes its clock, besides any moment of 30 years. */
const changes = [
  '2026-03-08T07:00:00.000Z',
  '2026-11-01T06:00:00.000Z',
  '2026-03-29T01:00:00.000Z',
  '2026-10-25T01:00:00.000Z',
  '2026-04-05T03:00:00.000Z',
  '2026-09-06T04:00:00.000Z',
  '2026-10-03T15:30:00.000Z',
  '2026-04-04T15:00:00.000Z',
  '2026-02-15T02:00:00.000Z',
  '2011-12-30T10:00:00.000Z',
  '2010-11-07T02:31:00.000Z',
  '2018-02-18T02:00:00.000Z',
].map((instant) => Date.parse(instant));
const dayMs = 86_400_000;

export const anyInstant: fc.Arbitrary<Instant> = fc
  .oneof(
    fc.integer({ min: Date.parse('2010-01-01'), max: Date.parse('2040-01-01') }),
    fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -3 * dayMs, max: 2 * dayMs }))
      .map(([change, by]) => change + by),
  )
  .map((ms) => new Date(ms).toISOString());

const pad = (number: number): string => String(number).padStart(2, '0');
const anyTime: fc.Arbitrary<LocalTime> = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 0, 30, 59, 1, 45))
  .map(([hour, minute]) => `${pad(hour)}:${pad(minute)}`);

export const anyDate: fc.Arbitrary<CalendarDate> = fc
  .oneof(
    fc.integer({ min: Date.parse('2010-01-01'), max: Date.parse('2040-01-01') }),
    fc.constantFrom(...changes, Date.parse('2028-02-29'), Date.parse('2026-01-31')),
  )
  .map((ms) => new Date(ms).toISOString().slice(0, 10));

export const anyDuration: fc.Arbitrary<Duration> = fc
  .tuple(fc.integer({ min: 1, max: 120 }), fc.constantFrom('second', 'minute', 'hour', 'day', 'week', 'month'))
  .map(([amount, unit]) => parseDuration(`${amount} ${unit}`));

const anyAt = fc.option(anyTime);
const someDays = fc.subarray([...weekdays], { minLength: 1 });
const anyField = fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,20}$/);

export const anyWaitRule: fc.Arbitrary<WaitRule> = fc.oneof(
  fc.record({ kind: fc.constant('duration' as const), duration: anyDuration, at: anyAt }),
  fc.record({ kind: fc.constant('businessDays' as const), days: fc.integer({ min: 1, max: 30 }), at: anyAt }),
  fc.record({ kind: fc.constant('date' as const), date: anyDate, at: anyAt }),
  fc.record({ kind: fc.constant('weekday' as const), days: someDays, at: anyAt }),
  fc.record({
    kind: fc.constant('field' as const),
    field: anyField,
    offset: fc.option(
      fc.record({
        direction: fc.constantFrom('before' as const, 'after' as const),
        duration: anyDuration.filter(isWholeDays),
      }),
    ),
    at: anyAt,
  }),
);

export const anyHours: fc.Arbitrary<Hours> = fc.record({ from: anyTime, to: anyTime });

export const anyWindow: fc.Arbitrary<SendWindow> = fc.record({
  days: someDays,
  hours: fc.array(anyHours, { minLength: 1, maxLength: 3 }),
  quiet: fc.array(anyHours, { maxLength: 2 }),
  holidays: fc.record({ country: fc.constant(null), dates: fc.array(anyDate, { maxLength: 2 }) }),
  spreadMinutes: fc.constantFrom(0, 1, 30, 240),
});

/** A calendar whose holidays are every so many days of the month. */
export const calendarWith = (zone: string, window: SendWindow | null, holidayEvery: number): Calendar => ({
  zone,
  window,
  isHoliday: (date) => holidayEvery > 0 && Number(date.slice(8)) % holidayEvery === 0,
});
