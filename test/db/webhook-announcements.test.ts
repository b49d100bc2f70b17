/** What endpoints are told of a change, written in its transaction; and what it costs when nobody wants to know. */
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDatabase } from '../../db/database.ts';
import type { ImportRow, Store, WebhookView } from '../../db/store.ts';
import { wakeWebhooks } from '../../db/webhook-announcements.ts';
import { noWishes } from '../../domain/import-rule.ts';
import { announcedTypes, type Subscription } from '../../domain/outgoing-webhook.ts';
import { defaultLimits, type Source } from '../../domain/source.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, minute, publishBasics, start, workspace } from './fixtures.ts';

const changes = announcedTypes.filter((type) => type !== 'lead.created');
const all: Subscription = { endpoint: 'crm', types: changes, scoreStep: null };
const coarse: Subscription = { endpoint: 'coarse', types: ['lead.score_changed'], scoreStep: 25 };

let test: TestStore;
let asked: TestStore | undefined;
let store: Store;
beforeAll(async () => {
  test = await createTestStore({ subscriptions: [all, coarse] });
  store = test.store;
  await publishBasics(store);
});
afterAll(async () => {
  await Promise.all([test?.close(), asked?.close()]);
});
beforeEach(() => sqlOf('TRUNCATE webhook_delivery, outbox'));

