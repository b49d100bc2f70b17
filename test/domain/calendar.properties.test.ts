/** What holds for every calendar: zones with every kind of clock change, any window, any rule, any moment. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Calendar } from '../../domain/calendar.ts';
import type { Hours, SendWindow } from '../../domain/program-settings.ts';
import { sendSlot } from '../../domain/send-slot.ts';
import { isNeverOpen, slotAt } from '../../domain/send-window.ts';
import { instantFromMs, localTime, msOf } from '../../domain/time.ts';
import { weekdays } from '../../domain/wait-rule.ts';
import { resolveWait } from '../../domain/wait-time.ts';
import {
  anyDate,
  anyDuration,
  anyInstant,
  anyWaitRule,
  anyWindow,
  anyZone,
  calendarWith,
} from '../support/any-calendar.ts';

const minuteMs = 60_000;
const anyHolidays = fc.constantFrom(0, 0, 2, 7, 13);

const isWithin = (time: string, { from, to }: Hours): boolean =>
  from === to || (from < to ? from <= time && time < to : time >= from || time < to);

/** A clock that is not the one under test; Swedes write dates as ISO 8601 does. */
const clocks = new Map<string, Intl.DateTimeFormat>();
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const [date, time] = [
    { year: 'numeric', month: '2-digit', day: '2-digit' },
    { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  ] as const;
  const clock = new Intl.DateTimeFormat('sv-SE', { ...date, ...time, timeZone: zone });
  clocks.set(zone, clock);
  return clock;
}

/** Whether a mail may leave, told minute by minute and from the words of the contract alone, with no search. */
function isLegal(ms: number, window: SendWindow, calendar: Calendar): boolean {
  const [date = '', time = ''] = clockOf(calendar.zone).format(ms).split(' ');
  if (window.quiet.some((hours) => isWithin(time, hours))) return false;
  return window.hours.some((hours) => {
    if (!isWithin(time, hours)) return false;
    const openedYesterday = hours.to < hours.from && time < hours.to;
    return opensOn(openedYesterday ? dayBefore(date) : date, window, calendar);
  });
}

const dayBefore = (date: string): string => new Date(Date.parse(date) - 1440 * minuteMs).toISOString().slice(0, 10);

function opensOn(date: string, { days, holidays }: SendWindow, calendar: Calendar): boolean {
  const weekday = weekdays[(new Date(date).getUTCDay() + 6) % 7];
  return weekday !== undefined && days.includes(weekday) && !calendar.isHoliday(date) && !holidays.dates.includes(date);
}

describe('a slot', () => {
  test.prop([anyWindow, anyInstant, anyZone, anyHolidays], { numRuns: 150 })(
    'is legal and not before its time, and with no spread no legal minute is earlier',
    (window, at, zone, every) => {
      const calendar = calendarWith(zone, window, every);
      const slot = slotAt({ ...window, spreadMinutes: 0 }, at, calendar, 'ann');
      const endMs = slot === null ? msOf(at) + 14 * 1440 * minuteMs : msOf(slot);
      if (slot !== null) {
        expect(slot >= at).toBe(true);
        expect(isLegal(msOf(slot), window, calendar)).toBe(true);
      }
      // A long search is looked at in part.
      const missed: string[] = [];
      for (let ms = Math.max(msOf(at), endMs - 1440 * minuteMs); ms < endMs; ms += minuteMs) {
        if (isLegal(ms, window, calendar)) missed.push(instantFromMs(ms));
      }
      expect(missed).toEqual([]);
      expect(isLegal(msOf(at), window, calendar)).toBe(slot === at);
    },
  );

  test.prop([anyWindow, anyInstant, anyZone, anyHolidays, fc.string()], { numRuns: 400 })(
    'with a spread is legal as well, and at most so many minutes later than without',
    (window, at, zone, every, seed) => {
      const calendar = calendarWith(zone, window, every);
      const opening = slotAt({ ...window, spreadMinutes: 0 }, at, calendar, seed);
      const slot = slotAt(window, at, calendar, seed);
      expect(slot === null).toBe(opening === null);
      if (slot === null || opening === null) return;
      const delayMs = msOf(slot) - msOf(opening);
      expect(delayMs >= 0 && delayMs <= window.spreadMinutes * minuteMs).toBe(true);
      expect(isLegal(msOf(slot), window, calendar)).toBe(true);
      expect(slotAt(window, slot, calendar, seed)).toBe(slot);
    },
  );

  test.prop([anyWindow, anyInstant])(
    'is found in every window that lint lets pass, when there are no holidays',
    (window, at) => {
      const plain = { ...window, spreadMinutes: 0, holidays: { country: null, dates: [] } };
      expect(slotAt(plain, at, calendarWith('UTC', plain, 0), 'ann') === null).toBe(isNeverOpen(plain));
    },
  );
});

