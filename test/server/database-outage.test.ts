/** What goes on while the database is away. Long, because every way in from a mail has its own answer to that. */
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createStore } from '../../db/create-store.ts';
import type { EventInput, MessageView, Store } from '../../db/store.ts';
import { clickAddresses } from '../../mail/click-address.ts';
import { createApp } from '../../server/app.ts';
import type { Recorder } from '../../server/tracking/recorder.ts';
import { openSpool, type Spool } from '../../server/tracking/spool.ts';
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
let recorder: Spool;
let folder: string;
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
  folder = await mkdtemp(join(tmpdir(), 'tendril-spool-'));
  recorder = await openSpool({ folder, events: store.events, now, log, gatherMs: 0, retryDelaysMs: [50, 100] });
  app = createApp({ store, signer, publicUrl, now, log, recorder });
});
afterAll(async () => {
  wire.mend();
  await recorder.close();
  await rm(folder, { recursive: true, force: true });
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
    await recorder.idle();
    wire.cut();
    const response = await app.request(path);
    expect(response.status).toBe(302);
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
    wire.mend();
    await recorder.idle();
    expect(await eventsOf(server.store, lead.id)).toHaveLength(2);
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

  test('a signed link that nobody has followed yet leads on, and its click is recorded when the database is back', async () => {
    const lead = await server.addLead();
    const mail = await server.sentMail(lead);
    wire.cut();
    const url = 'https://acme.example/guide';
    const response = await app.request(clickAddresses(server.signer, mail.id, '')(0, url));
    expect([response.status, response.headers.get('location')]).toEqual([302, url]);
    expect(recorder.status().waiting).toBeGreaterThan(0);
    wire.mend();
    await recorder.idle();
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
  });

  const unsubscribe = (mail: MessageView, on = app) =>
    on.request(`/u/${server.token('unsubscribe', mail.id)}`, {
      method: 'POST',
      headers: { 'Accept-Language': 'de' },
      body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
    });

  test('an opt-out is noted on the disk, once however often it is asked for, and holds when the database is back', async () => {
    const lead = await server.addLead();
    const mail = await server.sentMail(lead);
    wire.cut();
    const responses = [await unsubscribe(mail), await unsubscribe(mail)];
    for (const response of responses) {
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('Wir haben es notiert');
    }
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
    wire.mend();
    await recorder.idle();
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
  });

  test('two opt-outs of one day both hold, with a return between, and one that is brought in twice is one', async () => {
    const lead = await server.addLead();
    const mail = await server.sentMail(lead);
    const noted: EventInput[] = [];
    const heard: Recorder = {
      record(event) {
        noted.push(event);
        return recorder.record(event);
      },
      idle: () => recorder.idle(),
      close: () => recorder.close(),
      status: () => recorder.status(),
    };
    const { now, signer } = server;
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const outage = createApp({ store, signer, publicUrl, now, log, recorder: heard });
    const leaves = async () => {
      wire.cut();
      expect((await unsubscribe(mail, outage)).status).toBe(200);
      wire.mend();
      await recorder.idle();
      expect(await server.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
    };
    const comesBack = async () => {
      server.advance(60_000);
      const proof = { method: 'page', reference: `message ${mail.id}` } as const;
      const consent = { purpose: 'marketing', basis: 'express', source: 'page', wording: null, proof } as const;
      await server.store.consents.record(lead.id, [{ ...consent, at: now(), expiresAt: null }], 'test', now());
      expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
      server.advance(60_000);
    };
    await leaves();
    await comesBack();
    await leaves();
    await comesBack();
    for (const event of noted) await recorder.record(event);
    await recorder.idle();
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
    expect(await eventsOf(server.store, lead.id)).toHaveLength(2);
  });

  test('a link leads on, and the pixel is served, even when nothing takes the record', async () => {
    const mail = await server.sentMail(await server.addLead());
    const { now, signer } = server;
    const told: unknown[] = [];
    const log = { debug() {}, info() {}, warn() {}, error: (...args: readonly unknown[]) => void told.push(args) };
    const broken: Recorder = {
      record: () => Promise.reject(new Error('no disk, no memory')),
      idle: () => recorder.idle(),
      close: () => recorder.close(),
      status: () => recorder.status(),
    };
    const app = createApp({ store, signer, publicUrl, now, log, recorder: broken });
    const url = 'https://acme.example/guide';
    const link = await app.request(clickAddresses(signer, mail.id, '')(0, url));
    expect([link.status, link.headers.get('location')]).toEqual([302, url]);
    expect((await app.request(`/o/${server.token('open', mail.id)}.gif`)).status).toBe(200);
    expect(told).toHaveLength(2);
  });

  test('the stop of the preference page is noted as well; its other buttons change nothing and say so', async () => {
    const lead = await server.addLead();
    const path = `/p/${server.token('preferences', (await server.sentMail(lead)).id)}`;
    const press = (action: string) => app.request(path, { method: 'POST', body: new URLSearchParams({ action }) });
    wire.cut();
    const [stop, save] = [await press('stop'), await press('save')];
    wire.mend();
    expect([stop.status, await stop.text()]).toEqual([200, expect.stringContaining('We have noted it')]);
    expect([save.status, await save.text()]).toEqual([503, expect.stringContaining('Nothing was changed')]);
    expect(save.headers.get('retry-after')).toBe('5');
    await recorder.idle();
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
  });

  test('nobody is told to be unsubscribed whose wish is kept nowhere', async () => {
    const lead = await server.addLead();
    const mail = await server.sentMail(lead);
    const { now, signer } = server;
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const full = await openSpool({ folder: join(folder, 'full'), events: store.events, now, log, mostBytes: 0 });
    wire.cut();
    const response = await unsubscribe(mail, createApp({ store, signer, publicUrl, now, log, recorder: full }));
    wire.mend();
    await full.close();
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.text()).toContain('Es wurde nichts geändert');
    expect((await unsubscribe(mail)).status).toBe(200);
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
