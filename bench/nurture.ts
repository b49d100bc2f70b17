/**
 * What the reference program costs: five mails, four waits, one `waitFor`. Its history on the real server, and how many
 * enrollments a second go from their start to their end: as in production (ledger, templates and SMTP on the same cores),
 * and with activities that do nothing. The reference is bare workflows with the same timers and activities that do nothing.
 */
import type { Benchmark, Measured } from './benchmark.ts';
import { rounded } from './benchmark.ts';
import type { HistoryCost } from './history-cost.ts';
import { bareSide, type Side, wholeSide, workflowSide } from './nurture-sides.ts';
import { startServers } from './servers.ts';

const enrollments = 60;
const rounds = 5;

export const nurture: Benchmark = {
  name: 'nurture',
  about: 'cost and throughput of the reference program: five mails, four waits, one waitFor',
  run,
};

interface Round {
  /** Enrollments a second. */
  readonly whole: number;
  readonly alone: number;
  readonly bare: number;
}

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
      const speeds = { whole: await speedOf(whole), alone: await speedOf(alone), bare: await speedOf(bare) };
      measured.push(speeds);
      const words = Object.entries(speeds).map(([side, speed]) => `${side} ${rounded(speed)}`);
      say(`round ${round}, enrollments a second: ${words.join(', ')}`);
    }
    return inFigures(measured, cost);
  } finally {
    await Promise.all([whole.close(), alone.close(), bare.close()]);
    await servers.close();
  }
}

async function speedOf(side: Side): Promise<number> {
  const began = performance.now();
  await side.run(enrollments);
  return (enrollments * 1000) / (performance.now() - began);
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

function inFigures(measured: readonly Round[], { events, tasks, activities, actions }: HistoryCost): Measured {
  return {
    ratio: middle(measured.map(({ alone, bare }) => alone / bare)),
    reference: 'bare workflows with the same timers and activities, all doing nothing (enrollments a second)',
    figures: {
      ratioWithLedgerAndMail: Math.round(1000 * middle(measured.map(({ whole, bare }) => whole / bare))) / 1000,
      wholePerSecond: rounded(middle(measured.map(({ whole }) => whole))),
      workflowPerSecond: rounded(middle(measured.map(({ alone }) => alone))),
      barePerSecond: rounded(middle(measured.map(({ bare }) => bare))),
      mails: 5 * enrollments * rounds,
      historyEvents: events,
      workflowTasks: tasks,
      activities,
      temporalActions: actions,
    },
  };
}
