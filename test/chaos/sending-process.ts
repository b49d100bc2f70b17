/**
 * A process that sends as a worker does, without Temporal: `sender.ts`, told what to do and listened to. It can be killed,
 * frozen and woken up at any moment. What it has said to be finished is what Temporal would have recorded.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Instant } from '../../domain/instant.ts';
import type { Installation } from './installation.ts';
import type { Sender } from './path.ts';

export interface Enrolled {
  readonly id: string;
  readonly sequenceVersionId: string;
}

/** `now`: the time that it begins at; it goes on by itself to whatever is waited for. */
export interface ConversationOrder {
  readonly kind: 'conversations';
  readonly now: Instant;
  readonly enrollments: readonly Enrolled[];
}
export interface BroadcastDispatch {
  readonly kind: 'broadcast';
  readonly now: Instant;
  readonly broadcastId: string;
}
/** What it is told once it is ready. */
export type Order = ConversationOrder | BroadcastDispatch;

/** What it says; `at`: what time it is there. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'reached'; readonly at: Instant }
  | { readonly kind: 'finished'; readonly id: string; readonly at: Instant };

export interface SendingProcess {
  /** Resolves when it has ended by itself, all done. Never when it is killed; rejects when it fails. */
  carryOut(order: Order): Promise<void>;
  signal: Sender['signal'];
  /** Resolves when it is gone, for whatever reason. */
  readonly gone: Promise<void>;
}

/** The process as a worker of a round; its order is made when it begins. */
export function processSender(process: SendingProcess, orderOf: () => Order): Sender {
  let done: Promise<void> = Promise.reject(new Error('It has not begun'));
  // It is awaited when the round comes to its end.
  const noted = (work: Promise<void>): void => {
    work.catch(() => undefined);
    done = work;
  };
  noted(done);
  return {
    begin: async () => noted(process.carryOut(orderOf())),
    signal: process.signal,
    finish: () => done,
    gone: process.gone,
  };
}

/** Resolves when it has loaded everything; it has not looked at the database then. */
export async function startSendingProcess(
  { env }: Installation,
  heard: (report: Report) => void,
): Promise<SendingProcess> {
  const child = fork(join(import.meta.dirname, 'sender.ts'), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...env },
  });
  const gone = once(child, 'exit').then(() => undefined);
  await Promise.race([once(child, 'message'), gone.then(() => fail(child))]);
  child.on('message', heard);
  return {
    carryOut: (order) =>
      new Promise((resolve, reject) => {
        child.send(order);
        void gone.then(() => {
          if (child.exitCode === 0) resolve();
          else if (child.signalCode === null) reject(fail(child));
        });
      }),
    signal: (signal) => void child.kill(signal),
    gone,
  };
}

function fail({ exitCode, signalCode }: ChildProcess): never {
  throw new Error(`The sending process ended with ${signalCode ?? exitCode}`);
}
