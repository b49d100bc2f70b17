import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { hasCode } from '../../domain/errors.ts';
import {
  addDuration,
  dateIn,
  durationInWords,
  durationMs,
  hasDate,
  instantAt,
  isDate,
  isWholeDays,
  isZone,
  localTime,
  moveDate,
  nextClockChangeMs,
  offsetMsAt,
  parseDuration,
  timeIn,
} from '../../domain/time.ts';

describe('a duration in words', () => {
  it.each([
    ['3 days', 'P3D'],
    ['1 day', 'P1D'],
    ['90 seconds', 'PT90S'],
    ['2 Weeks', 'P2W'],
    ['1 month', 'P1M'],
    ['45minutes', 'PT45M'],
  ])('%s is %s', (text, duration) => {
    expect(parseDuration(text)).toBe(duration);
  });

  it.each([
    '',
    '3',
    'days',
    '0 days',
    '-1 days',
    '1.5 days',
    '3 dayz',
    '3 days ago',
    '11 years',
    '4000 days',
    '999999 months',
  ])('%j is refused', (text) => {
    expect(() => parseDuration(text)).toThrow(expect.toSatisfy((e: unknown) => hasCode(e, 'DURATION_INVALID')));
  });

  it('reads back as words', () => {
    expect(['P3D', 'P1D', 'PT90S', 'P1M'].map(durationInWords)).toEqual(['3 days', '1 day', '90 seconds', '1 month']);
  });
});

it('a text that is no duration is told what to write instead', () => {
  const texts = [
    ...[
      '3 years',
      '2 fortnights',
      '3d',
      '2 hrs',
      '3 dyas',
      'a week',
      'two days',
      '1.5 days',
      '0,5 hours',
      '1.5 months',
    ],
    ...['1 day 2 hours', '1 week and 1 day', '1 month 2 days', '-1 days', '0 days', '200 months', '11 years'],
    ...['5 working days', '3 business days', '9999999 seconds', 'soon', '3 constructor', 'constructor'],
  ];
  const told = texts.map((text) => {
    try {
      return parseDuration(text);
    } catch (error) {
      return (error as Error).message.replace(/ must be seconds, minutes, hours, days, weeks or months/, ' …');
    }
  });
  expect(told.join('\n')).toMatchInlineSnapshot(`
    ""3 years" is no duration: its unit …; did you mean "36 months"?
    "2 fortnights" is no duration: its unit …; did you mean "4 weeks"?
    "3d" is no duration: its unit …; did you mean "3 days"?
    "2 hrs" is no duration: its unit …; did you mean "2 hours"?
    "3 dyas" is no duration: its unit …; did you mean "3 days"?
    "a week" is not a duration; did you mean "1 week"?
    "two days" is not a duration; did you mean "2 days"?
    "1.5 days" is not a whole number; did you mean "36 hours"?
    "0,5 hours" is not a whole number; did you mean "30 minutes"?
    "1.5 months" is not a whole number
    "1 day 2 hours" is more than one number and one unit; did you mean "26 hours"?
    "1 week and 1 day" is more than one number and one unit; did you mean "8 days"?
    "1 month 2 days" is more than one number and one unit
    "-1 days" is not positive: the least is "1 day"
    "0 days" is not positive: the least is "1 day"
    "200 months" is longer than ten years: the longest is "120 months"
    "11 years" is longer than ten years: the longest is "120 months"
    "5 working days" counts working days, as only a "wait" can; did you mean "7 days"?
    "3 business days" counts working days, as only a "wait" can; did you mean "5 days"?
    "9999999 seconds" is too large a number: the longest is "999999 seconds"
    "soon" is not a duration such as "3 days" or "2 hours"
    "3 constructor" is not a duration such as "3 days" or "2 hours"
    "constructor" is not a duration such as "3 days" or "2 hours""
  `);
});