async function sqlOf<Row extends object>(text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: test.url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** In the order in which they are delivered. */
const told = async (endpoint = 'crm'): Promise<readonly WebhookView[]> =>
  (await store.webhooks.list({ endpoint }, { limit: 100 })).items.toReversed();

const asks = (leadId: string, at = start) =>
  store.events.ingest(
    { ...event({ kind: 'custom', name: 'demo_requested', lead: { id: leadId } }), occurredAt: at },
    at,
  );

describe('a change', () => {
  it('is told with ids, numbers and reasons, stage by stage, and with nothing that tells who the lead is', async () => {
    const lead = await addLead(store, { firstName: 'Zoë', company: 'Secret Ltd' });
    await asks(lead.id);
    const messages = await told();
    expect(messages.map(({ type, data }) => [type, data.stage, data.score, data.temperature])).toEqual([
      ['lead.stage_changed', { from: 'name', to: 'engaged' }, 50, 'hot'],
      ['lead.stage_changed', { from: 'engaged', to: 'prospect' }, 50, 'hot'],
      ['lead.score_changed', 'prospect', { before: 0, after: 50 }, 'hot'],
      ['lead.temperature_changed', 'prospect', 50, { before: 'cold', after: 'hot' }],
    ]);
    expect(messages[2]?.data).toEqual({
      ...{ lead: lead.id, score: { before: 0, after: 50 }, grade: 'A', stage: 'prospect', temperature: 'hot' },
      ...{ reason: 'Asked for a demo', actor: 'event custom', workspace: 1 },
    });
    expect(JSON.stringify(messages)).not.toMatch(/Zoë|Secret|@/);
  });

  it('that gives a lead to sales and its decision are told as hand-offs', async () => {
    const { id } = await addLead(store);
    await asks(id);
    const reply = event({ kind: 'reply', lead: { id }, name: 'interested' });
    const { handoffId } = await store.events.ingest(reply, minute(1));
    if (handoffId === null) throw new Error('No hand-off was opened');
    await store.handoffs.decide(handoffId, { kind: 'returned', reason: 'no_budget' }, 'ines', minute(2));
    const handoffs = (await told()).filter(({ type }) => type.startsWith('handoff.'));
    expect(handoffs.map(({ type, data }) => [type, data.handoff, data.reason ?? null, data.actor ?? null])).toEqual([
      ['handoff.opened', handoffId, null, null],
      ['handoff.returned', handoffId, 'no_budget', 'ines'],
    ]);
  });

  it('that a person makes is told without the words that were given for it', async () => {
    const { id } = await addLead(store);
    await store.stages.move(
      { lead: id, stage: 'disqualified', reason: 'Ann Berg of Acme hung up' },
      minute(1),
      'api/crm',
    );
    const [moved] = await told();
    expect(moved?.data).toMatchObject({ stage: { from: 'name', to: 'disqualified' }, reason: null, actor: 'api/crm' });
    expect(JSON.stringify(await told())).not.toContain('Berg');
  });

  it('that is undone is not told', async () => {
    const { id } = await addLead(store);
    await sqlOf('ALTER TABLE outbox RENAME TO outbox_away');
    await expect(asks(id)).rejects.toThrow();
    await sqlOf('ALTER TABLE outbox_away RENAME TO outbox');
    expect(await told()).toEqual([]);
    expect((await store.leads.get(id, start)).score).toBe(0);
  });
});

it('a score is told to an endpoint with a step only when it has moved so far from what that was told', async () => {
  const { id } = await addLead(store);
  for (const n of [1, 2, 3, 4, 5, 6]) {
    await store.events.ingest(event({ kind: 'click', lead: { id }, link: 'guide' }), minute(n));
  }
  const after = ({ data }: WebhookView) => Math.round((data.score as { after: number }).after);
  expect((await told('coarse')).map(after)).toEqual([30, 60]);
  const all = (await told()).filter(({ type }) => type === 'lead.score_changed');
  expect(all.map(after)).toEqual([10, 20, 30, 40, 50, 60]);
});

describe('the workflow of an endpoint', () => {
  const wakes = () => sqlOf<{ workflow_id: string }>("SELECT workflow_id FROM outbox WHERE kind = 'wake_webhooks'");

  it('is woken once by a thousand events, and once by all that comes before its signal leaves', async () => {
    const leads = await Promise.all(Array.from({ length: 20 }, () => addLead(store)));
    const inputs = Array.from({ length: 1000 }, (_, i) => ({
      ...event({ kind: 'click', link: 'guide', lead: { id: leads[i % 20]?.id ?? '' } }),
      dedupeKey: `flood/${i}`,
    }));
    await store.events.ingestMany(inputs, start);
    await Promise.all(leads.map(({ id }) => asks(id)));
    expect((await wakes()).map(({ workflow_id }) => workflow_id).toSorted()).toEqual(['hooks/coarse', 'hooks/crm']);
  });

  it('is woken again by a change that comes while its signal is being delivered', async () => {
    const { id } = await addLead(store);
    await asks(id);
    await store.outbox.drain(10, minute(1), async (entries) => {
      await asks(id, minute(1));
      return entries.map((one) => ({ id: one.id, kind: 'done' as const }));
    });
    expect((await wakes()).map(({ workflow_id }) => workflow_id).toSorted()).toEqual(['hooks/crm']);
  });

  it('gets a signal no earlier than what it is about can be seen', async () => {
    const { id } = await addLead(store);
    await asks(id);
    const taken: string[] = [];
    const drain = () =>
      store.outbox.drain(10, minute(1), async (entries) => {
        taken.push(...entries.map(({ workflowId }) => workflowId));
        return entries.map((one) => ({ id: one.id, kind: 'done' as const }));
      });
    const late = createDatabase(test.url, 2, { warn() {} });
    try {
      await late.transaction(async (tx) => {
        await wakeWebhooks(tx, ['crm'], start);
        await drain();
        expect(taken).toEqual(['hooks/coarse']);
      });
    } finally {
      await late.close();
    }
    await drain();
    expect(taken).toEqual(['hooks/coarse', 'hooks/crm']);
  });
});

it('costs no statement without endpoints, and three with them', async () => {
  const statements = async ({ store: on }: Pick<TestStore, 'store'>) => {
    const { id } = await addLead(on);
    await on.publications.workspace();
    const query = vi.spyOn(pg.Client.prototype, 'query');
    await on.events.ingest(event({ kind: 'click', link: 'guide', lead: { id } }), start);
    const count = query.mock.calls.length;
    query.mockRestore();
    return count;
  };
  const plain = await createTestStore();
  try {
    await publishBasics(plain.store);
    const [without, withThem] = [await statements(plain), await statements(test)];
    console.log(`an event with points: ${without} statements without endpoints, ${withThem} with two`);
    expect(withThem - without).toBe(3);
  } finally {
    await plain.close();
  }
});

it('a lead that is new is told once to who asked for it, and is no change of its stage', async () => {
  const asking = { endpoint: 'sales', types: ['lead.created', 'lead.stage_changed'], scoreStep: null } as const;
  asked = await createTestStore({ subscriptions: [all, asking] });
  const { store } = asked;
  const fairs: Source = {
    ...{ label: 'Fair days', channel: 'event', partner: null, kind: null, consent: null, alertAt: defaultLimits },
  };
  await store.publications.publishWorkspace({ ...workspace, sources: { fairs } }, start);
  const saved = await store.leads.save({ email: 'eve@new.example', source: 'Bob Smith' }, start, 'test');
  await store.leads.save({ email: 'eve@new.example', source: 'fairs', title: 'CTO' }, start, 'test');
  const plan = { encoding: 'utf-8', wishes: noWishes, source: null };
  const file = { name: 'new.csv', contentHash: 'new', plan, errorFile: null, again: false };
  const { run } = await store.imports.begin(file, 'ines', start);
  const rows = ['fay', 'eve', 'gil', 'fay'].map((name, i): ImportRow => {
    return { line: i + 2, lead: { email: `${name}@new.example`, source: 'Fair days' }, origin: {} };
  });
  const batch = { rows, rules: {}, broken: 0, fromLine: 1, nextLine: 6, doneBytes: 1 };
  await store.imports.save(run, batch, 'ines', start, async () => undefined);
  const toldTo = async (endpoint: string) => (await store.webhooks.list({ endpoint }, { limit: 9 })).items.toReversed();
  const messages = await toldTo('sales');
  const standing = { stage: 'name', score: 0, grade: 'D', temperature: 'cold', workspace: 1 };
  expect(messages.map(({ type, data }) => [type, data])).toEqual([
    ['lead.created', { lead: saved.lead.id, ...standing, source: null, actor: 'test' }],
    ['lead.created', { lead: expect.any(String), ...standing, source: 'fairs', actor: 'ines' }],
    ['lead.created', { lead: expect.any(String), ...standing, source: 'fairs', actor: 'ines' }],
  ]);
  expect(await toldTo('crm')).toEqual([]);
});
