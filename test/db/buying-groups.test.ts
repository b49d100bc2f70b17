/**
 * Several leads of one company: one hand-off leads, the others go with it, and no one is left behind when it goes. Long, because a group can lose whom it
 * has in many ways.
 */
import { fc, test as prop } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepGiven } from '../../db/store.ts';
import { personalReasons } from '../../domain/buying-group.ts';
import { errorCode } from '../../domain/errors.ts';
import { returnReasons } from '../../domain/handoff.ts';
import type { SeenAs } from '../../domain/handoff-steps.ts';
import { plainPerson } from '../../domain/sales-desk.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { deskGround, type Given, type Taken } from './desk-ground.ts';
import { addLead, event, minute, outboxOf, publishBasics, start } from './fixtures.ts';
import { mergeById, run } from './merge-ground.ts';
import { publish } from './published.ts';

let test: TestStore;
const { sell, company, ready, offer, comes, take, seen, told } = deskGround(() => test);
beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  await publish(test.store, 'onboarding', { mails: ['hello-customer'], stages: ['customer'] });
  await publish(test.store, 'quiet', { stops: { reply: true, mql: true, colleague: true, on: [] } });
  await sell();
});
afterAll(() => test.close());

describe('a second lead of a company', () => {
  it('goes with the first: who has that has both, and what is decided holds for both', async () => {
    const domain = company();
    const [ann, bob] = [await comes(domain, 'ann'), await ready(domain, 'bob', { title: 'CFO' })];
    const made = await offer(bob);
    const { handoff } = await test.store.handoffs.story(ann.id, minute(1));
    expect(made).toMatchObject({
      ...{ kind: 'attached', to: ann.id, offer: 1, isAccepted: false },
      salesperson: { key: handoff.salesperson?.key },
    });
    // As an activity that is tried again.
    expect(await offer(bob)).toEqual(made);
    expect(await test.store.handoffs.join(bob.id, minute(1))).toBeNull();
    const { group } = await test.store.handoffs.story(ann.id, minute(1));
    expect(group).toMatchObject([{ id: bob.id, name: 'bob', title: 'CFO', status: 'open', leads: false }]);
    expect(await take(ann, { kind: 'meeting' })).toMatchObject({ status: 'accepted', salesperson: { key: 'ines' } });
    expect(await seen(bob)).toEqual({ status: 'accepted', stage: 'opportunity', with: 'ines', attachedTo: ann.id });
    await take(ann, { kind: 'won', amount: '900.00', currency: 'EUR' }, 2);
    expect(await seen(bob)).toMatchObject({ status: 'won', stage: 'customer' });
    const amounts = await run(test.url, 'SELECT amount::text FROM handoff WHERE id = ANY ($1) ORDER BY id', [
      [ann.id, bob.id],
    ]);
    expect(amounts).toEqual([{ amount: '900.00' }, { amount: null }]);
    expect(await told(bob)).toEqual([{ kind: 'accepted', follow: true }, { kind: 'progress' }, { kind: 'won' }]);
    const sequencesOf = async ({ lead }: Given) =>
      (await test.store.enrollments.list({ leadId: lead.id }, { limit: 9 })).items.map(({ sequence }) => sequence);
    expect([await sequencesOf(ann), await sequencesOf(bob)]).toEqual([['onboarding'], []]);
    // Who has both is told by the offers of what leads.
    expect(await run(test.url, 'SELECT 1 FROM handoff_offer WHERE handoff_id = $1', [bob.id])).toEqual([]);
    const numbers = await test.store.handoffs.numbers({ by: 'person', from: start, to: minute(1) }, minute(3));
    expect(numbers.all).toMatchObject({ given: 1, won: 1 });
  });

  it('has no clock of its own, and nobody decides about it alone but to give it back or lose it', async () => {
    const domain = company();
    const [ann, bob] = [await comes(domain, 'ann'), await comes(domain, 'bob')];
    for (const step of [{ kind: 'accepted' }, { kind: 'contacted' }, { kind: 'won' }] as const) {
      await expect(take(bob, step)).rejects.toMatchObject({
        code: 'HANDOFF_ATTACHED',
        details: { attachedTo: ann.id },
      });
    }
    await expect(test.store.handoffs.assign(bob.id, 'joel', 'mara', minute(1))).rejects.toMatchObject({
      code: 'HANDOFF_ATTACHED',
    });
    await take(ann, { kind: 'accepted' });
    expect(await test.store.handoffs.followed(bob.id)).toMatchObject({ isAttached: true });
    expect(await test.store.handoffs.followed(ann.id)).toMatchObject({ isAttached: false });
    await take(bob, { kind: 'returned', reason: 'no_budget', seen: 'accepted' }, 2);
    expect(await seen(bob)).toMatchObject({ status: 'returned', stage: 'recycled' });
    expect(await seen(ann)).toMatchObject({ status: 'accepted', stage: 'sql' });
    await take(ann, { kind: 'lost', reason: 'price' }, 3);
    expect(await seen(bob)).toMatchObject({ status: 'returned' });
  });

  it('is said by the dry run to go with it, to who has that, where the file has groups', async () => {
    const domain = company();
    const ann = await comes(domain, 'ann');
    const { email } = await addLead(test.store, { email: `dry@${domain}`, company: domain });
    const route = () => test.store.handoffs.route(email, minute(1));
    const had = (await seen(ann)).with;
    expect(await route()).toMatchObject({
      to: had,
      because: 'group',
      attachesTo: { id: ann.id, email: ann.lead.email },
    });
    const away = { ...plainPerson, absences: [{ from: '2026-01-01', to: '2027-12-31' }] };
    await sell({ people: { [String(had)]: away } });
    expect(await route()).toMatchObject({ to: had, because: 'group' });
    await sell({ buyingGroups: 'apart' });
    expect(await route()).toMatchObject({ to: had, because: 'owner', attachesTo: null });
    await sell();
    await take(ann, { kind: 'lost', reason: 'price' });
    expect((await route()).attachesTo).toBeNull();
  });

  it('is accepted with one that sales has already', async () => {
    const domain = company();
    const ann = await comes(domain, 'ann');
    await take(ann, { kind: 'accepted' });
    const bob = await ready(domain, 'bob');
    expect(await offer(bob)).toMatchObject({ kind: 'attached', isAccepted: true });
    const joined = { kind: 'accepted', follow: true };
    expect(await test.store.handoffs.join(bob.id, minute(2))).toEqual(joined);
    expect(await test.store.handoffs.join(bob.id, minute(2))).toEqual(joined);
    expect(await seen(bob)).toEqual({ status: 'accepted', stage: 'sql', with: 'ines', attachedTo: ann.id });
  });

  it('is by itself for another product, at another company, where the file says so, and after the first is over', async () => {
    const products = {
      small: { label: 'Small', when: 'lead.country == "DE"' },
      large: { label: 'Large', when: 'lead.country == "FR"' },
    };
    await sell({ products });
    const domain = company();
    const ann = await comes(domain, 'ann', { country: 'DE' });
    expect(await offer(await ready(domain, 'bob', { country: 'FR' }))).toMatchObject({ kind: 'offered' });
    expect(await offer(await ready(domain, 'cem', { country: 'DE' }))).toMatchObject({ kind: 'attached', to: ann.id });
    expect(await offer(await ready(company(), 'dan', { country: 'DE' }))).toMatchObject({ kind: 'offered' });
    await sell({ buyingGroups: 'apart' });
    expect(await offer(await ready(domain, 'eve', { country: 'DE' }))).toMatchObject({ kind: 'offered' });
    await sell();
    const later = company();
    await take(await comes(later, 'ann'), { kind: 'returned', reason: 'timing' });
    expect(await offer(await ready(later, 'bob'))).toMatchObject({ kind: 'offered' });
  });

  it('goes with nobody when it leads others already, nor with one that is accepted and not followed', async () => {
    const domain = company();
    await sell({ buyingGroups: 'apart' });
    const [ann, bob, cem] = [await comes(domain, 'ann'), await ready(domain, 'bob'), await ready(domain, 'cem')];
    await run(test.url, 'UPDATE handoff SET attached_to = $2 WHERE id = $1', [cem.id, bob.id]);
    await sell();
    expect(await offer(bob)).toMatchObject({ kind: 'offered' });
    expect((await seen(ann)).attachedTo).toBeNull();
    await sell({ service: null });
    const other = company();
    const dan = await comes(other, 'dan');
    await take(dan, { kind: 'accepted' });
    // Nothing says when it is over; the company is theirs all the same.
    const eve = await offer(await ready(other, 'eve'));
    await sell();
    expect(eve).toMatchObject({ kind: 'offered', salesperson: { key: 'ines' } });
  });

  it('is told to nobody while what leads has lapsed and waits for its next offer', async () => {
    const domain = company();
    const [ann, bob] = [await comes(domain, 'ann'), await ready(domain, 'bob')];
    await test.store.handoffs.lapse(ann.id, 1, minute(1));
    expect(await offer(bob, 2)).toMatchObject({ kind: 'attached', to: ann.id, salesperson: null });
    await test.store.handoffs.offer(ann.id, 2, minute(3));
    expect(await offer(bob, 4)).toMatchObject({
      kind: 'attached',
      salesperson: { name: expect.any(String) },
      offer: 2,
    });
  });

  it('goes with nobody when it was offered before: who had it has it, or the next one', async () => {
    const domain = company();
    await sell({ buyingGroups: 'apart' });
    const [, bob] = [await comes(domain, 'ann'), await comes(domain, 'bob')];
    await sell();
    await test.store.handoffs.lapse(bob.id, 1, minute(1));
    expect(await test.store.handoffs.offer(bob.id, 2, minute(1))).toMatchObject({ kind: 'offered' });
  });

  it('is bound to who found the wrong person there for thirty days', async () => {
    const becauseOf = async (days: number) => {
      const domain = company();
      const wrong = await comes(domain, 'ann');
      await take(wrong, { kind: 'returned', reason: 'no_authority' });
      const next = await ready(domain, 'bob');
      await offer(next, days * 1440);
      const [row] = await run(test.url, 'SELECT because FROM handoff_offer WHERE handoff_id = $1', [next.id]);
      return row?.because;
    };
    expect([await becauseOf(29), await becauseOf(31)]).toEqual(['owner', 'share']);
  });
});

