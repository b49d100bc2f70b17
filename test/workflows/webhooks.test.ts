/** The workflow of an endpoint on the real Temporal server: woken by the outbox, tried for days, ended, started again. */
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { guarded } from '../../activities/boundary.ts';
import { createDeliverWebhooks } from '../../activities/webhooks.ts';
import type { Store } from '../../db/store.ts';
import { type Instant, instantFromMs, msOf } from '../../domain/instant.ts';
import { type OutgoingEndpoint, subscriptionsOf, webhooksWorkflowId } from '../../domain/outgoing-webhook.ts';
import { secret } from '../../domain/secret.ts';
import { createOutgoingWebhooks } from '../../worker/outgoing-webhooks.ts';
import { startRelay } from '../../worker/relay.ts';
import { workflowNames } from '../../workflows/messages.ts';
import { addLead, event, publishBasics } from '../db/fixtures.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { startTestWorker, type TestWorker } from '../support/temporal.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';
import { now } from '../support/workbench.ts';

const key = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const log = { info() {}, warn() {}, error() {}, debug() {} } as never;

let receiver: WebhookReceiver;
let test: TestStore;
let store: Store;
let worker: TestWorker;
let endpoint: string;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  endpoint = `crm-${Date.now()}`;
  const all: readonly OutgoingEndpoint[] = [
    {
      ...{ endpoint, url: receiver.url, types: ['lead.score_changed', 'lead.stage_changed'], scoreStep: null },
      ...{ secrets: [secret(key)], allowInsecure: true, disabled: false },
    },
  ];
  test = await createTestStore({ subscriptions: subscriptionsOf(all) });
  store = test.store;
  await publishBasics(store);
  const deliverWebhooks = guarded(createDeliverWebhooks({ store, outgoing: createOutgoingWebhooks(all), log }));
  worker = await startTestWorker({ activities: { deliverWebhooks } });
});
afterAll(async () => {
  await worker?.close();
  await Promise.all([test?.close(), receiver?.close()]);
});
beforeEach(() => {
  (receiver.received as unknown[]).length = 0;
  receiver.answer();
});

const click = async (leadId: string, at: Instant = now()) =>
  store.events.ingest({ ...event({ kind: 'click', link: 'guide', lead: { id: leadId } }), occurredAt: at }, at);
const workflowId = () => webhooksWorkflowId(endpoint);
const messages = async () => (await store.webhooks.list({ endpoint }, { limit: 100 })).items;

describe('the workflow of an endpoint', () => {
  it('is started by a change, tells it signed, ends, and is started again by the next', async () => {
    const client = worker.realTimeClient;
    const { connection: _, taskQueue } = worker;
    const relay = await startRelay({ outbox: store.outbox, events: store.events, client, taskQueue, log });
    try {
      const { id } = await addLead(store);
      const runs: string[] = [];
      for (const told of [2, 3]) {
        await click(id);
        await vi.waitFor(() => expect(receiver.received).toHaveLength(told), { timeout: 20_000, interval: 25 });
        const handle = client.getHandle(workflowId());
        runs.push((await handle.describe()).runId);
        await handle.result();
      }
      expect(new Set(runs).size).toBe(2);
      for (const { body, headers } of receiver.received) {
        expect(new Webhook(key).verify(body, headers as Record<string, string>)).toMatchObject({ data: { lead: id } });
      }
      expect((await messages()).map(({ state }) => state)).toEqual(['delivered', 'delivered', 'delivered']);
      expect(await store.outbox.pending()).toMatchObject({ waiting: 0, dead: 0 });
    } finally {
      await relay.stop();
    }
  });

  it('goes on for three days of virtual time with an endpoint that refuses, and then ends with its message dead', async () => {
    const lead = await addLead(store);
    receiver.answer({ status: 500 });
    const began = now();
    await click(lead.id, began);
    const start = { workflowId: workflowId(), taskQueue: worker.taskQueue, args: [{ endpoint }] };
    await worker.client.execute(workflowNames.webhooks, start);
    const mine = (await messages()).filter(({ leadId }) => leadId === lead.id);
    // The second was held back by the first until it was too old, and an endpoint that is down is not asked for each.
    expect(mine.map(({ type, state, attempts }) => [type, state, attempts])).toEqual([
      ['lead.score_changed', 'dead', 0],
      ['lead.stage_changed', 'dead', 10],
    ]);
    const hours = (msOf(mine.at(-1)?.settledAt ?? began) - msOf(began)) / 3_600_000;
    console.log(`given up after ${hours.toFixed(1)} hours and ${receiver.received.length} requests`);
    expect(hours).toBeGreaterThan(75);
    expect(hours).toBeLessThan(84);

    receiver.answer();
    expect(await store.webhooks.replay(endpoint, { kind: 'dead' }, instantFromMs(Date.now()))).toBe(2);
    await worker.client.execute(workflowNames.webhooks, start);
    expect((await messages()).filter(({ state }) => state !== 'delivered')).toEqual([]);
    // Under their ids, signed anew: the receiver refuses what is older than five minutes.
    const again = receiver.received.slice(-2).map(({ headers, body }) => {
      new Webhook(key).verify(body, headers as Record<string, string>);
      return headers['webhook-id'];
    });
    expect(again).toEqual(mine.map(({ id }) => id).toReversed());
  });
});
