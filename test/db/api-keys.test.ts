import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, minute, start } from './fixtures.ts';

let test: TestStore;

beforeAll(async () => {
  test = await createTestStore();
});
afterAll(() => test.close());

describe('API keys', () => {
  it('are shown once, recognised by their prefix, and verified', async () => {
    const { keys } = test.store;
    const { key, view } = await keys.create('web site', ['leads', 'events'], start);
    expect(key).toMatch(/^td_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$/);
    expect(key.startsWith(`${view.prefix}_`)).toBe(true);
    expect(await keys.verify(key, minute(1))).toMatchObject({ id: view.id, scopes: ['leads', 'events'] });
    expect(await keys.list()).toMatchObject([
      { id: view.id, name: 'web site', lastUsedAt: minute(1), revokedAt: null },
    ]);
    const client = await connect(test.url);
    const { rows } = await client.query('SELECT * FROM api_key');
    await client.end();
    expect(JSON.stringify(rows)).not.toContain(key.slice(view.prefix.length + 1));
  });

  it('do not verify when wrong, cut or revoked', async () => {
    const { keys } = test.store;
    const { key, view } = await keys.create('old', ['sales'], start);
    expect(await keys.verify(`${key}x`, start)).toBeNull();
    expect(await keys.verify(key.slice(0, -1), start)).toBeNull();
    expect(await keys.verify('', start)).toBeNull();
    await keys.revoke(view.id, minute(1));
    await keys.revoke(view.id, minute(2));
    await keys.revoke('nothing', minute(2));
    expect(await keys.verify(key, minute(3))).toBeNull();
    expect((await keys.list()).find(({ id }) => id === view.id)?.revokedAt).toBe(minute(1));
  });

  it('with the scope admin may do everything', async () => {
    const { keys } = test.store;
    const { key } = await keys.create('root', ['admin'], start);
    expect((await keys.verify(key, start))?.scopes).toEqual([
      'leads',
      'events',
      'sales',
      'inbound',
      'sources',
      'stages',
      'admin',
    ]);
  });
});

describe('an Idempotency-Key', () => {
  const once = async (key: string, hash: string, work: () => Promise<{ status: number; body: unknown }>) => {
    const [first] = await test.store.keys.list();
    return test.store.keys.idempotent(first?.id ?? '', key, hash, start, work);
  };

  it('runs the work once and repeats its answer', async () => {
    let runs = 0;
    const work = async () => ({ status: 201, body: { run: ++runs } });
    expect(await once('k1', 'h1', work)).toEqual({ status: 201, body: { run: 1 }, replayed: false });
    expect(await once('k1', 'h1', work)).toEqual({ status: 201, body: { run: 1 }, replayed: true });
    await expect(once('k1', 'h2', work)).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    expect(runs).toBe(1);
  });

  it('runs the work once for many requests of the same moment, also while the work needs the store', async () => {
    let runs = 0;
    const work = async () => {
      runs += 1;
      const { id } = await addLead(test.store);
      return { status: 201, body: { id } };
    };
    const answers = await Promise.all(Array.from({ length: 20 }, () => once('k2', 'h', work)));
    expect(runs).toBe(1);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    await Promise.all(Array.from({ length: 20 }, (_, i) => once(`other ${i}`, 'h', work)));
    expect(runs).toBe(21);
  });

  it('keeps nothing of work that failed, and throws its error', async () => {
    const error = new Error('broken');
    await expect(once('k3', 'h', () => Promise.reject(error))).rejects.toBe(error);
    expect(await once('k3', 'h', async () => ({ status: 200, body: null }))).toMatchObject({
      status: 200,
      replayed: false,
    });
  });
});
