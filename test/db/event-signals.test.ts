import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrollmentView, EventInput, LeadView } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import {
  addLead,
  claim,
  claimed,
  event,
  minute,
  openRules,
  outboxOf,
  publishBasics,
  publishWith,
  sendMail,
  start,
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

/** Gives the lead the points of a prospect; returns its id. */
const prospect = async ({ id }: LeadView): Promise<string> => {
  await test.store.events.ingest(event({ kind: 'custom', name: 'demo_requested', lead: { id } }), start);
  return id;
};

const signalsTo = async (workflowId: string) =>
  (await outboxOf(test.url)).filter((row) => row.workflow_id === workflowId && row.kind !== 'start_nurture');

const waitForClickOrReply = (since: string) => ({
  stepId: 'look',
  awaited: {
    mode: 'any' as const,
    events: [
      { kind: 'click', of: { stepId: 'hello', visit: 1 }, link: null } as const,
      { kind: 'reply', classes: null } as const,
    ],
    since,
  },
  until: minute(3 * 24 * 60),
  consumed: [],
});

describe('the signals of an event', () => {
  it('wakes the enrollment that waits for the click in its mail, with the step of the mail', async () => {
    const { store } = test;
    const { enrollment } = await enrolled();
    const messageId = await sendMail(store, enrollment, 'hello', templateVersionId);
    await store.enrollments.arm(enrollment.id, waitForClickOrReply(start), start);
    const { eventId } = await store.events.ingest(
      event({ kind: 'click', lead: { messageId }, link: 'guide' }),
      minute(5),
    );
    const fact = {
      id: eventId,
      kind: 'click',
      name: null,
      link: 'guide',
      stepId: 'hello',
      visit: 1,
      recordedAt: minute(5),
    };
    expect(await signalsTo(enrollment.workflowId)).toMatchObject([
      { kind: 'signal_nurture', payload: { kind: 'event', event: fact } },
    ]);
  });

  it('gives a reply to the wait and leaves the gate open; the next reply stops', async () => {
    const { store } = test;
    const { enrollment } = await enrolled();
    const messageId = await sendMail(store, enrollment, 'hello', templateVersionId);
    await store.enrollments.arm(enrollment.id, waitForClickOrReply(start), start);
    await store.events.ingest(event({ kind: 'reply', lead: { messageId } }), minute(5));
    expect(await claimed(store, enrollment, 'next', templateVersionId, minute(6))).toMatchObject({ kind: 'claimed' });
    await store.events.ingest(event({ kind: 'auto_reply', lead: { messageId } }), minute(7));
    expect(await signalsTo(enrollment.workflowId)).toHaveLength(1);
    const owner = {
      kind: 'nurture',
      enrollmentId: enrollment.id,
      stepId: 'last',
      visit: 1,
      templateVersionId,
    } as const;
    await store.events.ingest(event({ kind: 'reply', lead: { messageId } }), minute(8));
    expect(await store.messages.claim('another', owner, openRules, 1000, minute(9))).toMatchObject({
      kind: 'blocked',
      reason: 'mql',
    });
  });

  it('takes a reply after the deadline as a stop, so that no mail follows it', async () => {
    const { store } = test;
    const { lead, enrollment } = await enrolled();
    await store.enrollments.arm(enrollment.id, { ...waitForClickOrReply(start), until: minute(10) }, start);
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), minute(11));
    const owner = {
      kind: 'nurture',
      enrollmentId: enrollment.id,
      stepId: 'next',
      visit: 1,
      templateVersionId,
    } as const;
    const late = await store.messages.claim('late', owner, openRules, 1000, minute(12));
    expect(late).toMatchObject({ kind: 'blocked', reason: 'reply' });
  });

  it('stops every enrollment of the lead for a reply that nobody waits for', async () => {
    const { store } = test;
    const { lead, enrollment } = await enrolled();
    const other = await store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    const messageId = await sendMail(store, enrollment, 'hello', templateVersionId);
    await store.events.ingest(event({ kind: 'reply', lead: { messageId } }), minute(1));
    for (const { id, workflowId } of [enrollment, other]) {
      const own = id === enrollment.id;
      expect(await signalsTo(workflowId)).toMatchObject([
        { payload: { kind: 'event', event: { kind: 'reply', stepId: own ? 'hello' : null, visit: own ? 1 : null } } },
      ]);
      const owner = { kind: 'nurture', enrollmentId: id, stepId: 'next', visit: 1, templateVersionId } as const;
      expect(await store.messages.claim(`${id}/next`, owner, openRules, 1000, minute(2))).toMatchObject({
        kind: 'blocked',
        reason: 'reply',
      });
    }
  });

  it('opens a hand-off at the threshold once, and stops what runs', async () => {
    const { store } = test;
    const { lead, enrollment } = await enrolled();
    await store.events.ingest(event({ kind: 'custom', name: 'demo_requested', lead: { id: lead.id } }), start);
    const click = await store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    expect(click).toMatchObject({ stage: 'mql', score: 60, handoffId: expect.any(String) });
    const handoffs = (await store.handoffs.list({}, { limit: 10 })).items.filter(({ leadId }) => leadId === lead.id);
    expect(handoffs).toMatchObject([{ id: click.handoffId, number: 1, status: 'open', score: 60, grade: 'A' }]);
    expect(await signalsTo(enrollment.workflowId)).toMatchObject([{ payload: { kind: 'stop', reason: 'mql' } }]);
    expect(await signalsTo(`handoff/${lead.id}/1`)).toMatchObject([
      { kind: 'start_handoff', payload: { handoffId: click.handoffId } },
    ]);
    const next = await store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    expect(next).toMatchObject({ stage: 'mql', handoffId: null });
  });

  it('stops at the threshold only those whose settings say so', async () => {
    const { store } = test;
    const { lead, enrollment } = await enrolled();
    await publishWith(store, 'onboarding', {
      stops: { reply: false, mql: false, on: [] },
      stages: ['prospect', 'mql'],
    });
    const other = await store.enrollments.enroll(await prospect(lead), 'onboarding', 'test', start);
    const { handoffId } = await store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    expect(handoffId).not.toBeNull();
    expect(await signalsTo(enrollment.workflowId)).toMatchObject([{ payload: { kind: 'stop', reason: 'mql' } }]);
    expect(await signalsTo(other.workflowId)).toEqual([]);
    const rules = { stages: ['prospect', 'mql'] } as const;
    expect(await claim(store, other, 'hello', templateVersionId, start, rules)).toMatchObject({ kind: 'claimed' });
    expect(await claim(store, other, 'next', templateVersionId)).toMatchObject({ kind: 'blocked', reason: 'mql' });
  });

  it('shuts the gate for a goal, tells of it, and of a reply only who stops for replies', async () => {
    const { store } = test;
    const lead = await addLead(store);
    await publishWith(store, 'trial', {
      goals: [{ kind: 'custom', name: 'bought', where: 'event.payload.amount > 100' }],
      stops: { reply: false, mql: true, on: [] },
    });
    const trial = await store.enrollments.enroll(lead.id, 'trial', 'test', start);
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), start);
    const posted = (amount: number) =>
      store.events.ingest(event({ kind: 'custom', name: 'bought', payload: { amount }, lead: { id: lead.id } }), start);
    await posted(100);
    expect(await signalsTo(trial.workflowId)).toEqual([]);
    expect(await claim(store, trial, 'hello', templateVersionId)).toMatchObject({ kind: 'claimed' });
    const { eventId } = await posted(101);
    expect(await signalsTo(trial.workflowId)).toMatchObject([
      { payload: { kind: 'event', event: { id: eventId, holds: ['event.payload.amount > 100'] } } },
    ]);
    // Names only: what was posted is not for histories.
    expect(JSON.stringify(await signalsTo(trial.workflowId))).not.toContain('101');
    expect(await claim(store, trial, 'next', templateVersionId)).toMatchObject({ kind: 'blocked', reason: 'goal' });
  });

  it('names a reply by its class, unless its source has named it or there is no text', async () => {
    const { store } = test;
    const lead = await addLead(store);
    const reply = (input: Partial<EventInput>) =>
      store.events.ingest(event({ kind: 'reply', lead: { id: lead.id }, ...input }), start);
    await reply({ payload: { text: "Let's talk tomorrow." } });
    await reply({ payload: { text: "Let's talk tomorrow." }, name: 'other' });
    await reply({});
    const names = (await store.leads.timeline(lead.id)).flatMap((entry) =>
      entry.kind === 'event' ? [entry.name] : [],
    );
    expect(names).toEqual(['interested', 'other', null]);
  });
});
