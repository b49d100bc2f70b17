/** What is done side by side in one transaction, and fails in the middle. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type Database } from '../../db/database.ts';
import { sql } from '../../db/sql.ts';
import type { OutgoingEndpoint } from '../../domain/outgoing-webhook.ts';
import { subscriptionsOf } from '../../domain/outgoing-webhook.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, publishBasics, start } from './fixtures.ts';
import { run } from './merge-ground.ts';

const types = ['lead.score_changed', 'lead.stage_changed', 'lead.temperature_changed'] as const;
const endpoint: OutgoingEndpoint = {
  ...{ endpoint: 'crm', url: 'https://crm.test/in', types, scoreStep: null },
  ...{ secrets: [], allowInsecure: false, disabled: false },
};
let test: TestStore;
let database: Database;
beforeAll(async () => {
  test = await createTestStore({ subscriptions: subscriptionsOf([endpoint]) });
  database = createDatabase(test.url, 1, { warn: () => {} });
  await publishBasics(test.store);
});
afterAll(async () => {
  await database.close();
  await test.close();
});

it('nothing is written by a branch of a transaction that goes on after the other one failed', async () => {
  const key = (name: string) => sql`
    INSERT INTO account (id, name, key, created_at) VALUES (gen_random_uuid(), ${name}, ${name}, now())`;
  let goOn = () => {};
  const over = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let late: Promise<unknown> = Promise.resolve();
  const failing = database.transaction(async (tx) => {
    late = over.then(() => tx.rows(key('late')));
    await tx.rows(key('early'));
    await Promise.all([late, Promise.reject(new Error('in the middle'))]);
  });
  await expect(failing).rejects.toThrow('in the middle');
  // Another one has the only connection by then.
  const next = database.transaction(async (tx) => {
    goOn();
    await expect(late).rejects.toMatchObject({ code: 'INTERNAL' });
    await tx.rows(key('next'));
  });
  await next;
  const kept = await database.rows<{ readonly key: string }>(
    sql`SELECT key FROM account WHERE key IN ('early', 'late', 'next')`,
  );
  expect(kept.map((row) => row.key)).toEqual(['next']);
});

it('an event that cannot be followed up in full leaves nothing behind, also where others are told of changes', async () => {
  const { id } = await addLead(test.store);
  await test.store.enrollments.enroll(id, 'welcome', 'test', start);
  // What nobody writes: reading it fails while the rest is written.
  await run(test.url, `UPDATE enrollment SET wait_for = '[null]', wait_since = now() WHERE lead_id = $1`, [id]);
  const asked = event({ kind: 'custom', name: 'demo_requested', lead: { id } });
  await expect(test.store.events.ingest(asked, start)).rejects.toThrow();
  const counts = `SELECT (SELECT count(*)::int FROM event WHERE lead_id = $1) AS events,
    (SELECT count(*)::int FROM score_entry WHERE lead_id = $1) AS points, (SELECT count(*)::int FROM webhook_delivery) AS told,
    (SELECT stage || ' ' || score FROM lead WHERE id = $1) AS lead`;
  // The pool has more connections than one; each that is still at work would be done before this.
  await test.store.leads.list({}, { limit: 1 }, start);
  expect(await run(test.url, counts, [id])).toEqual([{ events: 0, points: 0, told: 0, lead: 'name 0' }]);
});
