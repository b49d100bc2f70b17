/** Sources whose leads are no longer believed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeAddress } from '../../domain/registration.ts';
import { plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, event, minute, publishBasics, start } from './fixtures.ts';

let test: TestStore;
beforeAll(async () => {
  const told = { endpoint: 'crm', types: ['source.alert'], scoreStep: null } as const;
  test = await createTestStore({ subscriptions: [told] });
  await publishBasics(test.store);
});
afterAll(() => test.close());

const day = (days: number) => plusMs(start, days * 86_400_000);
const file = { way: 'file', detail: {} } as const;

/** Leads that came by a list. */
async function brought(source: string, count: number) {
  const inputs = Array.from({ length: count }, (_, i) => ({ email: `${source}${i}@list.test`, source }));
  const leads = [];
  for (const input of inputs) leads.push((await test.store.leads.save(input, start, 'test', file)).lead);
  return leads;
}
const bounce = (leadId: string, now = minute(1)) =>
  test.store.events.ingest(event({ kind: 'bounce_hard', lead: { id: leadId } }), now);
const standing = async (source: string, now = day(1)) => (await test.store.authenticity.standings(now, source))[0];
const tasks = async (done: boolean) =>
  (await test.store.tasks.list({ kind: 'source', done }, { limit: 10 })).items.map(({ title }) => title);

const told = async (source: string) =>
  (await test.store.webhooks.list({ endpoint: 'crm' }, { limit: 50 })).items.filter(
    ({ data }) => data.source === source,
  );

const query = async (text: string, ...values: readonly unknown[]) => {
  const client = await connect(test.url);
  await client.query(text, [minute(4), ...values]);
  await client.end();
};

