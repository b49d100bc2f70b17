/** When a send window is open. */
import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../domain/calendar.ts';
import { alwaysOpen, type SendWindow } from '../../domain/program-settings.ts';
import { isNeverOpen, isOpenAt, slotAt } from '../../domain/send-window.ts';
import { instantAt, localTime, msOf } from '../../domain/time.ts';
import { parseHours, parseWeekdays } from '../../domain/window-text.ts';

const windowOf = (given: {
  readonly days?: string;
  readonly hours?: readonly string[];
  readonly quiet?: readonly string[];
  readonly dates?: readonly string[];
  readonly spread?: number;
}): SendWindow => ({
  ...alwaysOpen,
  days: parseWeekdays(given.days ?? 'every day'),
  hours: (given.hours ?? ['00:00-24:00']).map(parseHours),
  quiet: (given.quiet ?? []).map(parseHours),
  holidays: { country: null, dates: given.dates ?? [] },
  spreadMinutes: given.spread ?? 0,
});

const calendarIn = (zone: string, holidays: readonly string[] = []): Calendar => ({
  zone,
  window: null,
  isHoliday: (date) => holidays.includes(date),
});
const berlin = calendarIn('Europe/Berlin');

/** The slot of a mail that is due at a local time, as a local time. */
function slot(window: SendWindow, due: string, calendar: Calendar = berlin, seed = 'ann'): string | null {
  const [date = '', time = ''] = due.split(' ');
  const found = slotAt(window, instantAt(date, time, calendar.zone), calendar, seed);
  return found === null ? null : localTime(found, calendar.zone);
}

const office = windowOf({ days: 'weekdays', hours: ['08:00-18:00'] });

describe('a send window', () => {
  it('lets a mail leave at once inside it, and at its next opening outside', () => {
    expect(slot(office, '2026-03-06 17:59')).toBe('2026-03-06 17:59');
    expect(slot(office, '2026-03-06 18:00')).toBe('2026-03-09 08:00');
    expect(slot(office, '2026-03-09 07:59')).toBe('2026-03-09 08:00');
    expect(slot(office, '2026-03-09 08:00')).toBe('2026-03-09 08:00');
    expect(slotAt(null, '2026-03-08T03:00:00.000Z', berlin, 'ann')).toBe('2026-03-08T03:00:00.000Z');
  });

  it('has several hours in a day', () => {
    const window = windowOf({ hours: ['14:00-16:00', '09:00-11:00'] });
    expect(['08:00', '10:59', '11:00', '16:00'].map((time) => slot(window, `2026-03-02 ${time}`))).toEqual([
      '2026-03-02 09:00',
      '2026-03-02 10:59',
      '2026-03-02 14:00',
      '2026-03-03 09:00',
    ]);
  });

  it('that goes over midnight belongs to the day on which it opens', () => {
    const fridayNight = windowOf({ days: 'fri', hours: ['22:00-02:00'] });
    const dues = ['2026-03-06 01:00', '2026-03-06 23:59', '2026-03-07 01:59', '2026-03-07 02:00', '2026-03-07 22:00'];
    expect(dues.map((due) => slot(fridayNight, due))).toEqual([
      '2026-03-06 22:00',
      '2026-03-06 23:59',
      '2026-03-07 01:59',
      '2026-03-13 22:00',
      '2026-03-13 22:00',
    ]);
  });

  it('whose hours begin and end at the same time is open the whole day', () => {
    const wholeSunday = windowOf({ days: 'sun', hours: ['08:00-08:00'] });
    expect(slot(wholeSunday, '2026-03-06 12:00')).toBe('2026-03-08 00:00');
    expect(slot(wholeSunday, '2026-03-08 23:59')).toBe('2026-03-08 23:59');
    expect(slot(wholeSunday, '2026-03-09 00:00')).toBe('2026-03-15 00:00');
  });

  it('keeps quiet hours, also over midnight, whatever its hours say', () => {
    const window = windowOf({ hours: ['06:00-23:00'], quiet: ['21:00-08:00', '12:00-13:00'] });
    expect(['06:30', '12:00', '20:59', '21:00'].map((time) => slot(window, `2026-03-02 ${time}`))).toEqual([
      '2026-03-02 08:00',
      '2026-03-02 13:00',
      '2026-03-02 20:59',
      '2026-03-03 08:00',
    ]);
  });

  it('keeps public holidays and days of its own', () => {
    const window = windowOf({ days: 'weekdays', hours: ['08:00-18:00'], dates: ['2026-12-24'] });
    expect(slot(window, '2026-12-23 19:00', calendarIn('Europe/Berlin', ['2026-12-25']))).toBe('2026-12-28 08:00');
  });

  it('has no slot when it stays closed for 14 days', () => {
    const closedUntil = (day: number): Calendar => ({
      ...berlin,
      isHoliday: (date) => date < `2026-03-${String(day).padStart(2, '0')}`,
    });
    expect(slot(office, '2026-03-02 08:00', closedUntil(16))).toBe('2026-03-16 08:00');
    expect(slot(office, '2026-03-02 07:59', closedUntil(16))).toBeNull();
    expect(slot(office, '2026-03-02 08:00', closedUntil(17))).toBeNull();
  });

  it('does not open in hours that spring skips, and opens after them', () => {
    const window = windowOf({ hours: ['02:15-03:15'] });
    const newYork = calendarIn('America/New_York');
    expect(slotAt(window, '2026-03-08T06:00:00.000Z', newYork, 'ann')).toBe('2026-03-08T07:00:00.000Z');
    expect(slotAt(windowOf({ hours: ['02:15-02:45'] }), '2026-03-08T06:00:00.000Z', newYork, 'ann')).toBe(
      '2026-03-09T06:15:00.000Z',
    );
  });

  it('is open twice in hours that autumn repeats', () => {
    const window = windowOf({ hours: ['01:30-02:00'] });
    const newYork = calendarIn('America/New_York');
    const open = ['05:29', '05:30', '05:59', '06:00', '06:29', '06:30', '06:59', '07:00'].map((time) =>
      isOpenAt(window, `2026-11-01T${time}:00.000Z`, newYork),
    );
    expect(open).toEqual([false, true, true, false, false, true, true, false]);
    expect(slotAt(window, '2026-11-01T06:10:00.000Z', newYork, 'ann')).toBe('2026-11-01T06:30:00.000Z');
  });

  it('is never open without days, without hours, or with quiet in all of them; holidays do not count', () => {
    expect(isNeverOpen(office)).toBe(false);
    expect(isNeverOpen(windowOf({ hours: ['22:00-06:00'], quiet: ['21:00-05:00'], days: 'sun' }))).toBe(false);
    expect(isNeverOpen(windowOf({ hours: ['22:00-06:00'], quiet: ['21:00-08:00'] }))).toBe(true);
    expect(isNeverOpen(windowOf({ quiet: ['09:00-09:00'] }))).toBe(true);
    expect(isNeverOpen({ ...office, days: [] })).toBe(true);
    expect(isNeverOpen({ ...office, hours: [] })).toBe(true);
    expect(isNeverOpen({ ...alwaysOpen, days: ['mon'], holidays: { country: null, dates: ['2026-01-05'] } })).toBe(
      false,
    );
  });
});

