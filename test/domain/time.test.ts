import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { hasCode } from '../../domain/errors.ts';
import { addDuration, durationInWords, durationMs, isZone, localTime, parseDuration } from '../../domain/time.ts';

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
