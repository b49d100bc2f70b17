/** Another scoring model where leads are many: publishing waits for nobody, and the fit is found behind it. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createStore } from '../../db/create-store.ts';
import type { OutboxEntry, RecomputeView, Store } from '../../db/store.ts';
import type { ScoringModel } from '../../domain/scoring.ts';
import { createTestStore, type TestStore, testAddressHash } from '../support/database.ts';
import { addLead, minute, publishBasics, start, workspace } from './fixtures.ts';

const many = 1_001;
let test: TestStore;
let client: pg.Client;
let other: Store;
beforeAll(async () => {
  test = await createTestStore();
  client = new pg.Client({ connectionString: test.url });
  await client.connect();
  await publishBasics(test.store);
  await client.query(
    `INSERT INTO lead (id, email, canonical_email, fields, fit_points, grade, created_at, updated_at)
     SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'many' || n || '@acme.test', 'many' || n || '@acme.test',
       jsonb_build_object('employees', CASE WHEN n % 2 = 0 THEN 100 ELSE 10 END), CASE WHEN n % 2 = 0 THEN 40 ELSE 0 END,
       CASE WHEN n % 2 = 0 THEN 'A' ELSE 'D' END, $1, $1 FROM generate_series(1, $2::int) n`,
    [start, many],
  );
  // As another process: it remembers the workspace for itself.
  other = createStore({ databaseUrl: test.url, addressHash: testAddressHash, conditions: createConditions() });
});
afterAll(async () => {
  await other.close();
  await client.end();
  await test.close();
});

const numbered = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
/** Grades by a line at which an employee more counts. */
const modelOf = (employees: number, points: number): Partial<ScoringModel> => ({
  fit: [{ when: `lead.fields.employees >= ${employees}`, points, reason: `${employees} or more` }],
});
const publishModel = (model: Partial<ScoringModel>, at = start) =>
  test.store.publications.publishWorkspace({ ...workspace, scoring: { ...workspace.scoring, ...model } }, at);
const newest = async (): Promise<RecomputeView | undefined> => (await test.store.scores.recomputes())[0];
const grades = async () =>
  (await client.query('SELECT grade, count(*)::int AS leads FROM lead GROUP BY 1 ORDER BY 1')).rows;

/** Pages until it is over; each as if the process before it had been killed. */
async function carriedOn(id: string, store = test.store): Promise<RecomputeView> {
  for (let more = true; more; ) ({ more } = await store.scores.carryOnRecompute(id, 400, minute(2)));
  return store.scores.recompute(id);
}

