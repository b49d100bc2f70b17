import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BatchFilter, LeadView, Store } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, event, minute, outboxOf, publishBasics, start, whileHeld, workspace } from './fixtures.ts';
import { publish } from './published.ts';

let test: TestStore;
let store: Store;

beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  await publishBasics(store);
  const organisation = { ...workspace.organisation, segments: { large: 'lead.fields.employees >= 500' } };
  await store.publications.publishWorkspace({ ...workspace, organisation }, start);
});
afterAll(() => test.close());

const everybody: BatchFilter = { when: null, segment: null, source: null, tag: null };
const begin = (sequence: string, filter: Partial<BatchFilter> = {}, pace = 10) =>
  store.batches.begin(sequence, { ...everybody, ...filter }, pace, start);
/** Carries a batch on to its end; the sizes of its pages. */
async function finish(id: string, limit: number): Promise<readonly number[]> {
  const pages: number[] = [];
  for (;;) {
    const { looked, more } = await store.batches.carryOn(id, limit, minute(1));
    pages.push(looked);
    if (!more) return pages;
  }
}
const enrolledIn = async (sequence: string) =>
  (await store.enrollments.list({ sequence }, { limit: 10_000 })).items.map(({ leadId }) => leadId).sort();
const startsOf = async (sequence: string) =>
  (await outboxOf(test.url)).filter(
    (row) => row.kind === 'start_nurture' && (row.payload as { readonly sequence: string }).sequence === sequence,
  );
const people = (count: number, input: Parameters<typeof addLead>[1] = {}): Promise<LeadView[]> =>
  Promise.all(Array.from({ length: count }, () => addLead(store, input)));

describe('a mass enrollment', () => {
  it('takes every lead that was there when it began, a page at a time', async () => {
    await publish(store, 'all');
    const leads = await people(7);
    const batch = await begin('all', {}, 25);
    expect(batch).toMatchObject({
      sequence: 'all',
      filter: everybody,
      status: 'running',
      pace: 25,
      total: 7,
      looked: 0,
    });
    expect((await outboxOf(test.url)).filter((row) => row.kind === 'start_batch')).toMatchObject([
      { workflow_id: `batch/${batch.id}`, payload: { batchId: batch.id } },
    ]);
    await addLead(store);
    expect(await store.batches.carryOn(batch.id, 3, minute(1))).toEqual({ looked: 3, more: true, pace: 25 });
    expect(await store.batches.get(batch.id)).toMatchObject({ looked: 3, enrolled: 3, endedAt: null });
    expect(await finish(batch.id, 3)).toEqual([3, 1]);
    expect(await enrolledIn('all')).toEqual(leads.map(({ id }) => id).sort());
    expect(await startsOf('all')).toHaveLength(7);
    const done = { ...batch, status: 'done', looked: 7, enrolled: 7, endedAt: minute(1) };
    expect(await store.batches.get(batch.id)).toEqual(done);
    expect(await store.batches.carryOn(batch.id, 3, minute(2))).toEqual({ looked: 0, more: false, pace: 25 });
    const [enrollment] = (await store.enrollments.list({ sequence: 'all' }, { limit: 1 })).items;
    expect(enrollment).toMatchObject({ origin: `batch ${batch.id}`, number: 1, version: 1 });
  });

  it('is over at the last lead, also when the page is exactly full', async () => {
    await publish(store, 'full');
    const { total, id } = await begin('full');
    expect(await store.batches.carryOn(id, total, minute(1))).toMatchObject({ looked: total, more: false });
  });

  it('takes those that fit all of its filter', async () => {
    await publish(store, 'chosen');
    const [meant] = await people(1, { source: 'fair', tags: ['vip'], country: 'DE', fields: { employees: 900 } });
    await people(1, { source: 'fair', tags: ['vip'], country: 'DE' });
    await people(1, { source: 'fair', tags: ['vip'], fields: { employees: 900 } });
    await people(1, { source: 'fair', country: 'DE', fields: { employees: 900 } });
    await people(1, { tags: ['vip'], country: 'DE', fields: { employees: 900 } });
    const { id, total } = await begin('chosen', {
      when: 'lead.country == "DE"',
      segment: 'large',
      source: 'fair',
      tag: 'vip',
    });
    await finish(id, 4);
    expect(await enrolledIn('chosen')).toEqual([meant?.id]);
    expect(await store.batches.get(id)).toMatchObject({ enrolled: 1, refused: { NOT_MEANT: total - 1 }, total });
  });

  it('decides each lead as a single enrollment does, and counts the refusals by code', async () => {
    await publish(store, 'strict', {
      exclusive: true,
      priority: 5,
      enter: { when: 'lead.source == "strict" && events.clicks() == 0', again: { kind: 'never' } },
    });
    await publish(store, 'weaker', { exclusive: true, priority: 1 });
    await publish(store, 'stronger', { exclusive: true, priority: 5 });
    const [free, suppressed, inside, was, weaker, stronger, clicked] = await people(7, { source: 'strict' });
    if (!free || !suppressed || !inside || !was || !weaker || !stronger || !clicked) throw new Error('no leads');
    await store.suppressions.add(suppressed.email, 'manual', null, start);
    const enroll = (lead: LeadView, sequence: string) => store.enrollments.enroll(lead.id, sequence, 'test', start);
    await enroll(inside, 'strict');
    await store.enrollments.close((await enroll(was, 'strict')).id, 'completed', 'end', start);
    const superseded = await enroll(weaker, 'weaker');
    await enroll(stronger, 'stronger');
    await store.events.ingest(event({ kind: 'click', lead: { id: clicked.id } }), start);
    const { id, total } = await begin('strict', { source: 'strict' });
    await finish(id, 100);
    expect(await store.batches.get(id)).toMatchObject({
      enrolled: 2,
      refused: {
        NOT_MEANT: total - 7,
        LEAD_SUPPRESSED: 1,
        ALREADY_ENROLLED: 1,
        REENTRY_REFUSED: 1,
        LEAD_TAKEN: 1,
        ENTRY_REFUSED: 1,
      },
    });
    expect(await enrolledIn('strict')).toEqual([free, inside, was, weaker].map((lead) => lead.id).sort());
    const signals = (await outboxOf(test.url)).filter((row) => row.workflow_id === superseded.workflowId);
    expect(signals).toMatchObject([{ kind: 'start_nurture' }, { payload: { kind: 'stop', reason: 'superseded' } }]);
  });

  it('can be stopped', async () => {
    await publish(store, 'stopped');
    const { id } = await begin('stopped');
    await store.batches.carryOn(id, 2, minute(1));
    expect(await store.batches.stop(id, minute(2))).toMatchObject({ status: 'stopped', looked: 2, endedAt: minute(2) });
    expect(await store.batches.carryOn(id, 2, minute(3))).toMatchObject({ looked: 0, more: false });
    expect(await enrolledIn('stopped')).toHaveLength(2);
    expect((await store.batches.list())[0]).toMatchObject({ id, status: 'stopped' });
  });

  it('is not begun when it can come to nothing', async () => {
    const fails = async (code: string, ...args: Parameters<typeof begin>) =>
      expect(begin(...args)).rejects.toMatchObject({ code });
    await fails('SEQUENCE_UNKNOWN', 'nowhere');
    await fails('SEGMENT_UNKNOWN', 'welcome', { segment: 'constructor' });
    await fails('CONDITION_INVALID', 'welcome', { when: 'lead.country ==' });
    for (const pace of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await fails('REQUEST_INVALID', 'welcome', {}, pace);
    }
    for (const id of ['x', '018f0000-0000-7000-8000-000000000000']) {
      await expect(store.batches.get(id)).rejects.toMatchObject({ code: 'BATCH_UNKNOWN' });
      await expect(store.batches.stop(id, start)).rejects.toMatchObject({ code: 'BATCH_UNKNOWN' });
      await expect(store.batches.carryOn(id, 1, start)).rejects.toMatchObject({ code: 'BATCH_UNKNOWN' });
    }
  });
});

