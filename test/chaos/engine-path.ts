/** The whole engine: workflows on Temporal, the outbox and its relay, and the real worker process, in real time. */
import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';
import { relayConnections } from './delivery-path.ts';
import { enrollAll, fill, type Installation, withStore } from './installation.ts';
import { activeEnrollments } from './ledger.ts';
import { silentAfterDot } from './misbehaviour.ts';
import type { Crew, Path, Sender } from './path.ts';

const leads = 500;
const steps = ['first', 'second', 'third', 'fourth'];

/** A worker is missed after 10 s, its claims are free after 30 s, and a retry is some seconds more. */
const settledWithinMs = 240_000;

export const engine: Path = {
  name: 'engine',
  rounds: 3,
  mails: leads * steps.length,
  blow: 'kill',
  strikes: [2, 4],
  mostInFlight: relayConnections,
  // What is surely not accepted comes again after a quarter of an hour, in real time.
  faults: [silentAfterDot],
  // Workflows are named after leads, and all rounds share one Temporal.
  copied: false,
  async prepare(into) {
    await fill(into, { sequence: 'four', steps, leads });
    await withStore(into, (store) => enrollAll(store, 'four'));
  },
  crew,
};

async function crew({ home, databaseUrl, env }: Installation): Promise<Crew> {
  const taskQueue = `chaos-${randomUUID()}`;
  const ended = async (): Promise<void> => {
    const active = await activeEnrollments(databaseUrl);
    if (active.length > 0) throw new Error(`${active.length} enrollments have not ended`);
  };
  return {
    async hire(): Promise<Sender> {
      const smtpUrl = env.SMTP_URL ?? '';
      let worker: Promise<WorkerProcess> | null = null;
      const end = async (how: 'kill' | 'stop'): Promise<void> => (await worker)?.[how]();
      let left = (): void => undefined;
      const gone = new Promise<void>((resolve) => {
        left = resolve;
      });
      return {
        gone,
        async begin() {
          worker = startWorkerProcess({ databaseUrl, smtpUrl, home, taskQueue });
          await worker;
        },
        signal(signal) {
          if (signal !== 'SIGKILL') throw new Error(`The engine is only killed, not ${signal}`);
          void end('kill').then(left, left);
        },
        async finish() {
          await vi.waitFor(ended, { timeout: settledWithinMs, interval: 500 });
          await end('stop');
        },
      };
    },
  };
}