describe('the standing of a source', () => {
  it('counts what became of each person it brought once: dead, complaining, fake, known before, silent', async () => {
    const { store } = test;
    const [a, b, c, d] = await brought('counted', 6);
    await bounce(a?.id ?? '');
    await bounce(a?.id ?? '', minute(2));
    await store.events.ingest(event({ kind: 'complaint', lead: { id: b?.id ?? '' } }), minute(1));
    await store.registrations.fake(c?.id ?? '', 'nobody', 'ines', minute(1));
    const request = { purposes: ['marketing'], source: 'form', wording: 'Yes', wordingVersion: null };
    await store.consents.request(d?.id ?? '', request, 'test', start);
    const { id } = await store.consents.request(a?.id ?? '', request, 'test', start);
    await store.consents.confirm(id, {}, minute(3));
    expect((await standing('counted'))?.figures).toMatchObject({ asked: 1, unconfirmed: 0 });
    const figures = { leads: 6, bounces: 1, complaints: 1, fakes: 1, duplicates: 0, asked: 2, unconfirmed: 1 };
    expect((await standing('counted', day(8)))?.figures).toEqual(figures);
    // Sales returned one.
    await query(
      `INSERT INTO handoff (id, lead_id, number, workflow_id, status, reason, score, grade, created_at, decided_at)
       VALUES (gen_random_uuid(), $2, 1, 'returned', 'returned', 'bad_data', 0, 'D', $1, $1)`,
      d?.id,
    );
    expect((await standing('counted'))?.figures).toMatchObject({ fakes: 2 });
    // Another vendor sells three of the same people, whichever way they are told.
    for (const [lead, way] of [
      [a, 'file'],
      [b, 'partner'],
      [d, 'api'],
    ] as const) {
      await store.leads.save({ email: lead?.email ?? '', source: 'vendor' }, minute(9), 'test', { way });
    }
    expect((await standing('vendor'))?.figures).toMatchObject({ leads: 3, duplicates: 3, bounces: 1, complaints: 1 });
    expect((await standing('counted'))?.figures).toMatchObject({ duplicates: 0 });
    // Who comes back by itself is interested, and no duplicate.
    await store.leads.save({ email: d?.email ?? '', source: 'web' }, minute(10), 'test', { way: 'form', detail: {} });
    expect((await standing('web'))?.figures).toMatchObject({ leads: 1, duplicates: 0 });
    expect(await standing('counted', day(120))).toBeUndefined();
  });

  it('is of what happened in its days: what is older is nothing that a source of today has brought', async () => {
    const { store } = test;
    const people = await brought('before', 4);
    const [bounced, angry, returned] = people.map(({ id }) => id);
    await bounce(bounced ?? '', minute(0));
    await store.events.ingest(event({ kind: 'complaint', lead: { id: angry ?? '' } }), minute(0));
    await query(
      `INSERT INTO handoff (id, lead_id, number, workflow_id, status, reason, score, grade, created_at, decided_at)
       VALUES (gen_random_uuid(), $2, 1, 'old', 'returned', 'bad_data', 0, 'D', $1, $1)`,
      returned,
    );
    for (const { email } of people) await store.leads.save({ email, source: 'anew' }, day(89), 'test', file);
    const seen = { leads: 4, bounces: 1, complaints: 1, fakes: 1, duplicates: 4 };
    expect((await standing('anew', day(89)))?.figures).toMatchObject(seen);
    const old = { leads: 4, bounces: 0, complaints: 0, fakes: 0, duplicates: 4 };
    expect((await standing('anew', day(91)))?.figures).toMatchObject(old);
  });

  it('opens one alert with one task and one webhook for each turn, however often it is looked at, and closes it by itself', async () => {
    const { store } = test;
    const leads = await brought('turning', 20);
    await bounce(leads[0]?.id ?? '');
    expect((await store.authenticity.review(minute(2))).opened.map(({ source }) => source)).not.toContain('turning');
    for (const { id } of leads.slice(1, 6)) await bounce(id);
    const turns = await Promise.all([0, 1, 2].map(() => store.authenticity.review(minute(3))));
    const opened = turns.flatMap((turn) => turn.opened).filter(({ source }) => source === 'turning');
    expect(opened).toMatchObject([{ why: '6 of 20 came back', figures: { leads: 20, bounces: 6 } }]);
    expect((await store.authenticity.alerts()).filter(({ source }) => source === 'turning')).toEqual(opened);
    expect(await tasks(false)).toContain('The source turning has turned bad: 6 of 20 came back');
    expect(await standing('turning')).toMatchObject({ alert: { openedAt: minute(3) } });
    await store.authenticity.review(minute(3));
    expect(await told('turning')).toMatchObject([
      { type: 'source.alert', leadId: null, data: { why: opened[0]?.why } },
    ]);

    await query(`WITH late AS (INSERT INTO lead (id, email, canonical_email, created_at, updated_at)
      SELECT gen_random_uuid(), n || '@late.test', n || '@late.test', $1, $1 FROM generate_series(1, 100) n RETURNING id)
      INSERT INTO lead_origin (id, lead_id, source, way, actor, at)
      SELECT gen_random_uuid(), id, 'turning', 'file', 'test', $1 FROM late`);
    const closed = (await store.authenticity.review(minute(5))).closed;
    expect(closed).toMatchObject([{ source: 'turning', closedAt: minute(5) }]);
    expect(await tasks(true)).toContain('The source turning has turned bad: 6 of 20 came back');
    expect(await standing('turning')).toMatchObject({ alert: null });
    expect(await told('turning')).toHaveLength(1);
    expect((await store.authenticity.review(minute(6))).opened.map(({ source }) => source)).not.toContain('turning');
  });

  it('goes by the limits of its declaration, and forgets who was erased', async () => {
    const { store } = test;
    const [first] = await brought('forgotten', 2);
    await store.registrations.checked(first?.id ?? '', judgeAddress('x', null), start);
    await store.rights.erase(first?.id ?? '', 'ines', null, minute(1));
    expect((await standing('forgotten'))?.figures.leads).toBe(1);
    await addLead(store, { source: 'declared' });
    expect((await standing('declared'))?.shares.find(({ kind }) => kind === 'bounces')?.limit).toBe(0.05);
  });
});
