/** What people and migrations did to enrollments stays in the timeline of the lead as it happened. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrollmentView, PauseScope, Store, TimelineEntry } from '../../db/store.ts';
import { noticeKey } from '../../domain/identity.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, claim, leaseMs, minute, publishBasics, start, welcome } from './fixtures.ts';
import { publish, publishProgram } from './published.ts';

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

  it('to a sequence before a lead was enrolled is told when the pause still held then', async () => {
    await publish(store, 'shut', { mails: ['one', 'two'] });
    const sequence: PauseScope = { kind: 'sequence', sequence: 'shut' };
    for (const at of [-9, -5]) {
      await store.pauses.pause(sequence, 'prices', 'mara', minute(at));
      if (at === -9) await store.pauses.resume(sequence, 'ben', minute(-8));
    }
    const { leadId } = await standing('shut', 'one');
    await store.pauses.resume(sequence, 'ben', minute(7));
    expect((await told(leadId, 'enrolled', 'pause')).map((entry) => [entry.kind, entry.at])).toEqual([
      ['pause', minute(-5)],
      ['enrolled', start],
      ['pause', minute(7)],
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

describe('what a step decides', () => {
  const steps = (condition: string) =>
    ({
      fit: {
        kind: 'branch',
        id: 'fit',
        cases: [{ condition, next: 'story' }],
        otherwise: 'prices',
      },
      arms: {
        kind: 'split',
        id: 'arms',
        arms: [
          { name: 'short', weight: 1, holdOut: false, next: null },
          { name: 'long', weight: 0, holdOut: false, next: null },
        ],
        winner: null,
      },
      mark: { kind: 'act', id: 'mark', act: { kind: 'tag', add: ['big'], remove: ['new'] }, next: null },
      ask: {
        kind: 'call',
        id: 'ask',
        call: { url: 'https://crm.test', method: 'POST', data: {}, giveUpAfter: 'P1D' },
        next: null,
        onFailure: null,
      },
    }) as const;

  it('and does is told with the condition of its day, the arm, the tags and the status of the answer', async () => {
    const program = { ...welcome, sequence: 'deciding', entry: 'fit' };
    await publishProgram(store, { ...program, steps: steps('score >= 20') });
    const { id: enrollmentId, leadId } = await standing('deciding', 'fit');
    const at = (stepId: string, visit = 1) => ({ enrollmentId, stepId, visit });
    await store.enrollments.decide(at('fit'), 0, minute(1));
    await store.enrollments.decide(at('fit', 2), null, minute(2));
    await store.enrollments.assign(at('arms'), steps('').arms, minute(3));
    await store.enrollments.act(at('mark'), steps('').mark.act, minute(4));
    await store.enrollments.recordAnswer(at('ask'), { status: 200, body: { secret: 'x' } }, minute(5));
    await publishProgram(store, { ...program, steps: steps('score >= 99') });
    await migrate('deciding', 9);
    const of = (stepId: string) => ({ sequence: 'deciding', stepId });
    expect(await told(leadId, 'branch', 'split', 'act', 'call')).toEqual([
      { ...of('fit'), at: minute(1), kind: 'branch', condition: 'score >= 20', to: 'story' },
      { ...of('fit'), at: minute(2), kind: 'branch', condition: '!(score >= 20)', to: 'prices' },
      { ...of('arms'), at: minute(3), kind: 'split', arm: 'short' },
      { ...of('mark'), at: minute(4), kind: 'act', act: 'tag', detail: '+big −new' },
      { ...of('ask'), at: minute(5), kind: 'call', status: 200, failure: null, nextTry: null },
    ]);
  });

  it('is told of a call that fails with why and when it is tried again, until it is answered', async () => {
    await publishProgram(store, { ...welcome, sequence: 'asking', entry: 'ask', steps: steps('true') });
    const { id: enrollmentId, leadId } = await standing('asking', 'ask');
    const visit = { enrollmentId, stepId: 'ask', visit: 1 };
    await store.enrollments.recordFailure(visit, 'the answer was 503', minute(1));
    await store.enrollments.recordFailure(visit, 'no answer within 20 seconds', minute(2));
    const failed = { at: minute(2), status: null, failure: 'no answer within 20 seconds', nextTry: minute(600) };
    expect(await told(leadId, 'call')).toMatchObject([failed]);
    expect(await store.enrollments.answerOf(visit)).toBeNull();
    const heldBy = async () => (await store.enrollments.get(enrollmentId)).heldBy;
    expect(await heldBy()).toBe('the call failed: no answer within 20 seconds');
    await store.enrollments.recordAnswer(visit, { status: 204, body: null }, minute(3));
    await store.enrollments.recordFailure(visit, 'late', minute(4));
    expect(await told(leadId, 'call')).toMatchObject([{ at: minute(3), status: 204, failure: null, nextTry: null }]);
    expect(await heldBy()).toBeNull();
  });
});
