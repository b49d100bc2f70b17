import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView, Store } from '../../db/store.ts';
import type { Act } from '../../domain/act.ts';
import { fieldsOf } from '../../domain/fields.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, minute, outboxOf, publishBasics, start, whileLocked, workspace } from './fixtures.ts';
import { publish } from './published.ts';

let test: TestStore;
let store: Store;
let lead: LeadView;
let enrollment: EnrollmentView;

const fields = fieldsOf({ employees: 'number', plan: 'string', renewal: 'date', trial: 'boolean' });
const fit = [
  { when: 'lead.fields.employees >= 50', points: 25, reason: 'Fifty people or more' },
  { when: '"vip" in lead.tags', points: 20, reason: 'A VIP' },
];

beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  await publishBasics(store);
  const organisation = { ...workspace.organisation, fields };
  await store.publications.publishWorkspace(
    { ...workspace, organisation, scoring: { ...workspace.scoring, fit } },
    start,
  );
  await publish(store, 'insistent', { stops: { reply: true, mql: false, on: [] } });
});
afterAll(() => test.close());
beforeEach(async () => {
  lead = await addLead(store);
  enrollment = await store.enrollments.enroll(lead.id, 'welcome', 'test', start);
});

const act = (what: Exclude<Act, { kind: 'notify' }>, visit = 1, now = start) =>
  store.enrollments.act({ enrollmentId: enrollment.id, stepId: 'do', visit }, what, now);
const now = () => store.leads.get(lead.id, start);
const signalsTo = async ({ workflowId }: EnrollmentView) =>
  (await outboxOf(test.url))
    .filter((row) => row.workflow_id === workflowId && row.kind === 'signal_nurture')
    .map((row) => row.payload);
const openHandoffs = async () =>
  (await store.handoffs.list({ status: 'open' }, { limit: 100 })).items.filter(({ leadId }) => leadId === lead.id);

describe('a step that scores', () => {
  it('adds its points once for each visit, also over the threshold', async () => {
    const score = { kind: 'score', points: 40, reason: 'finished the course' } as const;
    expect(await act(score)).toEqual({ refused: null });
    await act(score);
    expect(await now()).toMatchObject({ score: 40, stage: 'prospect' });
    await act(score, 2);
    expect(await now()).toMatchObject({ score: 80, stage: 'mql', temperature: 'hot' });
    expect(await openHandoffs()).toMatchObject([{ number: 1, score: 80 }]);
    expect(await signalsTo(enrollment)).toMatchObject([{ kind: 'stop', reason: 'mql' }]);
  });

  it('adds them once when two try it at one moment', async () => {
    const twice = () => Promise.all([1, 2].map(() => act({ kind: 'score', points: 10, reason: 'read on' })));
    await whileLocked(test.url, lead.id, 2, twice);
    expect((await now()).score).toBe(10);
  });

  it('that an older version did without a mark is not done again', async () => {
    const client = await connect(test.url);
    await client.query(
      `INSERT INTO score_entry (id, lead_id, key, "group", points, reason, at, score_after)
       VALUES (gen_random_uuid(), $1, $2, 'sequence', 10, 'old', $3, 10)`,
      [lead.id, `step/${enrollment.id}/do/1`, start],
    );
    await client.end();
    await act({ kind: 'score', points: 10, reason: 'again' });
    expect((await now()).score).toBe(0);
  });
});

describe('a step that sets fields', () => {
  it('saves them as a form does: with fit, company and calendar', async () => {
    const values = {
      'fields.employees': 5,
      'fields.plan': 'pro',
      company: 'New Ltd',
      timeZone: 'Asia/Tokyo',
      title: null,
    };
    expect(await act({ kind: 'set', values })).toEqual({ refused: null });
    expect(await now()).toMatchObject({
      fields: { employees: 5, plan: 'pro' },
      company: 'New Ltd',
      timeZone: 'Asia/Tokyo',
      grade: 'D',
    });
    expect(await signalsTo(enrollment)).toEqual([{ kind: 'replan' }]);
  });

  it('leaves out what the organisation does not declare any more, and says so', async () => {
    const values = {
      'fields.gone': 1,
      'fields.employees': 'many',
      'fields.renewal': '2026-02-30',
      'fields.trial': true,
      'fields.plan': null,
      email: 'other@acme.test',
      timeZone: 'Mars/Olympus',
      firstName: 'Bea',
    };
    const { refused } = await act({ kind: 'set', values });
    expect(refused?.split('; ')).toEqual([
      'the field "gone" is not declared any more',
      'the field "employees" is a number, not "many"',
      'the field "renewal" is a date such as "2026-11-21", not "2026-02-30"',
      '"email" is nothing a step can set',
      '"timeZone" is a time zone, not "Mars/Olympus"',
    ]);
    expect(await now()).toMatchObject({ email: lead.email, firstName: 'Bea', timeZone: null });
    expect((await now()).fields).toEqual({ employees: 100, trial: true, plan: null });
  });
});

