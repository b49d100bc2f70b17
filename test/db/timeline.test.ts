/** What people and migrations did to enrollments stays in the timeline of the lead as it happened. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrollmentView, PauseScope, Store, TimelineEntry } from '../../db/store.ts';
import { noticeKey } from '../../domain/identity.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claim, leaseMs, minute, publishBasics, start } from './fixtures.ts';
import { publish } from './published.ts';

let test: TestStore;
let store: Store;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  ({ templateVersionId } = await publishBasics(store));
});
afterAll(() => test.close());

async function standing(sequence: string, stepId: string): Promise<EnrollmentView> {
  const { id } = await addLead(store);
  const enrollment = await store.enrollments.enroll(id, sequence, 'test', start);
  await store.enrollments.position(enrollment.id, { kind: 'sleeping', stepId, until: minute(600) });
  return enrollment;
}

async function migrate(sequence: string, at: number): Promise<void> {
  const { id } = await store.migrations.begin(sequence, {}, 10, minute(at));
  const { moves } = await store.migrations.next(id, 10);
  const results = moves.map(({ enrollmentId }) => ({ enrollmentId, kind: 'moved' as const, detail: null }));
  await store.migrations.record(id, results, minute(at));
  await store.migrations.finish(id, minute(at));
}

const told = async (leadId: string, ...kinds: readonly TimelineEntry['kind'][]) =>
  (await store.leads.timeline(leadId)).filter(({ kind }) => kinds.includes(kind));

describe('a migration', () => {
  it('is told from version to version and step to step, and the enrolling keeps the version of its day', async () => {
    await publish(store, 'edited', { mails: ['one', 'two'] });
    const { leadId } = await standing('edited', 'two');
    await publish(store, 'edited', { mails: ['one', 'second'], renamed: { two: 'second' } });
    await migrate('edited', 5);
    await publish(store, 'edited', { mails: ['second'], renamed: { two: 'second' } });
    await migrate('edited', 9);
    const moved = { kind: 'migrated', sequence: 'edited' };
    expect(await told(leadId, 'enrolled', 'migrated')).toEqual([
      { at: start, kind: 'enrolled', sequence: 'edited', version: 1, number: 1, origin: 'test' },
      { ...moved, at: minute(5), fromVersion: 1, toVersion: 2, from: 'two', to: 'second' },
      { ...moved, at: minute(9), fromVersion: 2, toVersion: 3, from: 'second', to: 'second' },
    ]);
  });

  it('leaves no time in the row of one that a pause holds: it is found when that is lifted', async () => {
    await publish(store, 'parked', { mails: ['one', 'two'] });
    const [held, free] = [await standing('parked', 'one'), await standing('parked', 'one')];
    await store.pauses.pause({ kind: 'lead', leadId: held.leadId }, null, 'mara', minute(1));
    await publish(store, 'parked', { mails: ['one', 'three'] });
    await migrate('parked', 5);
    expect(await store.enrollments.get(held.id)).toMatchObject({ version: 2, paused: true, waitUntil: null });
    expect(await store.enrollments.get(free.id)).toMatchObject({ version: 2, paused: false, waitUntil: minute(600) });
  });
});

describe('what a person does', () => {
  it('to a lead, to its enrollment and to the whole sequence is told with who, when and why', async () => {
    await publish(store, 'busy', { mails: ['one', 'two'] });
    const pause = (scope: PauseScope, at: number) => store.pauses.pause(scope, 'holidays', 'mara', minute(at));
    const sequence: PauseScope = { kind: 'sequence', sequence: 'busy' };
    await pause(sequence, -9);
    await store.pauses.resume(sequence, 'ben', minute(-8));
    const { id, leadId } = await standing('busy', 'one');
    const scopes: readonly PauseScope[] = [
      sequence,
      { kind: 'lead', leadId },
      { kind: 'enrollment', enrollmentId: id },
    ];
    for (const [i, scope] of scopes.entries()) {
      await pause(scope, 10 * i + 1);
      await pause(scope, 10 * i + 2);
      await store.pauses.resume(scope, 'ben', minute(10 * i + 3));
      await store.pauses.resume(scope, 'ben', minute(10 * i + 4));
    }
    await store.enrollments.move(id, 'two', 'mara', minute(40));
    await store.enrollments.stop(id, 'ben', minute(41));
    await store.enrollments.stop(id, 'ben', minute(42));
    await store.enrollments.close(id, 'stopped', 'manual', minute(43));
    await pause(sequence, 50);
    await standing('busy', 'one');

    const [paused, resumed] = [
      { kind: 'pause', what: 'paused', actor: 'mara', reason: 'holidays' },
      { kind: 'pause', what: 'resumed', actor: 'ben', reason: null },
    ];
    expect(await told(leadId, 'pause', 'moved', 'stopping', 'ended')).toEqual([
      { ...paused, at: minute(1), scope: 'sequence', sequence: 'busy' },
      { ...resumed, at: minute(3), scope: 'sequence', sequence: 'busy' },
      { ...paused, at: minute(11), scope: 'lead', sequence: null },
      { ...resumed, at: minute(13), scope: 'lead', sequence: null },
      { ...paused, at: minute(21), scope: 'enrollment', sequence: 'busy' },
      { ...resumed, at: minute(23), scope: 'enrollment', sequence: 'busy' },
      { at: minute(40), kind: 'moved', sequence: 'busy', from: 'one', to: 'two', actor: 'mara' },
      { at: minute(41), kind: 'stopping', sequence: 'busy', actor: 'ben' },
      { at: minute(43), kind: 'ended', sequence: 'busy', outcome: 'stopped', reason: 'manual' },
    ]);
  });

  it('and holds a lead now is found by the lead, with its address, its live enrollments and their sequences', async () => {
    await publish(store, 'held');
    const { id, leadId, email } = await standing('held', 'hello');
    const other = await standing('welcome', 'hello');
    const scopes: readonly PauseScope[] = [
      { kind: 'sequence', sequence: 'held' },
      { kind: 'lead', leadId },
      { kind: 'enrollment', enrollmentId: id },
      { kind: 'lead', leadId: other.leadId },
    ];
    for (const [i, scope] of scopes.entries()) await store.pauses.pause(scope, null, 'mara', minute(i));
    expect(await store.pauses.holding(leadId)).toMatchObject([
      { scope: scopes[2], email, sequence: 'held', holds: 1 },
      { scope: scopes[1], email, sequence: null, holds: 1 },
      { scope: scopes[0], email: null, sequence: 'held', holds: 1 },
    ]);
    const summaries = await store.publications.sequences();
    const since = Object.fromEntries(summaries.map(({ name, pausedSince }) => [name, pausedSince]));
    expect(since).toMatchObject({ held: minute(0), welcome: null });
  });
});

describe('a mail', () => {
  it('that is put off says what it is made from, and its enrollment what holds it', async () => {
    const enrollment = await standing('welcome', 'hello');
    const slot = () => ({ kind: 'later', until: minute(60), why: 'outside the window' }) as const;
    await claim(store, enrollment, 'hello', templateVersionId, start, { slot });
    const held = await store.enrollments.get(enrollment.id);
    expect(held).toMatchObject({ heldBy: 'outside the window', waitUntil: minute(60) });
    const about = { subject: null, template: 'hello', state: 'DEFERRED' };
    expect((await store.messages.list({ leadId: enrollment.leadId }, { limit: 5 })).items).toMatchObject([about]);
    expect(await told(enrollment.leadId, 'mail')).toMatchObject([{ ...about, colleague: null }]);
    await claim(store, enrollment, 'hello', templateVersionId, minute(60));
    expect((await store.enrollments.get(enrollment.id)).heldBy).toBeNull();
  });

  it('to a colleague is told as that, with the address it went to', async () => {
    const { id: enrollmentId, leadId } = await standing('welcome', 'hello');
    const owner = { kind: 'notice', enrollmentId, stepId: 'tell', visit: 1, recipient: 'ines@sales.test' } as const;
    await store.messages.claim(noticeKey(enrollmentId, 'tell', 1), owner, null, leaseMs, start);
    expect(await told(leadId, 'mail')).toMatchObject([
      { stepId: 'tell', sequence: 'welcome', colleague: 'ines@sales.test', template: null },
    ]);
  });
});
