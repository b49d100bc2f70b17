import { randomUUID } from 'node:crypto';
import { Connection, WorkflowClient } from '@temporalio/client';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { EnrollmentView } from '../../db/store.ts';
import type { Instant } from '../../domain/instant.ts';
import { type Relay, startRelay } from '../../worker/relay.ts';
import { type CutLine, startCutLine } from '../support/cut-line.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { programOf } from '../support/programs.ts';
import { testWorkspace } from '../support/workspace.ts';

const now = (): Instant => new Date().toISOString();
const taskQueue = `relay-${randomUUID()}`;

let line: CutLine;
let lineConnection: Connection;
let directConnection: Connection;
let direct: WorkflowClient;
let test: TestStore;
let relay: Relay | null = null;
const warnings: string[] = [];

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
  test = await createTestStore();
  await test.store.publications.publishWorkspace(testWorkspace, now());
  const program = programOf('sequence: one\nsteps:\n  - wait: 1 day\n');
  await test.store.publications.publishSequence(
    { name: 'one', contentHash: 'x', source: '', program, templates: {} },
    now(),
  );
});
afterEach(async () => {
  await relay?.stop();
  relay = null;
  await test.close();
});

async function enrolled(): Promise<EnrollmentView> {
  const { lead } = await test.store.leads.save({ email: `${randomUUID()}@customer.example` }, now(), 'test');
  return test.store.enrollments.enroll(lead.id, 'one', 'test', now());
}

async function run(): Promise<void> {
  const log = pino({ level: 'warn' }, { write: (text: string) => void warnings.push(text) });
  const client = new WorkflowClient({ connection: lineConnection });
  relay = await startRelay({ outbox: test.store.outbox, client, taskQueue, log });
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
    await test.store.enrollments.stop(id, now());
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
    await test.store.enrollments.stop(id, now());
    await empty();
    expect(await eventsOf(workflowId)).not.toContain(signaled);
  });

  it('keeps everything while Temporal is away, and delivers it when it is back', async () => {
    await run();
    line.cut();
    warnings.length = 0;
    const { workflowId, id } = await enrolled();
    await test.store.enrollments.stop(id, now());
    await vi.waitFor(() => expect(warnings.length).toBeGreaterThan(0), { timeout: 15_000, interval: 25 });
    expect((await test.store.outbox.pending()).waiting).toBe(2);
    line.mend();
    await empty();
    const events = await eventsOf(workflowId);
    expect(events.filter((type) => type === started || type === signaled)).toEqual([started, signaled]);
  });
});
