import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EnrollmentView, LeadView, PauseScope, Store } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, minute, outboxOf, publishBasics, start, untilWaiting } from './fixtures.ts';

let test: TestStore;
let store: Store;
let lead: LeadView;
let enrollment: EnrollmentView;

beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  await publishBasics(store);
});
afterAll(() => test.close());
beforeEach(async () => {
  for (const { scope } of await store.pauses.list()) await store.pauses.resume(scope, 'test', start);
  lead = await addLead(store);
  enrollment = await store.enrollments.enroll(lead.id, 'welcome', 'test', start);
});

const welcome: PauseScope = { kind: 'sequence', sequence: 'welcome' };
const ofLead = (): PauseScope => ({ kind: 'lead', leadId: lead.id });
const ofEnrollment = (): PauseScope => ({ kind: 'enrollment', enrollmentId: enrollment.id });
const pause = (scope: PauseScope) => store.pauses.pause(scope, 'holidays', 'mara', start);
const park = () => store.enrollments.park(enrollment.id);
const isPaused = async () => (await store.enrollments.get(enrollment.id)).paused;
const told = async () =>
  (await outboxOf(test.url))
    .filter((row) => row.workflow_id === enrollment.workflowId && row.kind === 'signal_nurture')
    .map((row) => (row.payload as { readonly kind: string }).kind);

describe('pausing a sequence', () => {
  it('tells nobody: each enrollment finds the pause when its time comes', async () => {
    expect(await park()).toBe(false);
    const view = await pause(welcome);
    expect(view).toMatchObject({ scope: welcome, reason: 'holidays', actor: 'mara', since: start });
    expect(view.holds).toBeGreaterThan(0);
    expect(await told()).toEqual([]);
    expect(await isPaused()).toBe(true);
    expect(await park()).toBe(true);
  });

  it('resumes those that had come to a halt, and only those', async () => {
    const other = await store.enrollments.enroll((await addLead(store)).id, 'welcome', 'test', start);
    await pause(welcome);
    await park();
    expect(await store.pauses.resume(welcome, 'test', minute(1))).toEqual({ resumed: 1, lifted: true });
    expect(await told()).toEqual(['resume']);
    expect((await outboxOf(test.url)).filter((row) => row.workflow_id === other.workflowId)).toHaveLength(1);
    expect(await isPaused()).toBe(false);
    expect(await park()).toBe(false);
    expect(await store.pauses.resume(welcome, 'test', minute(2))).toEqual({ resumed: 0, lifted: false });
    await pause(welcome);
    expect(await store.pauses.resume(welcome, 'test', minute(3))).toEqual({ resumed: 0, lifted: true });
  });

  it('twice is pausing it once', async () => {
    await pause(welcome);
    const again = await store.pauses.pause(welcome, 'other', 'joel', minute(1));
    expect(again).toMatchObject({ reason: 'holidays', actor: 'mara', since: start });
    expect(await store.pauses.list()).toHaveLength(1);
  });

  it('holds no other sequence, and nothing that has ended', async () => {
    await pause({ kind: 'sequence', sequence: 'recycle' });
    expect(await park()).toBe(false);
    await pause(welcome);
    await park();
    await store.enrollments.close(enrollment.id, 'stopped', 'manual', start);
    expect(await isPaused()).toBe(false);
    expect(await park()).toBe(false);
    expect(await store.pauses.resume(welcome, 'test', minute(1))).toEqual({ resumed: 0, lifted: true });
  });
});

