/**
 * What is tried against the API by who has a key for leads and events, or none: injection, bombs, and asking whether a key or a
 * lead exists. Floods are in `key-limit.test.ts`, sizes in `problems.test.ts` and `event-batches.test.ts`, repeated requests in
 * `idempotency.test.ts`.
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leadsAsCsv } from '../../cli/lead-download.ts';
import { connect } from '../db/fixtures.ts';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const save = (body: unknown) => server.call('POST /v1/leads', { as: 'leads', body });
const batch = (events: unknown) => server.call('POST /v1/events:batch', { as: 'events', body: { events } });
const read = (email: string) => server.call(`GET /v1/leads/${encodeURIComponent(email)}`, { as: 'leads' });
const rows = async (text: string, values: readonly unknown[] = []) => {
  const client = await connect(server.databaseUrl);
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
};

const typed = {
  sql: "Robert'); DROP TABLE lead; --",
  markup: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  template: '{{lead.email}} {{{x}}} <%= 7*7 %>',
  formula: "=cmd|'/C calc'!A1",
} as const;

describe('what is written into a lead', () => {
  test.each(Object.entries(typed))('as %s is kept as the text that it is', async (name, text) => {
    const email = `${name}@customer.example`;
    expect((await save({ email, firstName: text, company: text })).status).toBe(201);
    expect((await read(email)).body).toMatchObject({ firstName: text, company: text });
    expect(await rows('SELECT first_name FROM lead WHERE email = $1', [email])).toEqual([{ first_name: text }]);
    const found = await server.call(`GET /v1/leads?search=${encodeURIComponent(text)}`, { as: 'leads' });
    expect(found.status).toBe(200);
    let csv = '';
    const options = { search: email, sensitive: true, standing: false, excel: false };
    for await (const { bytes } of leadsAsCsv(server.store, options, server.now())) csv += Buffer.from(bytes).toString();
    expect(csv).not.toMatch(/(?:^|,)"?=/m);
  });

  test.each([
    ['a line into an address', { email: 'ann@customer.example\r\nBcc: all@evil.test' }],
    ['two addresses', { email: 'ann@customer.example,all@evil.test' }],
    ['a line into a name', { email: 'line@customer.example', firstName: 'Ann\r\nBcc: all@evil.test' }],
    ['a NUL', { email: 'nul@customer.example', company: 'A\0B' }],
    ['half a character', { email: 'half@customer.example', company: 'A\ud800' }],
    ['what every object has', { email: 'proto@customer.example', constructor: { prototype: { admin: true } } }],
    ['an object for a text', { email: { $ne: null }, firstName: 'x' }],
    ['a field that is not declared', { email: 'field@customer.example', fields: { toString: 'x' } }],
    ['a stage', { email: 'stage@customer.example', stage: 'customer' }],
    ['an id', { email: 'id@customer.example', id: randomUUID() }],
  ])('is refused with its place where somebody puts in %s', async (_, body) => {
    const { status, body: problem } = await save(body);
    expect(`${status} ${problem.code}`).toMatch(/^(?:400 REQUEST|422 ADDRESS|422 FIELD)_\w+$/);
    expect(await rows("SELECT email FROM lead WHERE email ~ '^(nul|half|proto|line|field|stage|id)@'")).toEqual([]);
  });

  test('through __proto__ reaches no object', async () => {
    const body = '{"email":"p@customer.example","__proto__":{"admin":true},"fields":{"__proto__":{"x":1}}}';
    const { status } = await save(body);
    expect(status).toBe(400);
    expect(({} as { readonly admin?: unknown; readonly x?: unknown }).admin).toBeUndefined();
  });

  test('that is nested a hundred thousand deep is refused at once, and the server goes on', async () => {
    const depth = 100_000;
    const bomb = `{"email":"b@customer.example","fields":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
    expect((await save(bomb)).status).toBe(400);
    expect((await server.call('POST /v1/leads', { as: 'leads', body: '['.repeat(depth) })).status).toBe(400);
    const event = { id: 'bomb', lead: 'b@customer.example', event: 'seen', payload: 0 };
    const text = JSON.stringify({ events: [event] }).replace(
      '"payload":0',
      `"payload":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`,
    );
    expect((await server.call('POST /v1/events:batch', { as: 'events', body: text })).status).toBe(400);
    expect((await save({ email: 'after@customer.example' })).status).toBe(201);
  });
});

describe('a batch of events', () => {
  test('keeps hostile payloads as they are, and one that cannot be kept costs no other', async () => {
    const { id, email } = await server.addLead();
    const events = Object.entries(typed).map(([name, text]) => ({
      ...{ id: name, lead: email, event: 'typed', payload: { text, [text]: 1 } },
    }));
    const large = { id: 'large', lead: email, event: 'typed', payload: { text: 'x'.repeat(9_000) } };
    const fine = { ...large, id: 'fine', payload: { text: 'fine' } };
    // Of a NUL no database text can be made: such a body is refused before it is taken apart.
    expect((await batch([...events, { ...fine, payload: { text: 'a\0b' } }])).status).toBe(400);
    const { status, body } = await batch([...events, large, fine]);
    expect(status).toBe(207);
    const answered = body.results.map((one: { readonly status: number }) => one.status);
    expect(answered).toEqual([201, 201, 201, 201, 400, 201]);
    const kept = await rows('SELECT payload FROM event WHERE lead_id = $1 AND name = $2 ORDER BY id', [id, 'typed']);
    expect(kept.map(({ payload }) => payload.text)).toEqual([...Object.values(typed), 'fine']);
    expect(await rows('SELECT count(*)::int > 0 AS there FROM lead')).toEqual([{ there: true }]);
  });

  test('recorded and sent again by another key of the same source adds nothing', async () => {
    const { id, email } = await server.addLead();
    const events = [1, 2, 3].map((n) => ({ id: `replay-${n}`, source: 'shop', lead: email, event: 'bought' }));
    await batch(events);
    const again = await server.call('POST /v1/events:batch', { as: 'admin', body: { events } });
    expect([again.status, await eventsOf(server.store, id)]).toEqual([200, expect.objectContaining({ length: 3 })]);
  });
});

describe('who has no key', () => {
  test('learns neither whether a key was right once, nor whether a lead is known', async () => {
    const { key, view } = (await server.call('POST /v1/keys', { body: { name: 'gone', scopes: ['leads'] } })).body;
    await server.call(`POST /v1/keys/${view.id}/revoke`);
    const { email } = await server.addLead();
    const answers = new Set<string>();
    for (const as of [key, `${key.slice(0, -1)}x`, 'x', "Robert'--"]) {
      for (const lead of [email, 'nobody@customer.example']) {
        const { status, headers, body } = await server.call(`GET /v1/leads/${lead}`, { as });
        const { instance: _, ...problem } = body;
        answers.add(JSON.stringify([status, headers.get('www-authenticate'), problem]));
      }
    }
    expect([...answers]).toEqual([expect.stringMatching(/^\[401,.*The API key is unknown or has been revoked/)]);
  });

  test('with a key for events alone cannot ask who is a lead', async () => {
    const { email } = await server.addLead();
    const asked = async (lead: string) => {
      const { status, body } = await server.call(`GET /v1/leads/${lead}`, { as: 'events' });
      return [status, body.code];
    };
    expect(await asked(email)).toEqual([403, 'KEY_SCOPE']);
    expect(await asked('nobody@customer.example')).toEqual([403, 'KEY_SCOPE']);
  });
});
