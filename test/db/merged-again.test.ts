/** An older merge is undone while a younger stands: what that had ended stays ended, and nothing that came since is overruled. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, minute, publishBasics } from './fixtures.ts';
import { mergeById, run } from './merge-ground.ts';

let test: TestStore;
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
});
afterAll(() => test.close());

/** A lead whom sales has on offer. */
async function offered() {
  const lead = await addLead(test.store);
  for (const input of [{ kind: 'reply' }, { kind: 'custom', name: 'demo_requested' }] as const) {
    await test.store.events.ingest(event({ ...input, lead: { id: lead.id } }), minute(1));
  }
  return lead;
}
const offersOf = async (...leads: readonly { readonly id: string }[]) =>
  (
    await run(test.url, 'SELECT lead_id, status FROM handoff WHERE lead_id = ANY ($1) ORDER BY created_at, id', [
      leads.map(({ id }) => id),
    ])
  ).map(({ lead_id, status }) => `${leads.findIndex(({ id }) => id === lead_id)} ${status}`);

it('opens no hand-off, and remembers what to open when the younger is undone', async () => {
  const [kept, plain, hot] = [await offered(), await addLead(test.store), await offered()];
  const older = (await mergeById(test.store, kept.id, plain.id, minute(2), kept.id)).merge;
  const younger = (await mergeById(test.store, kept.id, hot.id, minute(3), kept.id)).merge;
  expect((await offersOf(kept)).toSorted()).toEqual(['0 open', '0 returned']);
  await test.store.merges.undo(older.id, 'ines', minute(4));
  expect((await offersOf(kept, hot)).toSorted()).toEqual(['0 open', '0 returned']);
  await test.store.merges.undo(younger.id, 'ines', minute(5));
  expect((await offersOf(kept, hot)).toSorted()).toEqual(['0 open', '1 open', '1 returned']);
});

it('leaves the lead at the stage that a person has given it since', async () => {
  const [kept, plain, hot] = [await addLead(test.store), await addLead(test.store), await offered()];
  const older = (await mergeById(test.store, kept.id, plain.id, minute(2), kept.id)).merge;
  await mergeById(test.store, kept.id, hot.id, minute(3), kept.id);
  const stageOf = async () => (await test.store.leads.get(kept.id, minute(5))).stage;
  expect(await stageOf()).toBe('mql');
  await run(test.url, `UPDATE lead SET stage = 'disqualified' WHERE id = $1`, [kept.id]);
  await test.store.merges.undo(older.id, 'ines', minute(4));
  expect(await stageOf()).toBe('disqualified');
});

it('does not stop again a sequence that the lead has entered by its own word since', async () => {
  const [kept, plain, against] = [await addLead(test.store), await addLead(test.store), await addLead(test.store)];
  await test.store.consents.withdraw(against.id, 'marketing', 'ines', minute(1));
  const older = (await mergeById(test.store, kept.id, plain.id, minute(2), kept.id)).merge;
  await mergeById(test.store, kept.id, against.id, minute(3), kept.id);
  const proof = { method: 'form', reference: 'r' } as const;
  const yes = {
    purpose: 'marketing',
    basis: 'express',
    source: 'form',
    wording: null,
    proof,
    expiresAt: null,
  } as const;
  await test.store.consents.record(kept.id, [{ ...yes, at: minute(4) }], 'ines', minute(4));
  const { id } = await test.store.enrollments.enroll(kept.id, 'welcome', 'test', minute(5));
  await test.store.merges.undo(older.id, 'ines', minute(6));
  expect(await run(test.url, 'SELECT status, stop_reason FROM enrollment WHERE id = $1', [id])).toEqual([
    { status: 'active', stop_reason: null },
  ]);
});
