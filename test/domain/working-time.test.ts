/** Working time against a count of every half-hour, over clocks that change, holidays and absences. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { instantFromMs, msOf, plusMs } from '../../domain/instant.ts';
import { dateIn, timeIn } from '../../domain/time.ts';
import { weekdays } from '../../domain/wait-rule.ts';
import { afterWorking, isWorkingAt, type WorkingHours, workingMsBetween } from '../../domain/working-time.ts';

const minute = 60_000;
const hour = 60 * minute;
const office: WorkingHours = {
  ...{ zone: 'Europe/Berlin', days: weekdays.slice(0, 5), hours: [{ from: '09:00', to: '17:00' }], absences: [] },
  isHoliday: (date) => date === '2026-12-25',
};

describe('a clock that runs in working hours', () => {
  it('goes on after the night, the weekend, a holiday and an absence', () => {
    // A Thursday, at four in the afternoon.
    const from = '2026-12-17T15:00:00.000Z';
    expect(afterWorking(office, from, hour)).toBe('2026-12-17T16:00:00.000Z');
    expect(afterWorking(office, from, 2 * hour)).toBe('2026-12-18T09:00:00.000Z');
    expect(afterWorking(office, from, 10 * hour)).toBe('2026-12-21T09:00:00.000Z');
    const away = { ...office, absences: [{ from: '2026-12-18', to: '2026-12-21' }] };
    expect(afterWorking(away, from, 2 * hour)).toBe('2026-12-22T09:00:00.000Z');
    // Christmas is a Friday.
    expect(afterWorking(office, '2026-12-24T15:00:00.000Z', 2 * hour)).toBe('2026-12-28T09:00:00.000Z');
  });

  it('is of two people in two zones not the same', () => {
    const from = '2026-11-20T16:30:00.000Z';
    const newYork = { ...office, zone: 'America/New_York' };
    expect(afterWorking(office, from, hour)).toBe('2026-11-23T09:00:00.000Z');
    expect(afterWorking(newYork, from, hour)).toBe('2026-11-20T17:30:00.000Z');
  });

  it('with nothing to wait for is the beginning of work, or at once', () => {
    expect(afterWorking(office, '2026-11-21T12:00:00.000Z', 0)).toBe('2026-11-23T08:00:00.000Z');
    expect(afterWorking(office, '2026-11-20T12:00:00.000Z', 0)).toBe('2026-11-20T12:00:00.000Z');
  });

  it('of somebody who never works comes to no end', () => {
    expect(afterWorking({ ...office, days: [] }, '2026-11-20T12:00:00.000Z', hour)).toBeNull();
  });
});

const start = msOf('2026-03-25T00:00:00.000Z');
const moment = fc.nat({ max: 14 * 1440 }).map((minutes) => instantFromMs(start + minutes * minute));
const time = fc.nat({ max: 47 }).map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`);
const hoursOf = fc.record({
  // Berlin's clock goes forward within these days, London's as well, and that of Sydney goes back.
  zone: fc.constantFrom('Europe/Berlin', 'Europe/London', 'Australia/Sydney', 'Asia/Kolkata'),
  days: fc.subarray([...weekdays], { minLength: 1 }),
  hours: fc.array(fc.record({ from: time, to: time }), { minLength: 1, maxLength: 2 }),
  absences: fc.array(
    fc.constantFrom({ from: '2026-03-26', to: '2026-03-27' }, { from: '2026-03-29', to: '2026-03-29' }),
    { maxLength: 2 },
  ),
  isHoliday: fc.constantFrom(
    () => false,
    (date: string) => date === '2026-04-03',
  ),
});

/** By what the clock on the wall says. */
function isOpen({ zone, days, hours, absences, isHoliday }: WorkingHours, ms: number): boolean {
  const at = instantFromMs(ms);
  const clock = timeIn(at, zone).slice(0, 5);
  const dayOf = (date: string) => weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7];
  const isDay = (date: string) => days.some((day) => day === dayOf(date)) && !isHoliday(date);
  const today = dateIn(at, zone);
  const yesterday = instantFromMs(msOf(`${today}T00:00:00.000Z`) - 86_400_000).slice(0, 10);
  if (absences.some(({ from, to }) => from <= today && today <= to)) return false;
  return hours.some(({ from, to }) => {
    if (from === to) return isDay(today);
    if (from < to) return isDay(today) && from <= clock && clock < to;
    return (isDay(today) && clock >= from) || (isDay(yesterday) && clock < to);
  });
}

/** All hours and changes of clocks here lie on half-hours. */
const half = 30 * minute;
const halfHour = fc.nat({ max: 14 * 48 }).map((halves) => instantFromMs(start + halves * half));

test.prop([hoursOf, halfHour, fc.nat({ max: 5 * 48 })], { numRuns: 60 })(
  'counts the half-hours in which the wall says that it is open',
  (of, from, halves) => {
    const to = plusMs(from, halves * half);
    let counted = 0;
    for (let ms = msOf(from); ms < msOf(to); ms += half) counted += isOpen(of, ms) ? half : 0;
    expect(workingMsBetween(of, from, to)).toBe(counted);
    expect(isWorkingAt(of, from)).toBe(isOpen(of, msOf(from)));
  },
);

test.prop([hoursOf, moment, fc.integer({ min: 1, max: 30 * 60 })], { numRuns: 200 })(
  'the end of a time is as much working time away, and no earlier moment is',
  (of, from, minutes) => {
    const end = afterWorking(of, from, minutes * minute);
    if (end === null) return;
    expect(workingMsBetween(of, from, end)).toBe(minutes * minute);
    expect(workingMsBetween(of, from, plusMs(end, -minute))).toBe((minutes - 1) * minute);
  },
);
