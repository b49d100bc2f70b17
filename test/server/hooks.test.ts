/** What the API and the commands tell of webhooks out, and how they send them again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OutgoingEndpoint } from '../../domain/outgoing-webhook.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const hooks: readonly OutgoingEndpoint[] = [
  {
    ...{ endpoint: 'crm', url: 'https://crm.example.com/in?token=geheim', types: ['lead.score_changed'], scoreStep: 5 },
    ...{ secrets: [], allowInsecure: false, disabled: false },
  },
];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ hooks });
});
afterAll(() => server.close());

const call = (route: string, body?: unknown) => server.call(route, body === undefined ? {} : { body });

test('endpoints are listed without what is secret of them, and what they were told in pages', async () => {
  const lead = await server.addLead();
  await server.call('POST /v1/events', { as: 'events', body: { lead: lead.id, event: 'demo_requested' } });
  const { body } = await call('GET /v1/hooks');
  expect(body.items).toMatchObject([
    {
      endpoint: 'crm',
      origin: 'https://crm.example.com',
      types: ['lead.score_changed'],
      scoreStep: 5,
      waiting: 1,
      dead: 0,
    },
  ]);
  expect(JSON.stringify(body)).not.toContain('geheim');
  const waiting = await call('GET /v1/hooks/crm/deliveries?state=waiting');
  expect(waiting.body.items).toMatchObject([
    { type: 'lead.score_changed', leadId: lead.id, attempts: 0, state: 'waiting' },
  ]);
  expect((await call('GET /v1/hooks/crm/deliveries?state=dead')).body.items).toEqual([]);
  expect((await call('GET /v1/status')).body.webhooks).toMatchObject({ waiting: 1, dead: 0 });
});

test('what was given up is sent again; which, has to be said', async () => {
  const now = server.now();
  await server.store.webhooks.expire('crm', '2099-01-01T00:00:00.000Z', now);
  expect((await call('GET /v1/status')).body.webhooks).toMatchObject({ waiting: 0, dead: 1 });
  const [dead] = (await call('GET /v1/hooks/crm/deliveries?state=dead')).body.items;
  const again = (body: object) => call('POST /v1/hooks/crm/replay', body);
  expect((await again({})).status).toBe(400);
  expect((await again({ dead: true, since: now })).status).toBe(400);
  expect((await again({ ids: ['7'] })).status).toBe(400);
  const { status, body } = await again({ ids: [dead.id] });
  expect([status, body]).toEqual([202, { count: 1 }]);
  expect((await call('GET /v1/hooks/crm/deliveries?state=waiting')).body.items).toMatchObject([
    { id: dead.id, attempts: 0 },
  ]);
  expect((await again({ dead: true })).body).toEqual({ count: 0 });
});

test('an endpoint is tried by hand; one that is unknown is not', async () => {
  const { status, body } = await call('POST /v1/hooks/crm/ping');
  expect(status).toBe(202);
  expect(await server.store.webhooks.get(body.id)).toMatchObject({ type: 'test.ping', leadId: null });
  const unknown = await call('POST /v1/hooks/nobody/ping');
  expect([unknown.status, unknown.body.code]).toEqual([404, 'ENDPOINT_UNKNOWN']);
});

test('what was told is taken away after a month, and with an erased lead at once', async () => {
  const lead = await server.addLead();
  await server.call('POST /v1/events', { as: 'events', body: { lead: lead.id, event: 'demo_requested' } });
  const of = async () =>
    (await call('GET /v1/hooks/crm/deliveries')).body.items.filter((one: { leadId: string }) => one.leadId === lead.id);
  expect(await of()).toHaveLength(1);
  await server.call(`POST /v1/leads/${lead.id}/erasure`, { body: { reason: 'asked by mail' } });
  expect(await of()).toEqual([]);
  await server.store.retention.sweep('bookkeeping', '2099-01-01T00:00:00.000Z', 500, server.now());
  expect((await call('GET /v1/hooks/crm/deliveries')).body.items).toEqual([]);
});
