/**
 * A part of the engine that is our own code in a Node process: it says `ready` over IPC and ends by itself when the
 * IPC channel closes, which happens however we die. In its own process group, like the servers.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TendrilError } from '../../domain/errors.ts';
import type { Part, PartName } from './part.ts';
import { logTail, openLog } from './server-process.ts';

const root = new URL('../../', import.meta.url);
const readyWithinMs = 60_000;

export interface NodeProgram {
  readonly name: PartName;
  /** The file to run, from the root of the project. */
  readonly entry: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
}

/** What the process said when it was ready. */
export type ReadyMessage = Readonly<Record<string, unknown>> & { readonly kind: 'ready' };

export interface StartedNodePart {
  readonly part: Part;
  /** Rejects with CHILD_DIED when the process ends before, or does not get ready. */
  readonly ready: Promise<ReadyMessage>;
  /** Lets a process go on that is held until what it needs is there. */
  release(): void;
}

/** What Node needs to read the file. Absolute, because --import is looked up from the working directory. */
const loaderOf = (entry: string): readonly string[] =>
  entry.endsWith('.ts') ? ['--import', import.meta.resolve('tsx/esm')] : [];

/** Starts the process; it is ready later. */
export function startNodePart({ name, entry, args = [], env, logFile }: NodeProgram): StartedNodePart {
  const log = openLog(logFile);
  const child = spawn(process.execPath, [...loaderOf(entry), fileURLToPath(new URL(entry, root)), ...args], {
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env,
  });
  closeSync(log);
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  const part: Part = {
    name,
    pid: child.pid ?? 0,
    logFile,
    exited,
    async stop(graceMs) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
  return {
    part,
    ready: untilReady(child, part),
    release() {
      // That it is gone is told by `exited`.
      if (child.connected) child.send({ kind: 'release' }, () => {});
    },
  };
}

async function untilReady(child: ChildProcess, part: Part): Promise<ReadyMessage> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), readyWithinMs);
  try {
    const said = once(child, 'message', { signal: late.signal }).then(([message]) => message as ReadyMessage);
    return await Promise.race([said, part.exited.then((code) => Promise.reject(died(part, code)))]);
  } catch (error) {
    if (!late.signal.aborted) throw error;
    throw new TendrilError('CHILD_DIED', `The ${part.name} was not ready after ${readyWithinMs / 1000} s`, {}, error);
  } finally {
    clearTimeout(timer);
  }
}

/** The error of a part that ended by itself, with the end of its log. */
export function died({ name, logFile }: Part, code: number | null): TendrilError {
  const how = code === null ? 'was killed' : `ended with exit code ${code}`;
  const message = `The ${name} ${how}. The end of ${logFile}:\n${logTail(logFile)}`;
  return new TendrilError('CHILD_DIED', message, { part: name, exit: code, logFile });
}
