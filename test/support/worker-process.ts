/**
 * The real worker as a process of its own, beside a test's database and inbox: it can be killed as `kill -9` kills, and
 * another takes its place on the same queue.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { inject } from 'vitest';
import { shareBundles } from './bundle-cache.ts';

export interface WorkerProcess {
  /** As `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and waits for it. */
  stop(): Promise<void>;
}

export interface WorkerProcessOptions {
  readonly databaseUrl: string;
  readonly smtpUrl: string;
  /** The same for all that follow each other: their keys are in it. */
  readonly home: string;
  readonly taskQueue: string;
}

/** Resolves when it works. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  await shareBundles(options.home);
  const child = fork(join(import.meta.dirname, '../../worker/main.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: options.databaseUrl,
      SMTP_URL: options.smtpUrl,
      PUBLIC_URL: 'https://go.acme.example',
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TENDRIL_HOME: options.home,
      TENDRIL_TASK_QUEUE: options.taskQueue,
      TENDRIL_LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    },
  });
  const exited = once(child, 'exit');
  const ended = exited.then(([code]) => {
    throw new Error(`The worker ended with ${code} before it worked`);
  });
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => {});
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (isRunning(child)) child.kill(signal);
    await exited;
  };
  return { kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;
