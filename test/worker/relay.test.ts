/**
 * The outbox relay against a real server. Long, because what it carries, in trouble and without, shares one set-up.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, WorkflowClient } from '@temporalio/client';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { findTemporal } from '../../cli/start/find-temporal.ts';
import { startTemporal } from '../../cli/start/temporal.ts';
import { newId } from '../../db/ids.ts';
import type { EnrollmentView } from '../../db/store.ts';
import { type Instant, instantFromMs } from '../../domain/instant.ts';
import type { Program } from '../../domain/program.ts';
import { type Relay, startRelay } from '../../worker/relay.ts';
import { listedAttributeNames } from '../../workflows/listed-attributes.ts';
import { type PositionAnswer, queryNames } from '../../workflows/messages.ts';
import { connect } from '../db/fixtures.ts';
import { type CutLine, startCutLine } from '../support/cut-line.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { programOf } from '../support/programs.ts';
import { type Shell, startShell } from '../support/shell.ts';
import { testWorkspace } from '../support/workspace.ts';

const now = (): Instant => new Date().toISOString();
let taskQueue = '';

let line: CutLine;
let lineConnection: Connection;
let directConnection: Connection;
let direct: WorkflowClient;
let test: TestStore;
let relay: Relay | null = null;
let worker: Shell | null = null;
let versionId = '';
const warnings: string[] = [];
const program = programOf('sequence: one\nsteps:\n  - wait: 1 day\n');

beforeAll(async () => {
  line = await startCutLine(inject('temporalAddress'));
  [lineConnection, directConnection] = await Promise.all([
    Connection.connect({ address: line.address }),
    Connection.connect({ address: inject('temporalAddress') }),
  ]);
  direct = new WorkflowClient({ connection: directConnection });
});
afterAll(async () => {
  await Promise.all([lineConnection.close(), directConnection.close()]);
  await line.close();
});

beforeEach(async () => {
  // Of its own: what another test has left running is no work for the worker of this one.
  taskQueue = `relay-${randomUUID()}`;
  test = await createTestStore();
  await test.store.publications.publishWorkspace(testWorkspace, now());
  const { id } = await test.store.publications.publishSequence(
    { name: 'one', contentHash: 'x', source: '', program, templates: {} },
    now(),
  );
  versionId = id;
});
afterEach(async () => {
  await worker?.close();
  worker = null;
  await relay?.stop();
  relay = null;
  await test.close();
});

async function enrolled(): Promise<EnrollmentView> {
  const { lead } = await test.store.leads.save({ email: `${randomUUID()}@customer.example` }, now(), 'test');
  return test.store.enrollments.enroll(lead.id, 'one', 'test', now());
}

/** A worker for the workflows that the relay starts; they go by this program. */
async function work(runs: Program = program): Promise<Shell> {
  worker = await startShell({ programs: { [versionId]: runs } }, { taskQueue });
  return worker;
}

async function run(): Promise<void> {
  const log = pino({ level: 'warn' }, { write: (text: string) => void warnings.push(text) });
  const client = new WorkflowClient({ connection: lineConnection });
  relay = await startRelay({ outbox: test.store.outbox, events: test.store.events, client, taskQueue, log });
}

const empty = (): Promise<void> =>
  vi.waitFor(
    async () => {
      const { waiting, dead } = await test.store.outbox.pending();
      expect([waiting, dead]).toEqual([0, 0]);
    },
    { timeout: 15_000, interval: 25 },
  );

/** What happened to a workflow, by the names of its events. */
const eventsOf = async (workflowId: string): Promise<number[]> => {
  const { events } = await direct.getHandle(workflowId).fetchHistory();
  return (events ?? []).map(({ eventType }) => Number(eventType));
};
const started = 1;
const signaled = 26;

