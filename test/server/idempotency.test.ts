import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const post = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  server.call('POST /v1/events', { as: 'events', body, headers });

describe('Idempotency-Key', () => {
  const key = (value: string) => ({ 'Idempotency-Key': value });

  test('does a request once and answers it the same again', async () => {
    const lead = await server.addLead();
    const first = await post({ lead: lead.id, event: 'once' }, key('k-1'));
    const second = await post({ lead: lead.id, event: 'once' }, key('k-1'));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ]);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
  });

  test('counts as the ids of a batch without any', async () => {
    const lead = await server.addLead();
    const events = [
      { lead: lead.id, event: 'same' },
      { lead: lead.id, event: 'same' },
    ];
    expect((await post({ events }, key('k-2'))).status).toBe(200);
    expect((await post({ events }, key('k-2'))).status).toBe(200);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(2);
  });

  test('makes a request that broke off half-way safe to send again', async () => {
    const [first, second] = [await server.addLead(), await server.addLead()];
    const events = [first, second].map(({ id }) => ({ lead: id, event: 'half' }));
    const blocker = new pg.Client({ connectionString: server.databaseUrl });
    await blocker.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM lead WHERE id = $1 FOR UPDATE', [second.id]);
    const broken = post({ events }, key('k-7'));
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND pg_backend_pid() = ANY(pg_blocking_pids(pid))`;
    while ((await blocker.query(end)).rowCount === 0);
    await blocker.query('COMMIT');
    await blocker.end();
    expect((await broken).status).toBe(503);
    expect((await post({ events }, key('k-7'))).status).toBe(200);
    expect(await eventsOf(server.store, first.id)).toHaveLength(1);
    expect(await eventsOf(server.store, second.id)).toHaveLength(1);
  });

  test('whose answer was lost still never passes another event off as the first one', async () => {
    const [lead, other] = [await server.addLead(), await server.addLead()];
    await post({ lead: lead.id, event: 'one' }, key('k-8'));
    const client = new pg.Client({ connectionString: server.databaseUrl });
    await client.connect();
    await client.query(`DELETE FROM idempotent_request WHERE key = 'k-8'`);
    await client.end();
    const changed = await post({ lead: lead.id, event: 'two' }, key('k-8'));
    expect([changed.status, changed.body.code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
    const ofOther = await post({ lead: other.id, event: 'one' }, key('k-8'));
    expect([ofOther.status, ofOther.body.leadId]).toEqual([201, other.id]);
  });

  test('used for another request is refused', async () => {
    const lead = await server.addLead();
    await post({ lead: lead.id, event: 'one' }, key('k-3'));
    const answer = await post({ lead: lead.id, event: 'two' }, key('k-3'));
    expect([answer.status, answer.body.code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
  });

  test('belongs to its API key', async () => {
    const lead = await server.addLead();
    await post({ lead: lead.id, event: 'one' }, key('k-4'));
    const options = { as: 'admin', body: { lead: lead.id, event: 'two' }, headers: key('k-4') } as const;
    expect((await server.call('POST /v1/events', options)).status).toBe(201);
  });

  test('of two requests at once lets one do the work', async () => {
    const lead = await server.addLead();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => post({ lead: lead.id, event: 'race' }, key('k-5'))),
    );
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.eventId)).size).toBe(1);
  });

  test('is not kept for a request that failed', async () => {
    const email = 'late@customer.example';
    expect((await post({ lead: email, event: 'e' }, key('k-6'))).status).toBe(404);
    await server.addLead({ email });
    expect((await post({ lead: email, event: 'e' }, key('k-6'))).status).toBe(201);
  });

  test('is forgotten 30 days later, when another one comes', async () => {
    const lead = await server.addLead();
    const rows = async (start: string) => {
      const client = new pg.Client({ connectionString: server.databaseUrl });
      await client.connect();
      const { rowCount } = await client.query('SELECT 1 FROM idempotent_request WHERE starts_with(key, $1)', [start]);
      await client.end();
      return rowCount;
    };
    const day = 24 * 3_600_000;
    for (let n = 0; n < 45; n += 1) await post({ lead: lead.id, event: 'e' }, key(`old-${n}`));
    server.advance(29 * day);
    await post({ lead: lead.id, event: 'e' }, key('mid-1'));
    expect(await rows('old-')).toBe(45);
    server.advance(2 * day);
    // Each new answer looks at a few stored ones only, and the sweep goes round.
    for (let n = 0; n < 8; n += 1) await post({ lead: lead.id, event: 'e' }, key(`new-${n}`));
    expect([await rows('old-'), await rows('mid-'), await rows('new-')]).toEqual([0, 1, 8]);
  });

  test.each(['', 'x'.repeat(201), 'has space'])('%j is refused', async (value) => {
    const answer = await post({ lead: 'a@b.example', event: 'e' }, key(value));
    expect([answer.status, answer.body.code]).toEqual([400, 'REQUEST_INVALID']);
  });
});