describe('what leads and is given back', () => {
  it.each(returnReasons)(
    'for a reason of the company takes the others along, for one of the person not: %s',
    async (reason) => {
      const domain = company();
      const [ann, bob, cem] = [await comes(domain, 'ann'), await comes(domain, 'bob'), await comes(domain, 'cem')];
      const had = (await seen(ann)).with;
      await take(ann, { kind: 'returned', reason, againOn: '2027-03-01' });
      if (!personalReasons.includes(reason)) {
        expect(await seen(bob)).toMatchObject({ status: 'returned', stage: 'recycled' });
        expect(await test.store.handoffs.decisionOf(cem.id)).toMatchObject({ againOn: '2027-03-01' });
        return;
      }
      expect(await told(bob)).toEqual([{ kind: 'reassigned', offer: 1 }]);
      // One person talks to one company.
      expect(await offer(bob, 2)).toMatchObject({ kind: 'offered', salesperson: { key: had } });
      expect(await seen(cem)).toEqual({ status: 'open', stage: 'mql', with: had, attachedTo: bob.id });
      await take(bob, { kind: 'accepted' }, 3);
      expect(await seen(cem)).toMatchObject({ status: 'accepted', stage: 'sql' });
    },
  );

  it('after it was accepted leaves the next one with who has it, whose clocks begin', async () => {
    const domain = company();
    const [ann, bob, cem] = [await comes(domain, 'ann'), await comes(domain, 'bob'), await comes(domain, 'cem')];
    await take(ann, { kind: 'contacted' });
    await take(ann, { kind: 'returned', reason: 'no_authority', seen: 'accepted' }, 5);
    expect(await seen(bob)).toEqual({ status: 'accepted', stage: 'sql', with: 'ines', attachedTo: null });
    expect(await seen(cem)).toMatchObject({ status: 'accepted', with: 'ines', attachedTo: bob.id });
    expect((await told(bob)).at(-1)).toEqual({ kind: 'progress' });
    const followed = { isAttached: false, since: minute(5), contactedAt: null, salesperson: { key: 'ines' } };
    expect(await test.store.handoffs.followed(bob.id)).toMatchObject(followed);
  });
});