describe('publishing another model where leads are many', () => {
  it('waits for no lead, and begins a recompute of their fit that comes after everybody knows the model', async () => {
    const holder = new pg.Client({ connectionString: test.url });
    // Should publishing wait for it, the lock is given up and its end is a failure.
    holder.on('error', () => {});
    await holder.connect();
    await holder.query("SET idle_in_transaction_session_timeout = '10s'");
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM lead FOR UPDATE');
    expect(await publishModel(modelOf(5, 30), minute(1))).toMatchObject({ created: true });
    await holder.query('ROLLBACK');
    await holder.end();
    expect(await newest()).toMatchObject({ scope: 'fit', promote: false, status: 'running', looked: 0, total: many });
    const entries: OutboxEntry[] = [];
    const take = async (all: readonly OutboxEntry[]) => {
      entries.push(...all);
      return [];
    };
    await test.store.outbox.drain(9, minute(1), take);
    expect(entries).toEqual([]);
    await test.store.outbox.drain(9, minute(2), take);
    expect(entries).toMatchObject([{ kind: 'start_recompute', payload: { recomputeId: (await newest())?.id } }]);
  });

  it('shows meanwhile the grade that a lead goes by, and the one that is due', async () => {
    const { leads } = test.store;
    expect(await leads.get(numbered(1), minute(1))).toMatchObject({ grade: 'D', gradeDue: 'B' });
    expect(await leads.get(numbered(2), minute(1))).toMatchObject({ grade: 'A', gradeDue: 'B' });
    const { items } = await leads.list({}, { limit: 2 }, minute(1));
    expect(items.map(({ grade, gradeDue }) => [grade, gradeDue])).toEqual([
      ['D', 'B'],
      ['A', 'B'],
    ]);
    expect((await leads.explainScore(numbered(1), minute(1))).fit).toMatchObject({
      ...{ points: 0, grade: 'D', due: { points: 30, grade: 'B' } },
      rules: [{ holds: true }],
    });
    // Whoever is saved meanwhile has the new one at once.
    expect(await addLead(test.store, { fields: { employees: 7 } })).toMatchObject({ grade: 'B', gradeDue: null });
  });

  it('finds the fit page after page, changes nothing else, and says that scores are still of the model before', async () => {
    const rest = `SELECT id, engagement, score, temperature, stage FROM lead ORDER BY id`;
    const before = await client.query(rest);
    const { id = '' } = (await newest()) ?? {};
    expect(await test.store.scores.carryOnRecompute(id, 400, minute(2))).toEqual({
      looked: 400,
      more: true,
      pace: 1000,
    });
    expect(await test.store.leads.get(numbered(400), minute(2))).toMatchObject({ grade: 'B', gradeDue: null });
    expect(await test.store.leads.get(numbered(401), minute(2))).toMatchObject({ grade: 'D', gradeDue: 'B' });
    // The lead that was saved meanwhile came behind the last one that there was.
    expect(await carriedOn(id)).toMatchObject({ status: 'done', looked: many, changed: many, promoted: 0 });
    expect(await grades()).toEqual([{ grade: 'B', leads: many + 1 }]);
    expect((await client.query(rest)).rows).toEqual(before.rows);
    expect((await test.store.leads.explainScore(numbered(1), minute(2))).fit.due).toBeNull();
    expect(await test.store.scores.upToDate()).toBe(false);
  });

  it('finds it by the model in force, also in a process that remembers the one before', async () => {
    await other.publications.workspace();
    await publishModel(modelOf(50, 12), minute(3));
    const { id = '' } = (await newest()) ?? {};
    await carriedOn(id, other);
    expect(await grades()).toEqual([
      { grade: 'C', leads: 500 },
      { grade: 'D', leads: 502 },
    ]);
  });

  it('ends what runs: a fit that is not needed any more, or a recompute of everything, which begins anew', async () => {
    await publishModel(modelOf(50, 25), minute(4));
    const fit = await newest();
    const order = { promote: true, pace: 77 };
    const all = await test.store.scores.beginRecompute(order, 'ines', minute(4));
    await test.store.scores.carryOnRecompute(all.id, 10, minute(4));
    expect(await test.store.scores.recompute(fit?.id ?? '')).toMatchObject({ scope: 'fit', status: 'stopped' });
    await publishModel(modelOf(50, 40), minute(5));
    expect(await test.store.scores.recompute(all.id)).toMatchObject({ status: 'stopped', looked: 10 });
    const again = await newest();
    expect(again).toMatchObject({ ...order, scope: 'all', actor: 'ines', status: 'running', looked: 0 });
    await carriedOn(again?.id ?? '');
    expect((await grades())[0]).toEqual({ grade: 'A', leads: 500 });
    expect(await test.store.scores.upToDate()).toBe(true);
  });

  it('writes points that change no grade, too: they are what an explanation shows', async () => {
    await publishModel(modelOf(50, 45), minute(6));
    const { id = '' } = (await newest()) ?? {};
    await carriedOn(id);
    const fit = { points: 45, grade: 'A', due: null };
    expect((await test.store.leads.explainScore(numbered(2), minute(6))).fit).toMatchObject(fit);
    expect((await grades())[0]).toEqual({ grade: 'A', leads: 500 });
  });

  it('begins nothing when the model is the same', async () => {
    const before = (await test.store.scores.recomputes()).length;
    const scoring = { ...workspace.scoring, ...modelOf(50, 45) };
    const sales = { ...workspace.sales, salespeople: workspace.sales.salespeople.slice(0, 1) };
    expect(await test.store.publications.publishWorkspace({ ...workspace, scoring, sales }, minute(7))).toMatchObject({
      created: true,
    });
    expect((await test.store.scores.recomputes()).length).toBe(before);
  });
});
