/** The fold of the ledger against what it promises, and against the definition written down a second time. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { addEntry, foldLedger, type ScoreEntry } from '../../domain/score-ledger.ts';
import { type Engagement, engagementAt } from '../../domain/scoring.ts';
import { durationMs, instantFromMs, msOf, plusMs } from '../../domain/time.ts';
import { arrived, fewDays, ledger, model, points, readAt, start } from './score-ledgers.ts';
import { model as plain } from './scoring-model.ts';

const day = 86_400_000;

/** Rows, and some of them again, in any order. */
const ordersOf = (ledgers: fc.Arbitrary<readonly ScoreEntry[]>) =>
  ledgers.chain((rows) =>
    fc.tuple(
      fc.constant(rows),
      fc
        .subarray([...rows])
        .chain((again) => fc.shuffledSubarray([...rows, ...again], { minLength: rows.length + again.length })),
    ),
  );

describe('the score of a ledger', () => {
  test.prop([ordersOf(ledger), readAt], { numRuns: 400 })(
    'is the same whatever the order and however often its rows arrive, folded or added one by one',
    ([rows, shuffled], now) => {
      const score = engagementAt(model, foldLedger(model, rows), now);
      expect(engagementAt(model, foldLedger(model, shuffled), now)).toBe(score);
      expect(engagementAt(model, arrived(model, shuffled).state, now)).toBe(score);
      expect(engagementAt(model, JSON.parse(JSON.stringify(arrived(model, rows).state)), now)).toBe(score);
    },
  );

  test.prop([ordersOf(fewDays), readAt], { numRuns: 1000 })(
    'is the same whatever the order where the limits of days decide',
    ([rows, shuffled], now) => {
      const score = engagementAt(model, foldLedger(model, rows), now);
      expect(engagementAt(model, arrived(model, shuffled).state, now)).toBe(score);
    },
  );

  test.prop([ledger, readAt], { numRuns: 300 })('is what the definition says, row by row', (rows, now) => {
    expect(engagementAt(model, foldLedger(model, rows), now)).toBeCloseTo(defined(rows, msOf(now)), 1.9);
  });

  test.prop([ledger, points, readAt], { numRuns: 2000 })('never falls by a gain', (rows, gain, now) => {
    const more = { ...gain, key: 'more', points: Math.abs(gain.points) };
    const before = engagementAt(model, foldLedger(model, rows), now);
    expect(engagementAt(model, foldLedger(model, [...rows, more]), now)).toBeGreaterThanOrEqual(before);
  });

  test.prop([ledger, readAt], { numRuns: 300 })('is between zero and what the caps let through', (rows, now) => {
    const gains = rows.filter(({ kind, group }) => kind === 'points' && group !== 'sequence');
    const score = engagementAt(model, foldLedger(model, gains), now);
    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThanOrEqual(60 + 40 + 1_000 + 5);
    const days = new Set(gains.map(({ at, group }) => `${group} ${at.slice(0, 10)}`));
    expect(score).toBeLessThanOrEqual(days.size * 30 + 40 + 5);
  });

  test.prop([ledger], { numRuns: 100 })('needs no row of the past when rows arrive as they happen', (rows) => {
    const inTime = [...rows].sort((a, b) => (a.at < b.at ? -1 : 1));
    const distinct = inTime.map((row, i) => ({ ...row, at: plusMs(row.at, i) }));
    expect(
      arrived(
        model,
        distinct.filter(({ kind }) => kind !== 'external'),
      ).refolds,
    ).toBe(0);
  });
});

