/** Buying groups that change: a lead that is with another company, one that was the wrong person, merges that are undone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStore, type TestStore } from '../support/database.ts';
import { deskGround, type Given } from './desk-ground.ts';
import { minute, outboxOf, publishBasics } from './fixtures.ts';
import { mergeById, run } from './merge-ground.ts';

let test: TestStore;
const { sell, company, ready, offer, comes, take, seen, told } = deskGround(() => test);
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  await sell();
});
afterAll(() => test.close());

const moveTo = async (name: string, ...leads: readonly Given[]) => {
  for (const { lead } of leads) await test.store.leads.save({ email: lead.email, company: name }, minute(3), 'mara');
};
const offersOf = ({ id }: Given) =>
  run(
    test.url,
    'SELECT o.because, s.key FROM handoff_offer o JOIN salesperson s ON s.id = o.salesperson_id WHERE handoff_id = $1 ORDER BY number',
    [id],
  );

describe('a lead whose company is another one now', () => {
  it('leaves the group it was attached to, and is offered by itself', async () => {
    const domain = company();
    const [ann, bob, cem] = [await comes(domain, 'ann'), await comes(domain, 'bob'), await comes(domain, 'cem')];
    await test.store.leads.save({ email: bob.lead.email, company: company() }, minute(3), 'mara');
    expect(await seen(bob)).toMatchObject({ status: 'open', attachedTo: null });
    expect(await told(bob)).toEqual([{ kind: 'reassigned', offer: 1 }]);
    expect(await offer(bob, 4)).toMatchObject({ kind: 'offered' });
    expect(await seen(cem)).toMatchObject({ attachedTo: ann.id });
  });

  it('leads no more those of the old one, who go on by themselves', async () => {
    const domain = company();
    const [ann, bob, cem] = [await comes(domain, 'ann'), await comes(domain, 'bob'), await comes(domain, 'cem')];
    await moveTo(company(), ann);
    expect((await seen(ann)).status).toBe('open');
    expect(await seen(bob)).toMatchObject({ attachedTo: null });
    expect(await seen(cem)).toMatchObject({ attachedTo: bob.id });
    expect(await told(cem)).toEqual([]);
  });

  it('stays with who has accepted it', async () => {
    const domain = company();
    const [ann, bob, cem] = [await comes(domain, 'ann'), await comes(domain, 'bob'), await comes(domain, 'cem')];
    await take(ann, { kind: 'accepted' });
    await moveTo(company(), bob);
    expect(await seen(cem)).toMatchObject({ attachedTo: ann.id });
    expect(await seen(bob)).toEqual({ status: 'accepted', stage: 'sql', with: 'ines', attachedTo: null });
    expect(await offersOf(bob)).toEqual([{ because: 'group', key: 'ines' }]);
    expect((await told(bob)).at(-1)).toEqual({ kind: 'progress' });
    expect(await test.store.handoffs.followed(bob.id)).toMatchObject({
      ...{ since: minute(3), givenAt: minute(3), isAttached: false, isActive: true },
    });
    await take(ann, { kind: 'won' }, 5);
    expect((await seen(bob)).status).toBe('accepted');
  });

  it('keeps who has it where a colleague has the new one; given to the same, they are a group', async () => {
    const [here, there] = [company(), company()];
    const [ann, bob] = [await comes(here, 'ann'), await comes(there, 'bob')];
    for (const one of [ann, bob]) await take(one, { kind: 'accepted' });
    await test.store.handoffs.assign(bob.id, 'joel', 'mara', minute(2));
    await moveTo(there, ann);
    expect(await seen(ann)).toMatchObject({ with: 'ines', attachedTo: null });
    expect(await seen(bob)).toMatchObject({ with: 'joel', attachedTo: null });
    await test.store.handoffs.assign(ann.id, 'ines', 'mara', minute(4));
    expect(await seen(ann)).toMatchObject({ with: 'ines', attachedTo: null });
    await test.store.handoffs.assign(ann.id, 'joel', 'mara', minute(4));
    expect(await seen(ann)).toMatchObject({ with: 'joel', attachedTo: bob.id });
  });

  it('stays in its group when its company is only written anew', async () => {
    const domain = company();
    const [ann, bob] = [await comes(domain, 'ann'), await comes(domain, 'bob')];
    await test.store.leads.save({ email: bob.lead.email, company: domain, title: 'CFO' }, minute(3), 'mara');
    await moveTo(domain, ann, bob);
    expect(await seen(bob)).toMatchObject({ attachedTo: ann.id });
    expect(await told(bob)).toEqual([]);
  });

  it('leaves a group whose hand-offs are over as it was', async () => {
    const domain = company();
    const [ann, bob] = [await comes(domain, 'ann'), await comes(domain, 'bob')];
    await take(ann, { kind: 'lost', reason: 'price' });
    await moveTo(company(), bob);
    expect(await seen(bob)).toMatchObject({ status: 'lost', attachedTo: ann.id });
  });
});

describe('a merge', () => {
  it('by which a lead comes to another company takes it out of its group', async () => {
    const [here, there] = [company(), company()];
    const [ann, bob] = [await comes(here, 'ann'), await comes(here, 'bob')];
    const elsewhere = await test.store.leads.save({ email: `x@${there}`, company: there }, minute(2), 'mara');
    // What is left has the company of the one that is kept.
    await mergeById(test.store, bob.lead.id, elsewhere.lead.id, minute(3), elsewhere.lead.id);
    expect((await test.store.leads.get(elsewhere.lead.id, minute(4))).company).toBe(there);
    expect(await seen({ ...bob, lead: elsewhere.lead })).toMatchObject({ status: 'open', attachedTo: null });
    expect((await seen(ann)).status).toBe('open');
  });

  it('undone gives back what sales had: it is followed again, by a workflow of its own, and may be given back', async () => {
    const [ann, bob] = [await comes(company(), 'ann'), await comes(company(), 'bob')];
    for (const one of [ann, bob]) await take(one, { kind: 'contacted' });
    const { merge } = await mergeById(test.store, ann.lead.id, bob.lead.id, minute(2), bob.lead.id);
    expect(await seen({ ...ann, lead: bob.lead })).toMatchObject({ status: 'returned' });
    await test.store.merges.undo(merge.id, 'mara', minute(3));
    expect(await seen(ann)).toEqual({ status: 'accepted', stage: 'sql', with: 'ines', attachedTo: null });
    expect(await test.store.handoffs.followed(ann.id)).toMatchObject({ since: minute(1), contactedAt: minute(1) });
    const again = `handoff/${ann.lead.id}/1/${merge.id}`;
    const started = (await outboxOf(test.url)).filter(({ workflow_id }) => workflow_id === again);
    expect(started).toMatchObject([{ kind: 'start_handoff', payload: { handoffId: ann.id } }]);
    await take(ann, { kind: 'returned', reason: 'timing', seen: 'accepted' }, 4);
    expect(await seen(ann)).toMatchObject({ status: 'returned', stage: 'recycled' });
    // Both runs are gone when the person is erased.
    const { id: erasure } = await test.store.rights.erase(ann.lead.id, 'mara', 'asked', minute(5));
    expect(await test.store.rights.workflowsOf(erasure)).toEqual(
      expect.arrayContaining([`handoff/${ann.lead.id}/1`, again]),
    );
    const last = (await outboxOf(test.url)).filter(({ workflow_id }) => workflow_id === again).at(-1);
    expect(last?.payload).toEqual({ kind: 'returned', reason: 'timing' });
  });

  it('undone when another of the company leads by then joins that one, with the same who has both', async () => {
    const domain = company();
    const [ann, bob, cem] = [await comes(domain, 'ann'), await comes(domain, 'bob'), await comes(company(), 'cem')];
    for (const one of [ann, cem]) await take(one, { kind: 'accepted' });
    // Ann becomes one with Cem, and Bob leads what is left of the company.
    const { merge } = await mergeById(test.store, ann.lead.id, cem.lead.id, minute(2), cem.lead.id);
    expect(await seen(bob)).toMatchObject({ status: 'accepted', attachedTo: null });
    await test.store.merges.undo(merge.id, 'mara', minute(3));
    expect(await seen(ann)).toMatchObject({ status: 'accepted', attachedTo: bob.id });
    expect(await seen(bob)).toMatchObject({ status: 'accepted', attachedTo: null });
  });
});

it('the next of a group whose person was the wrong one is new to who has it, though they had accepted the group', async () => {
  const domain = company();
  const [ann, bob] = [await comes(domain, 'ann'), await ready(domain, 'bob')];
  await take(ann, { kind: 'accepted' });
  await offer(bob, 2);
  await test.store.handoffs.join(bob.id, minute(2));
  expect(await test.store.handoffs.followed(bob.id)).toMatchObject({ isAttached: true, givenAt: null });
  await take(ann, { kind: 'returned', reason: 'bad_data', seen: 'accepted' }, 5);
  expect(await test.store.handoffs.followed(bob.id)).toMatchObject({
    ...{ since: minute(5), givenAt: minute(5), offer: 1, salesperson: { key: 'ines' } },
  });
});