describe('the relay', () => {
  it('delivers the start of a workflow before the signal to it', async () => {
    const { id, workflowId } = await enrolled();
    await test.store.enrollments.stop(id, 'test', now());
    await run();
    await empty();
    const events = await eventsOf(workflowId);
    expect(events.filter((type) => type === started || type === signaled)).toEqual([started, signaled]);
  });

  it('wakes at once when something is written', async () => {
    await run();
    const began = performance.now();
    const { workflowId } = await enrolled();
    await empty();
    expect(performance.now() - began).toBeLessThan(900);
    expect((await direct.getHandle(workflowId).describe()).status.name).toBe('RUNNING');
  });

  it('delivers again what was delivered before a crash, and it stays one workflow', async () => {
    const { workflowId, id } = await enrolled();
    const options = { workflowId, taskQueue, args: [{ enrollmentId: id, sequenceVersionId: id }] };
    const { firstExecutionRunId } = await direct.start('nurture', options);
    await run();
    await empty();
    expect((await direct.getHandle(workflowId).describe()).runId).toBe(firstExecutionRunId);
  });

  it('drops a signal for a workflow that has ended', async () => {
    await run();
    const { workflowId, id } = await enrolled();
    await empty();
    await direct.getHandle(workflowId).terminate();
    await test.store.enrollments.stop(id, 'test', now());
    await empty();
    expect(await eventsOf(workflowId)).not.toContain(signaled);
  });

  it('keeps everything while Temporal is away, and delivers it when it is back', async () => {
    await run();
    line.cut();
    warnings.length = 0;
    const { workflowId, id } = await enrolled();
    await test.store.enrollments.stop(id, 'test', now());
    await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(0), { timeout: 15_000, interval: 25 });
    expect((await test.store.outbox.pending()).waiting).toBe(2);
    line.mend();
    await empty();
    const events = await eventsOf(workflowId);
    expect(events.filter((type) => type === started || type === signaled)).toEqual([started, signaled]);
  });

  it('tries a few entries only while Temporal is away, and all of them once it is back', async () => {
    const { store, url } = test;
    await run();
    line.cut();
    warnings.length = 0;
    await enrolled();
    await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(0), { timeout: 15_000, interval: 25 });
    const later = await Promise.all(Array.from({ length: 40 }, enrolled));
    const client = await connect(url);
    const tries = async (): Promise<number> => {
      const sum = 'SELECT sum(attempts)::int AS tries FROM outbox';
      return (await client.query<{ readonly tries: number }>(sum)).rows[0]?.tries ?? 0;
    };
    await vi.waitFor(async () => expect(await tries()).toBeGreaterThan(1), { timeout: 15_000, interval: 25 });
    expect(await tries()).toBeLessThan(20);
    await client.end();
    line.mend();
    await empty();
    expect((await store.outbox.pending()).dead).toBe(0);
    for (const { workflowId } of later) expect(await eventsOf(workflowId)).toContain(started);
  });

  it('judges held clicks while Temporal is away, also those that were due before it ran', async () => {
    const { store, url } = test;
    const { leadId, workflowId, id } = await enrolled();
    const before = instantFromMs(Date.now() - 600_000);
    const messageId = newId();
    const client = await connect(url);
    await client.query(
      `INSERT INTO message (id, key, lead_id, enrollment_id, step_id, visit, recipient, state, links, sent_at, created_at, updated_at)
       VALUES ($1, 'nurture/held', $2, $3, 'hello', 1, 'a@b.example', 'SENT', '[{"name":"guide","url":"https://a.example"}]', $4::timestamptz - interval '2 minutes', $4, $4)`,
      [messageId, leadId, id, before],
    );
    const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
    const hit = {
      link: 0,
      honeypot: false,
      method: 'GET',
      prefetch: false,
      userAgent,
      network: 'n',
      networkKind: null,
    };
    const click = { dedupeKey: messageId, kind: 'click', lead: { messageId }, hit, occurredAt: before } as const;
    const { eventId } = await store.events.ingest(click, before);
    const kind = async () => (await client.query('SELECT kind FROM event WHERE id = $1', [eventId])).rows[0]?.kind;
    expect(await kind()).toBe('click_held');
    await store.enrollments.stop(id, 'test', now());
    line.cut();
    await run();
    await vi
      .waitFor(async () => expect(await kind()).toBe('click'), { timeout: 15_000, interval: 25 })
      .finally(() => line.mend());
    await client.end();
    await empty();
    expect(await eventsOf(workflowId)).toContain(signaled);
  });
});

const positionOf = ({ workflowId }: EnrollmentView) =>
  direct.getHandle(workflowId).query<PositionAnswer>(queryNames.position);

/** The step of the program, at its first visit. */
const waiting = async (enrollment: EnrollmentView): Promise<PositionAnswer> =>
  vi.waitFor(
    async () => {
      const position = await positionOf(enrollment);
      expect(position.phase).toBe('sleeping');
      return position;
    },
    { timeout: 15_000, interval: 25 },
  );