describe('what leads and is there no more', () => {
  it('because its lead was erased lets the next one lead', async () => {
    const domain = company();
    const [ann, bob] = [await comes(domain, 'ann'), await comes(domain, 'bob')];
    await test.store.rights.erase(ann.lead.id, 'mara', 'asked', minute(2));
    expect(await seen(bob)).toMatchObject({ status: 'open', attachedTo: null });
    expect(await told(bob)).toEqual([{ kind: 'reassigned', offer: 1 }]);
  });

  it('because its lead is the other one ends once: the one that is left leads', async () => {
    const domain = company();
    const [ann, bob] = [await comes(domain, 'ann'), await comes(domain, 'bob')];
    await mergeById(test.store, ann.lead.id, bob.lead.id, minute(2), bob.lead.id);
    expect(await seen(bob)).toMatchObject({ status: 'open', attachedTo: null });
    const other = company();
    const [cem, dan] = [await comes(other, 'cem'), await comes(other, 'dan')];
    await mergeById(test.store, cem.lead.id, dan.lead.id, minute(2), cem.lead.id);
    expect(await seen({ ...dan, lead: cem.lead })).toMatchObject({ status: 'returned' });
    expect(await seen(cem)).toMatchObject({ status: 'open', attachedTo: null });
  });
});