describe('a mail', () => {
  test.prop([
    anyWindow,
    anyInstant,
    fc.integer({ min: -5 * 1440, max: 20 * 1440 }),
    anyZone,
    anyHolidays,
    fc.option(
      fc
        .tuple(anyDuration, fc.constantFrom('skip' as const, 'move' as const))
        .map(([after, then]) => ({ after, then })),
    ),
  ])(
    'leaves only when it is legal, and always leaves or is left out in the end',
    (window, dueAt, late, zone, every, stale) => {
      const calendar = calendarWith(zone, window, every);
      const settings = { window, stale };
      let now = instantFromMs(msOf(dueAt) + late * minuteMs);
      let promised = false;
      for (let asked = 0; asked < 6; asked += 1) {
        const slot = sendSlot({ dueAt, now, settings, calendar, seed: 'ann' });
        if (slot.kind === 'later') {
          expect(slot.until > now).toBe(true);
          // Once an opening is promised nothing puts it off.
          expect(promised).toBe(false);
          promised = !slot.why.includes('no opening');
          now = slot.until;
          continue;
        }
        if (slot.kind === 'skip') {
          expect(stale?.then).toBe('skip');
          expect(slot.at >= dueAt && slot.at < now).toBe(true);
        } else {
          expect(now >= dueAt && isLegal(msOf(now), window, calendar)).toBe(true);
        }
        return;
      }
      expect(promised).toBe(false);
    },
  );
});

describe('a wait', () => {
  test.prop([anyWaitRule, anyInstant, anyZone, fc.option(anyWindow), anyHolidays, fc.option(anyDate)], {
    numRuns: 700,
  })('never ends before it began, and is missed only by a date', (rule, from, zone, window, every, date) => {
    const found = resolveWait(rule, from, calendarWith(zone, window, every), () => date);
    if (found.kind === 'until') expect(found.until >= from).toBe(true);
    else expect(['date', 'field']).toContain(rule.kind);
    if (found.kind === 'missed' && found.why === 'absent') expect(date).toBeNull();
  });

  test.prop([anyWaitRule, anyInstant, anyZone], { numRuns: 400 })(
    'for a time of day ends at that time, unless a clock change skips it',
    (rule, from, zone) => {
      const found = resolveWait(rule, from, calendarWith(zone, null, 0), () => '2026-09-06');
      if (found.kind === 'missed' || rule.at === null) return;
      const [date = '', time = ''] = localTime(found.until, zone).split(' ');
      if (time === rule.at) return;
      expect(isSkipped(date, rule.at, zone)).toBe(true);
    },
  );
});

/** Whether a local time lies in a gap, told by looking for it in every minute of that day and the next. */
function isSkipped(date: string, time: string, zone: string): boolean {
  const startMs = Date.parse(`${date}T${time}:00.000Z`) - 16 * 60 * minuteMs;
  return Array.from({ length: 32 * 60 }, (_, minute) => startMs + minute * minuteMs).every(
    (ms) => clockOf(zone).format(ms) !== `${date} ${time}`,
  );
}
