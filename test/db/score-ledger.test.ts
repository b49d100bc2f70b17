/** Why a score is what it is, as the ledger has it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, minute, publishBasics } from './fixtures.ts';

let test: TestStore;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
});
afterAll(() => test.close());

const asked = (leadId: string, key: string) =>
  event({ dedupeKey: key, kind: 'custom', name: 'demo_requested', lead: { id: leadId }, occurredAt: minute(1) });

describe('the explanation of a score', () => {
  it('has the entries of that lead alone, by its address as by its id', async () => {
    const { store } = test;
    const [lead, other] = [await addLead(store), await addLead(store)];
    await store.events.ingest(asked(lead.id, 'one'), minute(1));
    await store.events.ingest(asked(other.id, 'two'), minute(1));
    const told = await store.leads.explainScore(lead.email.toUpperCase(), minute(1));
    expect(told).toEqual(await store.leads.explainScore(lead.id, minute(1)));
    expect(told.score).toBe((await store.leads.get(lead.id, minute(1))).score);
    expect(told.groups).toMatchObject([{ settled: 0, entries: [{ at: minute(1), worth: told.score }] }]);
  });

  it('is of one moment, whatever is recorded meanwhile', async () => {
    const { store } = test;
    const lead = await addLead(store);
    let recorded = 0;
    const recording = (async () => {
      for (; recorded < 60; recorded += 1) await store.events.ingest(asked(lead.id, `many ${recorded}`), minute(1));
    })();
    const settled = new Set<number>();
    while (recorded < 60) {
      const { groups } = await store.leads.explainScore(lead.id, minute(1));
      for (const group of groups) settled.add(group.settled);
    }
    await recording;
    expect([...settled]).toEqual([0]);
  });

  it('is refused of a lead that is not there, or not any more', async () => {
    const { store } = test;
    const lead = await addLead(store);
    await store.rights.erase(lead.id, 'ines', null, minute(2));
    for (const name of [lead.id, lead.email, 'nobody@customer.example']) {
      await expect(store.leads.explainScore(name, minute(3))).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    }
  });
});