describe('two leads that become one', () => {
  const apart = async () => [await comes(company(), 'ann'), await comes(company(), 'bob')] as const;

  it('leave sales one of them: what was accepted goes on, whichever lead it was of; undone, both are offered', async () => {
    const [ann, bob] = await apart();
    await take(ann, { kind: 'accepted' });
    const merged = await mergeById(test.store, ann.lead.id, bob.lead.id, minute(2), bob.lead.id);
    expect(await seen({ ...ann, lead: bob.lead })).toMatchObject({ status: 'accepted', stage: 'sql' });
    expect(await seen(bob)).toMatchObject({ status: 'returned' });
    expect(await told(bob)).toEqual([{ kind: 'returned', reason: 'duplicate' }]);
    await test.store.merges.undo(merged.merge.id, 'mara', minute(3));
    expect(await seen(ann)).toMatchObject({ status: 'accepted', stage: 'sql' });
    // What nobody had accepted stays ended, and is offered anew.
    expect(await seen(bob)).toMatchObject({ status: 'returned', stage: 'mql' });
    const { items } = await test.store.handoffs.list({ status: 'open' }, { limit: 200 });
    expect(items.filter(({ leadId }) => leadId === bob.lead.id)).toMatchObject([{ number: 2 }]);
  });

  it('keep one that was accepted and is not followed beside one that is: nothing says when that is over', async () => {
    const [ann, bob] = await apart();
    await sell({ service: null });
    await take(bob, { kind: 'accepted' });
    await sell();
    await take(ann, { kind: 'accepted' });
    await mergeById(test.store, bob.lead.id, ann.lead.id, minute(2), ann.lead.id);
    expect(await seen({ ...bob, lead: ann.lead })).toMatchObject({ status: 'accepted' });
    expect(await seen(ann)).toMatchObject({ status: 'accepted' });
  });

  it('both accepted go on as one; undone, each is with sales again', async () => {
    const [ann, bob] = await apart();
    await take(ann, { kind: 'accepted' });
    await take(bob, { kind: 'accepted' });
    const merged = await mergeById(test.store, ann.lead.id, bob.lead.id, minute(2), bob.lead.id);
    expect(await seen({ ...ann, lead: bob.lead })).toMatchObject({ status: 'returned' });
    expect(await seen(bob)).toMatchObject({ status: 'accepted' });
    await test.store.merges.undo(merged.merge.id, 'mara', minute(3));
    expect(await seen(ann)).toMatchObject({ status: 'accepted', stage: 'sql' });
  });
});

