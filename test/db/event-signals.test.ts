import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claimed, event, minute, outboxOf, publishBasics, sendMail, start } from './fixtures.ts';

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

const waitForClickOrReply = (since: string) => ({
  stepId: 'look',
  any: [{ kind: 'click', of: { stepId: 'hello', visit: 1 }, link: null } as const, { kind: 'reply' } as const],
  since,
  until: minute(3 * 24 * 60),
  consumed: [],
});

describe('the signals of an event', () => {
  it('wakes the enrollment that waits for the click in its mail, with the step of the mail', async () => {
    const { store } = test;
    const { enrollment } = await enrolled();
    const messageId = await sendMail(store, enrollment, 'hello', templateVersionId);
    await store.enrollments.arm(enrollment.id, waitForClickOrReply(start));
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
    await store.enrollments.arm(enrollment.id, waitForClickOrReply(start));
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
    expect(await store.messages.claim('another', owner, 1000, minute(9))).toMatchObject({
      kind: 'blocked',
      reason: 'mql',
    });
  });

  it('takes a reply after the deadline as a stop, so that no mail follows it', async () => {
    const { store } = test;
    const { lead, enrollment } = await enrolled();
    await store.enrollments.arm(enrollment.id, { ...waitForClickOrReply(start), until: minute(10) });
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), minute(11));
    const owner = {
      kind: 'nurture',
      enrollmentId: enrollment.id,
      stepId: 'next',
      visit: 1,
      templateVersionId,
    } as const;
    const late = await store.messages.claim('late', owner, 1000, minute(12));
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
      expect(await store.messages.claim(`${id}/next`, owner, 1000, minute(2))).toMatchObject({
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
});
