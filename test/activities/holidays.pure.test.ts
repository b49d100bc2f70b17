/** Public holidays of countries. */
import { describe, expect, it } from 'vitest';
import { createHolidays } from '../../activities/holidays.ts';
import { calendarOf } from '../../domain/calendar.ts';
import { alwaysOpen } from '../../domain/program-settings.ts';
import { slotAt } from '../../domain/send-window.ts';

const isPublicHoliday = createHolidays();

/** The public holidays of a month. */
const month = (country: string, yearAndMonth: string): readonly string[] =>
  Array.from({ length: 31 }, (_, day) => `${yearAndMonth}-${String(day + 1).padStart(2, '0')}`)
    .filter((date) => isPublicHoliday(country, date))
    .map((date) => date.slice(8));

describe('public holidays', () => {
  it('are those of the whole country, movable ones and substitutes included', () => {
    expect(month('DE', '2026-12')).toEqual(['25', '26']);
    expect(month('DE', '2026-04')).toEqual(['03', '06']);
    expect(month('US', '2026-07')).toEqual(['03', '04']);
    expect(month('GB', '2026-12')).toEqual(['25', '26', '28']);
    expect(month('JP', '2026-05')).toEqual(['03', '04', '05', '06']);
  });

  it('are not those of one state, days to remember, or afternoons off', () => {
    expect(isPublicHoliday('DE', '2026-01-06')).toBe(false);
    expect(isPublicHoliday('DE', '2026-12-24')).toBe(false);
    expect(isPublicHoliday('IS', '2026-12-24')).toBe(false);
  });

  it('that last several days or begin at sunset are all of their days', () => {
    expect(month('SA', '2026-03')).toEqual(['19', '20', '21', '22']);
    expect(month('IL', '2026-09')).toEqual(['12', '13', '21', '26']);
  });

  it('of a country are found by its code in any case; an unknown country has none', () => {
    expect(isPublicHoliday('at', '2026-10-26')).toBe(true);
    expect([month('XX', '2026-01'), month('Germany', '2026-12'), month('', '2026-12')]).toEqual([[], [], []]);
    expect(isPublicHoliday('DE', 'someday')).toBe(false);
  });

  it('are worked out once a year and country: a hundred thousand questions take no time to speak of', () => {
    const began = performance.now();
    for (let asked = 0; asked < 100_000; asked += 1) isPublicHoliday('CN', '2026-10-01');
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('keep a mail in until the next working day', () => {
    const window = {
      ...alwaysOpen,
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      hours: [{ from: '08:00', to: '18:00' }],
      holidays: { country: 'lead', dates: ['2026-12-24'] },
    } as const;
    const from = (country: string): string | null => {
      const calendar = calendarOf({ zone: 'Europe/London', country, window, isPublicHoliday });
      return slotAt(window, '2026-12-23T20:00:00.000Z', calendar, 'ann');
    };
    expect([from('DE'), from('GB'), from('TR')]).toEqual([
      '2026-12-28T08:00:00.000Z',
      '2026-12-29T08:00:00.000Z',
      '2026-12-25T08:00:00.000Z',
    ]);
  });
});
