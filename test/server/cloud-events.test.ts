/** CloudEvents 1.0 as events of leads: in a body, many in a body, or in headers; and what is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testWorkspace } from '../support/workspace.ts';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  const organisation = { ...testWorkspace.organisation, events: ['demo_requested', 'com.example.whole'] };
  await server.store.publications.publishWorkspace({ ...testWorkspace, organisation }, server.now());
});
afterAll(() => server.close());

let count = 0;
const eventFor = (subject: string, more: object = {}) => {
  count += 1;
  const source = 'https://shop.example.com/orders';
  return { specversion: '1.0', id: `ce-${count}`, source, type: 'com.example.demo_requested', subject, ...more };
};
const structured = (body: unknown, path = '/v1/events') =>
  server.call(`POST ${path}`, {
    as: 'events',
    body,
    headers: { 'Content-Type': 'application/cloudevents+json; charset=utf-8' },
  });
const batched = (body: unknown, path = '/v1/events:batch') =>
  server.call(`POST ${path}`, {
    as: 'events',
    body,
    headers: { 'Content-Type': 'application/cloudevents-batch+json' },
  });
const binary = (
  attributes: Readonly<Record<string, string>>,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) =>
  server.call('POST /v1/events', {
    ...{
      as: 'events',
      headers: { ...Object.fromEntries(Object.entries(attributes).map(([k, v]) => [`ce-${k}`, v])), ...headers },
    },
    ...(body === undefined ? {} : { body }),
  });

test('one in a body is recorded with its time and data, and once', async () => {
  const lead = await server.addLead();
  const event = eventFor(lead.email, { time: '2026-11-20T10:00:00+02:00', data: { plan: 'team' }, traceparent: 'x' });
  const [first, second] = [await structured(event), await structured(event)];
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(first.body).toMatchObject({ leadId: lead.id, stage: 'prospect', undeclared: false });
  expect(await eventsOf(server.store, lead.id)).toMatchObject([
    { event: 'custom', name: 'demo_requested', at: '2026-11-20T08:00:00.000Z' },
  ]);
  expect((await structured({ ...event, source: 'https://other.example.com' })).status).toBe(201);
});

test('one may have its time in small letters, and members that are null', async () => {
  const lead = await server.addLead();
  const nothing = { data: null, data_base64: null, datacontenttype: null, dataschema: null };
  const event = eventFor(lead.email, { time: '2026-11-20t10:00:00z', ...nothing });
  expect((await structured(event)).status).toBe(201);
  expect((await structured(eventFor(lead.email, { time: null, type: null }))).body.detail).toContain('body.type');
  const own = {
    id: 'small-letters',
    lead: lead.id,
    event: 'demo_requested',
    occurredAt: '2026-11-20t11:30:00.5+01:00',
  };
  expect((await server.call('POST /v1/events', { as: 'events', body: own })).status).toBe(201);
  expect((await eventsOf(server.store, lead.id)).map(({ at }) => at)).toEqual([
    '2026-11-20T10:00:00.000Z',
    '2026-11-20T10:30:00.500Z',
  ]);
});

test('the headers of one are in the description of the API', async () => {
  const { body } = await server.call('GET /v1/openapi.json', { as: null });
  const { parameters } = body.paths['/v1/events'].post;
  const headers = parameters
    .filter((one: { in: string }) => one.in === 'header')
    .map((one: { name: string }) => one.name);
  expect(headers.sort()).toEqual([
    ...['Idempotency-Key', 'ce-id', 'ce-source', 'ce-specversion', 'ce-subject', 'ce-time', 'ce-type'],
  ]);
});

test('one in headers is the same event, percent-encoded or not, with data or without', async () => {
  const lead = await server.addLead();
  const event = eventFor(lead.email, { source: '/Bestellungen/Köln' });
  expect((await structured(event)).status).toBe(201);
  const encoded = { ...event, source: '/Bestellungen/K%C3%B6ln', subject: lead.email.replace('@', '%40') };
  expect((await binary(encoded, { plan: 'team' })).status).toBe(200);
  expect((await binary(encoded)).status).toBe(200);
  const other = await binary({ ...encoded, id: 'ce-other' }, { plan: 'team' });
  expect(other.status).toBe(201);
});

test.each([
  ['com.example.demo_requested', 'demo_requested', false],
  ['com.example.demo_requested.v2', 'demo_requested', false],
  ['com.example.whole', 'com.example.whole', false],
  ['demo_requested', 'demo_requested', false],
  ['com.example.trial_started', 'trial_started', true],
])('the type %s is the event %s', async (type, name, undeclared) => {
  const lead = await server.addLead();
  expect((await structured(eventFor(lead.id, { type }))).body.undeclared).toBe(undeclared);
  expect(await eventsOf(server.store, lead.id)).toMatchObject([{ name }]);
});

test('many in a body are each for itself, in both routes', async () => {
  const lead = await server.addLead();
  const events = [eventFor(lead.id), eventFor('nobody@customer.example'), eventFor(lead.id, { specversion: '0.3' }), 7];
  for (const [path, status] of [
    ['/v1/events:batch', 201],
    ['/v1/events', 200],
  ] as const) {
    const { status: whole, body } = await batched(events, path);
    expect(whole).toBe(207);
    expect(body.results.map((one: { status: number }) => one.status)).toEqual([status, 404, 400, 400]);
    expect(body.results[2].error.detail).toContain('body[2].specversion: must be "1.0"');
  }
  expect((await batched(Array.from({ length: 1001 }, () => eventFor(lead.id)))).status).toBe(400);
});

describe('refused', () => {
  test.each([
    [{ specversion: '0.3' }, 'body.specversion'],
    [{ id: '' }, 'body.id'],
    [{ source: undefined }, 'body.source'],
    [{ subject: undefined }, 'body.subject'],
    [{ type: 'com.example.über' }, 'body.type'],
    [{ time: 'yesterday' }, 'body.time'],
    [{ datacontenttype: 'text/xml' }, 'body.datacontenttype'],
    [{ data_base64: 'AAAA' }, 'body.data_base64'],
    [{ data: { x: 'y'.repeat(8200) } }, 'body.data'],
  ])('is one with %j', async (change, place) => {
    const { status, body } = await structured(eventFor('a@b.example', change));
    expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
    expect(body.detail).toContain(place);
  });

  test('are other types of content, a batch where one belongs, and headers that cannot be read', async () => {
    const event = eventFor('a@b.example');
    const as = (type: string) =>
      server.call('POST /v1/events', { as: 'events', body: 'x', headers: { 'Content-Type': type } });
    for (const type of [
      'application/cloudevents+xml',
      'application/cloudevents+avro',
      'text/plain',
      'application/octet-stream',
    ]) {
      const { status, body } = await as(type);
      expect([status, body.code]).toEqual([415, 'BODY_TYPE']);
    }
    expect((await structured(event, '/v1/events:batch')).status).toBe(400);
    expect((await binary({ ...event, subject: '%zz' })).body.detail).toContain('header.ce-subject');
    const nul = await binary({ ...event, subject: 'a%00b' });
    expect([nul.status, nul.body.code]).toEqual([400, 'REQUEST_INVALID']);
  });

  test('is another event under an Idempotency-Key that was used, though the body is the same', async () => {
    const lead = await server.addLead();
    const headers = { 'Idempotency-Key': 'in-headers' };
    const event = eventFor(lead.id);
    expect((await binary(event, { a: 1 }, headers)).status).toBe(201);
    const { status, body } = await binary({ ...event, id: 'another' }, { a: 1 }, headers);
    expect([status, body.code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
  });
});
