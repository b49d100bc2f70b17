/** What is kept for the CRM and of it: counted by triggers, settled, taken once, moved with merged leads, forgotten with a person. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CrmSettlement, DueCrmRecord, LeadView } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, minute, publishBasics, start } from './fixtures.ts';
import { mergeById, run } from './merge-ground.ts';

let test: TestStore;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
});
afterAll(() => test.close());
beforeEach(async () => {
  await run(test.url, 'TRUNCATE crm_bridge, crm_record, crm_change, outbox');
});

const crm = () => test.store.crm;
const setUp = () => crm().setUp({ tells: [], cursor: 'from the start' }, start);

let people = 0;
async function handedOver(): Promise<{ readonly lead: LeadView; readonly id: string }> {
  people += 1;
  const lead = await addLead(test.store, { email: `p${people}@firm${people}.example`, company: `Firm ${people}` });
  for (const kind of ['reply', 'click'] as const) {
    await test.store.events.ingest(event({ kind, lead: { id: lead.id }, occurredAt: start }), start);
  }
  const { items } = await test.store.handoffs.list({ status: 'open' }, { limit: 200 });
  const id = items.find(({ leadId }) => leadId === lead.id)?.id ?? '';
  await test.store.handoffs.offer(id, 1, start);
  return { lead, id };
}

const due = (of: 'contact' | 'deal', at = 1) => crm().due(of, 100, minute(at + 10), minute(at));
const stored = ({ id, wanted }: DueCrmRecord): CrmSettlement => ({
  ...{ id, wanted, kind: 'stored', remoteId: `remote ${id}`, synced: {} },
});
/** Both sides know all of them. */
async function tellAll(at = 1): Promise<void> {
  for (const kind of ['contact', 'deal'] as const) await crm().settle((await due(kind, at)).map(stored), minute(at));
}
const wakes = async () => {
  const rows = await run(test.url, "SELECT kind FROM outbox WHERE kind = 'wake_crm'");
  await run(test.url, 'TRUNCATE outbox');
  return rows.length;
};
const records = async () => (await crm().records({}, { limit: 50 })).items;

describe('a hand-off', () => {
  it('is kept for the CRM once one is set up, with one wake for a burst of changes, and costs nothing before', async () => {
    const before = await handedOver();
    expect([await records(), await wakes()]).toEqual([[], 0]);
    await setUp();
    const { id, lead } = await handedOver();
    expect((await records()).map(({ of, ownId, state }) => [of, ownId, state]).toSorted()).toEqual([
      ['contact', lead.id, 'waiting'],
      ['deal', id, 'waiting'],
    ]);
    // All of it happened within the time in which what comes joins the same wake.
    expect(await wakes()).toBe(1);
    await tellAll();
    expect(await wakes()).toBe(0);
    // Of those from before, what goes on is known from then on.
    await test.store.handoffs.decide(before.id, { kind: 'accepted' }, 'ines', minute(2));
    expect(
      (await records())
        .filter(({ state }) => state === 'waiting')
        .map(({ ownId }) => ownId)
        .toSorted(),
    ).toEqual([before.id, before.lead.id].toSorted());
  });

  it('that changes while it is told is told once more, as it is then', async () => {
    await setUp();
    const { id } = await handedOver();
    await crm().settle((await due('contact')).map(stored), minute(1));
    const taken = await due('deal');
    await test.store.handoffs.decide(id, { kind: 'accepted' }, 'ines', minute(2));
    await crm().settle(taken.map(stored), minute(2));
    const again = await due('deal', 3);
    expect(again).toMatchObject([{ of: 'deal', handoff: { id, status: 'accepted' } }]);
    await crm().settle(again.map(stored), minute(3));
    // The lead is at another stage.
    await tellAll(3);
    expect([await due('deal', 4), await crm().nextAt()]).toEqual([[], null]);
  });

  it('of two leads that turn out to be one is the deal of the one that is left, and back when that is undone', async () => {
    await setUp();
    const [kept, gone] = [await handedOver(), await handedOver()];
    // What is over is not decided by the merge.
    await test.store.handoffs.decide(gone.id, { kind: 'lost', reason: 'price' }, 'ines', start);
    await tellAll();
    const { merge } = await mergeById(test.store, kept.lead.id, gone.lead.id, minute(2));
    const deal = async () => (await due('deal', 3)).find(({ of }) => of === 'deal');
    expect(await deal()).toMatchObject({ leadId: kept.lead.id, handoff: { id: gone.id, leadId: kept.lead.id } });
    // The CRM goes on knowing the contact that it has, and is told nothing of a lead that is gone.
    expect((await due('contact', 3)).filter(({ leadId }) => leadId === gone.lead.id)).toEqual([]);
    const told = (await records()).find(({ ownId }) => ownId === gone.lead.id);
    expect(told).toMatchObject({ of: 'contact', leadId: kept.lead.id, remoteId: expect.any(String) });
    await test.store.merges.undo(merge.id, 'ines', minute(4));
    const back = (await records()).filter(({ ownId }) => ownId === gone.lead.id || ownId === gone.id);
    expect(back.map(({ leadId }) => leadId)).toEqual([gone.lead.id, gone.lead.id]);
  });
});