describe('the spread of mails that wait for an opening', () => {
  const spread = windowOf({ days: 'weekdays', hours: ['08:00-18:00'], spread: 30 });
  const seeds = Array.from({ length: 2000 }, (_, index) => `nurture/lead-${index}/welcome/1`);
  const minutesAfterOpening = (window: SendWindow, opening: string, seed: string): number => {
    const found = slotAt(window, '2026-03-07T12:00:00.000Z', berlin, seed);
    return found === null ? Number.NaN : (msOf(found) - msOf(opening)) / 60_000;
  };

  it('is even over the minutes, and always the same for one seed', () => {
    const minutes = seeds.map((seed) => minutesAfterOpening(spread, '2026-03-09T07:00:00.000Z', seed));
    const perTenMinutes = [0, 10, 20].map((from) => minutes.filter((m) => m >= from && m < from + 10).length);
    expect(perTenMinutes.reduce((sum, count) => sum + count)).toBe(2000);
    for (const count of perTenMinutes) expect(Math.abs(count - 667)).toBeLessThan(100);
    expect(minutesAfterOpening(spread, '2026-03-09T07:00:00.000Z', 'ann')).toBe(
      minutesAfterOpening(spread, '2026-03-09T07:00:00.000Z', 'ann'),
    );
  });

  it('stays inside the opening, over midnight too', () => {
    const tenMinutes = windowOf({ hours: ['23:55-00:05'], spread: 240 });
    const minutes = seeds.map((seed) => minutesAfterOpening(tenMinutes, '2026-03-07T22:55:00.000Z', seed));
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...minutes)).toBeLessThan(10);
    expect(minutes.filter((m) => m > 5).length).toBeGreaterThan(800);
  });

  it('does not hold up a mail that is due while the window is open', () => {
    expect(slot(spread, '2026-03-09 08:00')).toBe('2026-03-09 08:00');
    expect(slot(spread, '2026-03-09 08:01')).toBe('2026-03-09 08:01');
  });
});
