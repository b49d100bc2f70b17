/** What a wait finds when it is armed or ends. Long, because every kind of event has its way of being found. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView } from '../../db/store.ts';
import type { Awaited } from '../../domain/awaiting.ts';
import type { ArmedMatcher, EventFact } from '../../domain/events.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import {
  addLead,
  claim,
  connect,
  event,
  minute,
  outboxOf,
  publishBasics,
  publishWith,
  start,
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
  enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
});

const reply: ArmedMatcher = { kind: 'reply', classes: null };
const form: ArmedMatcher = { kind: 'form', name: 'contact' };
const bought = (where: string | null): ArmedMatcher => ({ kind: 'custom', name: 'bought', where });

const waitFor = (mode: Awaited['mode'], events: readonly ArmedMatcher[], since = start) => ({
  stepId: 'look',
  awaited: { mode, events, since },
  until: minute(600),
  consumed: [] as readonly string[],
});
const arm = (mode: Awaited['mode'], events: readonly ArmedMatcher[], now = minute(10), since = start) =>
  test.store.enrollments.arm(enrollment.id, waitFor(mode, events, since), now);
const expire = (mode: Awaited['mode'], events: readonly ArmedMatcher[], now = minute(700)) =>
  test.store.enrollments.expire(enrollment.id, waitFor(mode, events), now);
const happens = async (input: Parameters<typeof event>[0], now = minute(5)): Promise<string> =>
  (await test.store.events.ingest(event(input), now)).eventId;
const posts = (name: string, payload: Readonly<Record<string, unknown>> = {}, now = minute(5)) =>
  happens({ kind: 'custom', name, payload, lead: { id: lead.id } }, now);
const fills = (name: string, now = minute(5)) => happens({ kind: 'form', name, lead: { id: lead.id } }, now);
const replies = (now = minute(5)) => happens({ kind: 'reply', lead: { id: lead.id } }, now);

/** The wait as it stands in the row. */
const standing = async (): Promise<Record<string, unknown>> => {
  const client = await connect(test.url);
  const { rows } = await client.query(
    'SELECT wait_for, wait_since, wait_until, stop_reason FROM enrollment WHERE id = $1',
    [enrollment.id],
  );
  await client.end();
  return rows[0];
};
const told = async (): Promise<readonly EventFact[]> =>
  (await outboxOf(test.url)).flatMap(({ workflow_id, payload }) => {
    const { event: fact } = payload as { readonly event?: EventFact };
    return workflow_id === enrollment.workflowId && fact ? [fact] : [];
  });

describe('arming a wait for any', () => {
  it('writes what it awaits when nothing has happened', async () => {
    expect(await arm('any', [reply, form])).toEqual([]);
    expect(await standing()).toMatchObject({
      wait_for: { mode: 'any', events: [reply, form], since: start },
      wait_since: new Date(start),
      wait_until: new Date(minute(600)),
    });
  });

  it('finds the first event only, and arms nothing then', async () => {
    const first = await fills('contact', minute(3));
    await replies(minute(4));
    expect(await arm('any', [reply, form])).toMatchObject([{ id: first, kind: 'form', name: 'contact' }]);
    expect(await standing()).toMatchObject({ wait_for: null, wait_until: null });
  });

  it('finds a page by the beginning of its path', async () => {
    const id = await happens({ kind: 'page_view', name: '/pricing/large', lead: { id: lead.id } });
    expect(await arm('any', [{ kind: 'page', path: '/pricing' }])).toEqual([]);
    expect(await arm('any', [{ kind: 'page', path: '/pricing/*' }])).toMatchObject([{ id, name: '/pricing/large' }]);
  });

  it('finds a reply of the class it is for', async () => {
    const text = 'Does it work with old meters?';
    const id = await happens({ kind: 'reply', payload: { text }, lead: { id: lead.id } });
    expect(await arm('any', [{ kind: 'reply', classes: ['interested'] }])).toEqual([]);
    expect(await arm('any', [{ kind: 'reply', classes: ['later', 'question'] }])).toMatchObject([
      { id, name: 'question' },
    ]);
  });

  it('finds a custom event whose condition holds for what was posted, and says which', async () => {
    const where = 'event.payload.amount > 100';
    await posts('bought', { amount: 20 }, minute(3));
    expect(await arm('any', [bought(where)])).toEqual([]);
    const id = await posts('bought', { amount: 200 }, minute(4));
    expect(await arm('any', [bought(where)])).toMatchObject([{ id, holds: [where] }]);
  });

  it('does not find what a colleague does with a note about the lead', async () => {
    const owner = {
      kind: 'notice',
      enrollmentId: enrollment.id,
      stepId: 'tell',
      visit: 1,
      recipient: 'a@acme.test',
    } as const;
    const note = await test.store.messages.claim(`notice/${enrollment.id}`, owner, null, 1000, start);
    if (note.kind !== 'claimed') throw new Error(note.kind);
    await happens({ kind: 'reply', lead: { messageId: note.messageId } });
    expect(await arm('any', [reply])).toEqual([]);
  });
});

