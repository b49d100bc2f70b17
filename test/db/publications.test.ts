import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createStore } from '../../db/create-store.ts';
import { createTestStore, type TestStore, testAddressHash } from '../support/database.ts';
import { addLead, connect, minute, start, welcome, workspace } from './fixtures.ts';

let test: TestStore;

beforeAll(async () => {
  test = await createTestStore();
});
afterAll(() => test.close());

const sequence = (contentHash: string) => ({
  name: 'welcome',
  contentHash,
  source: 'text',
  program: welcome,
  templates: {},
});

describe('the workspace', () => {
  it('is not there before it is published, and events are recorded all the same', async () => {
    const { store } = test;
    await expect(store.publications.workspace()).rejects.toMatchObject({ code: 'WORKSPACE_EMPTY' });
    expect(await store.overview.isEmpty()).toBe(true);
    const { id } = await addLead(store);
    const click = { dedupeKey: 'early', kind: 'click', lead: { id }, occurredAt: start } as const;
    expect(await store.events.ingest(click, start)).toMatchObject({ recorded: true, score: 0, stage: 'engaged' });
    expect(await store.overview.isEmpty()).toBe(false);
  });

  it('gets a new version for new content only, whatever the order of its keys', async () => {
    const { publications } = test.store;
    const first = await publications.publishWorkspace(workspace, start);
    expect(first).toMatchObject({ number: 1, created: true });
    const turned = Object.fromEntries(Object.entries(workspace).reverse()) as unknown as typeof workspace;
    expect(await publications.publishWorkspace(turned, start)).toEqual({ ...first, created: false });
    expect(await publications.workspace()).toEqual(workspace);
  });

  it('that an older version published has what was not there then', async () => {
    const { store, url } = test;
    const { publications } = store;
    const { senders: _, segments: __, caps: ___, events: ____, ...organisation } = workspace.organisation;
    const client = await connect(url);
    await client.query('UPDATE workspace_version SET content = $1', [JSON.stringify({ ...workspace, organisation })]);
    await client.end();
    // Another store has nothing in memory.
    const other = createStore({ databaseUrl: url, addressHash: testAddressHash, conditions: createConditions() });
    const { organisation: read } = await other.publications.workspace();
    await other.close();
    expect(read).toEqual({ ...organisation, senders: {}, segments: {}, caps: [], events: null });
    expect(await publications.workspace()).toEqual(workspace);
  });

  it('computes the fit of the leads that are there already when the scoring model changes', async () => {
    const { store } = test;
    const [big, small] = [await addLead(store), await addLead(store, { fields: { employees: 10 } })];
    expect([big.grade, small.grade]).toEqual(['A', 'D']);
    const fit = [{ when: 'lead.fields.employees < 50', points: 30, reason: 'small' }];
    await store.publications.publishWorkspace({ ...workspace, scoring: { ...workspace.scoring, fit } }, minute(1));
    expect((await store.leads.get(big.id, minute(1))).grade).toBe('D');
    expect((await store.leads.get(small.id, minute(1))).grade).toBe('B');
    await store.publications.publishWorkspace(workspace, minute(2));
    expect((await store.leads.get(big.id, minute(2))).grade).toBe('A');
  });

  it('keeps the people it no longer names, but gives them nothing', async () => {
    const { store, url } = test;
    const [ines] = workspace.sales.salespeople;
    const salespeople = ines ? [{ ...ines, title: 'Head of sales' }] : [];
    await store.publications.publishWorkspace({ ...workspace, sales: { ...workspace.sales, salespeople } }, start);
    const client = await connect(url);
    const { rows } = await client.query('SELECT key, title, active FROM salesperson ORDER BY key');
    await client.end();
    expect(rows).toEqual([
      { key: 'ines', title: 'Head of sales', active: true },
      { key: 'joel', title: 'Account executive', active: false },
    ]);
  });
});

describe('versions of templates and sequences', () => {
  it('are made for content that the newest version does not have, also for older content', async () => {
    const { publications } = test.store;
    const published = [];
    for (const hash of ['a', 'a', 'b', 'a', 'a', 'b'])
      published.push(await publications.publishSequence(sequence(hash), start));
    expect(published.map(({ number, created }) => [number, created])).toEqual([
      [1, true],
      [1, false],
      [2, true],
      [3, true],
      [3, false],
      [4, true],
    ]);
  });

  it('get different numbers when they are published at the same moment', async () => {
    const { publications } = test.store;
    const publish = (contentHash: string) =>
      publications.publishTemplate({ name: 'race', contentHash, compiled: { contentHash } }, start);
    const versions = await Promise.all(['a', 'b', 'c'].map(publish));
    expect(versions.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
  });

  it('are found by id and by name', async () => {
    const { publications } = test.store;
    const { id } = await publications.publishTemplate(
      { name: 'hi', contentHash: 'a', compiled: { html: 'hi' } },
      start,
    );
    expect(await publications.template(id)).toEqual({ html: 'hi' });
    expect(await publications.newestTemplate('hi')).toEqual({ id, number: 1, compiled: { html: 'hi' } });
    await expect(publications.template('x')).rejects.toMatchObject({ code: 'TEMPLATE_UNKNOWN' });
    await expect(publications.newestTemplate('x')).rejects.toMatchObject({ code: 'TEMPLATE_UNKNOWN' });
    await expect(publications.sequence('x')).rejects.toMatchObject({ code: 'SEQUENCE_UNKNOWN' });
    await expect(publications.version('x')).rejects.toMatchObject({ code: 'SEQUENCE_UNKNOWN' });
    await expect(publications.version('welcome', 99)).rejects.toMatchObject({ code: 'SEQUENCE_UNKNOWN' });
    expect(await publications.version('welcome')).toMatchObject({ number: 4, source: 'text', program: welcome });
    expect(await publications.version('welcome', 2)).toMatchObject({ number: 2, program: welcome });
  });

  it('show how many are where, over all versions', async () => {
    const { store } = test;
    const enrollments = [];
    for (let i = 0; i < 3; i += 1) {
      const { id } = await addLead(store);
      enrollments.push(await store.enrollments.enroll(id, 'welcome', 'test', start));
    }
    const [first, second, third] = enrollments.map(({ id }) => id);
    await store.enrollments.position(first ?? '', { kind: 'moving', stepId: 'hello' });
    await store.enrollments.position(second ?? '', { kind: 'sleeping', stepId: 'hello', until: minute(5) });
    await store.enrollments.close(third ?? '', 'completed', 'end', start);
    await store.publications.publishSequence(sequence('new'), minute(1));
    const summary = { name: 'welcome', version: 5, publishedAt: minute(1), active: 2, ended: 1, pausedSince: null };
    expect(await store.publications.sequences()).toEqual([summary]);
    const detail = { ...summary, source: 'text', program: welcome, at: { hello: 2 } };
    expect(await store.publications.sequence('welcome')).toEqual(detail);
  });
});

describe('the overview', () => {
  it('counts everything, also what there is none of', async () => {
    const status = await test.store.overview.status();
    expect(status).toMatchObject({
      leads: { engaged: 1, name: 5, customer: 0 },
      enrollments: { active: 2, completed: 1, converted: 0, failed: 0 },
      messages: { SENT: 0, UNKNOWN: 0 },
      handoffs: { open: 0, accepted: 0, returned: 0 },
      outbox: { waiting: 3, dead: 0, oldest: start },
    });
  });
});
