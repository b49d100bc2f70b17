/** The texts of a send window and of a cap, read and written. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { errorCode } from '../../domain/errors.ts';
import { weekdays } from '../../domain/wait-rule.ts';
import {
  capInWords,
  hoursInWords,
  parseCap,
  parseHours,
  parseWeekdays,
  weekdaysInWords,
} from '../../domain/window-text.ts';
import { anyDuration, anyHours } from '../support/any-calendar.ts';

function complaint(read: () => unknown): string {
  try {
    return `read as ${JSON.stringify(read())}`;
  } catch (error) {
    return `${errorCode(error)} ${(error as Error).message}`;
  }
}

describe('hours', () => {
  it.each([
    ['08:00-18:00', { from: '08:00', to: '18:00' }],
    [' 8:00 – 18:30 ', { from: '08:00', to: '18:30' }],
    ['21:00-08:00', { from: '21:00', to: '08:00' }],
    ['08:00-24:00', { from: '08:00', to: '00:00' }],
    ['00:00-24:00', { from: '00:00', to: '00:00' }],
  ])('%j is read', (text, hours) => {
    expect(parseHours(text)).toEqual(hours);
  });

  it('are refused with the reason', () => {
    const texts = [
      '',
      '9',
      '9h – 17:30',
      '9.00 to 5pm',
      '25-26',
      '9am-noon',
      '08:00',
      '08-18',
      '08:00-18:60',
      '24:00-08:00',
      '08:00-18:00-20:00',
      '8am-6pm',
    ];
    expect(texts.map((text) => complaint(() => parseHours(text))).join('\n')).toMatchInlineSnapshot(`
      "AUTHORING_SHAPE "" is not a time from and to, such as "08:00-18:00"
      AUTHORING_SHAPE "9" is not a time from and to, such as "08:00-18:00"
      AUTHORING_SHAPE "9h – 17:30" is not a time from and to, such as "08:00-18:00"; did you mean "09:00-17:30"?
      AUTHORING_SHAPE "9.00 to 5pm" is not a time from and to, such as "08:00-18:00"; did you mean "09:00-17:00"?
      AUTHORING_SHAPE "25" is not a time of day such as "09:00"
      AUTHORING_SHAPE "9am" is not a time of day such as "09:00"
      AUTHORING_SHAPE "08:00" is not a time from and to, such as "08:00-18:00"
      AUTHORING_SHAPE "08-18" is not a time from and to, such as "08:00-18:00"; did you mean "08:00-18:00"?
      AUTHORING_SHAPE "18:60" is not a time of day such as "09:00"
      AUTHORING_SHAPE "24:00-08:00" is not a time from and to, such as "08:00-18:00"; did you mean "00:00-08:00"?
      AUTHORING_SHAPE "08:00-18:00-20:00" is not a time from and to, such as "08:00-18:00"
      AUTHORING_SHAPE "8am-6pm" is not a time from and to, such as "08:00-18:00"; did you mean "08:00-18:00"?"
    `);
  });

  test.prop([anyHours])('are read from their words as they were', (hours) => {
    expect(parseHours(hoursInWords(hours))).toEqual(hours);
  });
});

describe('days of the week', () => {
  it.each([
    ['weekdays', ['mon', 'tue', 'wed', 'thu', 'fri']],
    ['Every  day', [...weekdays]],
    ['sunday and mon', ['mon', 'sun']],
    [
      ['fri', 'Monday', 'fri'],
      ['mon', 'fri'],
    ],
  ])('%j are read in the order of the week', (given, days) => {
    expect(parseWeekdays(given)).toEqual(days);
  });

  it('are refused with what was meant', () => {
    const given = [
      ...['munday', 'week days!', 'weekday', 'evry day', 'someday', '', []],
      ...['mon-fri', 'tuesday to thursday', 'sat - mon', 'mon-constructor', 'weekend', 'daily', 'constructor'],
    ];
    expect(given.map((days) => complaint(() => parseWeekdays(days))).join('\n')).toMatchInlineSnapshot(`
      "AUTHORING_SHAPE "munday" is not a day of the week such as "monday" or "mon"; did you mean "monday"?
      AUTHORING_SHAPE "week days!" is not a day of the week such as "monday" or "mon"; did you mean "weekdays"?
      AUTHORING_SHAPE "weekday" is not a day of the week such as "monday" or "mon"; did you mean "weekdays"?
      AUTHORING_SHAPE "evry day" is not a day of the week such as "monday" or "mon"; did you mean "every day"?
      AUTHORING_SHAPE "someday" is not a day of the week such as "monday" or "mon"
      AUTHORING_SHAPE "" is not a day of the week such as "monday" or "mon"
      AUTHORING_SHAPE names no day of the week such as "monday"
      AUTHORING_SHAPE "mon-fri" is a range, and days are named: write "weekdays"
      AUTHORING_SHAPE "tuesday to thursday" is a range, and days are named: write [tue, wed, thu]
      AUTHORING_SHAPE "sat - mon" is a range, and days are named: write [mon, sat, sun]
      AUTHORING_SHAPE "mon-constructor" is not a day of the week such as "monday" or "mon"
      AUTHORING_SHAPE "weekend" is not a day of the week such as "monday" or "mon"; did you mean "sat and sun"?
      AUTHORING_SHAPE "daily" is not a day of the week such as "monday" or "mon"; did you mean "every day"?
      AUTHORING_SHAPE "constructor" is not a day of the week such as "monday" or "mon""
    `);
  });

  test.prop([fc.subarray([...weekdays], { minLength: 1 })])('are read from their words as they were', (days) => {
    expect(parseWeekdays(weekdaysInWords(days))).toEqual(days);
  });
});

describe('a cap', () => {
  it.each([
    ['1 per day', { atMost: 1, within: 'P1D' }],
    ['3 per 7 days', { atMost: 3, within: 'P7D' }],
    [' 2  Per week', { atMost: 2, within: 'P1W' }],
    ['10 per 24 hours', { atMost: 10, within: 'PT24H' }],
  ])('%j is read', (text, cap) => {
    expect(parseCap(text)).toEqual(cap);
  });

  it('is refused with what was meant', () => {
    const texts = [
      '',
      '1',
      '1 a day',
      '0 per day',
      '1001 per day',
      '1 per dya',
      '1 per 3 dyas',
      '1 per 0 days',
      '1.5 per day',
      ...['3/week', 'max 3 mails a week', 'twice a day', '2 weekly', '1 per fortnight', '1 per 20 years'],
      ...['1 per constructor', 'one per constructor'],
    ];
    expect(texts.map((text) => complaint(() => parseCap(text))).join('\n')).toMatchInlineSnapshot(`
      "AUTHORING_SHAPE "" is not a cap such as "1 per day" or "3 per 7 days"
      AUTHORING_SHAPE "1" is not a cap such as "1 per day" or "3 per 7 days"
      AUTHORING_SHAPE "1 a day" is not a cap such as "1 per day" or "3 per 7 days"; did you mean "1 per day"?
      AUTHORING_SHAPE "0 per day" is out of range: from 1 to 1000 mails
      AUTHORING_SHAPE "1001 per day" is out of range: from 1 to 1000 mails
      DURATION_INVALID "1 per dya" names no time such as "day" or "7 days"; did you mean "1 per day"?
      DURATION_INVALID "1 per 3 dyas" names no time such as "day" or "7 days"; did you mean "1 per 3 days"?
      DURATION_INVALID "0 days" is not positive: the least is "1 day"
      AUTHORING_SHAPE "1.5 per day" is not a cap such as "1 per day" or "3 per 7 days"
      AUTHORING_SHAPE "3/week" is not a cap such as "1 per day" or "3 per 7 days"; did you mean "3 per week"?
      AUTHORING_SHAPE "max 3 mails a week" is not a cap such as "1 per day" or "3 per 7 days"; did you mean "3 per week"?
      AUTHORING_SHAPE "twice a day" is not a cap such as "1 per day" or "3 per 7 days"; did you mean "2 per day"?
      AUTHORING_SHAPE "2 weekly" is not a cap such as "1 per day" or "3 per 7 days"; did you mean "2 per week"?
      DURATION_INVALID "1 per fortnight" names no time such as "day" or "7 days"; did you mean "1 per 2 weeks"?
      DURATION_INVALID "20 years" is longer than ten years: the longest is "120 months"
      DURATION_INVALID "1 per constructor" names no time such as "day" or "7 days"
      AUTHORING_SHAPE "one per constructor" is not a cap such as "1 per day" or "3 per 7 days""
    `);
  });

  test.prop([fc.integer({ min: 1, max: 1000 }), anyDuration])('is read from its words as it was', (atMost, within) => {
    expect(parseCap(capInWords({ atMost, within }))).toEqual({ atMost, within });
  });
});
