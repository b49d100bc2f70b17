/** Until when a wait waits, on the calendar of a lead. */
import { describe, expect, it } from 'vitest';
import { type Calendar, calendarOf } from '../../domain/calendar.ts';
import type { FieldValue } from '../../domain/lead.ts';
import { alwaysOpen, type SendWindow } from '../../domain/program-settings.ts';
import { localTime } from '../../domain/time.ts';
import { parseWaitRule } from '../../domain/wait-text.ts';
import { resolveWait } from '../../domain/wait-time.ts';

interface Given {
  readonly from: string;
  readonly zone?: string;
  readonly window?: SendWindow;
  readonly holidays?: readonly string[];
  readonly fields?: Readonly<Record<string, FieldValue>>;
}

function ends(text: string, { from, zone = 'Europe/Berlin', window, holidays = [], fields = {} }: Given): string {
  const calendar: Calendar = { zone, window: window ?? null, isHoliday: (date) => holidays.includes(date) };
  const found = resolveWait(parseWaitRule(text), from, calendar, (name) => fields[name]);
  return found.kind === 'missed' ? found.why : localTime(found.until, zone);
}

/** A Monday, 14:00 in Berlin. */
const from = '2026-03-02T13:00:00.000Z';

describe('a duration', () => {
  it('counts days by the calendar and hours exactly', () => {
    expect(['1 day', '1 week', '1 month', '36 hours', '90 seconds'].map((text) => ends(text, { from }))).toEqual([
      '2026-03-03 14:00',
      '2026-03-09 14:00',
      '2026-04-02 14:00',
      '2026-03-04 02:00',
      '2026-03-02 14:01',
    ]);
    const beforeSpring = '2026-03-28T13:00:00.000Z';
    expect(['1 day', '24 hours'].map((text) => ends(text, { from: beforeSpring }))).toEqual([
      '2026-03-29 14:00',
      '2026-03-29 15:00',
    ]);
  });

  it('of days with a time ends at that time of the day it leads to, so that a daily mail never slips a day', () => {
    expect(['1 day at 09:00', '1 day at 16:00', '3 days at 14:00'].map((text) => ends(text, { from }))).toEqual([
      '2026-03-03 09:00',
      '2026-03-03 16:00',
      '2026-03-05 14:00',
    ]);
    const nineAndSomeSeconds = '2026-03-02T08:00:07.123Z';
    expect(ends('1 day at 09:00', { from: nineAndSomeSeconds })).toBe('2026-03-03 09:00');
  });

  it('never ends before it began, not even where a clock change repeats the end of a day', () => {
    // Until 2010 St John's set its clocks back at 00:01, to 23:01 of the day before.
    const secondPass = '2010-11-07T03:00:00.000Z';
    expect(ends('1 day at 00:00', { from: secondPass, zone: 'America/St_Johns' })).toBe('2010-11-06 23:30');
  });

  it('of hours with a time ends at the next such time after them', () => {
    expect(['2 hours at 15:00', '2 hours at 16:00', '2 hours at 17:00'].map((text) => ends(text, { from }))).toEqual([
      '2026-03-03 15:00',
      '2026-03-02 16:00',
      '2026-03-02 17:00',
    ]);
  });
});

describe('business days', () => {
  const friday = '2026-03-06T16:30:00.000Z';
  const oneTo = (most: number): readonly string[] =>
    Array.from({ length: most }, (_, index) => `${index + 1} business ${index === 0 ? 'day' : 'days'}`);

  it('are Monday to Friday without a window, and keep the time of day', () => {
    expect(oneTo(6).map((text) => ends(text, { from: friday }))).toEqual([
      '2026-03-09 17:30',
      '2026-03-10 17:30',
      '2026-03-11 17:30',
      '2026-03-12 17:30',
      '2026-03-13 17:30',
      '2026-03-16 17:30',
    ]);
    expect(ends('1 business day at 09:00', { from: '2026-03-07T12:00:00.000Z' })).toBe('2026-03-09 09:00');
  });

  it('are the days of the window where there is one', () => {
    const window: SendWindow = { ...alwaysOpen, days: ['sun', 'mon', 'tue', 'wed', 'thu'] };
    expect(oneTo(5).map((text) => ends(text, { from: friday, window }).slice(0, 10))).toEqual([
      '2026-03-08',
      '2026-03-09',
      '2026-03-10',
      '2026-03-11',
      '2026-03-12',
    ]);
  });

  it("skip public holidays and the window's own days off", () => {
    const window: SendWindow = {
      ...alwaysOpen,
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      holidays: { country: 'lead', dates: ['2026-12-24', '2026-12-31'] },
    };
    const holidays = ['2026-12-25', '2027-01-01'];
    const given = { from: '2026-12-23T09:00:00.000Z', window, holidays };
    expect(['1 business day', '3 business days', '4 business days'].map((text) => ends(text, given))).toEqual([
      '2026-12-28 10:00',
      '2026-12-30 10:00',
      '2027-01-04 10:00',
    ]);
  });

  it('end even where no day is one', () => {
    const calendar: Calendar = { zone: 'UTC', window: null, isHoliday: () => true };
    const found = resolveWait(parseWaitRule('2 business days'), from, calendar, () => undefined);
    expect(found).toEqual({ kind: 'until', until: '2027-03-05T13:00:00.000Z' });
  });
});

