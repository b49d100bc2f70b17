/** The client package against the real server: its types are of the description, its calls are tried again and done once. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTendrilClient, verifyWebhook } from '../../client/index.ts';
import { eventsOf, startTestServer, type TestServer } from '../server/test-server.ts';

const at = (name: string) => new URL(`../../client/${name}`, import.meta.url);

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** A client of the app; `answers` come before those of the server. */
function clientOf(answers: readonly (Response | Error)[] = [], retries?: number) {
  const left = [...answers];
  const requests: Request[] = [];
  const pauses: number[] = [];
  const client = createTendrilClient({
    ...{ url: 'https://go.acme.example/', key: server.keys.admin, ...(retries === undefined ? {} : { retries }) },
    pause: async (ms) => void pauses.push(ms),
    async fetch(request) {
      requests.push(request.clone());
      const answer = left.shift();
      if (answer instanceof Error) throw answer;
      // By `fetch`: `request` asks what class it is, and a listener elsewhere in the process may have put another in its place.
      return answer ?? server.app.fetch(request);
    },
  });
  return { client, requests, pauses };
}

describe('the generated types', () => {
  test('are made from the description that the server gives: if this fails, run npm run client', async () => {
    const { body } = await server.call('GET /v1/openapi.json', { as: null });
    const description = `${JSON.stringify(body, null, 2)}\n`;
    if (process.env.UPDATE_DOCS) return writeFileSync(at('openapi.json'), description);
    expect(readFileSync(at('api.ts'), 'utf8')).toContain(createHash('sha256').update(description).digest('hex'));
  });

  test('give every POST an Idempotency-Key but those that take none', async () => {
    const { body } = await server.call('GET /v1/openapi.json', { as: null });
    type Post = { readonly parameters?: readonly { readonly name: string }[] };
    const without = Object.entries<{ readonly post?: Post }>(body.paths)
      .filter(([, { post }]) => post && !post.parameters?.some(({ name }) => name === 'Idempotency-Key'))
      .map(([path]) => path);
    expect(without).toEqual(['/v1/keys']);
    const { client } = clientOf();
    expect((await client.POST('/v1/keys', { body: { name: 'shop', scopes: ['events'] } })).response.status).toBe(201);
  });
});

describe('a call', () => {
  test('is typed both ways, and an error has its code', async () => {
    const lead = await server.addLead();
    const { client } = clientOf();
    const { data } = await client.POST('/v1/events:batch', {
      body: { events: [{ lead: lead.id, event: 'demo_requested' }] },
    });
    const [first] = data?.results ?? [];
    expect(first && 'event' in first && first.event.leadId).toBe(lead.id);
    const { error } = await client.GET('/v1/leads/{lead}', { params: { path: { lead: 'nobody@customer.example' } } });
    expect(error?.code).toBe('LEAD_UNKNOWN');
  });

  test('is tried again when the server asks for it, after so long, under one key, and is done once', async () => {
    const lead = await server.addLead();
    const busy = (after: string) => new Response('{}', { status: 429, headers: { 'Retry-After': after } });
    const { client, requests, pauses } = clientOf([
      busy('7'),
      new TypeError('reset'),
      new Response('{}', { status: 503 }),
    ]);
    const body = { lead: lead.id, event: 'demo_requested' };
    const { response } = await client.POST('/v1/events', { body });
    expect([response.status, pauses]).toEqual([201, [7000, 1000, 2000]]);
    expect(new Set(requests.map(({ headers }) => headers.get('idempotency-key'))).size).toBe(1);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
  });

  test('that the server has done although its answer was lost is answered the same and not done again', async () => {
    const lead = await server.addLead();
    const { client } = clientOf();
    const header = { 'Idempotency-Key': `lost-${lead.id}` };
    const ask = () => client.POST('/v1/events', { body: { lead: lead.id, event: 'e' }, params: { header } });
    const [first, second] = [await ask(), await ask()];
    expect(second.data).toEqual(first.data);
    expect(second.response.headers.get('idempotency-replayed')).toBe('true');
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
  });

  test('is given up after so many tries', async () => {
    const away = Array.from({ length: 9 }, () => new Response('{}', { status: 503, headers: { 'Retry-After': '0' } }));
    const { client, requests } = clientOf(away, 2);
    expect((await client.GET('/v1/status')).response.status).toBe(503);
    expect(requests).toHaveLength(3);
  });
});

describe('a webhook', () => {
  const [newer, older] = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [string, string];
  const body = JSON.stringify({ type: 'test.ping', timestamp: '2026-11-20T10:00:00.000Z', data: { workspace: 1 } });
  const signed = (by: string, at = new Date()) => ({
    'webhook-id': 'a',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign('a', at, body),
  });

  test('is read when a secret fits, and refused when none does, it was changed, or it is old', () => {
    expect(verifyWebhook(newer, signed(newer), body).type).toBe('test.ping');
    expect(verifyWebhook([newer, older], new Headers(signed(older)), body).type).toBe('test.ping');
    expect(() => verifyWebhook(newer, signed(older), body)).toThrow(/signature/i);
    expect(() => verifyWebhook(newer, signed(newer), body.replace('1}', '2}'))).toThrow(/signature/i);
    expect(() => verifyWebhook(newer, signed(newer, new Date(Date.now() - 600_000)), body)).toThrow(/old/i);
  });
});
