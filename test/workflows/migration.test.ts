/**
 * Live edits: more than a hundred enrollments stand at every kind of place when the sequence is published anew; a migration
 * moves them, its worker is killed on the way, and what happens is what the dry run said.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MessageState } from '../../db/store.ts';
import { programOf } from '../support/programs.ts';
import { now, startWorkbench, type Workbench } from '../support/workbench.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const before = programOf(`
sequence: guide
steps:
  - send: hello
  - id: kind
    branch:
      - when: lead.fields.region == "read"
        then:
          - { id: read, waitFor: { click: hello }, timeout: 60 days, then: [ { send: thanks } ] }
      - when: lead.fields.region == "gone"
        then: [ { id: gone, wait: 20 days } ]
      - when: lead.fields.region == "old"
        then: [ { id: old, wait: 25 days } ]
    else:
      - { id: rest, wait: 30 days }
  - send: offer
`);
const after = programOf(`
sequence: guide
steps:
  - send: hello
  - id: kind
    branch:
      - when: lead.fields.region == "read"
        then:
          - id: read
            waitFor: { click: hello }
            timeout: 1 second
            then: [ { send: thanks } ]
            else: [ { send: nudge } ]
    else:
      - { id: pause, formerly: rest, wait: 1 second }
  - send: offer
  - send: extra
`);

/** What befalls an enrollment of each kind: the mails before and after it is moved, and how it ends. */
const fates = {
  rest: { count: 24, before: ['hello'], after: ['offer', 'extra'], end: 'completed' },
  paused: { count: 24, before: ['hello'], after: [], end: 'active' },
  read: { count: 20, before: ['hello'], after: ['nudge', 'offer', 'extra'], end: 'completed' },
  gone: { count: 20, before: ['hello'], after: [], end: 'active' },
  old: { count: 16, before: ['hello'], after: ['extra'], end: 'completed' },
  busy: { count: 16, before: [], after: ['hello', 'offer', 'extra'], end: 'completed' },
} as const;
type Kind = keyof typeof fates;
const kinds = Object.keys(fates) as Kind[];
const total = kinds.reduce((sum, kind) => sum + fates[kind].count, 0);
/** Those for which the new version has a place. */
const movable = total - fates.gone.count;
const atRest = fates.rest.count + fates.paused.count;

let bench: Workbench;
let home: string;
let worker: WorkerProcess;
const enrolled: { readonly kind: Kind; readonly id: string; readonly email: string }[] = [];
const taskQueue = `migration-${randomUUID()}`;
const startWorker = () =>
  startWorkerProcess({ databaseUrl: bench.databaseUrl, smtpUrl: bench.sink.url, home, taskQueue });

/** The relay has no time for these at first. */
let isBusy = true;

beforeAll(async () => {
  [bench, home] = await Promise.all([startWorkbench(), mkdtemp(join(tmpdir(), 'tendril-migration-'))]);
  bench.sink.behave(({ stage, to }) =>
    isBusy && stage === 'rcpt' && to.some((address) => address.endsWith('@busy.example'))
      ? { reply: '450 4.2.1 come back later' }
      : undefined,
  );
  await bench.publishProgram(before);
  worker = await startWorker();
  for (const kind of kinds) {
    const enrolling = Array.from({ length: fates[kind].count }, async (_, index) => {
      const email = `${kind}-${index}@${kind}.example`;
      const lead = await bench.addLead({ email, fields: { region: kind } });
      const { id } = await bench.store.enrollments.enroll(lead.id, 'guide', 'test', now());
      enrolled.push({ kind, id, email });
    });
    await Promise.all(enrolling);
  }
  const places = ['hello', 'rest', 'read', 'gone', 'old'];
  await until(async () => {
    const { at } = await bench.store.publications.sequence('guide');
    const sent = bench.sink.mails.length;
    return [sent, ...places.map((place) => at[place] ?? 0)];
  }, [total - fates.busy.count, fates.busy.count, atRest, fates.read.count, fates.gone.count, fates.old.count]);
  for (const { kind, id } of enrolled) {
    const scope = { kind: 'enrollment', enrollmentId: id } as const;
    if (kind === 'paused') await bench.store.pauses.pause(scope, 'a holiday', 'test', now());
  }
  await until(async () => (await bench.store.outbox.pending()).waiting, 0);
}, 200_000);
afterAll(async () => {
  await worker?.stop();
  await bench?.close();
  await rm(home, { recursive: true, force: true });
}, 30_000);

const until = (look: () => Promise<unknown>, wanted: unknown) =>
  vi.waitFor(async () => expect(await look()).toEqual(wanted), { timeout: 150_000, interval: 100 });

/** Of each mail to an address: how often the relay took it, or that nobody knows whether it did. */
async function mailsTo(email: string, leadId: string): Promise<Readonly<Record<string, number | MessageState>>> {
  const counts: Record<string, number | MessageState> = {};
  for (const mail of bench.sink.mails) {
    if (mail.envelope.to[0] !== email) continue;
    const step = mail.subject.split(' ')[0] ?? '';
    counts[step] = Number(counts[step] ?? 0) + 1;
  }
  const { items } = await bench.store.messages.list({ leadId, state: 'UNKNOWN' }, { limit: 20 });
  for (const { stepId } of items) if (stepId !== null) counts[stepId] ??= 'UNKNOWN';
  return counts;
}