describe('a date', () => {
  it('is waited for until the day begins, or until the time that is given', () => {
    expect(ends('until 2026-03-10', { from })).toBe('2026-03-10 00:00');
    expect(ends('until 2026-03-10 at 09:00', { from })).toBe('2026-03-10 09:00');
  });

  it('is missed when it was over before the wait began, to the millisecond', () => {
    expect(ends('until 2026-03-02', { from })).toBe('past');
    expect(ends('until 2026-03-02 at 14:00', { from })).toBe('2026-03-02 14:00');
    expect(ends('until 2026-03-02 at 14:00', { from: '2026-03-02T13:00:00.001Z' })).toBe('past');
  });
});

describe('a day of the week', () => {
  it('is the next one, today included while the time is still to come', () => {
    expect(ends('until monday at 15:00', { from })).toBe('2026-03-02 15:00');
    expect(ends('until monday at 13:00', { from })).toBe('2026-03-09 13:00');
    expect(ends('until tuesday or thursday at 09:00', { from })).toBe('2026-03-03 09:00');
    expect(ends('until sunday', { from })).toBe('2026-03-08 00:00');
    expect(ends('until monday', { from })).toBe('2026-03-09 00:00');
  });

  it('that was waited for until this very moment comes again in a week', () => {
    expect(ends('until monday at 14:00', { from })).toBe('2026-03-09 14:00');
  });
});

describe('a date field of the lead', () => {
  const fields = { renewal: '2026-04-30', past: '2026-02-01', moment: '2026-03-31T23:30:00Z' };

  it('is waited for, before it or after it', () => {
    expect(ends('until lead.fields.renewal', { from, fields })).toBe('2026-04-30 00:00');
    expect(ends('30 days before lead.fields.renewal at 09:00', { from, fields })).toBe('2026-03-31 09:00');
    expect(ends('1 month before lead.fields.renewal', { from, fields })).toBe('2026-03-30 00:00');
    expect(ends('7 days after lead.fields.renewal at 18:00', { from, fields })).toBe('2026-05-07 18:00');
    expect(ends('2 months after lead.fields.past', { from, fields })).toBe('2026-04-01 00:00');
  });

  it('that holds a moment counts as the date on the clock of the lead', () => {
    expect(ends('until lead.fields.moment', { from, fields })).toBe('2026-04-01 00:00');
    expect(ends('until lead.fields.moment', { from, fields, zone: 'America/New_York' })).toBe('2026-03-31 00:00');
  });

  it('is missed when it is over', () => {
    expect(ends('until lead.fields.past', { from, fields })).toBe('past');
    expect(ends('90 days before lead.fields.renewal', { from, fields })).toBe('past');
  });

  it('is missed when there is no date in it', () => {
    const given: readonly FieldValue[] = [null, '', 'soon', 20260430, true, '2026-02-30', '30.04.2026', '9999-12-31'];
    const found = given.map((renewal) => ends('until lead.fields.renewal', { from, fields: { renewal } }));
    expect(found).toEqual(given.map(() => 'absent'));
    expect(ends('until lead.fields.renewal', { from })).toBe('absent');
  });

  it('is moved by hours from the beginning of the day, in a rule that was not read from text', () => {
    const calendar: Calendar = { zone: 'America/Santiago', window: null, isHoliday: () => false };
    const offset = { direction: 'after', duration: 'PT2H' } as const;
    const rule = { kind: 'field', field: 'day', offset, at: null } as const;
    const found = resolveWait(rule, from, calendar, () => '2026-09-06');
    expect(found).toEqual({ kind: 'until', until: '2026-09-06T06:00:00.000Z' });
  });
});

describe('the calendar of a lead', () => {
  const isPublicHoliday = (country: string, date: string): boolean => country === 'AT' && date === '2026-10-26';
  const holiday = (country: string | null, rule: string | null): boolean =>
    calendarOf({
      zone: 'UTC',
      country,
      window: { ...alwaysOpen, holidays: { country: rule, dates: [] } },
      isPublicHoliday,
    }).isHoliday('2026-10-26');

  it("has the holidays of the lead's country, of one country, or none", () => {
    expect([holiday('AT', 'lead'), holiday('DE', 'lead'), holiday(null, 'lead')]).toEqual([true, false, false]);
    expect([holiday('DE', 'AT'), holiday('AT', 'DE'), holiday('AT', null)]).toEqual([true, false, false]);
    const noWindow = calendarOf({ zone: 'UTC', country: 'AT', window: null, isPublicHoliday });
    expect(noWindow.isHoliday('2026-10-26')).toBe(false);
  });
});