/** The definition once more, without any sums that are kept: every row is looked at from the moment of reading. */
function defined(rows: readonly ScoreEntry[], now: number): number {
  const halfLife = durationMs(model.halfLife);
  const left = (amount: number, at: number) => amount * 2 ** ((at - now) / halfLife);
  const returns = rows
    .filter(({ kind }) => kind === 'return')
    .map(({ at, points: share }) => ({ at: msOf(at), share }));
  const stays = (at: number) => returns.reduce((all, one) => (one.at >= at ? all * one.share : all), 1);
  const gains = rows.filter(({ kind }) => kind === 'points').map((row) => ({ ...row, at: msOf(row.at) }));
  let total = 0;
  for (const [group, limit] of [...Object.entries(model.groups), ['sequence', Number.POSITIVE_INFINITY] as const]) {
    const { cap, perDay } = typeof limit === 'number' ? { cap: limit, perDay: Number.POSITIVE_INFINITY } : limit;
    const buckets = new Map<string, { newest: number; rows: { points: number; at: number }[] }>();
    let debt = 0;
    for (const { points: amount, at } of gains.filter((gain) => gain.group === group)) {
      if (amount < 0) debt += left(-amount, at) * stays(at);
      if (amount <= 0) continue;
      const name = `${Math.floor(at / day)} ${returns.filter((one) => one.at < at).length}`;
      const bucket = buckets.get(name) ?? { newest: at, rows: [] };
      bucket.rows.push({ points: amount, at });
      buckets.set(name, { ...bucket, newest: Math.max(bucket.newest, at) });
    }
    let earned = 0;
    for (const { newest, rows: own } of buckets.values()) {
      const sum = own.reduce((all, { points: amount, at }) => all + amount * 2 ** ((at - newest) / halfLife), 0);
      earned += left(Math.min(sum, perDay), newest) * stays(newest);
    }
    total += Math.min(earned, cap) - debt;
  }
  const last = Math.max(...gains.filter((gain) => gain.points > 0).map(({ at }) => at));
  const days = (now - last) / day;
  if (days <= 3) total += 5;
  else if (days <= 7) total += 2;
  const silence = days >= 60 ? 20 : days >= 30 ? 10 : 0;
  if (Number.isFinite(days)) total -= Math.min(silence, Math.max(0, total));
  const told = rows.filter(({ kind, group }) => kind === 'external' && group === 'propensity');
  const newest = told.sort((a, b) => (a.at === b.at ? (a.key < b.key ? -1 : 1) : a.at < b.at ? -1 : 1)).at(-1);
  if (newest && now < msOf(newest.at) + 30 * day) total += 0.4 * Math.min(100, Math.max(0, newest.points));
  return Math.max(0, total);
}

describe('the ledger', () => {
  const row = (key: string, entry: Partial<ScoreEntry>): ScoreEntry => ({
    ...{ key, kind: 'points', group: 'email', points: 10, at: start },
    ...entry,
  });
  const scoreOf = (...rows: readonly ScoreEntry[]): number => engagementAt(plain, foldLedger(plain, rows), start);

  it('takes back the points of an event that turned out otherwise, where a cap had swallowed them as well', () => {
    const many = Array.from({ length: 9 }, (_, i) => row(`event/${i}`, {}));
    expect(scoreOf(...many)).toBe(60);
    const back = row('rejudge/0/2/1', { kind: 'correction', points: -10 });
    expect(scoreOf(...many, back)).toBe(60);
    expect(scoreOf(...many, row('event/9', { points: -10 }))).toBe(50);
    expect(scoreOf(row('event/0', {}), back)).toBe(0);
    expect(addEntry(plain, foldLedger(plain, many), back)).toBe('refold');
  });

  it('is folded anew after the half-life or the limit of a day has changed, and not after a cap has', () => {
    const state = foldLedger(plain, [row('event/0', {})]);
    const more = row('event/1', {});
    expect(addEntry({ ...plain, halfLife: 'P10D' }, state, more)).toBe('refold');
    expect(addEntry({ ...plain, groups: { email: { cap: 60, perDay: 10 } } }, state, more)).toBe('refold');
    expect(addEntry({ ...plain, groups: { email: 5, web: 5 } }, state, more)).not.toBe('refold');
  });

  it('goes on with a state as older versions stored it only by all rows, and reads it as it is', () => {
    const stored: Engagement = { groups: { email: { points: 50, at: start } }, armed: false };
    expect(engagementAt(plain, stored, start)).toBe(50);
    expect(engagementAt(plain, stored, plusMs(start, 30 * day))).toBe(25);
    expect(addEntry(plain, stored, row('event/0', {}))).toBe('refold');
  });

  it('counts days of UTC', () => {
    const late = instantFromMs(msOf(start) - 1);
    const rows = [
      row('event/0', { group: 'calls', points: 30, at: late }),
      row('event/1', { group: 'calls', points: 30 }),
    ];
    expect(engagementAt({ ...model, recency: [] }, foldLedger(model, rows), start)).toBe(60);
  });
});
