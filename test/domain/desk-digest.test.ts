/** What somebody who sells owes when their day begins. */
import { describe, expect, it } from 'vitest';
import { type DigestHandoff, dayHasBegun, digestOf } from '../../domain/desk-digest.ts';
import { plainDesk, workingHoursOf } from '../../domain/sales-desk.ts';

const work = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  hours: [{ from: '09:00', to: '17:00' }],
  holidays: { country: null, dates: ['2026-11-25'] },
} as const;
const hours = workingHoursOf({ ...plainDesk, work }, 'ines', 'America/New_York', () => false);

describe('a working day', () => {
  it.each([
    ['2026-11-23T13:59:00.000Z', false, 'before nine in New York'],
    ['2026-11-23T14:00:00.000Z', true, 'at nine'],
    ['2026-11-23T16:59:00.000Z', true, 'hours later, for nothing ran'],
    ['2026-11-23T17:00:00.000Z', false, 'at noon'],
    ['2026-11-22T14:00:00.000Z', false, 'on a Sunday'],
    ['2026-11-25T14:00:00.000Z', false, 'on a day off'],
  ])('has begun a short while ago: %s %s (%s)', (now, begun) => {
    expect(dayHasBegun(hours, now)).toBe(begun);
  });
});

it('is what waits for an answer, has no contact, or was planned until tonight; hottest first, then by score', () => {
  const one = (name: string, more: Partial<DigestHandoff>) => ({
    name,
    ...({
      status: 'open',
      temperature: 'warm',
      score: 40,
      deadline: null,
      contactedAt: null,
      plannedAt: null,
    } as const),
    ...more,
  });
  const now = '2026-11-23T14:02:00.000Z';
  const digest = digestOf(
    [
      one('cold offer', { temperature: 'cold', score: 99 }),
      one('offer', {}),
      one('hot offer', { temperature: 'hot', score: 70 }),
      one('accepted', { status: 'accepted', score: 50 }),
      one('called', { status: 'accepted', contactedAt: now }),
      one('planned tonight', {
        status: 'accepted',
        temperature: 'hot',
        score: 80,
        plannedAt: '2026-11-24T04:59:00.000Z',
      }),
      one('planned tomorrow', { status: 'accepted', plannedAt: '2026-11-24T05:00:00.000Z' }),
      one('over', { status: 'won' }),
    ],
    hours,
    now,
  );
  expect(digest.map(({ handoff, owed }) => `${handoff.name}: ${owed}`)).toEqual([
    ...['planned tonight: plan', 'hot offer: answer', 'accepted: contact', 'offer: answer', 'cold offer: answer'],
  ]);
});
