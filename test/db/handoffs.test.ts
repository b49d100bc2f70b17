/** Hand-offs in the store: offered, lapsed, decided, given back. Long, because every outcome has its case. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LeadView } from '../../db/store.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import {
  addLead,
  event,
  minute,
  outboxOf,
  publishBasics,
  publishWith,
  start,
  whileHeld,
  whileLocked,
  workspace,
} from './fixtures.ts';

let test: TestStore;
let lead: LeadView;
let handoffId: string;

beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
});
afterAll(() => test.close());

/** Brings a lead over the threshold and returns its hand-off. */
const becomeMql = async (id: string, now = start): Promise<string> => {
  const { handoffId: opened } = await test.store.events.ingest(
    event({ kind: 'reply', lead: { id }, occurredAt: now }),
    now,
  );
  if (opened) return opened;
  const { handoffId: second } = await test.store.events.ingest(
    event({ kind: 'click', lead: { id }, occurredAt: now }),
    now,
  );
  if (!second) throw new Error('No hand-off was opened');
  return second;
};

beforeEach(async () => {
  lead = await addLead(test.store, { company: 'Acme', lastName: 'Blum' });
  handoffId = await becomeMql(lead.id);
});

const offer = (n: number, minutes = 0) => test.store.handoffs.offer(handoffId, n, minute(minutes));
const keyOf = async (n: number) => {
  const result = await offer(n, n);
  return result.kind === 'offered' ? result.salesperson.key : null;
};
const nobody = '018f0000-0000-7000-8000-000000000000';

describe('offers', () => {
  it('takes turns, and asked again for one gives the same', async () => {
    const first = await offer(1);
    const again = await offer(1, 5);
    expect(again).toEqual(first);
    expect(first).toMatchObject({ kind: 'offered', remindAt: minute(120), deadline: minute(240) });
    const second = await offer(2, 1);
    if (first.kind !== 'offered' || second.kind !== 'offered') throw new Error('not offered');
    expect(second.salesperson.key).not.toBe(first.salesperson.key);
    expect((await test.store.handoffs.story(handoffId, minute(2))).handoff).toMatchObject({
      offer: 2,
      salesperson: { key: second.salesperson.key },
      deadline: minute(241),
    });
  });

  it('gives hand-offs of the same moment to different people', async () => {
    const other = await becomeMql(
      (await addLead(test.store, { email: 'one@elsewhere.example', company: 'Elsewhere' })).id,
    );
    const offers = () => Promise.all([handoffId, other].map((id) => test.store.handoffs.offer(id, 1, start)));
    const results = await whileHeld(test.url, 'SELECT 1 FROM salesperson FOR UPDATE', 2, offers);
    const keys = results.map((result) => (result.kind === 'offered' ? result.salesperson.key : null));
    expect(new Set(keys).size).toBe(2);
  });

  it('never gives it back to the one before while there is another, and does when there is not', async () => {
    const { store } = test;
    const before = await keyOf(1);
    // The other one had a turn meanwhile, so that it would be the turn of the one before.
    await store.handoffs.offer(await becomeMql((await addLead(store)).id), 1, minute(10));
    expect(await keyOf(2)).not.toBe(before);
    const only = workspace.sales.salespeople.slice(0, 1);
    await store.publications.publishWorkspace(
      { ...workspace, sales: { ...workspace.sales, salespeople: only } },
      start,
    );
    expect(await keyOf(3)).toBe('ines');
    expect(await keyOf(4)).toBe('ines');
    await store.publications.publishWorkspace({ ...workspace, sales: { ...workspace.sales, salespeople: [] } }, start);
    expect(await offer(5)).toMatchObject({ kind: 'nobody', verdicts: [] });
    await store.publications.publishWorkspace(workspace, start);
    expect(await offer(5)).toMatchObject({ kind: 'offered' });
  });

  it('lapse unless a decision was faster', async () => {
    const { store } = test;
    await offer(1);
    expect(await store.handoffs.lapse(handoffId, 1, minute(240))).toEqual({ kind: 'lapsed' });
    await store.handoffs.decide(handoffId, { kind: 'accepted' }, 'ines', minute(241));
    expect(await store.handoffs.lapse(handoffId, 1, minute(242))).toEqual({
      kind: 'decided',
      decision: { kind: 'accepted' },
    });
    expect(await offer(2)).toEqual({ kind: 'decided', decision: { kind: 'accepted' } });
    await expect(store.handoffs.lapse(nobody, 1, start)).rejects.toMatchObject({ code: 'HANDOFF_UNKNOWN' });
  });
});

