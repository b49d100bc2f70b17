import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery, OutboxEntry } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, minute, publishBasics, publishWith, start } from './fixtures.ts';

let test: TestStore;

beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
});
afterAll(() => test.close());
beforeEach(async () => {
  const client = await connect(test.url);
  await client.query('DELETE FROM outbox');
  await client.end();
});

const opened: { resolve(): void }[] = [];
// A test that fails while it holds a delivery must not hold the next one as well.
afterEach(() => {
  for (const { resolve } of opened.splice(0)) resolve();
});

/** A promise that a test settles by hand. */
function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  opened.push({ resolve });
  return { promise, resolve };
}

const enroll = async () => {
  const { id } = await addLead(test.store);
  return test.store.enrollments.enroll(id, 'welcome', 'test', start);
};
const all = (kind: 'done' | 'gone') => async (entries: readonly OutboxEntry[]) =>
  entries.map(({ id }): Delivery => ({ id, kind }));
const drained = async (limit = 10, now = start) => {
  const taken: string[] = [];
  await test.store.outbox.drain(limit, now, (entries) => {
    taken.push(...entries.map(({ kind, workflowId }) => `${kind} ${workflowId}`));
    return all('done')(entries);
  });
  return taken;
};

describe('draining', () => {
  it('hands out the oldest entry of each workflow, in order, and forgets what was delivered', async () => {
    const [first, second] = [await enroll(), await enroll()];
    await test.store.enrollments.stop(first.id, 'test', start);
    expect(await drained(1)).toEqual([`start_nurture ${first.workflowId}`]);
    expect(await drained()).toEqual([`start_nurture ${second.workflowId}`, `signal_nurture ${first.workflowId}`]);
    expect(await drained()).toEqual([]);
    expect(await test.store.outbox.pending()).toEqual({ waiting: 0, dead: 0, oldest: null });
  });

  it('gives two relays different entries, and neither what must wait for the other', async () => {
    const [first, second] = [await enroll(), await enroll()];
    await test.store.enrollments.stop(first.id, 'test', start);
    const [taken, finish] = [deferred(), deferred()];
    const slow = test.store.outbox.drain(1, start, async (entries) => {
      taken.resolve();
      await finish.promise;
      return all('done')(entries);
    });
    await taken.promise;
    expect(await drained()).toEqual([`start_nurture ${second.workflowId}`]);
    finish.resolve();
    expect(await slow).toBe(1);
    expect(await drained()).toEqual([`signal_nurture ${first.workflowId}`]);
  });

  it('tries a failed entry again when it is due, and what follows it only then', async () => {
    const { id, workflowId } = await enroll();
    await test.store.enrollments.stop(id, 'test', start);
    await test.store.outbox.drain(10, start, async (entries) =>
      entries.map((entry): Delivery => ({ id: entry.id, kind: 'failed', error: 'no server', retryInMs: 60_000 })),
    );
    expect(await drained()).toEqual([]);
    const seen: number[] = [];
    await test.store.outbox.drain(10, minute(1), async (entries) => {
      seen.push(...entries.map(({ attempts }) => attempts));
      return [];
    });
    expect(seen).toEqual([1]);
    expect(await drained(10, minute(1))).toEqual([`start_nurture ${workflowId}`]);
  });

  it('keeps a dead entry in sight, and lets it hold nothing back', async () => {
    const { id, workflowId } = await enroll();
    await test.store.enrollments.stop(id, 'test', start);
    await test.store.outbox.drain(10, start, async (entries) =>
      entries.map((entry): Delivery => ({ id: entry.id, kind: 'dead', error: 'refused' })),
    );
    expect(await test.store.outbox.pending()).toMatchObject({ waiting: 1, dead: 1, oldest: start });
    expect(await drained()).toEqual([`signal_nurture ${workflowId}`]);
  });

  it('loses nothing when the delivery throws, and throws what the delivery threw', async () => {
    const { workflowId } = await enroll();
    const broken = Object.assign(new Error('Temporal is down'), { code: 'ECONNREFUSED' });
    const draining = test.store.outbox.drain(10, start, () => Promise.reject(broken));
    await expect(draining).rejects.toBe(broken);
    expect(await drained()).toEqual([`start_nurture ${workflowId}`]);
  });

  it('takes an entry whose workflow has ended as delivered', async () => {
    await enroll();
    expect(await test.store.outbox.drain(10, start, all('gone'))).toBe(1);
    expect(await test.store.outbox.pending()).toMatchObject({ waiting: 0 });
  });
});

describe('a workflow that cannot be started', () => {
  it('leaves no mass enrollment and no migration that looks as if it went on', async () => {
    const { store } = test;
    await enroll();
    const filter = { when: null, segment: null, source: null, tag: null };
    const batch = await store.batches.begin('welcome', filter, 10, start);
    await publishWith(store, 'welcome', { priority: 1 });
    const migration = await store.migrations.begin('welcome', {}, 10, start);
    expect(batch.status).toBe('running');
    await store.outbox.drain(10, minute(1), async (entries) =>
      entries.map((entry): Delivery => ({ id: entry.id, kind: 'dead', error: 'refused' })),
    );
    expect(await store.batches.get(batch.id)).toMatchObject({ status: 'stopped', endedAt: minute(1) });
    expect(await store.migrations.get(migration.id)).toMatchObject({ status: 'stopped', endedAt: minute(1) });
  });
});

describe('listening', () => {
  /** Counts calls, and lets a test wait for the n-th. */
  const counter = () => {
    let calls = 0;
    let waiting: { readonly count: number; resolve(): void }[] = [];
    return {
      wake: () => {
        calls += 1;
        for (const one of waiting.filter(({ count }) => count <= calls)) one.resolve();
        waiting = waiting.filter(({ count }) => count > calls);
      },
      reached: (count: number) =>
        new Promise<void>((resolve) => (calls >= count ? resolve() : waiting.push({ count, resolve }))),
    };
  };

  it('wakes right after connecting, at a commit, and again after the connection was lost', async () => {
    const { wake, reached } = counter();
    const listening = await test.store.outbox.listen(wake);
    await reached(1);
    await enroll();
    await reached(2);
    const client = await connect(test.url);
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query = 'LISTEN "tendril_outbox"'`,
    );
    await client.end();
    await reached(3);
    await enroll();
    await reached(4);
    await listening.stop();
  });
});
