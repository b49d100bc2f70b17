/** Two hundred leads enrolled by one command, whose worker is killed on the way: none is left out and none comes twice. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, WorkflowClient } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { BatchView } from '../../db/store.ts';
import { programOf } from '../support/programs.ts';
import { now, startWorkbench, type Workbench } from '../support/workbench.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const count = 200;
/** A second: the first turn is of 20 leads, the next ones of five seconds. */
const pace = 20;
const everybody = { when: null, segment: null, source: null, tag: null };

let bench: Workbench;
let home: string;
let worker: WorkerProcess;
let connection: Connection;
let versionId: string;
const taskQueue = `batch-${randomUUID()}`;
const startWorker = () =>
  startWorkerProcess({ databaseUrl: bench.databaseUrl, smtpUrl: bench.sink.url, home, taskQueue });

beforeAll(async () => {
  [bench, home, connection] = await Promise.all([
    startWorkbench(),
    mkdtemp(join(tmpdir(), 'tendril-batch-')),
    Connection.connect({ address: inject('temporalAddress') }),
  ]);
  versionId = await bench.publishProgram(programOf('sequence: many\nsteps:\n  - { id: rest, wait: 30 days }\n'));
  await Promise.all(Array.from({ length: count }, () => bench.addLead({ fields: {} })));
  worker = await startWorker();
}, 120_000);
afterAll(async () => {
  await worker?.stop();
  await Promise.all([bench?.close(), connection?.close()]);
  await rm(home, { recursive: true, force: true });
}, 30_000);

const seen = (id: string, wanted: (batch: BatchView) => boolean): Promise<BatchView> =>
  vi.waitFor(
    async () => {
      const batch = await bench.store.batches.get(id);
      if (!wanted(batch)) throw new Error(JSON.stringify(batch));
      return batch;
    },
    { timeout: 90_000, interval: 25 },
  );

describe('a mass enrollment', () => {
  it('goes on where it was when its worker is killed', async () => {
    const began = performance.now();
    const { id, total } = await bench.store.batches.begin('many', everybody, pace, now());
    expect(total).toBe(count);
    await seen(id, ({ looked }) => looked > 20);
    await worker.kill();
    expect((await bench.store.batches.get(id)).looked).toBeLessThan(count);
    worker = await startWorker();
    const { looked, enrolled, refused } = await seen(id, ({ status }) => status === 'done');
    expect({ looked, enrolled, refused }).toEqual({ looked: count, enrolled: count, refused: {} });
    // No faster than its pace: the first turn of 20 is free, and the last need not be waited for.
    expect(performance.now() - began).toBeGreaterThan(((count - 20 - 5 * pace) / pace) * 1000);
  }, 150_000);

  it('has enrolled each lead once, and each has its workflow', async () => {
    const { items } = await bench.store.enrollments.list({ sequence: 'many' }, { limit: count + 100 });
    expect(items.length).toBe(count);
    expect(new Set(items.map(({ leadId }) => leadId)).size).toBe(count);
    const client = new WorkflowClient({ connection });
    const query = `TendrilVersion = '${versionId}' AND TendrilStep = 'rest'`;
    await vi.waitFor(async () => expect((await client.count(query)).count).toBe(count), {
      timeout: 90_000,
      interval: 250,
    });
  }, 120_000);

  it('for the second time finds everybody enrolled', async () => {
    const { id } = await bench.store.batches.begin('many', everybody, 1000, now());
    const { looked, enrolled, refused } = await seen(id, ({ status }) => status === 'done');
    expect({ looked, enrolled, refused }).toEqual({ looked: count, enrolled: 0, refused: { ALREADY_ENROLLED: count } });
  }, 120_000);

  it('that is stopped enrolls no more, and its workflow ends', async () => {
    await bench.publishProgram(programOf('sequence: few\nsteps:\n  - wait: 30 days\n'));
    const { id } = await bench.store.batches.begin('few', everybody, 10, now());
    await seen(id, ({ looked }) => looked > 0);
    const { looked } = await bench.store.batches.stop(id, now());
    await new WorkflowClient({ connection }).getHandle(`batch/${id}`).result();
    expect(await bench.store.batches.get(id)).toMatchObject({ status: 'stopped', looked });
  }, 60_000);
});
