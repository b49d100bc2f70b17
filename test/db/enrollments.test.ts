/** The life of an enrollment in the tables. Long, because each of its moves is raced or repeated. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView } from '../../db/store.ts';
import type { ArmedMatcher } from '../../domain/events.ts';
import type { Instant } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import {
  addLead,
  claim,
  event,
  minute,
  outboxOf,
  publishBasics,
  sendMail,
  start,
  welcome,
  whileLocked,
} from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;
let lead: LeadView;
let enrollment: EnrollmentView;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());
beforeEach(async () => {
  lead = await addLead(test.store);
  enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'form', start);
});

const nobody = '018f0000-0000-7000-8000-000000000000';
const forReply = {
  stepId: 'look',
  awaited: { mode: 'any', events: [{ kind: 'reply', classes: null }], since: start },
  until: minute(60),
  consumed: [],
} as const;
const forThis = (event: ArmedMatcher, since: Instant) => ({
  ...forReply,
  awaited: { mode: 'any' as const, events: [event], since },
});
const signals = async () =>
  (await outboxOf(test.url)).filter(
    (row) => row.workflow_id === enrollment.workflowId && row.kind === 'signal_nurture',
  );

describe('enrolling', () => {
  it('numbers the enrollments of a lead in a sequence and starts the workflow of each', async () => {
    const { store, url } = test;
    expect(enrollment).toMatchObject({
      leadId: lead.id,
      email: lead.email,
      sequence: 'welcome',
      version: 1,
      number: 1,
      workflowId: `nurture/${lead.id}/welcome/1`,
      status: 'active',
      origin: 'form',
    });
    await expect(store.enrollments.enroll(lead.id, 'welcome', 'form', start)).rejects.toMatchObject({
      code: 'ALREADY_ENROLLED',
    });
    await store.enrollments.close(enrollment.id, 'completed', 'end', minute(1));
    const second = await store.enrollments.enroll(lead.id, 'welcome', 'form', minute(2));
    expect(second).toMatchObject({ number: 2, workflowId: `nurture/${lead.id}/welcome/2` });
    const starts = (await outboxOf(url)).filter((row) => row.workflow_id === second.workflowId);
    const { sequenceVersionId = '' } = (starts[0]?.payload ?? {}) as { readonly sequenceVersionId?: string };
    expect(starts).toMatchObject([
      { kind: 'start_nurture', payload: { enrollmentId: second.id, sequence: 'welcome' } },
    ]);
    expect(await store.enrollments.runnable(sequenceVersionId)).toMatchObject({
      program: welcome,
      templates: { hello: templateVersionId },
    });
  });

  it('lets one of two enrollments of the same moment win', async () => {
    const { store, url } = test;
    const twice = () =>
      Promise.allSettled([1, 2].map(() => store.enrollments.enroll(lead.id, 'recycle', 'form', start)));
    expect((await whileLocked(url, lead.id, 2, twice)).map(({ status }) => status).sort()).toEqual([
      'fulfilled',
      'rejected',
    ]);
  });

  it('refuses who cannot be nurtured, and says why', async () => {
    const { store } = test;
    const enroll = (id: string, sequence = 'recycle') => store.enrollments.enroll(id, sequence, 'form', start);
    await expect(enroll(nobody)).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    await expect(enroll(lead.id, 'none')).rejects.toMatchObject({ code: 'SEQUENCE_UNKNOWN' });
    const suppressed = await addLead(store);
    await store.suppressions.add(suppressed.email, 'manual', null, start);
    await expect(enroll(suppressed.id)).rejects.toMatchObject({ code: 'LEAD_SUPPRESSED' });
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), start);
    await store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    await expect(enroll(lead.id)).rejects.toMatchObject({ code: 'STAGE_ILLEGAL' });
  });
});

describe('arming a wait', () => {
  it('finds the event that came before, uses it up, and lifts the stop it had asked for', async () => {
    const { store } = test;
    const { eventId } = await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), minute(1));
    expect(await store.enrollments.arm(enrollment.id, forReply, minute(2))).toMatchObject([
      { id: eventId, kind: 'reply', recordedAt: minute(1) },
    ]);
    expect(await claim(store, enrollment, 'hello', templateVersionId)).toMatchObject({ kind: 'claimed' });
    const again = { ...forReply, consumed: [eventId] };
    expect(await store.enrollments.arm(enrollment.id, again, minute(3))).toEqual([]);
  });

  it('keeps the gate shut for a second reply', async () => {
    const { store } = test;
    const first = await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), minute(1));
    await store.events.ingest(event({ kind: 'unsubscribe', lead: { id: lead.id } }), minute(2));
    expect(await store.enrollments.arm(enrollment.id, forReply, minute(3))).toMatchObject([{ id: first.eventId }]);
    expect(await claim(store, enrollment, 'hello', templateVersionId)).toMatchObject({ kind: 'blocked' });
  });

  it('does not take what happened before the wait looks back, except a click in the mail it names', async () => {
    const { store } = test;
    const messageId = await sendMail(store, enrollment, 'hello', templateVersionId);
    const click = await store.events.ingest(event({ kind: 'click', lead: { messageId }, link: 'guide' }), minute(1));
    await store.events.ingest(event({ kind: 'custom', name: 'visited', lead: { id: lead.id } }), minute(2));
    const arm = (matcher: ArmedMatcher) =>
      store.enrollments.arm(enrollment.id, { ...forThis(matcher, minute(5)), until: minute(90) }, minute(6));
    expect(await arm({ kind: 'custom', name: 'visited', where: null })).toEqual([]);
    const of = { stepId: 'hello', visit: 1 };
    expect(await arm({ kind: 'click', of, link: 'other' })).toEqual([]);
    expect(await arm({ kind: 'click', of, link: 'guide' })).toMatchObject([
      { id: click.eventId, stepId: 'hello', visit: 1 },
    ]);
  });

  it('lets no event fall between looking and waiting', async () => {
    const { store, url } = test;
    const reply = event({ kind: 'reply', lead: { id: lead.id } });
    const [found, { eventId }] = await whileLocked(url, lead.id, 2, () =>
      Promise.all([store.enrollments.arm(enrollment.id, forReply, minute(1)), store.events.ingest(reply, minute(1))]),
    );
    // Whoever was first: either arm found the reply, or the reply found the wait. Both mean that the gate is open.
    expect(found.every(({ id }) => id === eventId)).toBe(true);
    expect(await signals()).toMatchObject([{ payload: { kind: 'event', event: { id: eventId } } }]);
    expect(await claim(store, enrollment, 'hello', templateVersionId)).toMatchObject({ kind: 'claimed' });
  });

  it('refuses an enrollment that does not exist', async () => {
    await expect(test.store.enrollments.arm(nobody, forReply, start)).rejects.toMatchObject({
      code: 'ENROLLMENT_UNKNOWN',
    });
  });
});

describe('the course of an enrollment', () => {
  it('shows where it stands', async () => {
    const { store } = test;
    await store.enrollments.position(enrollment.id, { kind: 'sleeping', stepId: 'rest', until: minute(60) });
    expect(await store.enrollments.get(enrollment.id)).toMatchObject({ stepId: 'rest', waitUntil: minute(60) });
    await store.enrollments.arm(enrollment.id, forReply, start);
    expect(await store.enrollments.get(enrollment.id)).toMatchObject({ stepId: 'look', waitUntil: minute(60) });
    await store.enrollments.position(enrollment.id, { kind: 'moving', stepId: 'hello' });
    expect(await store.enrollments.get(enrollment.id)).toMatchObject({ stepId: 'hello', waitUntil: null });
    // Its wait is over, so that a reply is a stop again.
    await store.events.ingest(event({ kind: 'reply', lead: { id: lead.id } }), minute(1));
    expect(await claim(store, enrollment, 'hello', templateVersionId)).toMatchObject({
      kind: 'blocked',
      reason: 'reply',
    });
  });

  it('is asked to stop once, and keeps its first end', async () => {
    const { store } = test;
    await store.enrollments.stop(enrollment.id, 'test', start);
    await store.enrollments.stop(enrollment.id, 'test', start);
    expect(await signals()).toMatchObject([{ payload: { kind: 'stop', reason: 'manual' } }]);
    await store.enrollments.close(enrollment.id, 'stopped', 'manual', minute(1));
    await store.enrollments.close(enrollment.id, 'completed', 'end', minute(2));
    expect(await store.enrollments.stop(enrollment.id, 'test', minute(3))).toMatchObject({
      status: 'stopped',
      reason: 'manual',
      endedAt: minute(1),
    });
    expect(await signals()).toHaveLength(1);
    await expect(store.enrollments.stop(nobody, 'test', start)).rejects.toMatchObject({ code: 'ENROLLMENT_UNKNOWN' });
  });

  it('tells the facts of its lead with the score of the moment', async () => {
    const { store } = test;
    await store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    const { leadId, facts } = await store.enrollments.leadOf(enrollment.id, '2026-12-21T09:00:00.000Z');
    expect(leadId).toBe(lead.id);
    expect(facts.score).toBeCloseTo(5, 6);
    await expect(store.enrollments.leadOf('x', start)).rejects.toMatchObject({ code: 'ENROLLMENT_UNKNOWN' });
  });

  it('is listed by lead, sequence, status and step', async () => {
    const { store } = test;
    const other = await store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    await store.enrollments.close(other.id, 'exited', 'done', start);
    const list = async (filter: Parameters<typeof store.enrollments.list>[0]) =>
      (await store.enrollments.list({ leadId: lead.id, ...filter }, { limit: 10 })).items.map(({ id }) => id);
    expect(await list({})).toEqual([other.id, enrollment.id]);
    expect(await list({ status: 'active' })).toEqual([enrollment.id]);
    expect(await list({ sequence: 'recycle' })).toEqual([other.id]);
    await store.enrollments.position(enrollment.id, { kind: 'moving', stepId: 'hello' });
    expect(await list({ stepId: 'hello' })).toEqual([enrollment.id]);
  });

  it('is sent to a step of its version through the outbox', async () => {
    const { store } = test;
    const move = (stepId: string) => store.enrollments.move(enrollment.id, stepId, 'test', minute(1));
    expect(await move('hello')).toMatchObject({ id: enrollment.id, status: 'active' });
    expect(await signals()).toMatchObject([{ payload: { kind: 'move', stepId: 'hello' } }]);
    await expect(move('nowhere')).rejects.toMatchObject({ code: 'STEP_MISSING' });
    await expect(move('constructor')).rejects.toMatchObject({ code: 'STEP_MISSING' });
    await expect(store.enrollments.move(nobody, 'hello', 'test', start)).rejects.toMatchObject({
      code: 'ENROLLMENT_UNKNOWN',
    });
    await store.enrollments.close(enrollment.id, 'completed', 'end', minute(1));
    await expect(move('hello')).rejects.toMatchObject({ code: 'ENROLLMENT_ENDED' });
    expect(await signals()).toHaveLength(1);
  });

  it('keeps the first answer of a webhook for each visit', async () => {
    const { store } = test;
    const visit = { enrollmentId: enrollment.id, stepId: 'ask', visit: 1 };
    expect(await store.enrollments.answerOf(visit)).toBeNull();
    await store.enrollments.recordAnswer(visit, { status: 200, body: { plan: 'pro' } }, start);
    await store.enrollments.recordAnswer(visit, { status: 500, body: null }, minute(1));
    expect(await store.enrollments.answerOf(visit)).toEqual({ status: 200, body: { plan: 'pro' } });
    expect(await store.enrollments.answerOf({ ...visit, visit: 2 })).toBeNull();
  });

  it('finds what a visit did under a former id of its step, before the migration is recorded', async () => {
    const { store } = test;
    const { id: enrollmentId } = enrollment;
    const visit = { enrollmentId, stepId: 'check', visit: 2, formerSteps: ['ask'] };
    for (const number of [1, 2]) {
      const former = { enrollmentId, stepId: 'ask', visit: number };
      await store.enrollments.recordAnswer(former, { status: 200 + number, body: null }, start);
    }
    const answers = async (renamed?: Record<string, string>) =>
      (await store.enrollments.surroundings(enrollmentId, ['answers'], start, renamed)).answers;
    expect(await answers()).toEqual({ ask: { status: 202, body: null } });
    expect(await answers({ ask: 'check' })).toEqual({ check: { status: 202, body: null } });
    // Another kind of step has nothing of it.
    expect(await store.enrollments.decide({ ...visit, stepId: 'fork' }, 1, start)).toBe(1);
    expect(await store.enrollments.answerOf(visit)).toEqual({ status: 202, body: null });
    expect(await answers()).toEqual({ check: { status: 202, body: null } });

    await store.enrollments.decide({ enrollmentId, stepId: 'old-fork', visit: 1 }, 0, start);
    const fork = { enrollmentId, stepId: 'new-fork', visit: 1, formerSteps: ['old-fork'] };
    expect(await store.enrollments.decide(fork, 3, start)).toBe(0);

    const once = { kind: 'score', points: 5, reason: 'once' } as const;
    await store.enrollments.act({ enrollmentId, stepId: 'points', visit: 1 }, once, start);
    await store.enrollments.act({ enrollmentId, stepId: 'marks', visit: 1, formerSteps: ['points'] }, once, start);
    const scores = (await store.leads.timeline(lead.id)).filter(({ kind }) => kind === 'score');
    expect(scores).toHaveLength(1);
  });
});
