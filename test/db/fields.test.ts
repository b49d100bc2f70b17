/** The declared fields of leads: who sees them, and what older versions stored of them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fieldsOf } from '../../domain/fields.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, publishBasics, start, workspace } from './fixtures.ts';

let test: TestStore;

beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  const salary = { type: 'number', label: 'Salary', values: null, sensitive: true } as const;
  const organisation = { ...workspace.organisation, fields: fieldsOf({ region: 'string', salary }) };
  await test.store.publications.publishWorkspace({ ...workspace, organisation }, start);
});
afterAll(() => test.close());

it('a sensitive field is told with the lead itself and left out of lists', async () => {
  const { store } = test;
  const { id } = await addLead(store, { email: 'secret@fields.test', fields: { salary: 5, region: 'north' } });
  const { items } = await store.leads.list({ search: 'secret@fields.test' }, { limit: 1 }, start);
  expect(items.map(({ fields }) => fields)).toEqual([{ region: 'north' }]);
  expect((await store.leads.get(id, start)).fields).toEqual({ salary: 5, region: 'north' });
});

it('a workspace that an older version stored has plain types and no sources', async () => {
  const old = await createTestStore();
  try {
    const { sources: _, ...without } = workspace;
    const stored = { ...without, organisation: { ...workspace.organisation, fields: { employees: 'number' } } };
    const client = await connect(old.url);
    await client.query(
      `INSERT INTO workspace_version (id, number, content_hash, content, published_at)
       VALUES (gen_random_uuid(), 1, 'x', $1, now())`,
      [stored],
    );
    await client.end();
    const read = await old.store.publications.workspace();
    expect(read.sources).toEqual({});
    expect(read.organisation.fields).toEqual(fieldsOf({ employees: 'number' }));
    expect(read.organisation.country).toBeNull();
  } finally {
    await old.close();
  }
});
