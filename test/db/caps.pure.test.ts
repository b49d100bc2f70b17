import { describe, expect, it } from 'vitest';
import { keptBy } from '../../db/caps.ts';
import type { Cap } from '../../domain/program-settings.ts';
import { type Instant, plusMs } from '../../domain/time.ts';

const now: Instant = '2026-11-21T09:00:00.000Z';
const hours = (count: number): Instant => plusMs(now, count * 3_600_000);
const daily: Cap = { atMost: 1, within: 'P1D' };
const weekly: Cap = { atMost: 3, within: 'P7D' };

/** How many hours from now, for a mail with so many ahead; null when it may go. */
const waits = (caps: readonly Cap[], left: readonly number[], ahead = 0): number | null => {
  const kept = keptBy(caps, { left: left.map(hours), leaving: [], ahead }, now);
  return kept && (Date.parse(kept.until) - Date.parse(now)) / 3_600_000;
};

describe('a frequency cap', () => {
  it('lets a mail go while fewer left within its time', () => {
    expect(waits([], [-1])).toBeNull();
    expect(waits([daily], [])).toBeNull();
    expect(waits([weekly], [-1, -2])).toBeNull();
  });

  it('counts a mail until just before its time is over', () => {
    expect(waits([daily], [-24])).toBeNull();
    expect(waits([daily], [-23.5])).toBe(0.5);
  });

  it('waits for the mail to leave the window whose place it can take', () => {
    expect(waits([weekly], [-160, -150, -1])).toBe(8);
    // There were more than it allows: it was stricter made, and two must leave.
    expect(waits([{ atMost: 2, within: 'P7D' }], [-160, -150, -145])).toBe(18);
  });

  it('asks again after a day at the latest, and never in the past', () => {
    expect(waits([weekly], [-1, -2, -3])).toBe(24);
    expect(waits([daily], [1])).toBe(24);
  });

  it('obeys all caps, the one that opens last in its words', () => {
    expect(waits([daily, weekly], [-167, -30, -20])).toBe(4);
    expect(waits([daily, weekly], [-150, -30, -23])).toBe(18);
    const why = (left: readonly number[]) =>
      keptBy([daily, weekly], { left: left.map(hours), leaving: [], ahead: 0 }, now)?.why;
    expect(why([-150, -30, -23])).toBe('frequency cap: at most 3 mails in 7 days');
    expect(why([-1])).toBe('frequency cap: at most 1 mail in 1 day');
  });

  it('counts a mail that is only leaving, and asks again when it is known what became of it', () => {
    const leaving = [
      { at: hours(0), until: hours(0.01) },
      { at: hours(0), until: hours(0.02) },
    ];
    const asksAt = (caps: readonly Cap[], left: readonly number[], some = leaving) =>
      keptBy(caps, { left: left.map(hours), leaving: some, ahead: 0 }, now)?.until ?? null;
    expect(asksAt([daily], [])).toBe(hours(0.01));
    expect(asksAt([weekly], [-1])).toBe(hours(0.01));
    expect(asksAt([weekly], [-1], leaving.slice(1))).toBeNull();
    expect(asksAt([daily], [-4])).toBe(hours(20));
  });

  it('keeps the place that is free for those that go first', () => {
    expect(waits([{ atMost: 2, within: 'P1D' }], [-1], 1)).toBe(23);
    expect(waits([{ atMost: 3, within: 'P1D' }], [-1], 1)).toBeNull();
    // The one ahead goes in six hours, this one a day after that; asked again before.
    expect(waits([daily], [-18], 1)).toBe(24);
    expect(waits([{ atMost: 1, within: 'PT8H' }], [-6], 1)).toBe(10);
    expect(keptBy([daily], { left: [], leaving: [], ahead: 1 }, now)?.why).toBe(
      'frequency cap: at most 1 mail in 1 day, and a sequence of higher priority goes first',
    );
  });
});
