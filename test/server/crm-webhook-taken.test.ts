/** A CRM of one's own tells the server of a decision: it is kept once, done by whoever tells the CRM, and the CRM is told how it is. */
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTellCrm } from '../../activities/crm.ts';
import { createWebhookCrm } from '../../crm/webhook/crm.ts';
import { changesOf } from '../../crm/webhook/incoming.ts';
import { webhookCodec } from '../../crm/webhook/wire-values.ts';
import { secret } from '../../domain/secret.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const key = `whsec_${randomBytes(32).toString('base64')}`;
let server: TestServer;
const told: { type: string; data: { records?: { stage?: string; id?: string }[] } }[] = [];
beforeAll(async () => {
  server = await startTestServer({ crm: { secrets: [secret(key)], read: changesOf } });
});
afterAll(() => server.close());

const post = (id: string, changes: readonly object[], by = key) => {
  const timestamp = new Date(server.now());
  const body = JSON.stringify({ type: 'crm.changes', timestamp: timestamp.toISOString(), data: { changes } });
  const headers = {
    'Content-Type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign(id, timestamp, body),
  };
  return server.app.request('/webhooks/crm', { method: 'POST', headers, body });
};

it('is taken once, done here, and told back when somebody was faster', async () => {
  const { store } = server;
  const crm = createWebhookCrm(
    { account: 'crm.example', people: async () => ['ines@sales.acme.example', 'joel@sales.acme.example'] },
    async (_, body) => {
      told.push(JSON.parse(body));
      return { kind: 'answered', status: 200, retryAfterMs: null, body: null };
    },
    server.now,
  );
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const access = { crm, mappings: [], codec: webhookCodec, reserved: [] };
  const tell = () => createTellCrm({ store, crm: access, log })({ now: server.now() }, new AbortController().signal);
  await store.crm.setUp({ tells: [], cursor: 'told' }, server.now());
  const [one, two] = [await server.openHandoff(), await server.openHandoff()];
  await tell();
  const stageOf = (id: string) =>
    told.flatMap(({ data }) => data.records ?? []).findLast((one) => one.id === id)?.stage;
  expect(stageOf(one.handoffId)).toBe('offered');

  const meeting = { kind: 'stage', handoff: one.handoffId, stage: 'meeting' };
  const strange = { kind: 'stage', handoff: 'none' };
  const first = await post('m-1', [meeting, strange]);
  expect([first.status, await first.json()]).toEqual([
    200,
    { taken: 1, problems: [expect.objectContaining({ path: expect.stringContaining('data.changes.1') })] },
  ]);
  expect(await (await post('m-1', [meeting, strange])).json()).toMatchObject({ taken: 0 });
  expect((await post('m-2', [meeting], `whsec_${randomBytes(32).toString('base64')}`)).status).toBe(401);
  await tell();
  const seen = async (id: string) => (await store.handoffs.story(id, server.now())).handoff;
  expect(await seen(one.handoffId)).toMatchObject({ status: 'accepted', meetingAt: expect.any(String) });
  expect(stageOf(one.handoffId)).toBe('meeting');

  // Sales was faster by another way: the change is kept, seen, and the CRM learns how it is.
  await store.handoffs.decide(two.handoffId, { kind: 'returned', reason: 'timing' }, 'ines', server.now());
  await post('m-3', [{ kind: 'won', handoff: two.handoffId, amount: { amount: '10', currency: 'EUR' } }]);
  await tell();
  expect(await seen(two.handoffId)).toMatchObject({ status: 'returned', reason: 'timing' });
  expect(stageOf(two.handoffId)).toBe('lost');
  const { items } = await store.crm.changes({ state: 'refused' }, { limit: 9 });
  expect(items).toMatchObject([{ kind: 'won', words: 'it was returned by ines already' }]);
});