describe('arming a wait for all', () => {
  it('finds the first of each, and arms the rest', async () => {
    const answered = await replies(minute(3));
    await replies(minute(4));
    const filled = await fills('contact', minute(5));
    expect(await arm('all', [form, bought(null), reply])).toMatchObject([{ id: answered }, { id: filled }]);
    expect(await standing()).toMatchObject({ wait_for: { mode: 'all', events: [bought(null)], since: start } });
  });

  it('arms nothing when all have happened', async () => {
    await replies();
    await fills('contact');
    expect(await arm('all', [form, reply])).toHaveLength(2);
    expect(await standing()).toMatchObject({ wait_for: null, wait_until: null });
  });

  it('is shortened by each event that is told, until it is over', async () => {
    await arm('all', [form, reply]);
    await fills('contact');
    await fills('contact', minute(6));
    expect(await standing()).toMatchObject({
      wait_for: { mode: 'all', events: [reply], since: start },
      wait_since: new Date(start),
      wait_until: new Date(minute(600)),
    });
    await replies(minute(7));
    expect(await standing()).toMatchObject({ wait_for: null, wait_since: null, stop_reason: null });
    expect((await told()).map(({ kind }) => kind)).toEqual(['form', 'reply']);
  });
});

describe('the stop that an event had asked for', () => {
  it('is lifted by the wait that uses the event up, also one of the rules of the program', async () => {
    await publishWith(test.store, 'rules', {
      stops: { reply: true, mql: true, on: [{ kind: 'form', name: 'contact' }] },
    });
    enrollment = await test.store.enrollments.enroll(lead.id, 'rules', 'test', start);
    await fills('contact');
    expect(await standing()).toMatchObject({ stop_reason: 'rule' });
    expect(await arm('any', [form])).toHaveLength(1);
    expect(await standing()).toMatchObject({ stop_reason: null });
  });

  it('stays for a second event, also of a kind that the wait is not for', async () => {
    await publishWith(test.store, 'rules', {
      stops: { reply: true, mql: true, on: [{ kind: 'form', name: 'contact' }] },
    });
    enrollment = await test.store.enrollments.enroll(lead.id, 'rules', 'test', start);
    await replies(minute(3));
    await fills('contact', minute(4));
    expect(await standing()).toMatchObject({ stop_reason: 'reply' });
    expect(await arm('any', [reply])).toHaveLength(1);
    expect(await claim(test.store, enrollment, 'next', templateVersionId)).toMatchObject({
      kind: 'blocked',
      reason: 'rule',
    });
  });

  it('is not lifted for a goal', async () => {
    await publishWith(test.store, 'goal', { goals: [{ kind: 'form', name: 'contact' }] });
    enrollment = await test.store.enrollments.enroll(lead.id, 'goal', 'test', start);
    await fills('contact');
    expect(await arm('any', [form])).toHaveLength(1);
    expect(await claim(test.store, enrollment, 'next', templateVersionId)).toMatchObject({
      kind: 'blocked',
      reason: 'goal',
    });
  });
});

describe('waiting for what the lead has become', () => {
  const atLeast = (points: number): ArmedMatcher => ({ kind: 'score', atLeast: points });
  const stage = (name: 'engaged' | 'prospect' | 'mql'): ArmedMatcher => ({ kind: 'stage', stage: name });

  it('is met at once by the score and the stage of the moment', async () => {
    await posts('demo_requested', {}, minute(-60));
    const since = minute(0);
    expect(await arm('any', [atLeast(60)], minute(10), since)).toEqual([]);
    expect(await arm('any', [atLeast(40)], minute(10), since)).toMatchObject([
      { kind: 'score', value: expect.closeTo(50, 0), recordedAt: minute(10) },
    ]);
    expect(await arm('any', [stage('prospect')], minute(10), since)).toMatchObject([
      { kind: 'stage', name: 'prospect', recordedAt: minute(10) },
    ]);
    // Engaged it was before the wait looks back, in passing.
    expect(await arm('any', [stage('engaged')], minute(10), since)).toEqual([]);
  });

  it('is met by a score that has decayed and a stage that was left meanwhile', async () => {
    await posts('demo_requested', {}, minute(5));
    const late = '2027-02-21T09:00:00.000Z';
    expect(await arm('any', [atLeast(40)], late)).toMatchObject([{ kind: 'score', value: 50, recordedAt: minute(0) }]);
    expect(await arm('any', [stage('engaged')], late)).toMatchObject([{ name: 'engaged', recordedAt: minute(5) }]);
  });

  it('is told by an event that changes the score or climbs, stage by stage', async () => {
    await arm('all', [stage('engaged'), stage('prospect'), atLeast(50)]);
    await posts('demo_requested', {}, start);
    expect(await told()).toMatchObject([
      { kind: 'score', value: 50, stepId: null },
      { kind: 'stage', name: 'engaged' },
      { kind: 'stage', name: 'prospect' },
    ]);
    expect(await standing()).toMatchObject({ wait_for: null });
  });

  it('is told by the points of a step of another sequence', async () => {
    const other = await test.store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    await arm('any', [atLeast(35)]);
    const act = { kind: 'score', points: 40, reason: 'finished the course' } as const;
    await test.store.enrollments.act({ enrollmentId: other.id, stepId: 'warm', visit: 1 }, act, start);
    const [fact] = await told();
    expect(fact).toMatchObject({ kind: 'score', value: 40 });
    // What was told is not found again by the next wait: it has the name that the ledger gave it.
    const wait = { ...waitFor('any', [stage('prospect')]), consumed: [fact?.id ?? ''] };
    expect(await test.store.enrollments.arm(enrollment.id, wait, minute(10))).toHaveLength(1);
  });
});

