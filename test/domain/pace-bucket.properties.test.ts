/** The arithmetic of shared allowances, held to its promises by many random traffics. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Allowance, type Bucket, freshBucket, shareAt, slowed, take } from '../../domain/pace-bucket.ts';

const startMs = Date.parse('2026-11-23T09:00:00.000Z');
const dayMs = 86_400_000;

const rates = fc.record({
  perSecond: fc.double({ min: 0.001, max: 5000, noNaN: true }),
  burst: fc.integer({ min: 1, max: 500 }),
  reserve: fc.integer({ min: 0, max: 100 }),
});
const allowanceOf = (rate: Allowance['rate'], perDay: number | null = null): Allowance => ({
  rate,
  perDay,
  cautious: { perSecond: 1, burst: 1, reserve: 0 },
});
const allowances = fc
  .tuple(fc.option(rates), fc.option(fc.integer({ min: 1, max: 5000 })))
  .map(([rate, perDay]) => allowanceOf(rate, perDay));
const asks = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 20_000 }),
    urgent: fc.nat({ max: 30 }),
    bulk: fc.nat({ max: 300 }),
  }),
  { minLength: 1, maxLength: 60 },
);

/** What a traffic is granted, ask by ask. */
function granted(allowance: Allowance, traffic: readonly { afterMs: number; urgent: number; bulk: number }[]) {
  let [bucket, nowMs]: [Bucket, number] = [freshBucket(startMs), startMs];
  return traffic.map(({ afterMs, ...wanted }) => {
    nowMs += afterMs;
    const taken = take([{ bucket, allowance }], wanted, nowMs);
    bucket = taken.buckets[0] ?? bucket;
    return { nowMs, wanted, ...taken.granted, taken };
  });
}

describe('what a bucket grants', () => {
  it('is in no time more than the rate and what may go at one moment, nor more than is wanted', () => {
    fc.assert(
      fc.property(rates, asks, (rate, traffic) => {
        const grants = granted(allowanceOf(rate), traffic);
        for (const [i, first] of grants.entries()) {
          let [all, bulk] = [0, 0];
          for (const one of grants.slice(i)) {
            all += one.urgent + one.bulk;
            bulk += one.bulk;
            const worth = ((one.nowMs - first.nowMs + 1) / 1000) * rate.perSecond;
            expect(all).toBeLessThanOrEqual(worth + rate.burst + rate.reserve + 1e-3);
            expect(bulk).toBeLessThanOrEqual(worth + rate.burst + 1e-3);
            expect(one.urgent).toBeLessThanOrEqual(one.wanted.urgent);
            expect(one.bulk).toBeLessThanOrEqual(one.wanted.bulk);
          }
        }
      }),
    );
  });

  it('is on no day more than the day may have', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), asks, (perDay, traffic) => {
        const byDay = new Map<number, number>();
        for (const { nowMs, urgent, bulk } of granted(
          allowanceOf(null, perDay),
          traffic.map((ask) => ({ ...ask, afterMs: ask.afterMs * 500 })),
        )) {
          const day = Math.floor(nowMs / dayMs);
          byDay.set(day, (byDay.get(day) ?? 0) + urgent + bulk);
        }
        for (const mails of byDay.values()) expect(mails).toBeLessThanOrEqual(perDay);
      }),
    );
  });

  it('grows with what is wanted and with the time that went by', () => {
    fc.assert(
      fc.property(
        allowances,
        asks,
        fc.nat({ max: 200 }),
        fc.nat({ max: 60_000 }),
        (allowance, traffic, more, laterMs) => {
          const [last] = granted(allowance, traffic).slice(-1);
          if (!last) return;
          const { buckets } = last.taken;
          const from = buckets.map((bucket) => ({ bucket, allowance }));
          const sum = (wanted: number, nowMs: number): number =>
            take(from, { urgent: 0, bulk: wanted }, nowMs).granted.bulk;
          expect(sum(5 + more, last.nowMs)).toBeGreaterThanOrEqual(sum(5, last.nowMs));
          expect(sum(5, last.nowMs + laterMs)).toBeGreaterThanOrEqual(sum(5, last.nowMs));
        },
      ),
    );
  });

  it('passes at the time that was named, and not before', () => {
    fc.assert(
      fc.property(allowances, asks, (allowance, traffic) => {
        for (const { taken, nowMs } of granted(allowance, traffic)) {
          const from = taken.buckets.map((bucket) => ({ bucket, allowance }));
          for (const kind of ['urgent', 'bulk'] as const) {
            const one = { urgent: 0, bulk: 0, [kind]: 1 };
            const atMs = taken.nextMs[kind];
            // A day of a single mail or so leaves bulk mail nothing only when urgent mail has a part of it.
            expect(take(from, one, atMs).granted[kind]).toBe(1);
            if (atMs > nowMs + 2) expect(take(from, one, atMs - 2).granted[kind]).toBe(0);
          }
        }
      }),
    );
  });

  it('loses nothing to those who always want: bulk gets all that urgent mail leaves', () => {
    fc.assert(
      fc.property(rates, fc.nat({ max: 3 }), (rate, urgent) => {
        // What comes up in a second, and the part of a mail that is left over each time, must fit into one moment.
        fc.pre(rate.perSecond + 1 <= rate.burst);
        const traffic = Array.from({ length: 200 }, () => ({ afterMs: 1000, urgent, bulk: 1000 }));
        const grants = granted(allowanceOf(rate), traffic);
        const all = grants.reduce((sum, one) => sum + one.urgent + one.bulk, 0);
        expect(all).toBeGreaterThanOrEqual(Math.floor(199 * rate.perSecond * 0.98) - rate.reserve - 1);
      }),
    );
  });
});