describe('whoever tells', () => {
  it('is not woken for what it cannot tell: a deal whose contact is refused, and anything while the CRM rests', async () => {
    await setUp();
    const { id } = await handedOver();
    await crm().settle(
      (await due('contact')).map(({ id: record, wanted }) => ({
        ...{ id: record, wanted, kind: 'refused', code: 'duplicate', words: 'taken', field: null },
        ...{ remoteId: null, againAt: null },
      })),
      minute(1),
    );
    expect((await records()).map(({ of, state, because }) => [of, state, because]).toSorted()).toEqual([
      ['contact', 'refused', null],
      ['deal', 'waiting', 'contact_unknown'],
    ]);
    await wakes();
    await crm().wake(minute(2));
    expect([await wakes(), await crm().nextAt(), await due('deal', 2)]).toEqual([0, null, []]);

    await crm().tell({ kind: 'refused' }, minute(3));
    await tellAll(3);
    await test.store.handoffs.decide(id, { kind: 'accepted' }, 'ines', minute(4));
    await wakes();
    await crm().note('tell', { error: 'away', restUntil: minute(20) }, minute(5));
    await crm().wake(minute(6));
    expect(await wakes()).toBe(0);
    // What sales does over there is done here all the same.
    const change = { of: 'deal' as const, remoteId: '9', ownId: id, at: minute(6) };
    await crm().take([{ ...change, key: 'owner', kind: 'owner' }], null, minute(6));
    await wakes();
    await crm().wake(minute(6));
    expect(await wakes()).toBe(0);
    await crm().take([{ ...change, key: 'stage', kind: 'stage' }], null, minute(6));
    await wakes();
    await crm().wake(minute(6));
    expect(await wakes()).toBe(1);
    await run(test.url, "DELETE FROM crm_change WHERE key = 'stage'");
    await crm().wake(minute(21));
    expect(await wakes()).toBe(1);
  });
});

describe('a change of the CRM', () => {
  const change = { of: 'contact' as const, remoteId: '77', at: start, kind: 'field', field: 'firstname', value: 'Ada' };

  it('is kept once by its key, with how far was read; of somebody whom nobody knows nothing is kept of what it says', async () => {
    await setUp();
    const { lead } = await handedOver();
    const changes = [
      { ...change, key: 'one', ownId: lead.id },
      { ...change, key: 'two', ownId: null, value: 'Haselnuss' },
    ];
    expect(await crm().take(changes, 'page 2', minute(1))).toBe(2);
    expect(await crm().cursor()).toBe('page 2');
    expect(await crm().take(changes, 'page 3', minute(2))).toBe(0);
    expect(await crm().waiting(10)).toMatchObject([{ key: 'one', leadId: lead.id, data: { value: 'Ada' } }]);
    const { items } = await crm().changes({ state: 'ignored' }, { limit: 9 });
    expect(items).toMatchObject([{ key: 'two', leadId: null, data: {}, words: 'not one of ours' }]);
  });

  it('goes with the person who is erased, and what is told of them later is not kept', async () => {
    await setUp();
    const { lead } = await handedOver();
    await crm().take([{ ...change, key: 'before', ownId: lead.id }], null, minute(1));
    const [waiting] = await crm().waiting(10);
    await test.store.rights.erase(lead.id, 'ines', 'asked for it', minute(2));
    expect([await crm().waiting(10), await crm().replay(['before'], minute(2))]).toEqual([[], 0]);
    // Somebody was at it.
    await run(test.url, "UPDATE crm_change SET state = 'waiting'");
    await crm().done(waiting?.id ?? '', { state: 'refused', words: 'Ada', tellBack: false, task: 'Ada' }, minute(3));
    await crm().take([{ ...change, key: 'after', ownId: lead.id }], null, minute(3));
    const { items } = await crm().changes({}, { limit: 9 });
    expect(items.map(({ key, data, state, words }) => ({ key, data, state, words }))).toEqual([
      { key: 'after', data: {}, state: 'ignored', words: 'not one of ours' },
      { key: 'before', data: {}, state: 'ignored', words: null },
    ]);
    expect(await run(test.url, "SELECT 1 FROM task WHERE concat(title, detail) LIKE '%Ada%'")).toEqual([]);
  });
});
