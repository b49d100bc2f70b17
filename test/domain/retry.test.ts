/** When a mail that was refused is tried again: the schedules of all classes, as properties and as instants. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryClasses } from '../../domain/delivery-class.ts';
import { deliveryRules } from '../../domain/delivery-rules.ts';
import { msOf, plusMs } from '../../domain/instant.ts';
import { retryAt } from '../../domain/retry.ts';

const start = '2027-01-12T09:00:00.000Z';
const minute = 60_000;
const hour = 60 * minute;
const minutesAfter = (attempt: number, retryMinutes: readonly [number, ...number[]], seed: string) => {
  const next = retryAt({ retryMinutes, giveUpHours: null }, start, attempt, start, seed);
  return next === null ? null : (msOf(next) - msOf(start)) / minute;
};
const retried = deliveryClasses.filter((name) => deliveryRules[name].retryMinutes !== null);

describe('the next try', () => {
  it('comes never sooner than a minute, never later than four hours and a quarter more, and never earlier than the one before', () => {
    fc.assert(
      fc.property(fc.constantFrom(...retried), fc.integer({ min: 1, max: 60 }), fc.uuid(), (name, attempt, seed) => {
        const rule = { ...deliveryRules[name], giveUpHours: null };
        const pause = (n: number) => msOf(retryAt(rule, start, n, start, seed) ?? '') - msOf(start);
        expect(pause(attempt)).toBeGreaterThanOrEqual(minute);
        expect(pause(attempt)).toBeLessThanOrEqual(5 * hour);
        expect(pause(attempt + 1)).toBeGreaterThanOrEqual(pause(attempt));
      }),
    );
  });

  it('is the same for the same mail, and spread over a quarter of the pause for many', () => {
    const pauses = Array.from({ length: 400 }, (_, n) => minutesAfter(9, [5, 240], `mail-${n}`) ?? 0);
    expect(minutesAfter(9, [5, 240], 'mail-7')).toBe(pauses[7]);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(240);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(300);
    const tenths = new Set(pauses.map((pause) => Math.floor((pause - 240) / 6)));
    expect(tenths.size).toBe(10);
  });

  it('after greylisting comes within some minutes, as often as a receiver may want', () => {
    const { retryMinutes } = deliveryRules.greylisted;
    const floor = [1, 2, 3, 4].map((attempt) => Math.floor(minutesAfter(attempt, retryMinutes ?? [0], 'a') ?? 0));
    expect(floor[0]).toBeGreaterThanOrEqual(5);
    expect(floor[0]).toBeLessThan(7);
    expect(floor[3]).toBeLessThan(40);
  });

  it('survives an outage of any length where only the sequence ends a mail', () => {
    const late = plusMs(start, 90 * 24 * hour);
    const endless = ['greylisted', 'passing', 'throttled', 'policy', 'credentials', 'setup', 'unreachable'] as const;
    for (const name of endless) expect([name, retryAt(deliveryRules[name], late, 500, start, 'a')]).not.toContain(null);
  });

  it('there is none for what no try can mend, and none after the time to give up', () => {
    for (const name of ['mailbox', 'content', 'unclear'] as const) {
      expect([name, retryAt(deliveryRules[name], start, 1, start, 'a')]).toEqual([name, null]);
    }
    const rule = { retryMinutes: [60], giveUpHours: 3 } as const;
    expect(retryAt(rule, plusMs(start, 1.5 * hour), 2, start, 'a')).not.toBeNull();
    expect(retryAt(rule, plusMs(start, 2.5 * hour), 3, start, 'a')).toBeNull();
  });
});