it('a sequence that says so ends for colleagues of whom comes to sales, and no other does', async () => {
  const domain = company();
  const silent = await addLead(test.store, { email: `s@${domain}`, company: domain });
  const elsewhere = await addLead(test.store, { email: `s@${company()}` });
  for (const { id } of [silent, elsewhere]) await test.store.enrollments.enroll(id, 'quiet', 'test', start);
  const loud = await test.store.enrollments.enroll(silent.id, 'recycle', 'test', start);
  await ready(domain, 'ann');
  const rows = await run(
    test.url,
    'SELECT lead_id, sequence, stop_reason FROM enrollment WHERE lead_id = ANY ($1) ORDER BY sequence, stop_reason',
    [[silent.id, elsewhere.id]],
  );
  expect(rows).toEqual([
    { lead_id: silent.id, sequence: 'quiet', stop_reason: 'colleague' },
    { lead_id: elsewhere.id, sequence: 'quiet', stop_reason: null },
    { lead_id: silent.id, sequence: 'recycle', stop_reason: null },
  ]);
  expect(loud).toBeDefined();
});

it('nobody of a company enters such a sequence while sales has somebody of it, and everybody may afterwards', async () => {
  const domain = company();
  const silent = await addLead(test.store, { email: `s@${domain}`, company: domain });
  const enter = (sequence: string) =>
    test.store.enrollments.enroll(silent.id, sequence, 'test', start).then(() => 'entered', errorCode);
  const ann = await comes(domain, 'ann');
  expect(await enter('quiet')).toBe('COLLEAGUE_WITH_SALES');
  await take(ann, { kind: 'accepted' });
  // Whom sales has is no colleague of their own.
  await publish(test.store, 'assist', { stages: ['sql'], stops: { reply: true, mql: true, colleague: true, on: [] } });
  await expect(test.store.enrollments.enroll(ann.lead.id, 'assist', 'test', start)).resolves.toBeDefined();
  expect([await enter('quiet'), await enter('recycle')]).toEqual(['COLLEAGUE_WITH_SALES', 'entered']);
  // One of the two that came back is not nurtured by it before the other one is through.
  const bob = await comes(domain, 'bob');
  await take(bob, { kind: 'returned', reason: 'timing', seen: 'accepted' }, 2);
  expect(await test.store.handoffs.recycle(bob.id, 'quiet', minute(3))).toMatchObject({
    ...{ kind: 'not_yet', code: 'COLLEAGUE_WITH_SALES', reason: expect.stringContaining(ann.lead.email) },
  });
  await take(ann, { kind: 'lost', reason: 'price' }, 4);
  expect(await test.store.handoffs.recycle(bob.id, 'quiet', minute(5))).toMatchObject({ kind: 'enrolled' });
  expect(await enter('quiet')).toBe('entered');
  const other = await addLead(test.store, { email: `o@${company()}` });
  await expect(test.store.enrollments.enroll(other.id, 'quiet', 'test', start)).resolves.toBeDefined();
});

/** So long PostgreSQL waits before it looks for transactions that wait for each other. */
const deadlockMs = 1000;
const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

describe('no two wait for each other', () => {
  it('when leads of one company come at one moment: one leads, the others go with it', async () => {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const domain = company();
      const group: Given[] = [];
      for (const name of ['ann', 'bob', 'cem', 'dan']) group.push(await ready(domain, name));
      const began = performance.now();
      const made = await Promise.all(group.map((one) => offer(one)));
      times.push(performance.now() - began);
      expect(made.map(({ kind }) => kind).toSorted()).toEqual(['attached', 'attached', 'attached', 'offered']);
    }
    expect(median(times)).toBeLessThan(deadlockMs);
  });

  it('when sales decides about a group while events of its leads come in', async () => {
    const times: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const domain = company();
      const older = await addLead(test.store, { email: `old@${domain}`, company: domain });
      const first = await comes(domain, 'ann');
      const second = await comes(domain, 'old', { email: older.email });
      expect((await seen(second)).attachedTo).toBe(first.id);
      const opens = () =>
        test.store.events.ingestMany(
          [older.id, first.lead.id].map((id) => event({ kind: 'open', lead: { id }, occurredAt: start })),
          start,
        );
      const began = performance.now();
      await Promise.all([1, 2, 3, 4].flatMap((i) => [take(first, { kind: 'contacted' }, i), opens()]));
      times.push(performance.now() - began);
    }
    expect(median(times)).toBeLessThan(deadlockMs);
  });
});