describe('a mail that has to pass two buckets', () => {
  it('takes from both or from none', () => {
    fc.assert(
      fc.property(allowances, allowances, fc.nat({ max: 100 }), (one, other, bulk) => {
        const from = [one, other].map((allowance) => ({ bucket: freshBucket(startMs), allowance }));
        const { granted: both, buckets } = take(from, { urgent: 0, bulk }, startMs);
        const alone = from.map((each) => take([each], { urgent: 0, bulk }, startMs).granted.bulk);
        expect(both.bulk).toBe(Math.min(...alone));
        expect(buckets.map(({ dayUsed }) => dayUsed)).toEqual([both.bulk, both.bulk]);
      }),
    );
  });
});

describe('a receiver that asks for less', () => {
  const half = slowed(freshBucket(startMs), startMs);
  const minutes = (count: number): number => startMs + count * 60_000;

  it('gets nothing for a while, then half, and the whole again after some time', () => {
    const allowance = allowanceOf({ perSecond: 10, burst: 10, reserve: 2 });
    const at = (nowMs: number) => take([{ bucket: half, allowance }], { urgent: 0, bulk: 1000 }, nowMs);
    expect(at(minutes(4))).toMatchObject({
      granted: { bulk: 0 },
      held: { by: 'back-off' },
      nextMs: { bulk: minutes(5) },
    });
    expect(at(minutes(5))).toMatchObject({ granted: { bulk: 5 }, everyMs: 200 });
    expect([5, 20, 35, 200].map((minute) => shareAt(half, minutes(minute)))).toEqual([0.5, Math.SQRT1_2, 1, 1]);
  });

  it('is heard once while mails that were under way say it again, and waits longer each time after', () => {
    expect(slowed(half, minutes(1))).toBe(half);
    const quarter = slowed(half, minutes(5));
    expect([quarter.share, quarter.backOffUntilMs]).toEqual([0.25, minutes(15)]);
  });

  it('holds mail of a sender that has no limit of its own to a cautious rate', () => {
    const { granted: some, everyMs } = take(
      [{ bucket: half, allowance: allowanceOf(null) }],
      { urgent: 0, bulk: 50 },
      minutes(5),
    );
    expect([some.bulk, everyMs]).toEqual([1, 2000]);
  });
});