describe('deciding', () => {
  it('moves an accepted lead to sales and tells the workflow', async () => {
    const { store, url } = test;
    await offer(1);
    const view = await store.handoffs.decide(
      handoffId,
      { kind: 'accepted', offer: 1, note: 'calling today' },
      'ines',
      minute(5),
    );
    expect(view).toMatchObject({
      status: 'accepted',
      decidedBy: 'ines',
      decidedAt: minute(5),
      note: 'calling today',
      leadName: 'Ann Blum',
      company: 'Acme',
      email: lead.email,
    });
    expect(await store.leads.get(lead.id, minute(5))).toMatchObject({ stage: 'sql' });
    const signals = (await outboxOf(url)).filter((row) => row.workflow_id === `handoff/${lead.id}/1`);
    expect(signals.at(-1)).toMatchObject({ kind: 'signal_handoff', payload: { kind: 'accepted' } });
    const decided = { decision: { kind: 'accepted' }, at: minute(5), erased: false, againOn: null, times: 0 };
    expect(await store.handoffs.decisionOf(handoffId)).toEqual(decided);
  });

  it('lets the first of two decisions of the same moment win', async () => {
    const { store, url } = test;
    const results = await whileLocked(url, lead.id, 2, () =>
      Promise.allSettled([
        store.handoffs.decide(handoffId, { kind: 'accepted' }, 'ines', start),
        store.handoffs.decide(handoffId, { kind: 'returned', reason: 'timing' }, 'joel', start),
      ]),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find((result) => result.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'HANDOFF_DECIDED' });
    const signals = (await outboxOf(url)).filter(
      (row) => row.workflow_id === `handoff/${lead.id}/1` && row.kind === 'signal_handoff',
    );
    expect(signals).toHaveLength(1);
  });

  it('does not let a link of a lapsed offer decide', async () => {
    const { store } = test;
    await offer(1);
    await store.handoffs.lapse(handoffId, 1, minute(240));
    const late = { kind: 'accepted', offer: 1 } as const;
    await expect(store.handoffs.decide(handoffId, late, 'ines', minute(241))).rejects.toMatchObject({
      code: 'HANDOFF_REASSIGNED',
    });
    await offer(2, 241);
    await expect(store.handoffs.decide(handoffId, late, 'ines', minute(242))).rejects.toMatchObject({
      code: 'HANDOFF_REASSIGNED',
    });
    expect(await store.handoffs.decide(handoffId, { ...late, offer: 2 }, 'joel', minute(243))).toMatchObject({
      status: 'accepted',
    });
    await expect(store.handoffs.decide('x', late, 'ines', start)).rejects.toMatchObject({ code: 'HANDOFF_UNKNOWN' });
  });

  it('keeps a share of the points of a returned lead, shows the difference, and hands it over again for new interest', async () => {
    const { store } = test;
    await store.handoffs.decide(handoffId, { kind: 'returned', reason: 'timing', note: 'next year' }, 'ines', start);
    expect(await store.leads.get(lead.id, start)).toMatchObject({
      stage: 'recycled',
      score: 32.5,
      temperature: 'warm',
    });
    const timeline = await store.leads.timeline(lead.id);
    expect(timeline.filter((entry) => entry.kind === 'score').at(-1)).toMatchObject({
      points: -32.5,
      scoreAfter: 32.5,
    });
    expect(timeline.filter((entry) => entry.kind === 'handoff')).toMatchObject([
      { what: 'opened' },
      { what: 'returned', salesperson: 'ines', reason: 'timing' },
    ]);
    const second = await becomeMql(lead.id, minute(10));
    expect((await store.handoffs.story(second, minute(10))).handoff).toMatchObject({ number: 2, status: 'open' });
    expect(await store.leads.get(lead.id, minute(10))).toMatchObject({ stage: 'mql' });
  });
});

