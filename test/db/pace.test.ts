/** Shared allowances on a real database: several workers with pools of their own take from the same rows. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createStore } from '../../db/create-store.ts';
import type { PaceAsk, Store } from '../../db/store.ts';
import type { Allowance, Rate } from '../../domain/pace-bucket.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { createTestDatabase, type TestDatabase, testAddressHash } from '../support/database.ts';
import { connect, minute, start } from './fixtures.ts';

const workerCount = 4;
let database: TestDatabase;
let workers: readonly Store[];
let turn = 0;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const options = {
    databaseUrl: database.url,
    addressHash: testAddressHash,
    conditions: createConditions(),
    poolSize: 4,
  };
  workers = Array.from({ length: workerCount }, () => createStore(options));
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await database.drop();
});
beforeEach(() => {
  turn += 1;
  key = `mail${turn}.acme.example google`;
});

const rate: Rate = { perSecond: 40, burst: 40, reserve: 8 };
const allowance = (given: Partial<Allowance>): Allowance => ({
  rate: null,
  cautious: { perSecond: 1, burst: 1, reserve: 0 },
  perDay: null,
  ...given,
});
const at = (ms: number): Instant => plusMs(start, ms);
const worker = (index: number): Store => {
  const found = workers[index % workerCount];
  if (!found) throw new Error('There are no workers');
  return found;
};

/** All workers ask at one moment, several times each; how many mails they got in all. */
async function race(asks: number, from: readonly PaceAsk[], each: { urgent: number; bulk: number }, now: Instant) {
  const leases = await Promise.all(
    Array.from({ length: asks }, (_, i) => {
      const order = i % 2 === 0 ? from : from.toReversed();
      return worker(i).pace.lease(order, each, now);
    }),
  );
  const sum = (kind: 'urgent' | 'bulk') => leases.reduce((all, { granted }) => all + granted[kind], 0);
  return { urgent: sum('urgent'), bulk: sum('bulk') };
}

describe('workers that take from one bucket', () => {
  it('get together what it allows at one moment, and urgent mail its part on top', async () => {
    const from = [{ key, allowance: allowance({ rate }) }];
    expect(await race(24, from, { urgent: 0, bulk: 7 }, start)).toEqual({ urgent: 0, bulk: 40 });
    expect(await race(24, from, { urgent: 3, bulk: 3 }, start)).toEqual({ urgent: 8, bulk: 0 });
  });

  it('get in no stretch of time more than its rate and what may go at one moment', async () => {
    const from = [{ key, allowance: allowance({ rate }) }];
    const grants: { readonly ms: number; readonly mails: number }[] = [];
    for (let ms = 0; ms <= 6000; ms += ms % 1000 === 0 ? 50 : 475) {
      const { urgent, bulk } = await race(12, from, { urgent: ms % 2 === 0 ? 1 : 0, bulk: 9 }, at(ms));
      grants.push({ ms, mails: urgent + bulk });
    }
    for (const [i, first] of grants.entries()) {
      let mails = 0;
      for (const { ms, mails: more } of grants.slice(i)) {
        mails += more;
        expect(mails).toBeLessThanOrEqual(((ms - first.ms) / 1000) * rate.perSecond + rate.burst + rate.reserve);
      }
    }
    const all = grants.reduce((sum, { mails }) => sum + mails, 0);
    expect(all).toBeGreaterThanOrEqual(6 * rate.perSecond);
  });

  it('get no more on a day than the day has, and begin anew on the next', async () => {
    const from = [{ key, allowance: allowance({ perDay: 60 }) }];
    expect(await race(16, from, { urgent: 0, bulk: 10 }, start)).toEqual({ urgent: 0, bulk: 57 });
    expect(await race(16, from, { urgent: 2, bulk: 0 }, minute(1))).toEqual({ urgent: 3, bulk: 0 });
    const { next, held } = await worker(0).pace.lease(from, { urgent: 0, bulk: 1 }, minute(2));
    expect([next.bulk, held]).toEqual(['2026-11-22T00:00:00.000Z', { key, by: 'day' }]);
    expect(await race(16, from, { urgent: 0, bulk: 10 }, next.bulk)).toEqual({ urgent: 0, bulk: 57 });
  });

  it('take from two buckets what the narrower one allows, in whichever order they name them', async () => {
    const total = `mail${turn}.acme.example`;
    const from = [
      { key, allowance: allowance({ rate: { perSecond: 1000, burst: 30, reserve: 0 } }) },
      { key: total, allowance: allowance({ rate: { perSecond: 1000, burst: 20, reserve: 0 } }) },
    ];
    expect(await race(24, from, { urgent: 0, bulk: 5 }, start)).toEqual({ urgent: 0, bulk: 20 });
    const rest = await race(8, from.slice(0, 1), { urgent: 0, bulk: 5 }, start);
    expect(rest).toEqual({ urgent: 0, bulk: 10 });
  });
});

describe('a receiver that asks for less', () => {
  const domain = (): string => `mail${turn}.acme.example`;

  it('is heard once, however many workers say so; the others learn of it', async () => {
    const from = [{ key, allowance: allowance({ rate }) }];
    await Promise.all(workers.map((one) => one.pace.slow(key, domain(), start)));
    expect((await worker(1).pace.state(minute(1))).slowed).toContain(key);
    const { granted, held, next } = await worker(2).pace.lease(from, { urgent: 5, bulk: 5 }, minute(4));
    expect([granted, held, next.bulk]).toEqual([{ urgent: 0, bulk: 0 }, { key, by: 'back-off' }, minute(5)]);
    expect(await race(8, from, { urgent: 0, bulk: 10 }, minute(5))).toEqual({ urgent: 0, bulk: 20 });
    expect((await worker(1).pace.state(minute(60 * 5))).slowed).not.toContain(key);
  });

  it('sets the warm-up of the sending domain back by a day, once a day', async () => {
    const since = async () => (await worker(0).pace.state(start)).warmUps.get(domain());
    await worker(0).pace.slow(key, domain(), start);
    expect(await since()).toBeUndefined();
    const client = await connect(database.url);
    await client.query('INSERT INTO sender_domain (domain, warm_up_since) VALUES ($1, $2)', [
      domain(),
      plusMs(start, -5 * 86_400_000),
    ]);
    await client.end();
    for (const now of [start, minute(30), minute(90)]) await worker(0).pace.slow(key, domain(), now);
    expect(await since()).toBe(plusMs(start, -4 * 86_400_000));
    await worker(0).pace.slow(key, domain(), plusMs(start, 86_400_000));
    expect(await since()).toBe(plusMs(start, -3 * 86_400_000));
  });
});
