import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import {
  addLead,
  claimed,
  connect,
  event,
  minute,
  outboxOf,
  publishBasics,
  sendMail,
  start,
  whileLocked,
} from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

const enrolled = async (): Promise<{ lead: LeadView; enrollment: EnrollmentView }> => {
  const lead = await addLead(test.store);
  return { lead, enrollment: await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start) };
};

const signalsTo = async (workflowId: string) =>
  (await outboxOf(test.url)).filter((row) => row.workflow_id === workflowId && row.kind !== 'start_nurture');

describe('ingest', () => {
  it('records an event once, scores it once, and answers the second report with the first', async () => {
    const { store } = test;
    const lead = await addLead(store);
    const click = event({ kind: 'click', lead: { id: lead.id }, link: 'guide' });
    const first = await store.events.ingest(click, start);
    expect(first).toMatchObject({ recorded: true, leadId: lead.id, score: 10, stage: 'engaged', handoffId: null });
    const second = await store.events.ingest({ ...click, kind: 'reply' }, minute(1));
    expect(second).toMatchObject({ recorded: false, eventId: first.eventId, leadId: lead.id, stage: 'engaged' });
    const timeline = await store.leads.timeline(lead.id);
    expect(timeline.filter(({ kind }) => kind === 'event' || kind === 'score')).toMatchObject([
      { kind: 'event', event: 'click', link: 'guide' },
      { kind: 'score', points: 10, group: 'email', reason: 'Clicked a link', scoreAfter: 10 },
    ]);
  });

  it('makes one event of two reports that arrive at the same moment', async () => {
    const { store, url } = test;
    const lead = await addLead(store);
    const click = event({ kind: 'click', lead: { id: lead.id } });
    const twice = () => Promise.all([store.events.ingest(click, start), store.events.ingest(click, start)]);
    const results = await whileLocked(url, lead.id, 2, twice);
    expect(results.map(({ recorded }) => recorded).sort()).toEqual([false, true]);
    expect(new Set(results.map(({ eventId }) => eventId)).size).toBe(1);
    expect((await store.leads.get(lead.id, start)).score).toBe(10);
  });

  it('adds up what arrives at the same moment, and hands the lead over once', async () => {
    const { store, url } = test;
    const lead = await addLead(store);
    const kinds = ['click', 'reply', 'custom', 'click'] as const;
    const reports = kinds.map((kind) => event({ kind, lead: { id: lead.id }, name: 'demo_requested' }));
    const results = await whileLocked(url, lead.id, 4, () =>
      Promise.all(reports.map((report) => store.events.ingest(report, start))),
    );
    expect((await store.leads.get(lead.id, start)).score).toBe(125);
    expect(results.filter(({ handoffId }) => handoffId !== null)).toHaveLength(1);
  });

  it('records a reply whose text has what the database cannot store', async () => {
    const { store } = test;
    const { id } = await addLead(store);
    const text = 'Yes\0, call me \ud83d \u{1f600} C:\\u0000';
    await store.events.ingest(event({ kind: 'reply', lead: { id }, name: 'a\0b', payload: { text } }), start);
    const entries = (await store.leads.timeline(id)).filter(({ kind }) => kind === 'event');
    expect(entries).toMatchObject([{ name: 'ab', text: 'Yes, call me \ufffd \u{1f600} C:\\u0000' }]);
  });

  it('refuses an event of nobody', async () => {
    const { store } = test;
    for (const lead of [
      { id: '018f0000-0000-7000-8000-000000000000' },
      { id: 'nobody' },
      { messageId: '018f0000-0000-7000-8000-000000000000' },
      { messageId: 'none' },
    ]) {
      await expect(store.events.ingest(event({ kind: 'click', lead }), start)).rejects.toMatchObject({
        code: 'LEAD_UNKNOWN',
      });
    }
  });

  it('passes every stage on the way up, with a reason for each move', async () => {
    const { store } = test;
    const lead = await addLead(store, { fields: { employees: 1 } });
    const demo = event({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
    expect(await store.events.ingest(demo, minute(1))).toMatchObject({
      stage: 'prospect',
      score: expect.closeTo(50, 1),
    });
    const moves = (await store.leads.timeline(lead.id)).filter(({ kind }) => kind === 'stage');
    expect(moves).toMatchObject([
      { from: 'awareness', to: 'name', actor: 'test' },
      { from: 'name', to: 'engaged', reason: 'custom demo_requested' },
      { from: 'engaged', to: 'prospect', reason: 'score 50 reached 30' },
    ]);
  });

  it('does not hand over a lead that does not fit, however active it is', async () => {
    const { store } = test;
    const lead = await addLead(store, { fields: { employees: 1 } });
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), start);
    const demo = event({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } });
    expect(await store.events.ingest(demo, start)).toMatchObject({ score: 105, stage: 'prospect', handoffId: null });
  });

  it.each(['unsubscribe', 'complaint', 'bounce_hard'] as const)(
    'suppresses the address and stops for %s',
    async (kind) => {
      const { store } = test;
      const { lead, enrollment } = await enrolled();
      const messageId = await sendMail(store, enrollment, 'hello', templateVersionId);
      await store.events.ingest(event({ kind, lead: { messageId } }), minute(1));
      expect(await store.suppressions.reasonFor(lead.email.toUpperCase())).toBe(kind);
      expect((await store.leads.get(lead.id, minute(1))).suppressed).toBe(kind);
      expect(await signalsTo(enrollment.workflowId)).toMatchObject([{ payload: { kind: 'event', event: { kind } } }]);
    },
  );

  it('does not take what a salesperson does with the mail about a hand-off for the lead', async () => {
    const { store } = test;
    const { lead } = await enrolled();
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), start);
    const { handoffId } = await store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    const owner = {
      kind: 'handoff',
      handoffId: handoffId ?? '',
      offer: 1,
      recipient: 'ines@sales.acme.example',
    } as const;
    const mail = await store.messages.claim(`handoff/${handoffId}/1/offer`, owner, null, 1000, start);
    if (mail.kind !== 'claimed') throw new Error(mail.kind);
    const answer = await store.events.ingest(event({ kind: 'reply', lead: { messageId: mail.messageId } }), minute(1));
    expect(answer).toMatchObject({ recorded: true, score: expect.closeTo(65, 1), stage: 'mql' });
    for (const kind of ['bounce_hard', 'complaint', 'unsubscribe'] as const) {
      await store.events.ingest(event({ kind, lead: { messageId: mail.messageId } }), minute(2));
    }
    expect((await store.leads.get(lead.id, minute(2))).suppressed).toBeNull();
    expect(await store.suppressions.reasonFor(owner.recipient)).toBeNull();
  });

  it('does not take what a colleague does with a note about the lead for the lead, nor for the enrollment', async () => {
    const { store, url } = test;
    const { lead, enrollment } = await enrolled();
    const recipient = 'ines@sales.acme.example';
    const owner = { kind: 'notice', enrollmentId: enrollment.id, stepId: 'tell', visit: 1, recipient } as const;
    const note = await store.messages.claim(`notice/${enrollment.id}/tell/1`, owner, null, 1000, start);
    if (note.kind !== 'claimed') throw new Error(note.kind);
    const { messageId, claimToken } = note;
    await store.messages.markInFlight(messageId, claimToken, { subject: 'Ann', links: [] });
    await store.messages.settle(messageId, claimToken, { kind: 'unknown', detail: 'the connection broke' });
    for (const kind of ['click', 'reply', 'bounce_hard'] as const) {
      expect(await store.events.ingest(event({ kind, lead: { messageId } }), minute(1))).toMatchObject({
        recorded: true,
        score: 0,
        stage: 'name',
      });
    }
    expect(await store.suppressions.reasonFor(recipient)).toBeNull();
    expect(await signalsTo(enrollment.workflowId)).toEqual([]);
    const client = await connect(url);
    const { rows } = await client.query(
      'SELECT kind FROM event WHERE lead_id = $1 AND (enrollment_id IS NOT NULL OR step_id IS NOT NULL)',
      [lead.id],
    );
    await client.end();
    expect(rows).toEqual([]);
    // It has arrived, whoever has it.
    expect(await store.messages.find(messageId)).toMatchObject({ state: 'SENT', recipient, stepId: 'tell' });
    expect(await store.messages.newestSent(lead.id)).toBeNull();
  });

  it('lets only a suppression by hand stop the mail to a salesperson, who may have been a lead once', async () => {
    const { store } = test;
    const colleague = await addLead(store);
    const { lead } = await enrolled();
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), start);
    const { handoffId } = await store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    const offered = (offer: number, recipient: string) => {
      const owner = { kind: 'handoff', handoffId: handoffId ?? '', offer, recipient } as const;
      return store.messages.claim(`handoff/${handoffId}/${offer}/offer`, owner, null, 1000, start);
    };
    await store.events.ingest(event({ kind: 'unsubscribe', lead: { id: colleague.id } }), start);
    expect(await store.suppressions.reasonFor(colleague.email)).toBe('unsubscribe');
    expect(await offered(1, colleague.email)).toMatchObject({ kind: 'claimed' });
    await store.suppressions.add('gone@sales.acme.example', 'manual', null, start);
    expect(await offered(2, 'gone@sales.acme.example')).toMatchObject({ kind: 'blocked', reason: 'manual' });
  });

  it('takes a click as the proof that a mail in doubt has arrived', async () => {
    const { store } = test;
    const { lead, enrollment } = await enrolled();
    const { messageId, claimToken } = await claimed(store, enrollment, 'hello', templateVersionId);
    await store.messages.markInFlight(messageId, claimToken, { subject: 'Hello', links: [] });
    await store.messages.settle(messageId, claimToken, { kind: 'unknown', detail: 'the connection broke' });
    await store.events.ingest(event({ kind: 'click', lead: { messageId } }), minute(1));
    expect(await store.messages.find(messageId)).toMatchObject({
      state: 'SENT',
      detail: expect.stringContaining('click'),
      sentAt: expect.any(String),
    });
    const kinds = (await store.leads.timeline(lead.id)).flatMap((entry) =>
      entry.kind === 'event' ? [entry.event] : [],
    );
    expect(kinds.sort()).toEqual(['click', 'sent']);
  });

  it('counts points from when they were earned, but never for the future', async () => {
    const { store } = test;
    const monthAgo = '2026-10-22T09:00:00.000Z';
    const old = await addLead(store);
    const early = event({ kind: 'click', lead: { id: old.id }, occurredAt: monthAgo });
    expect((await store.events.ingest(early, start)).score).toBeCloseTo(5, 6);
    const ahead = await addLead(store);
    const future = event({ kind: 'click', lead: { id: ahead.id }, occurredAt: '2027-11-21T09:00:00.000Z' });
    expect((await store.events.ingest(future, start)).score).toBeCloseTo(10, 6);
  });
});
