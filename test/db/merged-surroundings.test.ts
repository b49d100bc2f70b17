/** What lies around leads that become one: the segments they are in, what those have begun, their companies and colleagues. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadView, Store } from '../../db/store.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import type { Instant } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, minute, outboxOf, start, welcome, workspace } from './fixtures.ts';
import { mergeById, run } from './merge-ground.ts';

const segments = {
  large: 'lead.fields.employees >= 500',
  buyers: '"buyer" in lead.tags',
  pair: 'account.leads == 2',
};

let test: TestStore;
let store: Store;
beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  const organisation = { ...workspace.organisation, segments };
  await store.publications.publishWorkspace({ ...workspace, organisation }, start);
  await store.publications.publishTemplate({ name: 'hello', contentHash: 'h1', compiled: {} }, start);
  for (const segment of Object.keys(segments)) {
    const settings = { ...defaultSettings, start: { segment } };
    const program = { ...welcome, sequence: segment, settings };
    const version = { name: segment, contentHash: segment, source: '', program, templates: {} };
    await store.publications.publishSequence(version, start);
  }
  await store.segments.watch(start);
});
afterAll(() => test.close());

async function reviewAll(now: Instant): Promise<void> {
  for (let looked = 1; looked > 0; ) ({ looked } = await store.segments.review(200, now));
}
const segmentsOf = async ({ id }: LeadView) =>
  (await run(test.url, 'SELECT segment FROM segment_member WHERE lead_id = $1 ORDER BY segment', [id])).map(
    ({ segment }) => segment,
  );
const enrolledIn = async ({ id }: LeadView) =>
  (await store.enrollments.list({ leadId: id }, { limit: 10 })).items
    .map(({ sequence, number, status }) => `${sequence} ${number} ${status}`)
    .toSorted();
const stopped = async (workflowId: string) =>
  (await outboxOf(test.url)).some(
    (row) => row.workflow_id === workflowId && JSON.stringify(row.payload) === '{"kind":"stop","reason":"merged"}',
  );

describe('segments', () => {
  it('of both are those of the one that is left; what they began goes on once; undone, each has its own again', async () => {
    const kept = await addLead(store, { tags: ['buyer'], fields: { employees: 10 } });
    const gone = await addLead(store, { tags: ['buyer'], fields: { employees: 900 } });
    await reviewAll(minute(1));
    expect([await segmentsOf(kept), await segmentsOf(gone)]).toEqual([['buyers'], ['buyers', 'large']]);
    const enrollments = (await store.enrollments.list({ leadId: gone.id }, { limit: 10 })).items;
    const workflowOf = (name: string) => enrollments.find(({ sequence }) => sequence === name)?.workflowId ?? '';

    const { merge, effects } = await mergeById(store, kept.id, gone.id, minute(2), kept.id);
    expect(effects.stopped).toEqual(['buyers']);
    expect(await segmentsOf(kept)).toEqual(['buyers', 'large']);
    expect(await enrolledIn(kept)).toEqual(['buyers 1 active', 'buyers 2 active', 'large 1 active']);
    expect([await stopped(workflowOf('buyers')), await stopped(workflowOf('large'))]).toEqual([true, false]);
    // By what the lead is now, its own number of employees counts: it leaves what it only had from the other.
    await reviewAll(minute(3));
    expect(await segmentsOf(kept)).toEqual(['buyers']);
    expect(await enrolledIn(kept)).toHaveLength(3);

    await store.merges.undo(merge.id, 'ines', minute(4));
    expect([await segmentsOf(kept), await segmentsOf(gone)]).toEqual([['buyers'], ['buyers', 'large']]);
    expect([await enrolledIn(kept), await enrolledIn(gone)]).toEqual([
      ['buyers 1 active'],
      ['buyers 1 active', 'large 1 active'],
    ]);
    await reviewAll(minute(5));
    expect(await segmentsOf(gone)).toEqual(['buyers', 'large']);
    // Nobody enters again what it was in all along.
    expect([await enrolledIn(kept), await enrolledIn(gone)].flat()).toHaveLength(3);
  });
});

describe('a merge that is undone at once', () => {
  it('leaves the one that was left in no segment of the other', async () => {
    const kept = await addLead(store, { fields: { employees: 10 } });
    const gone = await addLead(store, { fields: { employees: 900 } });
    await reviewAll(minute(1));
    const { merge } = await mergeById(store, kept.id, gone.id, minute(2), kept.id);
    expect(await segmentsOf(kept)).toEqual(['large']);
    await store.merges.undo(merge.id, 'ines', minute(3));
    expect([await segmentsOf(kept), await segmentsOf(gone)]).toEqual([[], ['large']]);
  });
});

describe('colleagues', () => {
  it('of a lead that is merged or comes back are looked at anew, and so are those of one that is erased', async () => {
    const company = 'Pair Ltd';
    const leads: LeadView[] = [];
    for (const name of ['ann', 'bob', 'cem']) leads.push(await addLead(store, { email: `${name}@pair.test`, company }));
    const [ann, bob, cem] = leads;
    const other = await addLead(store, { company: 'Elsewhere Ltd' });
    if (!ann || !bob || !cem) throw new Error('no leads');
    await reviewAll(minute(1));
    expect(await segmentsOf(ann)).toEqual([]);
    const { merge } = await mergeById(store, other.id, cem.id, minute(2), other.id);
    await reviewAll(minute(3));
    expect([await segmentsOf(ann), await segmentsOf(bob)]).toEqual([['pair'], ['pair']]);
    await store.merges.undo(merge.id, 'ines', minute(4));
    await reviewAll(minute(5));
    expect([await segmentsOf(ann), await segmentsOf(bob), await segmentsOf(cem)]).toEqual([[], [], []]);
    await store.rights.erase(cem.id, 'ines', null, minute(6));
    await reviewAll(minute(7));
    expect([await segmentsOf(ann), await segmentsOf(bob)]).toEqual([['pair'], ['pair']]);
  });
});

describe('the company of a lead that was merged', () => {
  const companies = async () =>
    (await run(test.url, `SELECT name FROM account WHERE name LIKE '%Birkenhof%' ORDER BY name`)).map(
      ({ name }) => name,
    );

  it('goes when the one that is left is erased, unless somebody else belongs to it', async () => {
    const erased = async (gone: string) => {
      const kept = await addLead(store, { company: 'Birkenhof Zentrale' });
      const other = await addLead(store, { company: gone });
      await mergeById(store, kept.id, other.id, minute(1), kept.id);
      expect(await companies()).toContain(gone);
      return store.rights.erase(kept.id, 'ines', null, minute(2));
    };
    expect(await erased('Einfrau Birkenhof')).toMatchObject({ counts: { company: 2 } });
    expect(await companies()).toEqual([]);
    await addLead(store, { company: 'Birkenhof GmbH' });
    expect(await erased('Birkenhof GmbH')).toMatchObject({ counts: { company: 1 } });
    expect(await companies()).toEqual(['Birkenhof GmbH']);
  });
});
