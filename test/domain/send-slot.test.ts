/** What becomes of a mail now: it leaves, waits, or is left out. */
import { describe, expect, it } from 'vitest';
import type { Calendar } from '../../domain/calendar.ts';
import { alwaysOpen, type SendWindow, type StaleRule } from '../../domain/program-settings.ts';
import { type Slot, sendSlot } from '../../domain/send-slot.ts';

const office: SendWindow = {
  ...alwaysOpen,
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  hours: [{ from: '08:00', to: '18:00' }],
};
const berlin: Calendar = { zone: 'Europe/Berlin', window: office, isHoliday: () => false };

interface Given {
  readonly window?: SendWindow | null;
  readonly stale?: StaleRule;
  readonly calendar?: Calendar;
}

const slot = (dueAt: string, now: string, { window = office, stale, calendar = berlin }: Given = {}): Slot =>
  sendSlot({ dueAt, now, settings: { window, stale: stale ?? null }, calendar, seed: 'ann' });

const late = (after: string, then: StaleRule['then']): StaleRule => ({ after, then });
const skipAfterTwoDays = late('P2D', 'skip');
const wednesdayNoon = '2026-03-04T11:00:00.000Z';

describe('a mail', () => {
  it('leaves now when it is due and the window is open', () => {
    expect(slot(wednesdayNoon, wednesdayNoon)).toEqual({ kind: 'now' });
    expect(slot(wednesdayNoon, '2026-03-04T11:00:07.000Z')).toEqual({ kind: 'now' });
    expect(slot('2026-03-08T03:00:00.000Z', '2026-03-08T03:00:00.000Z', { window: null })).toEqual({ kind: 'now' });
  });

  it('waits until it is due', () => {
    expect(slot(wednesdayNoon, '2026-03-04T10:00:00.000Z')).toEqual({
      kind: 'later',
      until: wednesdayNoon,
      why: 'it is due at 2026-03-04 12:00 Europe/Berlin',
    });
  });

  it('waits for the next opening', () => {
    const opening = {
      kind: 'later',
      until: '2026-03-05T07:00:00.000Z',
      why: 'the send window opens at 2026-03-05 08:00 Europe/Berlin',
    };
    expect(slot('2026-03-04T20:00:00.000Z', '2026-03-04T20:00:01.000Z')).toEqual(opening);
    expect(slot(wednesdayNoon, '2026-03-04T20:00:00.000Z')).toEqual(opening);
  });

  it('that waited for its spread moment leaves at that moment and not later', () => {
    const window = { ...office, spreadMinutes: 240 };
    const due = '2026-03-04T20:00:00.000Z';
    const first = slot(due, due, { window });
    const until = first.kind === 'later' ? first.until : '';
    expect(until > '2026-03-05T07:00:00.000Z' && until < '2026-03-05T11:00:00.000Z').toBe(true);
    expect(slot(due, '2026-03-05T07:00:00.000Z', { window })).toEqual(first);
    expect(slot(due, until, { window })).toEqual({ kind: 'now' });
  });

  it('that something held back until the window was closed is spread over the next opening, each by itself', () => {
    const settings = { window: { ...office, spreadMinutes: 60 }, stale: null };
    // It was due on Wednesday; a cap, a pause or a slow receiver lets it go in the night.
    const held = (seed: string, now: string): Slot =>
      sendSlot({ dueAt: wednesdayNoon, now, settings, calendar: berlin, seed });
    const leads = Array.from({ length: 300 }, (_, i) => `lead ${i}`);
    const untils = leads
      .map((seed) => held(seed, '2026-03-05T02:00:00.000Z'))
      .map((s) => (s.kind === 'later' ? s.until : ''));
    expect(new Set(untils).size).toBeGreaterThan(250);
    for (const until of untils)
      expect(until >= '2026-03-05T07:00:00.000Z' && until < '2026-03-05T08:00:00.000Z').toBe(true);
    // Let go again while it waits, it keeps its moment; and at that moment it leaves.
    expect(held('lead 7', '2026-03-05T06:59:59.000Z')).toMatchObject({ until: untils[7] });
    expect(held('lead 7', untils[7] ?? '')).toEqual({ kind: 'now' });
  });

  it('that is stale is left out and counts as sent when it was meant to', () => {
    expect(slot(wednesdayNoon, '2026-03-06T11:00:00.000Z', { stale: skipAfterTwoDays })).toEqual({ kind: 'now' });
    expect(slot(wednesdayNoon, '2026-03-06T11:00:00.001Z', { stale: skipAfterTwoDays })).toEqual({
      kind: 'skip',
      at: wednesdayNoon,
      why: 'it was due at 2026-03-04 12:00 Europe/Berlin, more than 2 days ago',
    });
    const inTheNight = '2026-03-08T02:00:00.000Z';
    expect(slot(wednesdayNoon, inTheNight, { stale: skipAfterTwoDays }).kind).toBe('skip');
  });

  it('is late only by the time beyond its first slot: a closed weekend makes nothing stale', () => {
    const fridayNight = '2026-03-06T19:00:00.000Z';
    const stale = late('PT1H', 'skip');
    expect(slot(fridayNight, '2026-03-09T08:00:00.000Z', { stale })).toEqual({ kind: 'now' });
    expect(slot(fridayNight, '2026-03-09T08:00:00.001Z', { stale })).toMatchObject({
      kind: 'skip',
      at: '2026-03-09T07:00:00.000Z',
    });
  });

  it('that is late leaves late when late mails are moved, or nothing is said of them', () => {
    const stale = late('P2D', 'move');
    for (const given of [{ stale }, {}]) {
      expect(slot(wednesdayNoon, '2026-03-11T11:00:00.000Z', given)).toEqual({ kind: 'now' });
      expect(slot(wednesdayNoon, '2026-03-14T11:00:00.000Z', given)).toMatchObject({
        kind: 'later',
        until: '2026-03-16T07:00:00.000Z',
      });
    }
  });

  it('is asked about again when the window has no opening in sight', () => {
    const calendar: Calendar = { ...berlin, isHoliday: (date) => date < '2026-04-01' };
    const why = 'the send window has no opening within 14 days';
    const first = slot(wednesdayNoon, wednesdayNoon, { calendar });
    expect(first).toEqual({ kind: 'later', until: '2026-03-18T11:00:00.000Z', why });
    expect(slot(wednesdayNoon, '2026-03-18T11:00:00.000Z', { calendar })).toMatchObject({
      kind: 'later',
      until: '2026-04-01T06:00:00.000Z',
    });
    expect(slot(wednesdayNoon, '2026-04-01T06:00:00.000Z', { calendar, stale: skipAfterTwoDays })).toEqual({
      kind: 'now',
    });
    const strike: Calendar = { ...berlin, isHoliday: (date) => date > '2026-03-10' };
    expect(slot(wednesdayNoon, '2026-03-11T11:00:00.000Z', { calendar: strike })).toEqual({
      kind: 'later',
      until: '2026-03-25T11:00:00.000Z',
      why,
    });
  });
});
