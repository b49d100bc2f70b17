/** The calendar file of the next contact: one event a hand-off, which moves and goes. */
import { expect, it } from 'vitest';
import { contactCalendar, planIn } from '../../domain/handoff-calendar.ts';

const now = '2026-11-23T10:00:00.000Z';
const contact = { handoffId: '0199f0a2', leadName: 'Ann Lee', company: 'Lead; Ltd', url: 'https://t.acme.example/h/x' };
const plain = { isMeeting: false, note: null };
const lines = (plannedAt: string | null, plans: number, plan: ReturnType<typeof planIn> = plain) =>
  contactCalendar({ ...contact, plannedAt, plans, ...plan }, 't.acme.example', { now }).split('\r\n');

it('has one name, a higher number each time it is planned, and is taken back once nothing is planned', () => {
  const first = lines('2026-12-03T20:00:00.000Z', 1);
  expect(first).toEqual(
    expect.arrayContaining([
      'UID:handoff-0199f0a2@t.acme.example',
      'SEQUENCE:1',
      'DTSTART:20261203T200000Z',
      'DTEND:20261203T201500Z',
      'SUMMARY:Contact Ann Lee\\, Lead\\; Ltd',
      'URL:https://t.acme.example/h/x',
      'STATUS:CONFIRMED',
    ]),
  );
  expect(lines('2026-12-04T20:00:00.000Z', 2)).toEqual(
    expect.arrayContaining(['UID:handoff-0199f0a2@t.acme.example', 'SEQUENCE:2', 'DTSTART:20261204T200000Z']),
  );
  expect(lines(null, 2)).toEqual(
    expect.arrayContaining(['UID:handoff-0199f0a2@t.acme.example', 'SEQUENCE:3', 'STATUS:CANCELLED']),
  );
});

it('of a meeting takes an hour, and says what was noted', () => {
  const told = (what: string, reason: string | null, handoffId = 'h') => ({ kind: 'handoff', handoffId, what, reason });
  const timeline = [
    told('planned', 'call'),
    told('meeting', 'bring the offer'),
    told('contacted', 'x'),
    { kind: 'mail' },
  ];
  expect(planIn(timeline, 'h')).toEqual({ isMeeting: true, note: 'bring the offer' });
  expect(planIn([...timeline, told('planned', null), told('meeting', 'z', 'other')], 'h')).toEqual(plain);
  expect(planIn([], 'h')).toEqual(plain);
  expect(lines('2026-12-03T20:00:00.000Z', 1, planIn(timeline, 'h'))).toEqual(
    expect.arrayContaining([
      'DTEND:20261203T210000Z',
      'SUMMARY:Meeting with Ann Lee\\, Lead\\; Ltd',
      'DESCRIPTION:bring the offer',
    ]),
  );
});
