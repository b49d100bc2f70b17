/** The calendar file of the next contact: one event a hand-off, which moves and goes. */
import { expect, it } from 'vitest';
import { contactCalendar } from '../../domain/handoff-calendar.ts';

const now = '2026-11-23T10:00:00.000Z';
const contact = { handoffId: '0199f0a2', leadName: 'Ann Lee', company: 'Lead; Ltd', url: 'https://t.acme.example/h/x' };
const lines = (plannedAt: string | null, plans: number) =>
  contactCalendar({ ...contact, plannedAt, plans }, 't.acme.example', { now }).split('\r\n');

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
