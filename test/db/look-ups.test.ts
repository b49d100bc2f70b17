/**
 * What is looked up or listed about one person, or page by page, reads no table whole, however many others there are. The
 * server itself counts the rows that scans of whole tables have read.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createStore } from '../../db/create-store.ts';
import type { LeadView, Store } from '../../db/store.ts';
import { createTestStore, type TestStore, testAddressHash } from '../support/database.ts';
import { addLead, connect, minute, publishBasics, start } from './fixtures.ts';

const many = 20_000;

let test: TestStore;
let lead: LeadView;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  lead = await addLead(test.store, { email: 'one@of-many.test' });
  await fill();
}, 120_000);
afterAll(() => test.close());

/** As many of everything, each about another lead. */
async function fill(): Promise<void> {
  const client = await connect(test.url);
  const rows = `generate_series(1, ${many}) n`;
  const someone = `md5('lead ' || n)::uuid`;
  try {
    await client.query(`INSERT INTO lead (id, email, canonical_email, address_hash, stage, fit_points, grade, engagement, score,
        temperature, fields, created_at, updated_at)
      SELECT ${someone}, n || '@many.test', n || '@many.test', md5('hash ' || n), 'name', 0, 'D', '{"groups":{}}', 0, 'cold', '{}',
        now(), now() FROM ${rows}`);
    await client.query(`INSERT INTO suppression_entry (id, address_hash, scope, reason, actor, at)
      SELECT gen_random_uuid(), md5('hash ' || n), 'all', 'unsubscribe', 'test', now() FROM ${rows}`);
    await client.query(`INSERT INTO suppression (address_hash, reason, at)
      SELECT md5('hash ' || n), 'unsubscribe', now() FROM ${rows}`);
    await client.query(`INSERT INTO consent (id, lead_id, purpose, basis, source, at)
      SELECT gen_random_uuid(), ${someone}, 'marketing', 'express', 'test', now() FROM ${rows}`);
    await client.query(`INSERT INTO inbound_item (id, way, content_key, format, received_at, envelope_to, size, kind, reading,
        status, note, lead_id)
      SELECT md5('item ' || n)::uuid, 'smtp', 'many ' || n, 'mail', now(), '{}', 3, 'reply', '{"kind":"other","reason":""}',
        'applied', '', ${someone} FROM ${rows}`);
    await client.query(`INSERT INTO task (id, key, kind, lead_id, inbound_item_id, title, created_at)
      SELECT gen_random_uuid(), 'many ' || n, 'reply', ${someone}, md5('item ' || n)::uuid, 'Answer', now() FROM ${rows}`);
    await client.query(`INSERT INTO event (id, dedupe_key, kind, lead_id, name, payload, occurred_at, recorded_at)
      SELECT gen_random_uuid(), 'many ' || n, 'preferences', ${someone}, 'page', '{}', now(), now() FROM ${rows}`);
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

const item = '00000000-0000-7000-8000-000000000000';
const lookUps: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'the list of suppressions': ({ suppressions }) => suppressions.list({ limit: 50 }),
  'the suppressions of an address': ({ suppressions }) => suppressions.entries(lead.email),
  'adding and lifting a suppression': async ({ suppressions }) => {
    await suppressions.add(lead.email, 'manual', null, minute(1));
    const lifting = { scope: 'all', reason: 'manual', right: 'manual', by: 'test' } as const;
    await suppressions.lift(lead.email, lifting, minute(2));
  },
  'the consents of a lead': ({ consents }) => consents.list(lead.id),
  'its preferences, and a change of them': async ({ preferences }) => {
    await preferences.changeOfLead(lead.id, { frequency: 'weekly' }, 'test', minute(1));
    await preferences.changeOfLead(lead.id, { frequency: 'all' }, 'test', minute(2));
  },
  'a lead': ({ leads }) => leads.get(lead.email, start),
  'the tasks of a lead': ({ tasks }) => tasks.list({ leadId: lead.id }, { limit: 50 }),
  'the open tasks': ({ tasks }) => tasks.list({}, { limit: 50 }),
  'closing the task of an incoming mail': ({ tasks }) => tasks.close(item, null, 'test', minute(1)),
  'the incoming mails of a lead': ({ inbound }) => inbound.list({ leadId: lead.id }, { limit: 50 }),
  'the incoming mails that are held': ({ inbound }) => inbound.list({ status: 'held' }, { limit: 50 }),
  'the erasures': ({ rights }) => rights.erasures(50),
  'the retention runs': ({ retention }) => retention.sweeps(),
};

it.each(Object.entries(lookUps))('%s reads no table whole', async (_, lookUp) => {
  const before = await readByScans();
  // Of its own, since a session says what it read when it ends.
  const store = createStore({ databaseUrl: test.url, addressHash: testAddressHash, conditions: createConditions() });
  await lookUp(store);
  await store.close();
  const read = await readByScans();
  const whole = [...read].filter(([table, rows]) => rows - (before.get(table) ?? 0) > many / 10);
  expect(whole.map(([table]) => table)).toEqual([]);
});

it('would be told: the count of the server sees a scan of a whole table', async () => {
  const before = await readByScans();
  const client = await connect(test.url);
  await client.query(`SELECT count(*) FROM lead WHERE title = 'nobody'`);
  await client.end();
  expect(((await readByScans()).get('lead') ?? 0) - (before.get('lead') ?? 0)).toBeGreaterThan(many / 2);
});

/** Rows read by scans of whole tables so far, once all sessions but this one have ended and said so. */
async function readByScans(): Promise<ReadonlyMap<string, number>> {
  const client = await connect(test.url);
  try {
    for (;;) {
      const { rows } = await client.query<{ others: number }>(`
        SELECT count(*)::int AS others FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND backend_type = 'client backend' AND state IS DISTINCT FROM 'idle'`);
      if (rows[0]?.others === 0) break;
    }
    const { rows } = await client.query<{ relname: string; seq_tup_read: string }>(
      'SELECT relname, seq_tup_read FROM pg_stat_user_tables',
    );
    return new Map(rows.map(({ relname, seq_tup_read }) => [relname, Number(seq_tup_read)]));
  } finally {
    await client.end();
  }
}