describe('waiting for the decision of sales', () => {
  const decided = (decision: 'accepted' | 'returned', reason: 'timing' | 'no_fit' | null = null): ArmedMatcher => ({
    kind: 'decision',
    decision,
    reason,
  });
  /** An enrollment that goes on while the lead is with sales; returns the hand-off. */
  const withSales = async (): Promise<string> => {
    await publishWith(test.store, 'patient', { stops: { reply: false, mql: false, on: [] } });
    enrollment = await test.store.enrollments.enroll(lead.id, 'patient', 'test', start);
    await replies(start);
    const crossing = await test.store.events.ingest(event({ kind: 'click', lead: { id: lead.id } }), start);
    return crossing.handoffId ?? '';
  };

  it('is told by the decision, with its reason', async () => {
    const handoffId = await withSales();
    await arm('any', [decided('accepted'), decided('returned', 'no_fit'), decided('returned', 'timing')]);
    await test.store.handoffs.decide(handoffId, { kind: 'returned', reason: 'timing' }, 'ines', minute(20));
    expect(await told()).toMatchObject([
      { id: handoffId, kind: 'decision', name: 'returned', detail: 'timing', recordedAt: minute(20) },
    ]);
    expect(await standing()).toMatchObject({ wait_for: null });
  });

  it('finds a decision that was made since it looks back, once', async () => {
    const handoffId = await withSales();
    await test.store.handoffs.decide(handoffId, { kind: 'accepted' }, 'ines', minute(20));
    expect(await arm('any', [decided('returned')], minute(30))).toEqual([]);
    expect(await arm('any', [decided('accepted')], minute(30), minute(21))).toEqual([]);
    expect(await arm('any', [decided('accepted')], minute(30))).toMatchObject([
      { id: handoffId, name: 'accepted', detail: null, recordedAt: minute(20) },
    ]);
    const again = { ...waitFor('any', [decided('accepted')]), consumed: [handoffId] };
    expect(await test.store.enrollments.arm(enrollment.id, again, minute(30))).toEqual([]);
  });

  it('hears of the stage that the decision leads to', async () => {
    const handoffId = await withSales();
    await arm('any', [{ kind: 'stage', stage: 'recycled' }]);
    await test.store.handoffs.decide(handoffId, { kind: 'returned', reason: 'timing' }, 'ines', minute(20));
    expect(await told()).toMatchObject([{ kind: 'stage', name: 'recycled' }]);
  });
});

describe('the end of a wait', () => {
  it('finds what came in and was not told, and awaits nothing more', async () => {
    await arm('all', [form, reply]);
    const id = await fills('contact');
    expect(await expire('all', [form, reply])).toMatchObject([{ id }]);
    expect(await standing()).toMatchObject({ wait_for: null, wait_until: null });
    expect(await expire('any', [reply])).toEqual([]);
  });

  it('waits for an event that is being recorded', async () => {
    await arm('any', [form]);
    const filled = event({ kind: 'form', name: 'contact', lead: { id: lead.id } });
    const [ingested, found] = await whileLocked(test.url, lead.id, 2, async () =>
      Promise.all([test.store.events.ingest(filled, minute(5)), expire('any', [form])]),
    );
    // Whoever was first, the event is not lost: it is found, or its signal is in the outbox.
    expect(found.length === 1 || (await told()).length === 1).toBe(true);
    expect(ingested.recorded).toBe(true);
  });
});

describe('what an older version wrote', () => {
  it('is awaited as before: a list of matchers, of a program without settings', async () => {
    const client = await connect(test.url);
    await client.query(`UPDATE sequence_version SET program = program - 'settings' - 'format' WHERE name = 'recycle'`);
    enrollment = await test.store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    await client.query(
      `UPDATE enrollment SET step_id = 'look', wait_for = $2, wait_since = $3, wait_until = $4 WHERE id = $1`,
      [enrollment.id, JSON.stringify([{ kind: 'reply' }, { kind: 'custom', name: 'bought' }]), start, minute(600)],
    );
    await client.end();
    await posts('bought', { amount: 1 });
    expect(await told()).toMatchObject([{ kind: 'custom', name: 'bought' }]);
    expect(await standing()).toMatchObject({ wait_for: null });
    await replies(minute(6));
    expect(await standing()).toMatchObject({ stop_reason: 'reply' });
  });
});