describe('calendar arithmetic', () => {
  const local = (from: string, duration: string, zone: string): string =>
    localTime(addDuration(from, duration, zone), zone);

  it('keeps the local time across a spring change and an autumn change', () => {
    expect(local('2026-03-07T14:30:00.000Z', 'P1D', 'America/New_York')).toBe('2026-03-08 09:30');
    expect(local('2026-10-24T07:00:00.000Z', 'P1D', 'Europe/Berlin')).toBe('2026-10-25 09:00');
  });

  it('moves a local time that spring skips forward, never an hour early', () => {
    expect(local('2026-03-07T07:30:00.000Z', 'P1D', 'America/New_York')).toBe('2026-03-08 03:30');
  });

  it('takes a local time that comes twice in autumn the first time', () => {
    expect(addDuration('2026-10-31T05:30:00.000Z', 'P1D', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  });

  it('knows half-hour changes, missing midnights and missing days', () => {
    expect(local('2026-10-02T15:45:00.000Z', 'P1D', 'Australia/Lord_Howe')).toBe('2026-10-04 02:45');
    expect(local('2026-09-05T04:00:00.000Z', 'P1D', 'America/Santiago')).toBe('2026-09-06 01:00');
    expect(local('2011-12-29T20:00:00.000Z', 'P1D', 'Pacific/Apia')).toBe('2011-12-31 10:00');
  });

  it('ends a month at its last day', () => {
    expect(local('2026-01-31T09:00:00.000Z', 'P1M', 'UTC')).toBe('2026-02-28 09:00');
    expect(local('2028-01-31T09:00:00.000Z', 'P1M', 'UTC')).toBe('2028-02-29 09:00');
  });

  test.prop([
    fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
    fc.constantFrom('PT1S', 'PT6H', 'P1D', 'P2W', 'P1M'),
    fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kolkata'),
  ])('always moves forward, within an hour of the nominal length up to weeks', (date, duration, zone) => {
    const from = date.toISOString();
    const moved = Date.parse(addDuration(from, duration, zone)) - Date.parse(from);
    expect(moved).toBeGreaterThan(0);
    if (duration !== 'P1M') expect(Math.abs(moved - durationMs(duration))).toBeLessThanOrEqual(3_600_000);
  });
});

describe('a date', () => {
  it('is one of the calendar, in a time that can be waited for', () => {
    expect(['2026-01-31', '2028-02-29', '2199-12-31'].map(isDate)).toEqual([true, true, true]);
    const none = [
      '2026-02-29',
      '2026-13-01',
      '2026-1-31',
      '26-01-31',
      '2200-01-01',
      '9999-12-31',
      '2026-01-31T09:00',
      '',
    ];
    expect(none.filter(isDate)).toEqual([]);
  });

  it('is moved by days, weeks and months, which end at their last day', () => {
    expect(moveDate('2026-01-31', 'P1M', 'after')).toBe('2026-02-28');
    expect(moveDate('2026-03-31', 'P1M', 'before')).toBe('2026-02-28');
    expect(moveDate('2026-03-01', 'P1D', 'before')).toBe('2026-02-28');
    expect(['P1D', 'P2W', 'P3M', 'PT1H', 'PT90S'].map(isWholeDays)).toEqual([true, true, true, false, false]);
  });

  it('and a time of day are those of the zone', () => {
    expect(dateIn('2026-03-02T23:30:00.000Z', 'Europe/Berlin')).toBe('2026-03-03');
    expect(timeIn('2026-03-02T23:30:01.250Z', 'Europe/Berlin')).toBe('00:30:01.250');
    expect(instantAt('2026-03-03', '00:30:01.250', 'Europe/Berlin')).toBe('2026-03-02T23:30:01.250Z');
  });

  it('begins when the clock says so, which is not always midnight', () => {
    expect(instantAt('2026-09-06', null, 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
    expect(instantAt('2026-09-07', null, 'America/Santiago')).toBe('2026-09-07T03:00:00.000Z');
    expect(instantAt('2011-12-30', null, 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
    expect(hasDate('2011-12-30', 'Pacific/Apia')).toBe(false);
    expect([hasDate('2011-12-31', 'Pacific/Apia'), hasDate('2026-09-06', 'America/Santiago')]).toEqual([true, true]);
  });
});

describe('the clock of a zone', () => {
  it('is so far ahead of UTC, until it changes', () => {
    const winter = Date.parse('2026-01-15T00:00:00.000Z');
    expect(offsetMsAt(winter, 'Europe/Berlin')).toBe(3_600_000);
    expect(offsetMsAt(winter, 'America/St_Johns')).toBe(-12_600_000);
    expect(nextClockChangeMs(winter, 'Europe/Berlin')).toBe(Date.parse('2026-03-29T01:00:00.000Z'));
    expect(nextClockChangeMs(winter, 'Asia/Tokyo')).toBeNull();
  });
});

describe('a time zone', () => {
  it('is a name of the IANA database', () => {
    expect(['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia'].map(isZone)).toEqual([true, true, true]);
    expect(['GMT+3', '+05:30', '', 'Mars/Olympus', 'Europe/Berlin; DROP'].map(isZone)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
