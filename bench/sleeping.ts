/**
 * What sleeping enrollments cost a worker: its memory with some asleep beside its memory with five times as many. The cache
 * setting bounds how many are kept; the others are in the history alone. The whole engine runs, as `tendril start` runs it.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWorkspace } from '../test/support/authored-workspace.ts';
import { type RunningEngine, startRunningEngine } from '../test/support/running-engine.ts';
import { startSmtpSink } from '../test/support/smtp-sink.ts';
import type { Benchmark, Measured } from './benchmark.ts';

const many = 10_000;
const few = many / 5;
const cached = 500;
const pollMs = 5000;

const asleep = 'sequence: asleep\nsteps:\n  - wait: 30 days\n';

export const sleeping: Benchmark = {
  name: 'sleeping',
  about: `memory of a worker with ${few} and with ${many} enrollments asleep`,
  run,
};

async function run(say: (line: string) => void): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-bench-'));
  const sink = await startSmtpSink();
  const engine = await startRunningEngine({ smtpUrl: sink.url, env: { TENDRIL_WORKFLOW_CACHE: String(cached) } });
  try {
    await writeWorkspace(folder, { sequences: { asleep }, templates: [], leads: [] });
    await engine.json('workspace', 'publish', folder);
    const began = performance.now();
    const before = await memoryWith(engine, folder, 0, few, say);
    const after = await memoryWith(engine, folder, few, many, say);
    const seconds = (performance.now() - began) / 1000;
    return {
      ratio: before / after,
      reference: `the memory of the same worker with ${few} asleep (cache: ${cached})`,
      figures: {
        enrollments: many,
        megabytesWithFew: Math.round(before),
        megabytesWithMany: Math.round(after),
        enrolledPerSecond: Math.round((many / seconds) * 10) / 10,
      },
    };
  } finally {
    await engine.close();
    await sink.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Imports and enrolls leads until so many sleep, and tells the memory of the worker in megabytes. */
async function memoryWith(
  engine: RunningEngine,
  folder: string,
  from: number,
  to: number,
  say: (line: string) => void,
): Promise<number> {
  const file = join(folder, `leads-${to}.csv`);
  const rows = Array.from({ length: to - from }, (_, index) => `sleeper-${from + index}@bench.example`);
  await writeFile(file, ['email', ...rows].join('\n'));
  await engine.tendril('leads', 'import', file);
  await engine.tendril('enroll', '--all', '--sequence', 'asleep', '--pace', '1000', '--no-wait');
  for (;;) {
    const sequence = await engine.json<Detail>('sequences', 'show', 'asleep');
    const resting = Object.values(sequence.at).reduce((sum, count) => sum + count, 0);
    const megabytes = residentMegabytes(engine.pids.worker);
    say(`${resting} of ${to} asleep, worker ${Math.round(megabytes)} MB`);
    if (resting >= to) return megabytes;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

interface Detail {
  /** How many active enrollments stand at each step. */
  readonly at: Readonly<Record<string, number>>;
}

/** VmRSS of a process, from /proc. */
function residentMegabytes(pid: number | undefined): number {
  if (pid === undefined) throw new Error('The engine has no worker');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`Nothing is known of the memory of process ${pid}`);
  return Number(kilobytes) / 1024;
}