describe('pausing a lead or an enrollment', () => {
  it('tells its enrollments at once, and resumes them whether or not they halted before', async () => {
    const second = await store.enrollments.enroll(lead.id, 'recycle', 'test', start);
    expect(await pause(ofLead())).toMatchObject({ scope: ofLead(), holds: 2 });
    expect(await told()).toEqual(['pause']);
    expect((await store.enrollments.get(second.id)).paused).toBe(true);
    expect(await store.pauses.resume(ofLead(), 'test', minute(1))).toEqual({ resumed: 2, lifted: true });
    expect(await told()).toEqual(['pause', 'resume']);
    expect(await pause(ofEnrollment())).toMatchObject({ scope: ofEnrollment(), holds: 1 });
    expect((await store.enrollments.get(second.id)).paused).toBe(false);
    await pause(ofEnrollment());
    expect(await told()).toEqual(['pause', 'resume', 'pause']);
  });

  it('holds until the last of several pauses is lifted', async () => {
    for (const scope of [welcome, ofLead(), ofEnrollment()]) await pause(scope);
    expect(await store.pauses.resume(welcome, 'test', minute(1))).toMatchObject({ resumed: 0, lifted: true });
    expect(await store.pauses.resume(ofEnrollment(), 'test', minute(2))).toMatchObject({ resumed: 0 });
    expect(await isPaused()).toBe(true);
    expect(await store.pauses.resume(ofLead(), 'test', minute(3))).toMatchObject({ resumed: 1 });
    expect(await told()).toEqual(['pause', 'pause', 'resume']);
  });

  it('is refused for what is not there', async () => {
    const nobody = '018f0000-0000-7000-8000-000000000000';
    await expect(pause({ kind: 'sequence', sequence: 'none' })).rejects.toMatchObject({ code: 'SEQUENCE_UNKNOWN' });
    await expect(pause({ kind: 'lead', leadId: nobody })).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    await expect(pause({ kind: 'lead', leadId: 'x' })).rejects.toMatchObject({ code: 'LEAD_UNKNOWN' });
    for (const enrollmentId of [nobody, 'x']) {
      const scope = { kind: 'enrollment', enrollmentId } as const;
      await expect(pause(scope)).rejects.toMatchObject({ code: 'ENROLLMENT_UNKNOWN' });
      expect(await store.pauses.resume(scope, 'test', start)).toEqual({ resumed: 0, lifted: false });
    }
  });
});

describe('races', () => {
  it('a resume waits for an enrollment that is coming to a halt, and tells it', async () => {
    await pause(welcome);
    // What `park` does, held open between its lock and its end.
    const parking = await connect(test.url);
    await parking.query('BEGIN');
    await parking.query("SELECT 1 FROM pause WHERE kind = 'sequence' AND target = 'welcome' FOR SHARE");
    await parking.query('UPDATE enrollment SET parked = true WHERE id = $1', [enrollment.id]);
    const resuming = store.pauses.resume(welcome, 'test', minute(1));
    await untilWaiting(test.url, 1);
    await parking.query('COMMIT');
    await parking.end();
    expect(await resuming).toEqual({ resumed: 1, lifted: true });
    expect(await told()).toEqual(['resume']);
  });

  it('an enrollment that finds a pause which is being lifted does not come to a halt', async () => {
    await pause(welcome);
    const lifting = await connect(test.url);
    await lifting.query('BEGIN');
    await lifting.query("DELETE FROM pause WHERE kind = 'sequence' AND target = 'welcome'");
    const parking = park();
    await untilWaiting(test.url, 1);
    await lifting.query('COMMIT');
    await lifting.end();
    expect(await parking).toBe(false);
    const client = await connect(test.url);
    const { rows } = await client.query('SELECT parked FROM enrollment WHERE id = $1', [enrollment.id]);
    await client.end();
    expect(rows).toEqual([{ parked: false }]);
  });

  it('two pauses that are lifted at one moment do not leave the enrollment to each other', async () => {
    for (const scope of [welcome, ofLead()]) await pause(scope);
    // The first half of lifting the one: it has seen that the other holds, and has yet to end.
    const lifting = await connect(test.url);
    await lifting.query('BEGIN');
    await lifting.query("SELECT pg_advisory_xact_lock(hashtextextended('pauses', 0))");
    await lifting.query("DELETE FROM pause WHERE kind = 'lead'");
    const other = store.pauses.resume(welcome, 'test', minute(1));
    await untilWaiting(test.url, 1);
    await lifting.query('COMMIT');
    await lifting.end();
    expect(await other).toEqual({ resumed: 1, lifted: true });
    expect(await told()).toEqual(['pause', 'resume']);
  });
});

it('twenty thousand that halted are told in one go', async () => {
  const client = await connect(test.url);
  await client.query(
    `INSERT INTO enrollment (id, lead_id, sequence, number, sequence_version_id, workflow_id, status, parked, origin, created_at)
     SELECT gen_random_uuid(), e.lead_id, 'welcome', 10 + n, e.sequence_version_id, 'many/' || n, 'active', true, 'many', e.created_at
     FROM enrollment e, generate_series(1, 20000) n WHERE e.id = $1`,
    [enrollment.id],
  );
  await pause(welcome);
  const before = performance.now();
  expect(await store.pauses.resume(welcome, 'test', minute(1))).toEqual({ resumed: 20_000, lifted: true });
  console.log(`20,000 resumed in ${Math.round(performance.now() - before)} ms`);
  const { rows } = await client.query("SELECT count(*)::int AS count FROM outbox WHERE workflow_id LIKE 'many/%'");
  await client.end();
  expect(rows).toEqual([{ count: 20_000 }]);
});