describe('a migration of more than a hundred live enrollments', () => {
  const places = { old: 'extra' };

  it('moves them as the dry run said, though its worker is killed on the way', async () => {
    isBusy = false;
    await bench.publishProgram(after);
    const plan = await bench.store.migrations.plan('guide', places);
    const planned = plan.map(({ stepId, to, count }) => [stepId, to, count]);
    expect(planned.sort()).toEqual([
      ['gone', null, fates.gone.count],
      ['hello', 'hello', fates.busy.count],
      ['old', 'extra', fates.old.count],
      ['read', 'read', fates.read.count],
      ['rest', 'pause', atRest],
    ]);
    const { id } = await bench.store.migrations.begin('guide', places, 60, now());
    const view = () => bench.store.migrations.get(id);
    await vi.waitFor(async () => expect((await view()).moved).toBeGreaterThan(25), { timeout: 60_000, interval: 20 });
    await worker.kill();
    expect((await view()).moved).toBeLessThan(movable);
    worker = await startWorker();
    await until(async () => (await view()).status, 'done');
    // What has ended within the moment between its move and the kill is neither left nor counted.
    const { moved, ...rest } = await view();
    expect(rest).toMatchObject({ total, stayed: fates.gone.count, failed: 0 });
    expect(moved).toBeGreaterThanOrEqual(movable - 20);
    expect((await bench.store.enrollments.behind('guide')).map(({ stepId, count }) => [stepId, count])).toEqual([
      ['gone', fates.gone.count],
    ]);
  }, 200_000);

  it('and each goes on from its place: no mail is left out, and none is sent twice', async () => {
    await until(async () => {
      const { items } = await bench.store.enrollments.list({ sequence: 'guide', status: 'active' }, { limit: 400 });
      return items.length;
    }, fates.paused.count + fates.gone.count);
    for (const { kind, id, email } of enrolled) {
      const { status, paused, stepId, leadId } = await bench.store.enrollments.get(id);
      const fate = fates[kind];
      const mails = await mailsTo(email, leadId);
      const expected = Object.fromEntries(
        [...fate.before, ...fate.after].map((step) => [step, mails[step] === 'UNKNOWN' ? 'UNKNOWN' : 1]),
      );
      expect([email, status, mails]).toEqual([email, fate.end, expected]);
      if (kind === 'paused') expect([paused, stepId]).toEqual([true, 'pause']);
      if (kind === 'gone') expect(stepId).toBe('gone');
    }
    // A kill can leave no more mails unclear than there are connections to the relay.
    const { items: unclear } = await bench.store.messages.list({ state: 'UNKNOWN' }, { limit: 100 });
    expect(unclear.length).toBeLessThanOrEqual(10);
  }, 200_000);

  it('and what was paused goes on in the new version once it is resumed', async () => {
    const paused = enrolled.filter(({ kind }) => kind === 'paused');
    for (const { id } of paused) {
      await bench.store.pauses.resume({ kind: 'enrollment', enrollmentId: id }, 'test', now());
    }
    await until(async () => {
      const { items } = await bench.store.enrollments.list({ sequence: 'guide', status: 'active' }, { limit: 400 });
      return items.length;
    }, fates.gone.count);
    for (const { email, id } of paused) {
      const { leadId } = await bench.store.enrollments.get(id);
      expect(await mailsTo(email, leadId)).toEqual({ hello: 1, offer: 1, extra: 1 });
    }
  }, 120_000);
});

describe('a place that a person names', () => {
  it('is entered as a new visit: a mail that the lead has had leaves once more, and only once', async () => {
    await bench.publishProgram(
      programOf('sequence: again\nsteps:\n  - send: hello\n  - { id: rest, wait: 30 days }\n'),
    );
    const lead = await bench.addLead();
    const { id } = await bench.store.enrollments.enroll(lead.id, 'again', 'test', now());
    const stepOf = async () => (await bench.store.enrollments.get(id)).stepId;
    await until(stepOf, 'rest');
    await bench.publishProgram(
      programOf('sequence: again\nsteps:\n  - send: hello\n  - { id: pause, wait: 30 days }\n'),
    );
    const named = { rest: 'hello' };
    expect(await bench.store.migrations.effects('again', named, now())).toMatchObject([
      { kind: 'put_there', stepId: 'rest', was: 'hello', is: 'send', count: 1 },
      { kind: 'mailed_again', stepId: 'rest', is: 'hello', count: 1 },
    ]);
    const migration = await bench.store.migrations.begin('again', named, 60, now());
    await until(async () => (await bench.store.migrations.get(migration.id)).moved, 1);
    await until(stepOf, 'pause');
    expect(await mailsTo(lead.email, lead.id)).toEqual({ hello: 2 });
    const { items } = await bench.store.messages.list({ leadId: lead.id }, { limit: 10 });
    expect(items.map(({ stepId, visit, state }) => [stepId, visit, state]).sort()).toEqual([
      ['hello', 1, 'SENT'],
      ['hello', 2, 'SENT'],
    ]);
  }, 120_000);
});
