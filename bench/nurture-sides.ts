/**
 * The sides of the nurture benchmark, all on one server with their waiting skipped: enrollments as production runs them,
 * the same workflow with activities that answer at once, and bare workflows with the same timers and activities.
 */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { createActivities } from '../activities/index.ts';
import { openingOf } from '../activities/nurture.ts';
import { converse } from '../domain/conversation.ts';
import { currentState } from '../domain/formats.ts';
import { sequenceMachine } from '../domain/machine.ts';
import { firstRest } from '../domain/program.ts';
import { programOf } from '../test/support/programs.ts';
import { referenceProgram } from '../test/support/reference-program.ts';
import { startTestWorker } from '../test/support/temporal.ts';
import { now, startWorkbench } from '../test/support/workbench.ts';
import { deliver } from '../worker/delivery.ts';
import { registerAttributes } from '../worker/listed-attributes.ts';
import { startRelay } from '../worker/relay.ts';
import type { ConverseRequest, ConverseResult } from '../workflows/messages.ts';
import { answerAtOnce } from './answers-at-once.ts';
import { type HistoryCost, historyCost } from './history-cost.ts';
import type { Servers } from './servers.ts';

export interface Side {
  /** Runs so many from their start to their end. */
  run(count: number): Promise<void>;
  close(): Promise<void>;
}

/** With ledger, templates, mails over SMTP and the server that takes them, all in this process. */
export async function wholeSide(servers: Servers): Promise<Side & { costOfOne(): Promise<HistoryCost> }> {
  const bench = await startWorkbench(undefined, servers);
  const running = { migrate: () => Promise.reject(new Error('Nothing is migrated here')) };
  const executions = { erase: () => Promise.reject(new Error('Nobody is erased here')) };
  const worker = await startTestWorker({
    address: servers.temporalAddress,
    activities: { ...createActivities({ ...bench.deps, running, executions }) },
  });
  await bench.publishProgram(programOf(referenceProgram), referenceProgram);
  const { client, taskQueue, connection } = worker;
  const { outbox, events, enrollments } = bench.store;
  const attributes = await registerAttributes(connection, 'default', bench.log);

  /** A workflow that is not there yet is in the outbox. */
  const ended = async (workflowId: string): Promise<void> => {
    for (;;) {
      try {
        await client.getHandle(workflowId).result();
        return;
      } catch (error) {
        if ((error as Error).name !== 'WorkflowNotFoundError') throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  const runAll = async (count: number): Promise<readonly string[]> => {
    const leads = await Promise.all(Array.from({ length: count }, () => bench.addLead()));
    const before = bench.sink.mails.length;
    const started = await Promise.all(leads.map(({ id }) => enrollments.enroll(id, 'reference', 'bench', now())));
    const relay = await startRelay({ outbox, events, client, taskQueue, attributes, log: bench.log });
    await Promise.all(started.map(({ workflowId }) => ended(workflowId)));
    await relay.stop();
    const mails = bench.sink.mails.length - before;
    if (mails !== 5 * count) throw new Error(`${mails} mails arrived, not ${5 * count}`);
    return started.map(({ workflowId }) => workflowId);
  };
  return {
    run: async (count) => void (await runAll(count)),
    async costOfOne() {
      const [workflowId = ''] = await runAll(1);
      return historyCost(client, workflowId);
    },
    async close() {
      await worker.close();
      await bench.close();
    },
  };
}

/** The workflow alone: its own conversations, search attributes and messages, with nothing to be looked up or sent. */
export async function workflowSide({ temporalAddress: address }: Servers): Promise<Side> {
  const program = programOf(referenceProgram);
  const machine = sequenceMachine(program);
  const converseAtOnce = async ({ state, now: at, wantProgram }: ConverseRequest): Promise<ConverseResult> => {
    const before = currentState(state);
    const opening = openingOf(before, at);
    const opened = opening.reduce((current, input) => machine.advance(current, input), before);
    const inputs = await converse(machine, opened, async (question) => answerAtOnce(question, at, 0));
    return { program: wantProgram ? program : null, inputs: [...opening, ...inputs] };
  };
  const worker = await startTestWorker({ address, activities: { converse: converseAtOnce } });
  const { client, taskQueue, connection } = worker;
  const attributes = await registerAttributes(connection, 'default', pino({ level: 'silent' }));
  const runOne = async (): Promise<void> => {
    const id = randomUUID();
    const workflowId = `alone/${id}`;
    const payload = { enrollmentId: id, sequenceVersionId: id, sequence: program.sequence, rest: firstRest(program) };
    await deliver({ client, taskQueue, attributes }, { id, kind: 'start_nurture', workflowId, payload, attempts: 0 });
    await client.getHandle(workflowId).result();
  };
  return {
    run: async (count) => void (await Promise.all(Array.from({ length: count }, runOne))),
    close: () => worker.close(),
  };
}

/** Nothing decided and nothing done. */
export async function bareSide({ temporalAddress: address }: Servers): Promise<Side> {
  const worker = await startTestWorker({
    address,
    workflowsPath: fileURLToPath(new URL('bare-workflow.ts', import.meta.url)),
    activities: { nothing: () => Promise.resolve() },
  });
  const { client, taskQueue } = worker;
  return {
    async run(count) {
      const started = Array.from({ length: count }, () =>
        client.execute('bare', { workflowId: `bare/${randomUUID()}`, taskQueue }),
      );
      await Promise.all(started);
    },
    close: () => worker.close(),
  };
}
