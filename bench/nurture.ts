/**
 * What the reference program costs: five mails, four waits, one `waitFor`. Its history on the real server, and how many
 * enrollments a second go from their start to their end: as in production (ledger, templates and SMTP on the same cores),
 * and with activities that do nothing. The reference is bare workflows with the same timers and activities that do nothing.
 */
import type { Benchmark, Measured } from './benchmark.ts';
import { rounded } from './benchmark.ts';
import { cpuMs } from './cpu-time.ts';
import type { HistoryCost } from './history-cost.ts';
import { bareSide, type Side, wholeSide, workflowSide } from './nurture-sides.ts';
import { startServers } from './servers.ts';

const enrollments = 60;
const rounds = 3;

export const nurture: Benchmark = {
  name: 'nurture',
  about: 'cost and throughput of the reference program: five mails, four waits, one waitFor',
  run,
};

interface Speed {
  readonly perSecond: number;
  /** Milliseconds of a core for each, of this process and of the Temporal server; without PostgreSQL. */
  readonly cpuMs: number;
}

type Round = Readonly<Record<'whole' | 'alone' | 'bare', Speed>>;

async function run(say: (line: string) => void): Promise<Measured> {
  const servers = await startServers();
  const [whole, alone, bare] = await Promise.all([wholeSide(servers), workflowSide(servers), bareSide(servers)]);
  try {
    // Warms each before anything is measured.
    await Promise.all([whole, alone, bare].map((side) => side.run(4)));
    const cost = await whole.costOfOne();
    say(`history: ${cost.words}`);
    const measured: Round[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const speedOf = (side: Side) => measure(side, servers.temporalPid);
      const speeds = { whole: await speedOf(whole), alone: await speedOf(alone), bare: await speedOf(bare) };
      measured.push(speeds);
      const words = Object.entries(speeds).map(
        ([side, { perSecond, cpuMs }]) => `${side} ${rounded(perSecond)} (${Math.round(cpuMs)} ms CPU each)`,
      );
      say(`round ${round}, enrollments a second: ${words.join(', ')}`);
    }
    return inFigures(measured, cost);
  } finally {
    await Promise.all([whole.close(), alone.close(), bare.close()]);
    await servers.close();
  }
}

async function measure(side: Side, temporalPid: number): Promise<Speed> {
  const began = performance.now();
  const before = cpuMs(temporalPid);
  await side.run(enrollments);
  return {
    perSecond: (enrollments * 1000) / (performance.now() - began),
    cpuMs: (cpuMs(temporalPid) - before) / enrollments,
  };
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function inFigures(measured: readonly Round[], { events, tasks, activities, actions }: HistoryCost): Measured {
  const of = (figure: (round: Round) => number): number => Math.round(1000 * middle(measured.map(figure))) / 1000;
  return {
    ratio: of(({ alone, bare }) => alone.perSecond / bare.perSecond),
    reference: 'bare workflows with the same timers and activities, all doing nothing (enrollments a second)',
    figures: {
      ratioByCpu: of(({ alone, bare }) => bare.cpuMs / alone.cpuMs),
      ratioWithLedgerAndMail: of(({ whole, bare }) => whole.perSecond / bare.perSecond),
      ratioWithLedgerAndMailByCpu: of(({ whole, bare }) => bare.cpuMs / whole.cpuMs),
      wholePerSecond: of(({ whole }) => whole.perSecond),
      workflowPerSecond: of(({ alone }) => alone.perSecond),
      barePerSecond: of(({ bare }) => bare.perSecond),
      wholeCpuMs: of(({ whole }) => whole.cpuMs),
      workflowCpuMs: of(({ alone }) => alone.cpuMs),
      bareCpuMs: of(({ bare }) => bare.cpuMs),
      mails: 5 * enrollments * rounds,
      historyEvents: events,
      workflowTasks: tasks,
      activities,
      temporalActions: actions,
    },
  };
}
