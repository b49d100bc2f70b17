/**
 * What the reference program costs: five mails, four waits, one `waitFor`. Its history on the real server, and how many
 * enrollments a second go from their first mail to their end, with ledger, templates and SMTP, beside bare workflows with
 * the same timers and activities that do nothing. Both run on the same server, in turns, with their waiting skipped.
 */
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { createActivities } from '../activities/index.ts';
import { programOf } from '../test/support/programs.ts';
import { startTestWorker, type TestWorker } from '../test/support/temporal.ts';
import { now, startWorkbench, type Workbench } from '../test/support/workbench.ts';
import { registerAttributes } from '../worker/listed-attributes.ts';
import { startRelay } from '../worker/relay.ts';
import { type Benchmark, type Measured, rounded } from './benchmark.ts';
import { startServers } from './servers.ts';

const enrollments = 60;
const rounds = 3;

const authored = `
sequence: reference
steps:
  - send: one
  - wait: 3 days
  - send: two
  - waitFor: { click: two }
    timeout: 5 days
  - send: three
  - wait: 7 days
  - send: four
  - wait: 7 days
  - send: five
  - wait: 14 days
`;

export const nurture: Benchmark = {
  name: 'nurture',
  about: 'cost and throughput of the reference program: five mails, four waits, one waitFor',
  run,
};

async function run(say: (line: string) => void): Promise<Measured> {
  const servers = await startServers();
  const bench = await startWorkbench(undefined, servers);
  const address = servers.temporalAddress;
  const running = { migrate: () => Promise.reject(new Error('Nothing is migrated here')) };
  const ours = await startTestWorker({ address, activities: { ...createActivities({ ...bench.deps, running }) } });
  const theirs = await startTestWorker({
    address,
    workflowsPath: fileURLToPath(new URL('bare-workflow.ts', import.meta.url)),
    activities: { nothing: () => Promise.resolve() },
  });
  try {
    await bench.publishProgram(programOf(authored), authored);
    // Warm both before anything is measured.
    const [first] = await runOurs(bench, ours, await leadsFor(bench, 4));
    await runTheirs(theirs, 'warm', 4);
    const cost = await costOf(ours, first?.workflowId ?? '');
    say(`history: ${cost.words}`);
    const measured: { readonly ours: number; readonly bare: number }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const leads = await leadsFor(bench, enrollments);
      const oursMs = await timed(() => runOurs(bench, ours, leads));
      const bareMs = await timed(() => runTheirs(theirs, `round-${round}`, enrollments));
      measured.push({ ours: (enrollments / oursMs) * 1000, bare: (enrollments / bareMs) * 1000 });
      say(
        `round ${round}: ${rounded((enrollments / oursMs) * 1000)} enrollments/s, bare ${rounded((enrollments / bareMs) * 1000)}/s`,
      );
    }
    return inFigures(measured, cost);
  } finally {
    await Promise.all([ours.close(), theirs.close()]);
    await bench.close();
    await servers.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

type Leads = readonly { readonly id: string; readonly email: string }[];

const leadsFor = (bench: Workbench, count: number): Promise<Leads> =>
  Promise.all(Array.from({ length: count }, () => bench.addLead()));

/** Enrolls the leads, lets the relay start them, and waits until each has had all its mails. */
async function runOurs(bench: Workbench, worker: TestWorker, leads: Leads) {
  const { store } = bench;
  const enrolled = await Promise.all(leads.map(({ id }) => store.enrollments.enroll(id, 'reference', 'bench', now())));
  const { client, taskQueue, connection } = worker;
  const attributes = await registerAttributes(connection, 'default', bench.log);
  const relay = await startRelay({ outbox: store.outbox, client, taskQueue, attributes, log: bench.log });
  const settled = async (workflowId: string): Promise<void> => {
    // A workflow that is not there yet is in the outbox.
    for (;;) {
      try {
        await worker.client.getHandle(workflowId).result();
        return;
      } catch (error) {
        if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  await Promise.all(enrolled.map(({ workflowId }) => settled(workflowId)));
  await relay.stop();
  const mails = leads.flatMap(({ email }) => bench.sink.mails.filter(({ envelope }) => envelope.to[0] === email));
  const expected = 5 * leads.length;
  if (mails.length !== expected) throw new Error(`${mails.length} mails arrived, not ${expected}`);
  return enrolled;
}

async function runTheirs(worker: TestWorker, name: string, count: number): Promise<void> {
  const { client, taskQueue } = worker;
  const started = Array.from({ length: count }, (_, index) =>
    client.execute('bare', { workflowId: `bare/${name}/${index}`, taskQueue }),
  );
  await Promise.all(started);
}

/** Of a finished enrollment. Events that only exist because time was skipped are not counted. */
interface Cost {
  readonly events: number;
  readonly tasks: number;
  readonly activities: number;
  readonly timers: number;
  readonly upserts: number;
  readonly words: string;
}

const { EventType } = proto.temporal.api.enums.v1;

async function costOf({ client }: TestWorker, workflowId: string): Promise<Cost> {
  const { events } = await client.getHandle(workflowId).fetchHistory();
  const types = (events ?? [])
    .map(({ eventType }) => EventType[eventType ?? 0] ?? '')
    .filter((type) => !type.includes('TIME_SKIPPING'));
  const count = (type: string): number => types.filter((one) => one === `EVENT_TYPE_${type}`).length;
  const kinds = [...new Set(types)].map((type) => {
    const name = type.replace('EVENT_TYPE_', '').toLowerCase().replaceAll('_', ' ');
    return `${types.filter((one) => one === type).length} ${name}`;
  });
  return {
    events: types.length,
    tasks: count('WORKFLOW_TASK_STARTED'),
    activities: count('ACTIVITY_TASK_SCHEDULED'),
    timers: count('TIMER_STARTED'),
    upserts: count('UPSERT_WORKFLOW_SEARCH_ATTRIBUTES'),
    words: kinds.join(', '),
  };
}

function inFigures(measured: readonly { readonly ours: number; readonly bare: number }[], cost: Cost): Measured {
  const middle = measured.toSorted((a, b) => a.ours / a.bare - b.ours / b.bare)[Math.floor(measured.length / 2)];
  if (!middle) throw new Error('Nothing was measured');
  const { events, tasks, activities, timers, upserts } = cost;
  return {
    ratio: middle.ours / middle.bare,
    reference: 'bare workflows with the same timers and activities that do nothing (enrollments a second)',
    figures: {
      enrollmentsPerSecond: rounded(middle.ours),
      barePerSecond: rounded(middle.bare),
      mails: 5 * enrollments * rounds,
      historyEvents: events,
      workflowTasks: tasks,
      activities,
      // As Temporal Cloud counts them: the start, activities, timers and changes of search attributes.
      temporalActions: 1 + activities + timers + upserts,
    },
  };
}
