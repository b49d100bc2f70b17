/** Migrations as the store keeps them. Long, because each is tried beside the others, on one database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnrollmentView, MigrationMove, Store } from '../../db/store.ts';
import { messageKey } from '../../domain/identity.ts';
import type { Instant } from '../../domain/instant.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { programOf } from '../support/programs.ts';
import { addLead, connect, leaseMs, minute, openRules, outboxOf, publishBasics, start, whileHeld } from './fixtures.ts';
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

/** Enrolls a new lead and puts its enrollment at a step. */
async function standing(sequence: string, stepId: string | null): Promise<EnrollmentView> {
  const { id } = await addLead(store);
  const enrollment = await store.enrollments.enroll(id, sequence, 'test', start);
  if (stepId !== null) await store.enrollments.position(enrollment.id, { kind: 'moving', stepId });
  return enrollment;
}
const begin = (sequence: string, places: Readonly<Record<string, string>> = {}) =>
  store.migrations.begin(sequence, places, 10, start);
const record = (id: string, moves: readonly MigrationMove[], kind: 'moved' | 'failed' | 'stayed' = 'moved') =>
  store.migrations.record(
    id,
    moves.map(({ enrollmentId }) => ({ enrollmentId, kind, detail: null })),
    minute(2),
  );

describe('what a migration would do', () => {
  it('is told version by version and step by step', async () => {
    await publish(store, 'plan', { mails: ['a', 'b', 'c'] });
    for (const step of ['a', 'a', 'b', null]) await standing('plan', step);
    await publish(store, 'plan', { mails: ['a', 'b2', 'c'], renamed: { b: 'b2' } });
    await standing('plan', 'c');
    await store.enrollments.close((await standing('plan', 'c')).id, 'completed', 'end', start);
    const newest = await publish(store, 'plan', { mails: ['b2', 'd'], renamed: { b: 'b2' } });
    await standing('plan', 'd');
    const first = [
      { version: 1, stepId: null, to: null, count: 1 },
      { version: 1, stepId: 'a', to: null, count: 2 },
      { version: 1, stepId: 'b', to: 'b2', count: 1 },
    ];
    const third = { version: 2, stepId: 'c', count: 1 };
    expect(newest.number).toBe(3);
    expect(await store.migrations.plan('plan', {})).toEqual([...first, { ...third, to: null }]);
    expect(await store.migrations.plan('plan', { c: 'd' })).toEqual([...first, { ...third, to: 'd' }]);
    const behind = await store.enrollments.behind('plan');
    expect(behind.map(({ version, stepId, count }) => [version, stepId, count])).toEqual([
      [1, 'a', 2],
      [1, 'b', 1],
      [1, null, 1],
      [2, 'c', 1],
    ]);
  });

  it('is refused for steps that nobody knows, and for places of steps that are not gone', async () => {
    for (const attempt of [begin, store.migrations.plan]) {
      await expect(attempt('nowhere', {})).rejects.toMatchObject({ code: 'SEQUENCE_UNKNOWN' });
      await expect(attempt('plan', { x: 'd' })).rejects.toMatchObject({ code: 'STEP_MISSING' });
      await expect(attempt('plan', { c: 'x' })).rejects.toMatchObject({ code: 'STEP_MISSING' });
      await expect(attempt('plan', { d: 'b2' })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    }
    for (const id of ['x', '018f0000-0000-7000-8000-000000000000']) {
      await expect(store.migrations.get(id)).rejects.toMatchObject({ code: 'MIGRATION_UNKNOWN' });
      await expect(store.migrations.next(id, 1)).rejects.toMatchObject({ code: 'MIGRATION_UNKNOWN' });
      await expect(store.migrations.record(id, [], start)).rejects.toMatchObject({ code: 'MIGRATION_UNKNOWN' });
    }
  });
});

describe('a migration', () => {
  it('hands out those that are behind until each is recorded, and keeps those whose step is gone', async () => {
    await publish(store, 'course', { mails: ['a', 'b', 'c'] });
    const [atA, atB, atC, fresh] = [
      await standing('course', 'a'),
      await standing('course', 'b'),
      await standing('course', 'c'),
      await standing('course', null),
    ];
    const to = await publish(store, 'course', { mails: ['a', 'b2', 'd'], renamed: { b: 'b2' } });
    const there = await standing('course', 'a');
    const migration = await begin('course');
    expect(migration).toMatchObject({
      sequence: 'course',
      toVersion: 2,
      status: 'running',
      total: 4,
      moved: 0,
      stayed: 0,
    });
    expect((await outboxOf(test.url)).filter((row) => row.kind === 'start_migration')).toMatchObject([
      { workflow_id: `migration/${migration.id}`, payload: { migrationId: migration.id } },
    ]);
    await expect(begin('course')).rejects.toMatchObject({ code: 'MIGRATION_RUNNING' });

    const { toVersionId, moves, pace } = await store.migrations.next(migration.id, 3);
    expect({ toVersionId, pace }).toEqual({ toVersionId: to.id, pace: 10 });
    expect(moves.map(({ enrollmentId }) => enrollmentId)).toEqual([atA.id, atB.id, fresh.id]);
    expect(moves[1]).toMatchObject({ workflowId: atB.workflowId, moves: { b: 'b2', c: null } });
    expect((await store.migrations.next(migration.id, 3)).moves).toEqual(moves);

    await record(migration.id, moves.slice(0, 2));
    await record(migration.id, moves.slice(0, 2), 'failed');
    expect(await store.migrations.get(migration.id)).toMatchObject({ moved: 2, stayed: 1, failed: 0 });
    expect((await store.migrations.next(migration.id, 3)).moves).toEqual(moves.slice(2));
    await record(migration.id, moves.slice(2), 'failed');
    expect((await store.migrations.next(migration.id, 3)).moves).toEqual([]);

    const done = await store.migrations.finish(migration.id, minute(3));
    expect(done).toMatchObject({ status: 'done', total: 4, moved: 2, stayed: 1, failed: 1, endedAt: minute(3) });
    expect(await store.migrations.finish(migration.id, minute(4))).toEqual(done);
    expect(await store.migrations.list('course')).toEqual([done]);
    const places = [];
    for (const { id } of [atA, atB, atC, fresh, there]) {
      const { version, stepId } = await store.enrollments.get(id);
      places.push([version, stepId]);
    }
    expect(places).toEqual([
      [2, 'a'],
      [2, 'b2'],
      [1, 'c'],
      [1, null],
      [2, 'a'],
    ]);
    // What stayed or failed may be tried by the next one.
    expect(await begin('course', { c: 'd' })).toMatchObject({ total: 2, moved: 0 });
  });

  it('fills a page although many before it stay', async () => {
    await publish(store, 'stayers', { mails: ['gone', 'b'] });
    for (let i = 0; i < 5; i += 1) await standing('stayers', 'gone');
    const last = await standing('stayers', 'b');
    await publish(store, 'stayers', { mails: ['b'] });
    const { id } = await begin('stayers');
    expect((await store.migrations.next(id, 2)).moves).toMatchObject([{ enrollmentId: last.id }]);
    expect(await store.migrations.get(id)).toMatchObject({ stayed: 5 });
  });

  it('also asks for those that ended meanwhile, which a worker that was killed may have moved, and not for older ones', async () => {
    await publish(store, 'ending', { mails: ['a'] });
    const [before, during] = [await standing('ending', 'a'), await standing('ending', 'a')];
    await store.enrollments.close(before.id, 'completed', 'end', start);
    await publish(store, 'ending', { mails: ['a', 'b'] });
    const migration = await begin('ending');
    await store.enrollments.close(during.id, 'completed', 'end', minute(1));
    const { moves } = await store.migrations.next(migration.id, 10);
    expect(moves.map(({ enrollmentId }) => enrollmentId)).toEqual([during.id]);
    await record(migration.id, moves);
    expect((await store.migrations.next(migration.id, 10)).moves).toEqual([]);
    expect((await store.enrollments.get(during.id)).version).toBe(2);
  });

  it('is begun once, also when two begin it at one moment', async () => {
    await publish(store, 'both');
    const held = 'LOCK TABLE sequence_migration IN ACCESS EXCLUSIVE MODE';
    const both = () => Promise.allSettled([begin('both'), begin('both')]);
    const outcomes = await whileHeld(test.url, held, 2, both);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('keeps what was done under the old id of a step, and a mail of a step that is gone never leaves', async () => {
    await publish(store, 'renames', { mails: ['ask', 'old', 'lost', 'kept'] });
    const { id: enrollmentId } = await standing('renames', 'old');
    const later = { ...openRules, slot: () => ({ kind: 'later', until: minute(60), why: 'night' }) as const };
    const claim = (stepId: string, rules = openRules, formerSteps: readonly string[] = []) => {
      const owner = { kind: 'nurture', enrollmentId, stepId, visit: 1, templateVersionId, formerSteps } as const;
      return store.messages.claim(messageKey(enrollmentId, stepId, 1), owner, rules, leaseMs, start);
    };
    const waiting = await claim('old', later);
    for (const stepId of ['lost', 'kept']) expect(await claim(stepId, later)).toMatchObject({ kind: 'later' });
    await store.enrollments.recordAnswer({ enrollmentId, stepId: 'ask', visit: 1 }, { status: 204, body: null }, start);
    await publish(store, 'renames', { mails: ['question', 'new', 'kept'], renamed: { old: 'new', ask: 'question' } });
    const { id } = await begin('renames');
    await record(id, (await store.migrations.next(id, 1)).moves);
    expect(await store.enrollments.answerOf({ enrollmentId, stepId: 'question', visit: 1 })).toEqual({
      status: 204,
      body: null,
    });
    // The message of the renamed step is the one of its visit: it is taken over, and there is no second.
    const taken = await claim('new', openRules, ['old']);
    expect([waiting.kind, taken]).toEqual(['later', expect.objectContaining({ kind: 'claimed' })]);
    const client = await connect(test.url);
    const { rows } = await client.query(
      'SELECT id, step_id, state, detail FROM message WHERE enrollment_id = $1 ORDER BY step_id DESC',
      [enrollmentId],
    );
    await client.end();
    expect(rows).toMatchObject([
      { id: 'messageId' in waiting ? waiting.messageId : '', step_id: 'new', state: 'CLAIMED' },
      { step_id: 'lost', state: 'SUPPRESSED', detail: 'migrated' },
      { step_id: 'kept', state: 'DEFERRED' },
    ]);
  });

  it('keeps nothing of a step for another one in its place, and a mail that has become something else never leaves', async () => {
    const from = programOf(
      'sequence: others\nsteps:\n  - { id: ask, call: "https://a.example/ask" }\n  - send: mail\n',
    );
    await publishProgram(store, from);
    const { id: enrollmentId } = await standing('others', 'mail');
    const owner = { kind: 'nurture', enrollmentId, stepId: 'mail', visit: 1, templateVersionId } as const;
    const later = { ...openRules, slot: () => ({ kind: 'later', until: minute(60), why: 'night' }) as const };
    await store.messages.claim(messageKey(enrollmentId, 'mail', 1), owner, later, leaseMs, start);
    const asked = { enrollmentId, stepId: 'ask', visit: 1 };
    await store.enrollments.recordAnswer(asked, { status: 204, body: null }, start);
    await publishProgram(
      store,
      programOf(
        'sequence: others\nsteps:\n  - { id: query, call: "https://a.example/ask" }\n  - { id: mail, wait: 2 days }\n',
      ),
    );
    const { id } = await begin('others', { ask: 'query' });
    const { moves } = await store.migrations.next(id, 1);
    expect(moves).toMatchObject([{ moves: { ask: 'query' }, anew: ['ask', 'mail'] }]);
    await record(id, moves);
    expect(await store.enrollments.answerOf({ ...asked, stepId: 'query' })).toBeNull();
    const { leadId } = await store.enrollments.get(enrollmentId);
    expect((await store.messages.list({ leadId }, { limit: 5 })).items).toMatchObject([
      { stepId: 'mail', state: 'SUPPRESSED', detail: 'migrated' },
    ]);
  });

  it.each(['leaves', 'may have left'])(
    'a mail that %s under the old id of its step is not sent under the new one',
    async (what) => {
      const sequence = what === 'leaves' ? 'leaving' : 'left';
      await publish(store, sequence, { mails: ['old'] });
      const { id: enrollmentId } = await standing(sequence, 'old');
      const claim = (stepId: string, formerSteps: readonly string[], at = start) => {
        const owner = { kind: 'nurture', enrollmentId, stepId, visit: 1, templateVersionId, formerSteps } as const;
        return store.messages.claim(messageKey(enrollmentId, stepId, 1), owner, openRules, leaseMs, at);
      };
      const leaving = await claim('old', []);
      if (leaving.kind !== 'claimed') throw new Error(leaving.kind);
      await store.messages.markInFlight(leaving.messageId, leaving.claimToken, { subject: 'Hello', links: [] });
      const again = await claim('new', ['old'], what === 'leaves' ? minute(0) : minute(60));
      expect(again).toMatchObject(what === 'leaves' ? { kind: 'busy' } : { kind: 'settled', state: 'UNKNOWN' });
      // The worker that sends it still can say so.
      await store.messages.settle(leaving.messageId, leaving.claimToken, {
        kind: 'sent',
        response: '250 ok',
        at: minute(1),
      });
      expect(await claim('new', ['old'], minute(90))).toMatchObject({ kind: 'settled', state: 'SENT' });
    },
  );

  it('goes on with the newer of two mails when their steps have become one', async () => {
    await publish(store, 'merging', { mails: ['one', 'two'] });
    const { id: enrollmentId } = await standing('merging', 'two');
    const claim = (stepId: string, formerSteps: readonly string[], at: Instant) => {
      const owner = { kind: 'nurture', enrollmentId, stepId, visit: 1, templateVersionId, formerSteps } as const;
      return store.messages.claim(messageKey(enrollmentId, stepId, 1), owner, openRules, leaseMs, at);
    };
    const one = await claim('one', [], start);
    if (one.kind !== 'claimed') throw new Error(one.kind);
    await store.messages.markInFlight(one.messageId, one.claimToken, { subject: 'Hello', links: [] });
    await store.messages.settle(one.messageId, one.claimToken, { kind: 'sent', response: '250 ok', at: start });
    expect(await claim('two', [], minute(60))).toMatchObject({ kind: 'claimed' });
    expect(await claim('both', ['one', 'two'], minute(60))).toMatchObject({ kind: 'busy' });
  });
});