describe('recycling', () => {
  const giveBack = () => test.store.handoffs.decide(handoffId, { kind: 'returned', reason: 'timing' }, 'ines', start);

  it('enrolls a returned lead once', async () => {
    const { store } = test;
    await giveBack();
    const recycled = await store.handoffs.recycle(handoffId, 'recycle', minute(1));
    expect(await store.handoffs.recycle(handoffId, 'recycle', minute(2))).toEqual(recycled);
    const { items } = await store.enrollments.list({ leadId: lead.id }, { limit: 5 });
    expect(recycled).toEqual({ kind: 'enrolled', enrollmentId: items[0]?.id });
    expect(items).toMatchObject([{ sequence: 'recycle', origin: `handoff/${handoffId}` }]);
  });

  it('says on the hand-off why a lead cannot be nurtured again', async () => {
    const { store } = test;
    await giveBack();
    await store.suppressions.add(lead.email, 'complaint', null, start);
    const refused = { kind: 'refused', code: 'LEAD_SUPPRESSED', reason: expect.stringContaining('complaint') };
    expect(await store.handoffs.recycle(handoffId, 'recycle', minute(1))).toEqual(refused);
    expect(await store.handoffs.recycle(handoffId, 'recycle', minute(2))).toEqual(refused);
    const { note } = (await store.handoffs.story(handoffId, minute(2))).handoff;
    expect(note).toMatch(/^Not nurtured again: .*complaint/);
    expect(note?.split('\n')).toHaveLength(1);
  });

  it('is put off, not refused, while the lead is still in the sequence or there is no such sequence', async () => {
    const { store } = test;
    await giveBack();
    const running = await store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    expect(await store.handoffs.recycle(handoffId, 'recycle', minute(1))).toMatchObject({
      kind: 'not_yet',
      code: 'ALREADY_ENROLLED',
    });
    expect(await store.handoffs.recycle(handoffId, 'unheard-of', minute(1))).toMatchObject({
      kind: 'not_yet',
      code: 'SEQUENCE_UNKNOWN',
    });
    await store.enrollments.close(running.id, 'stopped', 'mql', minute(2));
    expect(await store.handoffs.recycle(handoffId, 'recycle', minute(3))).toMatchObject({ kind: 'enrolled' });
    expect((await store.handoffs.story(handoffId, minute(3))).handoff.note).toBeNull();
  });

  it('is refused by the entry rules of the sequence, and put off while another sequence holds the lead', async () => {
    const { store } = test;
    await giveBack();
    const enter = { ...defaultSettings.enter, when: "lead.country == 'JP'" };
    await publishWith(store, 'only-japan', { enter });
    await publishWith(store, 'holder', { exclusive: true, priority: 9 });
    await publishWith(store, 'exclusive', { exclusive: true });
    await store.enrollments.enroll(lead.id, 'holder', 'test', start);
    expect(await store.handoffs.recycle(handoffId, 'exclusive', minute(1))).toMatchObject({
      kind: 'not_yet',
      code: 'LEAD_TAKEN',
    });
    expect(await store.handoffs.recycle(handoffId, 'only-japan', minute(1))).toMatchObject({
      kind: 'refused',
      code: 'ENTRY_REFUSED',
    });
    expect((await store.handoffs.story(handoffId, minute(2))).handoff.note).toMatch(/^Not nurtured again: /);
  });
});

describe('an offer whose mail cannot be delivered', () => {
  it('is taken back, and tells whether somebody else is left to try in this round', async () => {
    const { handoffs } = test.store;
    const noneSince = minute(-10);
    await offer(1);
    expect(await handoffs.undeliverable(handoffId, 1, start, noneSince)).toEqual({ kind: 'lapsed', othersLeft: true });
    await offer(2, 1);
    const both = { kind: 'lapsed', othersLeft: false };
    expect(await handoffs.undeliverable(handoffId, 2, minute(1), noneSince)).toEqual(both);
    await offer(3, 11);
    const nextRound = { kind: 'lapsed', othersLeft: true };
    expect(await handoffs.undeliverable(handoffId, 3, minute(11), minute(1))).toEqual(nextRound);
    const late = handoffs.decide(handoffId, { kind: 'accepted', offer: 3 }, 'ines', minute(12));
    await expect(late).rejects.toMatchObject({ code: 'HANDOFF_REASSIGNED' });
  });

  it('does not count one who let the deadline pass as out of reach, and gives way to a decision', async () => {
    const { handoffs } = test.store;
    await offer(1);
    await handoffs.lapse(handoffId, 1, minute(240));
    await offer(2, 240);
    expect(await handoffs.undeliverable(handoffId, 2, minute(240), minute(230))).toEqual({
      kind: 'lapsed',
      othersLeft: true,
    });
    await handoffs.decide(handoffId, { kind: 'accepted' }, 'ines', minute(241));
    const decided = { kind: 'decided', decision: { kind: 'accepted' } };
    expect(await handoffs.undeliverable(handoffId, 2, minute(242), minute(232))).toEqual(decided);
  });
});

describe('lists and stories', () => {
  it('lists by status and by the salesperson of the newest offer', async () => {
    const { store } = test;
    const result = await offer(1);
    const key = result.kind === 'offered' ? result.salesperson.key : '';
    const open = await store.handoffs.list({ status: 'open', salesperson: key }, { limit: 50 });
    expect(open.items.map(({ id }) => id)).toContain(handoffId);
    const others = await store.handoffs.list({ status: 'open', salesperson: 'nobody' }, { limit: 50 });
    expect(others.items).toEqual([]);
  });

  it('tells the story of the lead', async () => {
    const story = await test.store.handoffs.story(handoffId, minute(1));
    expect(story.lead).toMatchObject({ id: lead.id, stage: 'mql', company: 'Acme' });
    expect(story.timeline.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['stage', 'event', 'score', 'handoff']),
    );
    await expect(test.store.handoffs.story(nobody, start)).rejects.toMatchObject({ code: 'HANDOFF_UNKNOWN' });
    expect(await test.store.handoffs.decisionOf(handoffId)).toBeNull();
  });
});
