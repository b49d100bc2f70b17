/**
 * How fast the machine itself is while something is timed. A limit in seconds says something about our code only on a
 * machine of the usual speed; a virtual one may lose half of its processors to its neighbours for minutes. Two measures
 * that our code has no part in:
 * - a fixed job on every processor at once, timed right before, when nothing of ours runs yet;
 * - the time that the hypervisor takes from us meanwhile ("steal" in /proc/stat; only Linux tells).
 * Less than twice as slow counts as usual: what the job takes varies by a third on a quiet machine, and a limit that
 * followed it would be none.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What the job takes on the two cores for which the limits of the tests were set. */
const usualMs = 400;
const leastSlowdown = 2;

const job = `
  const { parentPort } = require('node:worker_threads');
  const begun = performance.now();
  for (let turn = 0; turn < 180; turn++) {
    const rows = Array.from({ length: 2000 }, (_, row) => ({ id: row, name: 'row ' + row, tags: [turn, row, turn + row] }));
    JSON.parse(JSON.stringify(rows)).sort((a, b) => b.name.localeCompare(a.name));
  }
  parentPort.postMessage(performance.now() - begun);
`;

/** How many times slower than usual a machine is; 1 unless that is proved. @param stolen share of all time, 0 to 1 */
export function slowdownOf(referenceMs: number, stolen: number): number {
  const slowdown = Math.max(referenceMs / usualMs, 1 / (1 - Math.min(stolen, 0.9)));
  return slowdown >= leastSlowdown ? slowdown : 1;
}

/** Runs the job now; the function that it returns tells how slow the machine has been since. */
export async function watchMachine(): Promise<() => number> {
  const times = await Promise.all(Array.from({ length: availableParallelism() }, runJob));
  const before = processorTimes();
  return () => {
    const after = processorTimes();
    const all = after.all - before.all;
    return slowdownOf(mean(times), all > 0 ? (after.stolen - before.stolen) / all : 0);
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function runJob(): Promise<number> {
  const worker = new Worker(job, { eval: true, execArgv: [] });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
}

/** Ticks of all processors since the machine was started. */
function processorTimes(): { readonly all: number; readonly stolen: number } {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    // user nice system idle iowait irq softirq steal; what guests use is in `user` already.
    const ticks = line.split(/\s+/).slice(1, 9).map(Number);
    return { all: ticks.reduce((sum, value) => sum + value, 0), stolen: ticks[7] ?? 0 };
  } catch {
    return { all: 0, stolen: 0 };
  }
}
