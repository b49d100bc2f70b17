/**
 * Deliveries to a real HTTP receiver: what is taken, held back, tried again and given up. Time is handed in. Long, because
 * every answer of an endpoint is here.
 */
import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDeliverWebhooks } from '../../activities/webhooks.ts';
import type { LeadView, Store, WebhookView } from '../../db/store.ts';
import { type Instant, msOf, plusMs } from '../../domain/instant.ts';
import { type OutgoingEndpoint, patienceMs, repeatPausesMs, subscriptionsOf } from '../../domain/outgoing-webhook.ts';
import { secret } from '../../domain/secret.ts';
import { createOutgoingWebhooks } from '../../worker/outgoing-webhooks.ts';
import { addLead, event, publishBasics, start } from '../db/fixtures.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const [newer, older] = [7, 8].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [string, string];

let receiver: WebhookReceiver;
let other: WebhookReceiver;
let test: TestStore;
let store: Store;
let endpoints: readonly OutgoingEndpoint[];
let leads: readonly LeadView[];
const logged: string[] = [];
const note = (_facts: object, message: string) => void logged.push(message);

beforeAll(async () => {
  [receiver, other] = await Promise.all([startWebhookReceiver(), startWebhookReceiver()]);
  const endpoint = (name: string, url: string): OutgoingEndpoint => ({
    ...{ endpoint: name, url: `${url}/in`, types: ['lead.score_changed'], scoreStep: null },
    ...{ secrets: [secret(newer), secret(older)], allowInsecure: true, disabled: false },
  });
  endpoints = [endpoint('crm', receiver.url), endpoint('bi', other.url)];
});
afterAll(() => Promise.all([receiver?.close(), other?.close()]));
beforeEach(async () => {
  test = await createTestStore({ subscriptions: subscriptionsOf(endpoints) });
  store = test.store;
  await publishBasics(store);
  leads = await Promise.all(Array.from({ length: 30 }, () => addLead(store)));
});
afterEach(async () => {
  for (const { received, answer } of [receiver, other]) {
    (received as unknown[]).length = 0;
    answer();
  }
  logged.length = 0;
  await test.close();
});

const click = (lead: LeadView | undefined, at: Instant) =>
  store.events.ingest({ ...event({ kind: 'click', link: 'guide', lead: { id: lead?.id ?? '' } }), occurredAt: at }, at);

const deliver = (now: Instant, endpoint = 'crm', of = endpoints) =>
  createDeliverWebhooks({
    ...{ store, outgoing: createOutgoingWebhooks(of, 2000), chance: () => 0 },
    log: { info: note, warn: note, error: note },
  })({ endpoint, now }, new AbortController().signal);

const stored = async (endpoint = 'crm'): Promise<readonly WebhookView[]> =>
  (await store.webhooks.list({ endpoint }, { limit: 200 })).items.toReversed();
const health = async (endpoint = 'crm') => (await store.webhooks.endpoints()).find((one) => one.endpoint === endpoint);
const bodies = ({ received }: WebhookReceiver) => received.map(({ body }) => JSON.parse(body));
const hour = 3_600_000;
const tenMegabytes = 10_000_000;

describe('a message', () => {
  it('is posted with type, time and data, under an id that stays, and signed with every secret', async () => {
    await click(leads[0], start);
    expect(await deliver(start)).toEqual({ more: false, nextAt: null });
    const [message] = receiver.received;
    const [row] = await stored();
    expect(message).toMatchObject({ method: 'POST', url: '/in' });
    expect(message?.headers).toMatchObject({ 'webhook-id': row?.id, 'content-type': 'application/json' });
    for (const key of [newer, older]) {
      expect(new Webhook(key).verify(message?.body ?? '', message?.headers as Record<string, string>)).toEqual({
        ...{ type: 'lead.score_changed', timestamp: start, data: row?.data },
      });
    }
    // The rule itself, without a library: HMAC-SHA256 over id, time and body, by the bytes behind "whsec_".
    const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures } = message?.headers ?? {};
    const signed = [newer, older].map((key) => {
      const hmac = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64'));
      return `v1,${hmac.update(`${id}.${time}.${message?.body}`).digest('base64')}`;
    });
    expect(signatures).toBe(signed.join(' '));
    expect(row).toMatchObject({ state: 'delivered', attempts: 1, lastStatus: 200 + 4, nextAt: null });
  });

  it('that nobody takes is tried ten times over three days, is dead then, and can be sent again under its id', async () => {
    await click(leads[0], start);
    receiver.answer({ status: 500 });
    const tries: number[] = [];
    let at: Instant | null = start;
    while (at !== null) {
      const before = receiver.received.length;
      const { nextAt } = await deliver(at);
      if (receiver.received.length > before) tries.push(msOf(at) - msOf(start));
      at = nextAt;
    }
    const pauses = tries.slice(1).map((ms, i) => ms - (tries[i] ?? 0));
    expect(pauses).toHaveLength(repeatPausesMs.length);
    // A try takes a moment, from which the next pause counts.
    pauses.forEach((ms, i) => {
      expect(Math.abs(ms - (repeatPausesMs[i] ?? 0))).toBeLessThan(2000);
    });
    const [dead] = await stored();
    expect(dead).toMatchObject({ state: 'dead', attempts: 10, lastStatus: 500, lastError: 'the answer was 500' });
    expect(await health()).toMatchObject({ waiting: 0, dead: 1 });

    receiver.answer();
    const later = plusMs(start, 100 * hour);
    expect(await store.webhooks.replay('crm', { kind: 'dead' }, later)).toBe(1);
    await deliver(later);
    expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(dead?.id);
    expect(await stored()).toMatchObject([{ id: dead?.id, state: 'delivered', attempts: 1 }]);
  });

  it('about a lead waits for the one before it, and those about others do not', async () => {
    const [ann, ben] = leads;
    await click(ann, start);
    await click(ann, plusMs(start, 1));
    await click(ben, plusMs(start, 2));
    receiver.answer({ status: 400 }, { status: 204 });
    await deliver(plusMs(start, 10));
    const about = () => bodies(receiver).map(({ data }) => [data.lead, Math.round(data.score.after)]);
    const first = about();
    expect(first.toSorted()).toEqual(
      [
        [ann?.id, 10],
        [ben?.id, 10],
      ].toSorted(),
    );
    expect((await stored()).filter(({ state }) => state === 'waiting')).toHaveLength(2);
    const { nextAt } = await deliver(plusMs(start, 20));
    expect(about()).toHaveLength(2);
    await deliver(nextAt ?? start);
    expect(about().slice(2)).toEqual([[first[0]?.[0], 10], ...(first[0]?.[0] === ann?.id ? [[ann?.id, 20]] : [])]);
  });
});

