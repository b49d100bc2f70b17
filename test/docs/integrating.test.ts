/** The code of docs/integrating.md, as one file, against a real server over HTTP; and what the page says of it. */

import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDeliverWebhooks } from '../../activities/webhooks.ts';
import type { OutgoingEndpoint } from '../../domain/outgoing-webhook.ts';
import { secret } from '../../domain/secret.ts';
import { type HttpListener, listenHttp } from '../../server/http-listener.ts';
import { createOutgoingWebhooks } from '../../worker/outgoing-webhooks.ts';
import { eventsOf, startTestServer, type TestServer } from '../server/test-server.ts';
import { root } from '../support/source-files.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const key = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const endpoint = (name: string, url: string): OutgoingEndpoint => ({
  ...{ endpoint: name, url, types: ['lead.stage_changed'], scoreStep: null },
  ...{ secrets: [secret(key)], allowInsecure: true, disabled: false },
});

/** What the page exports. */
interface Shown {
  tellOrders(orders: readonly object[]): Promise<readonly { readonly order: string; readonly code: string }[]>;
  tellCloudEvent(subject: string, id: string, time: string): Promise<Response>;
  tellBinaryCloudEvent(subject: string, id: string, time: string): Promise<Response>;
  tellScores(scores: readonly { readonly lead: string; readonly value: number }[], at: string): Promise<void>;
  isFromTendril(secret: string, headers: object, body: string, now?: number): boolean;
  readonly receiver: Server;
  readonly crm: ReadonlyMap<string, string>;
}

let server: TestServer;
let http: HttpListener;
let other: WebhookReceiver;
let folder: string;
let shown: Shown;
beforeAll(async () => {
  other = await startWebhookReceiver();
  server = await startTestServer({ hooks: ['crm', 'bi'].map((name) => endpoint(name, other.url)) });
  http = await listenHttp('127.0.0.1', 0, () => server.app.fetch);
  vi.stubEnv('TENDRIL_URL', `http://127.0.0.1:${http.port}`);
  vi.stubEnv('TENDRIL_KEY', server.keys.admin);
  vi.stubEnv('CRM_HOOK_SECRET', key);
  const page = await readFile(join(root, 'docs/integrating.md'), 'utf8');
  const code = [...page.matchAll(/^<!-- checked: integrating -->\n```ts\n(.*?)^```$/gms)].map(([, block]) => block);
  // Inside the project, so that its packages are found.
  await mkdir(join(root, '.cache'), { recursive: true });
  folder = await mkdtemp(join(root, '.cache/docs-'));
  const file = join(folder, 'integrating.ts');
  await writeFile(file, code.join('\n').replaceAll('@tendril/client', join(root, 'client/index.ts')));
  shown = (await import(/* @vite-ignore */ file)) as Shown;
  await once(shown.receiver.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  const closed = once(shown.receiver, 'close');
  shown.receiver.close();
  await Promise.all([closed, http?.close(1000), other?.close(), rm(folder, { recursive: true, force: true })]);
  await server?.close();
});

const log = { info() {}, warn() {}, error() {} };
/** Sends what waits for an endpoint. */
const deliver = async (name: string, url: string) =>
  createDeliverWebhooks({ store: server.store, outgoing: createOutgoingWebhooks([endpoint(name, url)]), log })(
    { endpoint: name, now: server.now() },
    new AbortController().signal,
  );

it('tells orders once, and which were refused and why', async () => {
  const { id, email } = await server.addLead();
  const order = { number: '4711', email, at: '2026-11-20T10:00:00Z', amount: 1200.5 };
  const orders = [order, { ...order, number: '4712', email: 'nobody@customer.example' }];
  for (const _ of [1, 2]) expect(await shown.tellOrders(orders)).toEqual([{ order: '4712', code: 'LEAD_UNKNOWN' }]);
  expect(await eventsOf(server.store, id)).toMatchObject([{ name: 'quote_accepted', at: '2026-11-20T10:00:00.000Z' }]);
});

it('tells a CloudEvent in a body and in headers, which are the same one', async () => {
  const { id, email } = await server.addLead();
  const at = '2026-11-20T10:00:00Z';
  expect((await shown.tellCloudEvent(email, 'ce-1', at)).status).toBe(201);
  expect((await shown.tellBinaryCloudEvent(email, 'ce-1', at)).status).toBe(200);
  expect((await shown.tellBinaryCloudEvent(email, 'ce-2', at)).status).toBe(201);
  expect(await eventsOf(server.store, id)).toMatchObject([{ name: 'demo_requested' }, { name: 'demo_requested' }]);
});

it('tells scores', async () => {
  const { id, email } = await server.addLead();
  await shown.tellScores([{ lead: email, value: 72.5 }], '2026-11-20T10:00:00Z');
  expect((await server.call(`GET /v1/leads/${id}/scores`)).body.items).toMatchObject([
    { service: 'propensity', value: 72.5, at: '2026-11-20T10:00:00.000Z' },
  ]);
});

it('hears of changes once for each id, and refuses what is not signed', async () => {
  const { email } = await server.addLead();
  await server.call('POST /v1/events', { body: { lead: email, event: 'demo_requested' } });
  const { port } = shown.receiver.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  await deliver('crm', url);
  expect(shown.crm.get(email)).toBe('prospect');
  const told = async () => (await server.store.webhooks.list({ endpoint: 'crm' }, { limit: 99 })).items;
  expect(new Set((await told()).map(({ state }) => state))).toEqual(new Set(['delivered']));

  (shown.crm as Map<string, string>).clear();
  await server.store.webhooks.replay('crm', { kind: 'since', since: '2026-01-01T00:00:00.000Z' }, server.now());
  await deliver('crm', url);
  expect([(await told()).every(({ state }) => state === 'delivered'), shown.crm.size]).toEqual([true, 0]);

  const forged = { type: 'lead.stage_changed', data: { lead: email, stage: { to: 'customer' } } };
  expect((await fetch(url, { method: 'POST', body: JSON.stringify(forged) })).status).toBe(401);
  expect(shown.crm.size).toBe(0);
});

it('knows a signature without a library', async () => {
  await deliver('bi', other.url);
  const [received] = other.received;
  const { body = '' } = received ?? {};
  const headers: Readonly<Record<string, unknown>> = received?.headers ?? {};
  const { isFromTendril } = shown;
  expect(isFromTendril(key, headers, body)).toBe(true);
  expect(isFromTendril(key, { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` }, body)).toBe(
    true,
  );
  expect(isFromTendril(key, headers, `${body} `)).toBe(false);
  expect(isFromTendril(key, { ...headers, 'webhook-id': 'another' }, body)).toBe(false);
  expect(isFromTendril(`whsec_${Buffer.alloc(32, 6).toString('base64')}`, headers, body)).toBe(false);
  expect(isFromTendril(key, headers, body, Date.now() + 301_000)).toBe(false);
});