describe('who waits because nobody can have it', () => {
  it('is asked about again when a lead is decided, and when the desk changes; not before', async () => {
    const one = { ...plainPerson, capacity: 1 };
    await sell({ people: { ines: one, joel: one } });
    await run(test.url, "UPDATE handoff SET status = 'lost' WHERE status IN ('open', 'accepted')");
    const [ann, bob, cem] = [
      await comes(company(), 'ann'),
      await comes(company(), 'bob'),
      await ready(company(), 'cem'),
    ];
    expect(await offer(cem)).toMatchObject({ kind: 'nobody' });
    expect(await told(cem)).toEqual([]);
    const dan = await ready(company(), 'dan');
    expect([await offer(dan, 2), await offer(cem, 3)]).toMatchObject([{ kind: 'nobody' }, { kind: 'nobody' }]);
    expect((await test.store.handoffs.story(cem.id, minute(3))).handoff.queuedAt).toBe(minute(0));
    await take(ann, { kind: 'accepted' });
    expect(await told(cem)).toEqual([{ kind: 'reassigned', offer: 1 }]);
    // Who waits longest is asked first.
    const waiting = [cem, dan].map(({ lead }) => `handoff/${lead.id}/1`);
    const asked = (await outboxOf(test.url)).filter(
      ({ kind, workflow_id }) => kind === 'signal_handoff' && waiting.includes(String(workflow_id)),
    );
    expect(asked.map(({ workflow_id }) => workflow_id)).toEqual(waiting);
    await sell({ people: { ines: one } });
    expect(await told(cem)).toHaveLength(2);
    expect(await offer(cem, 2)).toMatchObject({ kind: 'offered' });
    await take(bob, { kind: 'accepted' }, 3);
    await sell();
    expect(await told(cem)).toHaveLength(2);
  });
});

const anyStep: fc.Arbitrary<Taken> = fc.oneof(
  fc.constantFrom<StepGiven>(
    ...([{ kind: 'accepted' }, { kind: 'contacted' }, { kind: 'meeting' }, { kind: 'won' }] as const),
    { kind: 'planned', at: minute(600) },
    { kind: 'lost', reason: 'price' },
  ),
  fc.record({
    kind: fc.constant('returned' as const),
    reason: fc.constantFrom(...returnReasons),
    seen: fc.constantFrom<SeenAs>('open', 'accepted'),
  }),
);
/** Who it is done about, and what; null: another one comes. */
const anyAct = fc.record({ whom: fc.nat(4), step: fc.option(anyStep, { freq: 4 }) });

prop.prop([fc.array(anyAct, { minLength: 2, maxLength: 9 }), fc.boolean()], { numRuns: 15 })(
  'whatever is done about a company in whatever order, one hand-off leads, the others go with it, and stages say the same',
  async (acts, together) => {
    const domain = company();
    const group = [await comes(domain, 'p0'), await comes(domain, 'p1')];
    const doing = acts.map(({ whom, step }, i) => async () => {
      const given = group[whom % group.length];
      if (step && given) await take(given, step, i + 1).catch(errorCode);
      else group.push(await comes(domain, `p${i + 2}`));
    });
    if (together) await Promise.all(doing.map((one) => one()));
    else for (const one of doing) await one();
    // What asks for an offer of its own gets it, as its workflow would.
    for (const one of group) {
      const made = await offer(one, 20);
      if (made.kind === 'attached' && made.isAccepted) await test.store.handoffs.join(one.id, minute(20));
    }
    const standing = await Promise.all(group.map(async (one) => ({ id: one.id, ...(await seen(one)) })));
    const running = standing.filter(({ status }) => status === 'open' || status === 'accepted');
    const leading = running.filter(({ attachedTo }) => attachedTo === null);
    expect(leading).toHaveLength(running.length === 0 ? 0 : 1);
    expect(new Set(running.map(({ status }) => status)).size).toBeLessThan(2);
    expect(new Set(running.map((one) => one.with)).size).toBeLessThan(2);
    const stages: Readonly<Record<string, readonly string[]>> = {
      ...{
        open: ['mql'],
        accepted: ['sql', 'opportunity'],
        won: ['customer'],
        lost: ['recycled'],
        returned: ['recycled'],
      },
    };
    for (const { status, stage } of standing) expect(stages[status]).toContain(stage);
    const leads = running.filter(({ attachedTo }) => attachedTo !== null).map(({ attachedTo }) => attachedTo);
    for (const id of leads) expect(id).toBe(leading[0]?.id);
  },
);
