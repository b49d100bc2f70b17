import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createStore } from '../../db/create-store.ts';
import type { Store } from '../../db/store.ts';
import { createApp } from '../../server/app.ts';
import { createRecorder, type Recorder } from '../../server/tracking/recorder.ts';
import { testAddressHash } from '../support/database.ts';
import { eventsOf, publicUrl, startTestServer, type TestServer } from './test-server.ts';

/** A wire to the database that tests can cut and mend. */
async function startWire(target: URL) {
  const sockets = new Set<Socket>();
  let whole = true;
  const wire = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
    return undefined;
  });
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve));
  const address = wire.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    cut() {
      whole = false;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      whole = true;
    },
    close: () => new Promise((resolve) => wire.close(resolve)),
  };
}

let server: TestServer;
let wire: Awaited<ReturnType<typeof startWire>>;
let store: Store;
let recorder: Recorder;
let app: TestServer['app'];

beforeAll(async () => {
  server = await startTestServer();
  const url = new URL(server.databaseUrl);
  wire = await startWire(new URL(server.databaseUrl));
  url.hostname = '127.0.0.1';
  url.port = String(wire.port);
  store = createStore({ databaseUrl: url.href, addressHash: testAddressHash, conditions: createConditions() });
  const { now, signer } = server;
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  recorder = createRecorder({ events: store.events, now, log, retryDelaysMs: [50, 100, 200, 400, 800, 1_600] });
  app = createApp({ store, signer, publicUrl, now, log, recorder });
});
afterAll(async () => {
  wire.mend();
  await recorder.close();
  await store.close();
  await wire.close();
  await server.close();
});

describe('while the database is away', () => {
  test('a link that was followed before still leads on, and its click is recorded when the database is back', async () => {
    const lead = await server.addLead();
    const mail = await server.sentMail(lead);
    const path = `/c/${server.token('click', mail.id)}`;
    expect((await app.request(path, { method: 'HEAD' })).status).toBe(302);
    wire.cut();
    const response = await app.request(path);
    expect(response.status).toBe(302);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(0);
    wire.mend();
    await recorder.idle();
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'click', link: 'guide' }]);
  });

  test('a link that nobody knows yet gets a page that says to try again, not an error of ours', async () => {
    const mail = await server.sentMail(await server.addLead());
    wire.cut();
    const response = await app.request(`/c/${server.token('click', mail.id)}`);
    wire.mend();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(response.headers.get('location')).toBeNull();
    expect(await response.text()).toContain('try again');
  });

  test('the pixel is served as ever', async () => {
    const mail = await server.sentMail(await server.addLead());
    wire.cut();
    const response = await app.request(`/o/${server.token('open', mail.id)}.gif`);
    wire.mend();
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/gif']);
    await recorder.idle();
  });

  test('what cannot be recorded until the end is logged as lost, by its key', async () => {
    const mail = await server.sentMail(await server.addLead());
    const lines: string[] = [];
    const at = (level: string) => (fields: object, message: string) => {
      lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
    };
    const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
    const patient = createRecorder({ events: store.events, now: server.now, log, retryDelaysMs: [3_600_000, 0, 0] });
    wire.cut();
    const event = {
      dedupeKey: 'click/x',
      kind: 'click',
      lead: { messageId: mail.id },
      occurredAt: server.now(),
    } as const;
    await patient.record(event);
    await patient.close();
    wire.mend();
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['warn', 'warn', 'error']);
    expect(lines[2]).toMatch(/Event lost.*click\/x/);
  });

  test('nobody is told to be unsubscribed who is not', async () => {
    const lead = await server.addLead();
    const mail = await server.sentMail(lead);
    const ask = () =>
      app.request(`/u/${server.token('unsubscribe', mail.id)}`, {
        method: 'POST',
        body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      });
    wire.cut();
    const response = await ask();
    wire.mend();
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain('You are unsubscribed');
    expect((await ask()).status).toBe(200);
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
  });

  test('the API says 503 with a code, when to try again and nothing about the database', async () => {
    wire.cut();
    const responses = [
      await app.request('/healthz'),
      await app.request('/v1/leads', { headers: { Authorization: `Bearer ${server.keys.leads}` } }),
    ];
    wire.mend();
    for (const response of responses) {
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503 });
      expect(text).not.toContain(String(wire.port));
    }
  });
});