describe('a step that tags', () => {
  it('adds and removes, in the order of their coming, and the fit follows', async () => {
    await act({ kind: 'tag', add: ['vip', 'fair'], remove: [] });
    expect(await now()).toMatchObject({ tags: ['vip', 'fair'], grade: 'A' });
    await act({ kind: 'tag', add: ['fair', 'late'], remove: ['vip', 'unknown'] }, 2);
    expect(await now()).toMatchObject({ tags: ['fair', 'late'], grade: 'B' });
  });
});

describe('a step that starts or stops another sequence', () => {
  it('enrolls the lead there, once', async () => {
    expect(await act({ kind: 'start', sequence: 'recycle' })).toEqual({ refused: null });
    expect(await act({ kind: 'start', sequence: 'recycle' })).toEqual({ refused: null });
    const { items } = await store.enrollments.list({ leadId: lead.id, sequence: 'recycle' }, { limit: 10 });
    expect(items).toMatchObject([{ number: 1, origin: 'step welcome/do', status: 'active' }]);
  });

  it('tells in words why the lead may not enter, and goes on', async () => {
    const refused = async (sequence: string, visit: number) => (await act({ kind: 'start', sequence }, visit)).refused;
    expect(await refused('welcome', 1)).toBe(`${lead.email} is in the sequence "welcome" already`);
    expect(await refused('nowhere', 2)).toBe('There is no published sequence "nowhere"');
    await store.suppressions.add(lead.email, 'manual', null, start);
    expect(await refused('recycle', 3)).toContain('is suppressed (manual)');
  });

  it('asks the enrollment there to stop, and no other', async () => {
    const other = await store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    expect(await act({ kind: 'stop', sequence: 'recycle' })).toEqual({ refused: null });
    await act({ kind: 'stop', sequence: 'recycle' }, 2);
    expect(await signalsTo(other)).toEqual([{ kind: 'stop', reason: 'rule' }]);
    expect(await signalsTo(enrollment)).toEqual([]);
    await act({ kind: 'stop', sequence: 'nowhere' }, 3);
  });
});

describe('a step that gives the lead to sales', () => {
  it('makes it an MQL whatever its score, and stops the others whose settings say so, not its own', async () => {
    const stopping = await store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    const insistent = await store.enrollments.enroll(lead.id, 'insistent', 'test', start);
    expect(await act({ kind: 'handoff', reason: 'asked for a call' }, 1, minute(1))).toEqual({ refused: null });
    expect(await now()).toMatchObject({ stage: 'mql', score: 0 });
    expect(await openHandoffs()).toMatchObject([{ number: 1, score: 0 }]);
    expect(await signalsTo(enrollment)).toEqual([]);
    expect(await signalsTo(insistent)).toEqual([]);
    expect(await signalsTo(stopping)).toEqual([{ kind: 'stop', reason: 'mql' }]);
    const moves = (await store.leads.timeline(lead.id)).filter((entry) => entry.kind === 'stage').slice(1);
    expect(moves.map(({ from, to, actor, reason }) => [from, to, actor, reason])).toEqual([
      ['name', 'engaged', 'step welcome/do', 'asked for a call'],
      ['engaged', 'prospect', 'step welcome/do', 'asked for a call'],
      ['prospect', 'mql', 'step welcome/do', 'asked for a call'],
    ]);
    expect((await act({ kind: 'handoff', reason: 'again' }, 2)).refused).toContain('is with sales already');
    expect(await openHandoffs()).toHaveLength(1);
  });

  it('is refused in words for a lead that is past that', async () => {
    await act({ kind: 'handoff', reason: 'first' });
    const [handoff] = await openHandoffs();
    await store.handoffs.decide(handoff?.id ?? '', { kind: 'accepted' }, 'ines', start);
    expect((await act({ kind: 'handoff', reason: 'second' }, 2)).refused).toBe(
      `${lead.email} is at stage sql and cannot be given to sales as an MQL`,
    );
  });
});

it('an enrollment that does not exist does nothing', async () => {
  for (const enrollmentId of ['x', '018f0000-0000-7000-8000-000000000000']) {
    const visit = { enrollmentId, stepId: 'do', visit: 1 };
    const tag = { kind: 'tag', add: ['x'], remove: [] } as const;
    await expect(store.enrollments.act(visit, tag, start)).rejects.toMatchObject({ code: 'ENROLLMENT_UNKNOWN' });
  }
});