describe('an endpoint', () => {
  it('that is away is probed with one message, keeps no other from being told, and gets all in order when it is back', async () => {
    for (const at of [start, plusMs(start, 1)]) await Promise.all(leads.map((lead) => click(lead, at)));
    receiver.answer((response) => void response.destroy());
    let at = (await deliver(plusMs(start, 10))).nextAt ?? start;
    // Eight at a time, and two had begun before the third failed.
    expect(receiver.received.length).toBeLessThanOrEqual(10);
    expect(logged).toEqual(['an endpoint of webhooks is down']);
    await deliver(plusMs(start, 10), 'bi');
    expect(other.received).toHaveLength(60);

    const before = receiver.received.length;
    for (let look = 1; look <= 12; look += 1) {
      at = (await deliver(at)).nextAt ?? at;
      expect(receiver.received.length).toBe(before + look);
    }
    expect(msOf(at) - msOf(start)).toBeGreaterThan(40 * 60_000);
    receiver.answer();
    (receiver.received as unknown[]).length = 0;
    for (let next: Instant | null = at; next !== null; ) next = (await deliver(next)).nextAt;
    const scores = new Map<string, number[]>();
    for (const { data } of bodies(receiver))
      scores.set(data.lead, [...(scores.get(data.lead) ?? []), data.score.after]);
    expect(receiver.received).toHaveLength(60);
    for (const each of scores.values()) expect(each).toEqual(each.toSorted((a, b) => a - b));
    expect(logged.at(-1)).toBe('an endpoint of webhooks answers again');
  });

  it('that was away for three days loses what is older, which stays to be sent again', async () => {
    await Promise.all(leads.map((lead) => click(lead, start)));
    receiver.answer({ status: 502 });
    const late = plusMs(start, patienceMs + hour);
    await deliver(late);
    expect(await health()).toMatchObject({ waiting: 0, dead: 30 });
    receiver.answer();
    expect(await store.webhooks.replay('crm', { kind: 'since', since: start }, late)).toBe(30);
    await deliver(late);
    expect(await health()).toMatchObject({ waiting: 0, dead: 0, failures: 0 });
  });

  it.each([429, 503])(
    'that answers %i with Retry-After rests for so long, and that is no failed try',
    async (status) => {
      await Promise.all(leads.map((lead) => click(lead, start)));
      receiver.answer({ status, headers: { 'retry-after': '120' } });
      const { nextAt } = await deliver(start);
      expect(receiver.received.length).toBeLessThanOrEqual(8);
      expect(msOf(nextAt ?? start) - msOf(start)).toBeGreaterThanOrEqual(120_000);
      expect((await deliver(plusMs(start, 60_000))).nextAt).toBe(nextAt);
      receiver.answer();
      await deliver(plusMs(nextAt ?? start, 1000));
      expect((await stored()).map(({ state, attempts }) => [state, attempts])).toEqual(
        leads.map(() => ['delivered', 1]),
      );
    },
  );

  it('that was mended and takes a message to try it gets what waits at once, and none of the tries when sent again', async () => {
    await click(leads[0], start);
    await click(leads[1], start);
    receiver.answer({ status: 400 });
    for (const at of [start, plusMs(start, 10_000)]) await deliver(at);
    const before = receiver.received.length;
    const mended = plusMs(start, 20_000);
    await deliver(mended);
    expect(receiver.received).toHaveLength(before);
    receiver.answer();
    await store.webhooks.ping('crm', mended);
    await deliver(mended);
    expect(bodies(receiver).map(({ type }) => type)).toEqual([
      ...Array.from({ length: before }, () => 'lead.score_changed'),
      ...['test.ping', 'lead.score_changed', 'lead.score_changed'],
    ]);
    expect(await health()).toMatchObject({ waiting: 0, dead: 0 });
    expect(await store.webhooks.replay('crm', { kind: 'since', since: start }, mended)).toBe(2);
  });

  it('that says 410 is sent nothing more until a person sees to it or its address changes', async () => {
    await click(leads[0], start);
    await click(leads[1], start);
    receiver.answer({ status: 410 });
    expect(await deliver(start)).toEqual({ more: false, nextAt: null });
    const asked = receiver.received.length;
    expect(await health()).toMatchObject({ gone: true, waiting: 2, dead: 0, lastStatus: 410 });
    expect(logged.at(-1)).toMatch(/answered 410/);
    await deliver(plusMs(start, hour));
    expect(receiver.received).toHaveLength(asked);
    receiver.answer();
    const moved = endpoints.map((one) => ({ ...one, url: `${receiver.url}/moved` }));
    await deliver(plusMs(start, 2 * hour), 'crm', moved);
    expect(await health()).toMatchObject({ gone: false, waiting: 0 });
    await store.webhooks.ping('crm', plusMs(start, 3 * hour));
    await deliver(plusMs(start, 3 * hour));
    expect(bodies(receiver).at(-1)).toMatchObject({ type: 'test.ping', data: { workspace: 1 } });
  });

  it.each([
    ['redirects', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 302, 'the answer was 302'],
    ['does not answer', () => {}, null, 'no answer within 2 seconds'],
  ] as const)('that %s has not taken it', async (_, answer, lastStatus, lastError) => {
    await click(leads[0], start);
    receiver.answer(answer);
    await deliver(start);
    expect(await stored()).toMatchObject([{ state: 'waiting', attempts: 1, lastStatus, lastError }]);
  });

  it('inside is reached only where the settings allow it, and by http only there', async () => {
    await click(leads[0], start);
    const why = async (change: Partial<OutgoingEndpoint>) => {
      await store.webhooks.replay('crm', { kind: 'since', since: start }, start);
      await deliver(start, 'crm', [{ ...(endpoints[0] as OutgoingEndpoint), ...change }]);
      return (await stored())[0]?.lastError;
    };
    const port = receiver.port;
    expect(await why({ url: `https://127.0.0.1:${port}/`, allowInsecure: false })).toMatch(/not a public one/);
    expect(await why({ url: `https://localhost:${port}/`, allowInsecure: false })).toMatch(/not a public one/);
    expect(await why({ url: `http://localhost:${port}/`, allowInsecure: false })).toMatch(/only https is allowed/);
    expect(await why({ url: 'http://9.9.9.9/' })).toMatch(/use https/);
    expect(receiver.received).toEqual([]);
    expect(await why({ url: `http://localhost:${port}/` })).toBeNull();
  });

  it('that answers without an end is read no further, and one that hangs keeps no other from being told', async () => {
    let written = 0;
    receiver.answer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const piece = Buffer.alloc(64 * 1024, '0');
      const more = (): void => {
        while (!response.destroyed && written < tenMegabytes && response.write(piece)) written += piece.length;
      };
      response.on('drain', more);
      more();
    });
    await click(leads[0], start);
    await deliver(start);
    expect(await stored()).toMatchObject([{ state: 'delivered', lastStatus: 200 }]);
    expect(written).toBeLessThan(tenMegabytes);

    let hung: ServerResponse | undefined;
    const asked = new Promise<void>((resolve) => {
      receiver.answer((response) => {
        hung = response;
        resolve();
      });
    });
    await click(leads[1], start);
    const hanging = deliver(start);
    await asked;
    await deliver(start, 'bi');
    expect([other.received.length, hung?.destroyed]).toEqual([2, false]);
    hung?.writeHead(204).end();
    await hanging;
    expect((await health())?.waiting).toBe(0);
  });

  it('that these settings do not have is told nothing, and what waits for it stays', async () => {
    await click(leads[0], start);
    const disabled = endpoints.map((one) => ({ ...one, disabled: true }));
    expect(await deliver(start, 'crm', disabled)).toEqual({ more: false, nextAt: null });
    expect(await health()).toMatchObject({ waiting: 1 });
  });
});

it('what a worker had taken when it died is due again after a while, and is sent twice at most', async () => {
  await click(leads[0], start);
  expect(await store.webhooks.claim('crm', { limit: 10, probing: false }, plusMs(start, 600_000), start)).toHaveLength(
    1,
  );
  const { nextAt } = await deliver(plusMs(start, 1000));
  expect([receiver.received.length, nextAt]).toEqual([0, plusMs(start, 600_000)]);
  await deliver(nextAt ?? start);
  expect(receiver.received).toHaveLength(1);
});
