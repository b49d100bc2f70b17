/** The numbers of the desk, from hand-offs. */
import { fc, test as prop } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { type CountedHandoff, deskNumbers, numbersOf } from '../../domain/desk-numbers.ts';
import { handoffStatuses } from '../../domain/handoff.ts';

const one = (more: Partial<CountedHandoff>): CountedHandoff => ({
  ...{ group: 'ines', status: 'open', reason: null, accepted: false, inTime: null, contactMs: null, waitingMs: null },
  ...more,
});

test('count what was accepted, in time, called, won, lost and returned, and why', () => {
  const rows = [
    one({ waitingMs: 5_000 }),
    one({ waitingMs: 9_000, inTime: false }),
    one({ status: 'accepted', accepted: true, inTime: true, contactMs: 30 }),
    one({ status: 'won', accepted: true, inTime: false, contactMs: 10 }),
    one({ status: 'lost', accepted: true, inTime: true, contactMs: 20, reason: 'price' }),
    one({ status: 'returned', reason: 'timing' }),
    one({ status: 'returned', accepted: true, inTime: true, reason: 'timing' }),
    one({ status: 'returned', reason: 'no_fit' }),
  ];
  expect(numbersOf('ines', rows)).toEqual({
    ...{ group: 'ines', given: 8, open: 2, accepted: 4, won: 1, lost: 1, returned: 3 },
    ...{ acceptRate: 4 / 6, inTime: 3 / 5, contact: { median: 20, p90: 30 }, longestWait: 9_000 },
    reasons: { timing: 2, no_fit: 1, price: 1 },
  });
});

test('of nothing that is decided there are no rates', () => {
  expect(numbersOf(null, [one({})])).toMatchObject({ acceptRate: null, inTime: null, contact: null, reasons: {} });
});

const row = fc.record({
  group: fc.constantFrom('ines', 'tom', null),
  status: fc.constantFrom(...handoffStatuses),
  reason: fc.constantFrom('timing', 'price', null),
  accepted: fc.boolean(),
  inTime: fc.option(fc.boolean()),
  contactMs: fc.option(fc.nat()),
  waitingMs: fc.option(fc.nat()),
});
prop.prop([fc.array(row, { maxLength: 30 })])('groups add up to the whole, in an order of their own', (rows) => {
  const groups = deskNumbers(rows);
  const whole = numbersOf(null, rows);
  for (const key of ['given', 'open', 'accepted', 'won', 'lost', 'returned'] as const) {
    expect(groups.reduce((sum, group) => sum + group[key], 0)).toBe(whole[key]);
  }
  expect(groups.map(({ given }) => given)).toEqual(groups.map(({ given }) => given).toSorted((a, b) => b - a));
  expect(deskNumbers(rows.toReversed())).toEqual(groups);
});
