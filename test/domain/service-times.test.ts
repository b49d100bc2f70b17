/** The clocks of an offer, in the hours of whoever has it. */
import { describe, expect, it } from 'vitest';
import { plainDesk, plainPerson, type Service, workingHoursOf } from '../../domain/sales-desk.ts';
import { offerClocks, plainClocks } from '../../domain/service-times.ts';

const service: Service = {
  hot: { accept: 'PT30M', contact: null },
  others: { accept: 'PT4H', contact: null },
  ...{ remindAt: 0.5, reassignAt: 1, managerAt: 1.5, silentAfter: null },
};
const office = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  hours: [{ from: '09:00', to: '17:00' }],
  holidays: { country: 'DK', dates: ['2026-12-31'] },
} as const;
const desk = {
  ...plainDesk,
  work: office,
  people: {
    york: { ...plainPerson, zone: 'America/New_York', work: { ...office, holidays: { country: 'US', dates: [] } } },
    gone: { ...plainPerson, absences: [{ from: '2026-11-24', to: '2026-11-27' }] },
  },
};
/** Thanksgiving, and Christmas in Denmark. */
const isPublicHoliday = (country: string, date: string) =>
  (country === 'US' && date === '2026-11-26') || (country === 'DK' && ['2026-12-25', '2027-01-01'].includes(date));
const clocks = (key: string, now: string, temperature: 'hot' | 'warm' = 'warm', times = service) => {
  const hours = workingHoursOf(desk, key, 'Europe/Copenhagen', isPublicHoliday);
  const { remindAt, remindAgainAt, deadline, managerAt } = offerClocks(times, temperature, hours, now);
  return [remindAt, ...remindAgainAt, deadline, managerAt];
};

describe('clocks in working time', () => {
  it('run within a day, and sooner for a hot lead', () => {
    expect(clocks('ines', '2026-11-23T09:00:00.000Z')).toEqual([
      '2026-11-23T11:00:00.000Z',
      '2026-11-23T13:00:00.000Z',
      '2026-11-23T15:00:00.000Z',
    ]);
    expect(clocks('ines', '2026-11-23T09:00:00.000Z', 'hot')[1]).toBe('2026-11-23T09:30:00.000Z');
  });

  it('remind as often as the file says, in working time too', () => {
    const often = { ...service, remindAgainAt: [0.75, 0.875] };
    expect(clocks('ines', '2026-11-20T14:00:00.000Z', 'warm', often)).toEqual([
      ...['2026-11-20T16:00:00.000Z', '2026-11-23T09:00:00.000Z', '2026-11-23T09:30:00.000Z'],
      ...['2026-11-23T10:00:00.000Z', '2026-11-23T12:00:00.000Z'],
    ]);
  });

  it('stand still at night, at weekends, on holidays, in two zones', () => {
    // Friday at three in Copenhagen, at nine in New York.
    expect(clocks('ines', '2026-11-20T14:00:00.000Z')).toEqual([
      '2026-11-20T16:00:00.000Z',
      '2026-11-23T10:00:00.000Z',
      '2026-11-23T12:00:00.000Z',
    ]);
    expect(clocks('york', '2026-11-20T14:00:00.000Z')[1]).toBe('2026-11-20T18:00:00.000Z');
    // The evening before Thanksgiving.
    expect(clocks('york', '2026-11-25T21:00:00.000Z')[1]).toBe('2026-11-27T17:00:00.000Z');
    // Christmas eve at four: Friday is a holiday, and so is New Year's eve by the file.
    expect(clocks('ines', '2026-12-24T15:00:00.000Z')[1]).toBe('2026-12-28T11:00:00.000Z');
    expect(clocks('ines', '2026-12-30T15:00:00.000Z')[1]).toBe('2027-01-04T11:00:00.000Z');
  });

  it('stand still while somebody is away', () => {
    expect(clocks('gone', '2026-11-23T15:00:00.000Z')[1]).toBe('2026-11-30T11:00:00.000Z');
  });
});

it('clocks of somebody who never works run on the wall, so that the lead goes on', () => {
  const never = {
    ...{ zone: 'UTC', days: [], hours: [], absences: [] },
    isHoliday: () => false,
  };
  const often = { ...service, remindAgainAt: [0.75] };
  expect(offerClocks(often, 'warm', never, '2026-11-21T22:00:00.000Z')).toEqual({
    remindAt: '2026-11-22T00:00:00.000Z',
    remindAgainAt: ['2026-11-22T01:00:00.000Z'],
    deadline: '2026-11-22T02:00:00.000Z',
    managerAt: '2026-11-22T04:00:00.000Z',
  });
});

it('clocks on the wall run at night, and call no manager', () => {
  const times = { acceptWithin: 'PT4H', remindAfter: 'PT2H' };
  expect(plainClocks(times, 'Europe/Copenhagen', '2026-11-20T22:00:00.000Z')).toEqual({
    remindAt: '2026-11-21T00:00:00.000Z',
    remindAgainAt: [],
    deadline: '2026-11-21T02:00:00.000Z',
    managerAt: null,
  });
});