describe('no lead is lost or doubled', () => {
  const numbers = async (sequence: string) => {
    const client = await connect(test.url);
    const { rows } = await client.query(
      'SELECT count(*)::int AS all, count(DISTINCT lead_id)::int AS leads, max(number) AS number FROM enrollment WHERE sequence = $1',
      [sequence],
    );
    await client.end();
    return rows[0];
  };

  it('when a page breaks off at any of its statements', async () => {
    await publish(store, 'killed');
    const { id, total } = await begin('killed');
    const original = pg.Client.prototype.query;
    // The n-th statement of the n-th try fails: the commit is among them.
    for (let broken = 1, tried = 0; broken > 0; tried = 0) {
      const query = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args) {
        tried += 1;
        if (tried === broken) return Promise.reject(new Error('killed')) as never;
        return (original as (...all: readonly unknown[]) => never).apply(this, args);
      });
      const outcome = await store.batches.carryOn(id, 2, minute(1)).catch(() => null);
      query.mockRestore();
      broken = outcome === null ? broken + 1 : -1;
      if (outcome === null) expect(await store.batches.get(id)).toMatchObject({ looked: 0, enrolled: 0 });
    }
    await finish(id, 5);
    expect(await numbers('killed')).toMatchObject({ number: 1 });
    const { enrolled, refused, looked } = await store.batches.get(id);
    expect(looked).toBe(total);
    expect(enrolled + Object.values(refused).reduce((a, b) => a + b, 0)).toBe(total);
    expect(await numbers('killed')).toEqual({ all: enrolled, leads: enrolled, number: 1 });
    expect(await startsOf('killed')).toHaveLength(enrolled);
  });

  it('when two runs carry one batch on', async () => {
    await publish(store, 'twice');
    const { id, total } = await begin('twice');
    const held = `SELECT 1 FROM enrollment_batch WHERE id = '${id}' FOR UPDATE`;
    const pages = await whileHeld(test.url, held, 2, () => Promise.all([finish(id, 3), finish(id, 3)]));
    expect(pages.flat().reduce((a, b) => a + b, 0)).toBe(total);
    const { enrolled } = await store.batches.get(id);
    expect(await numbers('twice')).toEqual({ all: enrolled, leads: enrolled, number: 1 });
  });

  it('when somebody enrolls one of its leads at the same moment', async () => {
    await publish(store, 'raced');
    const { id } = await begin('raced');
    const lead = await (async () => (await store.leads.list({}, { limit: 50 }, start)).items.at(-1))();
    if (!lead) throw new Error('no lead');
    const held = `SELECT 1 FROM lead WHERE id = '${lead.id}' FOR UPDATE`;
    const [, single] = await whileHeld(test.url, held, 2, () =>
      Promise.all([
        finish(id, 100),
        store.enrollments.enroll(lead.id, 'raced', 'test', start).then(
          () => 'entered',
          ({ code }: { readonly code: string }) => code,
        ),
      ]),
    );
    const { enrolled, refused } = await store.batches.get(id);
    const { all, leads } = await numbers('raced');
    expect(all).toBe(leads);
    if (single === 'entered') expect(refused).toMatchObject({ ALREADY_ENROLLED: 1 });
    else expect(single).toBe('ALREADY_ENROLLED');
    expect(all).toBe(enrolled + (single === 'entered' ? 1 : 0));
  });
});