describe('a move by hand', () => {
  const step = Object.keys(program.steps)[0] ?? '';

  it('is done by an update, once', async () => {
    await Promise.all([run(), work()]);
    const enrollment = await enrolled();
    await empty();
    await waiting(enrollment);
    await test.store.enrollments.move(enrollment.id, step, 'test', now());
    await empty();
    expect((await positionOf(enrollment)).visits).toEqual({ [step]: 2 });
  });

  it('that the enrollment refuses is given up, with the reason', async () => {
    const other = programOf('sequence: one\nsteps:\n  - wait: 2 days\n    id: elsewhere\n');
    await Promise.all([run(), work(other)]);
    const enrollment = await enrolled();
    await empty();
    await waiting(enrollment);
    warnings.length = 0;
    await test.store.enrollments.move(enrollment.id, step, 'test', now());
    await vi.waitFor(async () => expect((await test.store.outbox.pending()).dead).toBe(1), { timeout: 15_000 });
    expect(warnings.join()).toContain('STEP_MISSING');
    expect((await positionOf(enrollment)).visits).toEqual({ elsewhere: 1 });
  });

  it('waits for a worker without holding up the others, and is done once when there is one', async () => {
    await run();
    const [moved, stopped] = [await enrolled(), await enrolled()];
    await empty();
    warnings.length = 0;
    await test.store.enrollments.move(moved.id, step, 'test', now());
    await vi.waitFor(() => expect(warnings.join()).toContain('no worker has answered yet'), { timeout: 15_000 });
    const began = performance.now();
    await test.store.enrollments.stop(stopped.id, 'test', now());
    await vi.waitFor(async () => expect(await eventsOf(stopped.workflowId)).toContain(signaled), { timeout: 15_000 });
    expect(performance.now() - began).toBeLessThan(2500);
    await vi.waitFor(async () => expect((await test.store.outbox.pending()).waiting).toBe(1), { timeout: 5000 });
    await work();
    await empty();
    expect((await waiting(moved)).visits).toEqual({ [step]: 2 });
  });
});

describe('what the relay carries', () => {
  it('pauses and resumes', async () => {
    await Promise.all([run(), work()]);
    const enrollment = await enrolled();
    const scope = { kind: 'enrollment', enrollmentId: enrollment.id } as const;
    await empty();
    await waiting(enrollment);
    await test.store.pauses.pause(scope, null, 'test', now());
    await empty();
    expect(await positionOf(enrollment)).toMatchObject({ paused: true, until: null });
    await test.store.pauses.resume(scope, 'test', now());
    await empty();
    expect((await positionOf(enrollment)).paused).toBe(false);
  });

  it('starts mass enrollments and migrations under their business keys', async () => {
    await run();
    await enrolled();
    const next = programOf('sequence: one\nsteps:\n  - wait: 3 days\n');
    await test.store.publications.publishSequence(
      { name: 'one', contentHash: 'y', source: '', program: next, templates: {} },
      now(),
    );
    const batch = await test.store.batches.begin(
      'one',
      { when: null, segment: null, source: null, tag: null },
      10,
      now(),
    );
    const migration = await test.store.migrations.begin('one', {}, 10, now());
    await empty();
    const typeOf = async (workflowId: string) => (await direct.getHandle(workflowId).describe()).type;
    expect(await typeOf(`batch/${batch.id}`)).toBe('massEnrollment');
    expect(await typeOf(`migration/${migration.id}`)).toBe('migration');
  });

  it('starts an enrollment all the same when the namespace has lost its search attributes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tendril-temporal-'));
    const temporal = await startTemporal({ binary: findTemporal(), logFile: join(folder, 'temporal.log') });
    const connection = await Connection.connect({ address: temporal.address });
    try {
      const client = new WorkflowClient({ connection });
      const attributes = new Set(listedAttributeNames);
      const log = pino({ level: 'silent' });
      relay = await startRelay({
        outbox: test.store.outbox,
        events: test.store.events,
        client,
        taskQueue,
        attributes,
        log,
      });
      const { workflowId } = await enrolled();
      await empty();
      const { searchAttributes, status } = await client.getHandle(workflowId).describe();
      expect([status.name, searchAttributes]).toEqual(['RUNNING', {}]);
    } finally {
      await relay?.stop();
      relay = null;
      await connection.close();
      await temporal.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
