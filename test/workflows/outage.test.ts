/**
 * No worker for longer than a mail may be late: whoever was due meanwhile goes on by the rule of the sequence. A server
 * skips no time while work waits for a worker, so the week is some seconds here, and the mails are stale after one. They are due
 * so late that the worker has stopped before, on a machine with much to do as well.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EnrollmentView } from '../../db/store.ts';
import { plusMs } from '../../domain/instant.ts';
import type { StaleRule } from '../../domain/program-settings.ts';
import { programOf } from '../support/programs.ts';
import { now, startWorkbench, type Workbench } from '../support/workbench.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const hour = 3_600_000;
const rules = ['skip', 'move', 'none'] as const;
type Rule = (typeof rules)[number];

/** Shorter than may be written: a minute is the least. */
const stale = (rule: Rule): StaleRule | null =>
  // biome-ignore lint/suspicious/noThenProperty: the program's own word; nobody awaits it
  rule === 'none' ? null : { after: 'PT1S', then: rule };

let bench: Workbench;
let home: string;
let worker: WorkerProcess;
const taskQueue = `outage-${randomUUID()}`;
const startWorker = () =>
  startWorkerProcess({ databaseUrl: bench.databaseUrl, smtpUrl: bench.sink.url, home, taskQueue });

beforeAll(async () => {
  [bench, home] = await Promise.all([startWorkbench(), mkdtemp(join(tmpdir(), 'tendril-outage-'))]);
  for (const rule of rules) {
    const steps =
      'steps:\n  - send: one\n  - { id: rest, wait: 8 seconds }\n  - send: two\n  - { id: after, wait: 1 hour }';
    const program = programOf(`sequence: ${rule}\n${steps}\n`);
    await bench.publishProgram({ ...program, settings: { ...program.settings, stale: stale(rule) } });
  }
  worker = await startWorker();
}, 60_000);
afterAll(async () => {
  await worker?.stop();
  await bench?.close();
  await rm(home, { recursive: true, force: true });
}, 30_000);

const at = (id: string, stepId: string): Promise<EnrollmentView & { readonly waitUntil: string }> =>
  vi.waitFor(
    async () => {
      const enrollment = await bench.store.enrollments.get(id);
      const { waitUntil } = enrollment;
      if (enrollment.stepId !== stepId || waitUntil === null) throw new Error(JSON.stringify(enrollment));
      return { ...enrollment, waitUntil };
    },
    { timeout: 30_000, interval: 25 },
  );

const enroll = async (rule: Rule) => {
  const lead = await bench.addLead();
  const { id } = await bench.store.enrollments.enroll(lead.id, rule, 'test', now());
  const { waitUntil } = await at(id, 'rest');
  return { id, leadId: lead.id, waitUntil };
};

const overdue = (instant: string) =>
  vi.waitFor(() => expect(now() > plusMs(instant, 1500)).toBe(true), { timeout: 15_000, interval: 50 });

/** What became of the mail that was due meanwhile, and how long after its time the next wait ends. */
async function outcome({ id, leadId, waitUntil }: Awaited<ReturnType<typeof enroll>>) {
  const after = await at(id, 'after');
  const { items } = await bench.store.messages.list({ leadId }, { limit: 10 });
  const mail = items.find(({ stepId }) => stepId === 'two');
  const late = Date.parse(after.waitUntil) - Date.parse(waitUntil) - hour;
  return { state: mail?.state, moved: late > 0, mails: items.length };
}

describe('mails that were due', () => {
  it('while no worker ran are left out, leave late, or move what follows, as the sequence says', async () => {
    const enrollments = await Promise.all(rules.map(enroll));
    await worker.stop();
    await Promise.all(enrollments.map(({ waitUntil }) => overdue(waitUntil)));
    worker = await startWorker();
    const [skipped, moved, late] = await Promise.all(enrollments.map(outcome));
    expect(skipped).toEqual({ state: 'SKIPPED', moved: false, mails: 2 });
    expect(moved).toEqual({ state: 'SENT', moved: true, mails: 2 });
    expect(late).toEqual({ state: 'SENT', moved: true, mails: 2 });
  }, 90_000);

  it('while the sequence was paused go by the same rule when it is resumed', async () => {
    const enrollment = await enroll('skip');
    const scope = { kind: 'sequence', sequence: 'skip' } as const;
    await bench.store.pauses.pause(scope, 'a fault in the text', 'test', now());
    await overdue(enrollment.waitUntil);
    await bench.store.pauses.resume(scope, 'test', now());
    expect(await outcome(enrollment)).toEqual({ state: 'SKIPPED', moved: false, mails: 2 });
  }, 60_000);
});
