/** The thresholds at which a program is held up. */
import { describe, expect, it } from 'vitest';
import { breakers, tripReason } from '../../domain/breaker.ts';

describe('a breaker', () => {
  it.each([
    ['bounce_hard', 49, 49, false],
    ['bounce_hard', 50, 2, false],
    ['bounce_hard', 50, 3, true],
    ['bounce_hard', 200, 10, false],
    ['bounce_hard', 200, 11, true],
    ['complaint', 199, 50, false],
    ['complaint', 200, 1, false],
    ['complaint', 200, 2, true],
    ['complaint', 1000, 2, false],
    ['complaint', 1000, 3, true],
  ] as const)('for %s among %d sends with %d of them: trips %s', (kind, sends, events, trips) => {
    expect(tripReason(breakers[kind], { sends, events, around: null }) !== null).toBe(trips);
  });

  it('says its figures, and which mails they are about', () => {
    const newest = { sends: 200, events: 13, around: null };
    expect(tripReason(breakers.bounce_hard, newest)).toBe(
      '13 hard bounces among the last 200 mails (6.5 %); at most 5 % is healthy',
    );
    expect(tripReason(breakers.bounce_hard, { ...newest, around: '2026-11-21T09:14:59.000Z' })).toBe(
      '13 hard bounces among the 200 mails sent around 2026-11-21 09:14 UTC (6.5 %); at most 5 % is healthy',
    );
    expect(tripReason(breakers.complaint, { sends: 1000, events: 4, around: null })).toBe(
      '4 complaints among the last 1000 mails (0.4 %); must stay below 0.3 %',
    );
  });
});
