/**
 * A server program (PostgreSQL, Temporal) as a child of this process, with three promises:
 * it is in its own process group, so Ctrl-C in a terminal reaches only us and we choose the order in which parts stop;
 * its output goes to a file, so it never blocks on a pipe that nobody reads; and it does not outlive us even when we are
 * killed with SIGKILL: a guard, one `sh` that waits on a pipe from us, then ends it.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TendrilError } from '../../domain/errors.ts';

export interface ServerProcess {
  readonly pid: number;
  /** The exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** False as soon as the process is gone. */
  readonly isRunning: () => boolean;
  /** Asks it to end, waits `graceMs`, then kills. Resolves when it is gone; safe to call twice. */
  stop(graceMs?: number): Promise<void>;
}

export interface ServerProgram {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  /** The signal that means "end in an orderly way" to this program. */
  readonly stopSignal: NodeJS.Signals;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** Starts the program. @throws PART_MISSING when it cannot be executed */
export async function startServerProcess(program: ServerProgram): Promise<ServerProcess> {
  const child = await spawnDetached(program);
  const pid = child.pid;
  if (pid === undefined) throw new TendrilError('PART_MISSING', `${program.command} did not start`);
  let running = true;
  const exited = once(child, 'exit').then(([code]) => {
    running = false;
    return code as number | null;
  });
  const guard = startGuard(pid, program.stopSignal);
  void exited.then(() => guard.release());
  return {
    pid,
    exited,
    isRunning: () => running,
    async stop(graceMs = 5_000) {
      if (running) child.kill(program.stopSignal);
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
      await guard.release();
    },
  };
}

async function spawnDetached(program: ServerProgram): Promise<ChildProcess> {
  mkdirSync(dirname(program.logFile), { recursive: true, mode: 0o700 });
  const log = openLog(program.logFile);
  try {
    const child = spawn(program.command, program.args, spawnOptions(program, log));
    await once(child, 'spawn');
    return child;
  } catch (cause) {
    throw new TendrilError('PART_MISSING', `${program.name} cannot be started: ${program.command}`, {}, cause);
  } finally {
    closeSync(log);
  }
}

function spawnOptions({ env, cwd, uid, gid }: ServerProgram, log: number): SpawnOptions {
  return {
    detached: true,
    stdio: ['ignore', log, log],
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  };
}

/** Ends the process `pid` when the pipe from us breaks, which happens however we die. */
function startGuard(pid: number, signal: NodeJS.Signals): { release(): Promise<void> } {
  const script = `read -r line || kill -s ${signal.slice(3)} ${pid}`;
  const guard = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  const gone = new Promise<void>((resolve) => {
    guard.once('exit', () => resolve());
    guard.once('error', () => resolve());
  });
  guard.stdin?.on('error', () => undefined);
  return {
    async release() {
      if (guard.stdin?.writable) guard.stdin.end('released\n');
      await gone;
    },
  };
}

export interface Readiness<T> {
  readonly attempt: () => Promise<T>;
  /** Errors of an attempt that waiting cannot cure. */
  readonly isFinal?: (error: unknown) => boolean;
  readonly explain: (why: string, cause: unknown) => Error;
  readonly timeoutMs?: number;
}

/**
 * Tries until an attempt succeeds. When the process ends first, an error is final or the time is over, the process is
 * stopped and the explained error thrown.
 */
export async function untilReady<T>(server: ServerProcess, readiness: Readiness<T>): Promise<T> {
  const { attempt, isFinal = () => false, explain, timeoutMs = 30_000 } = readiness;
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  while (server.isRunning() && Date.now() < deadline && (last === undefined || !isFinal(last))) {
    try {
      // Something else may listen there and keep silent: then the end of our process is the answer.
      return await Promise.race([attempt(), server.exited.then((code) => Promise.reject(new Error(`exit ${code}`)))]);
    } catch (error) {
      last = error;
      await Promise.race([delay(40), server.exited]);
    }
  }
  const why = server.isRunning() ? 'did not become ready' : 'ended while it was starting';
  await server.stop();
  throw explain(why, last);
}

/** Opens the log of a process that is about to start; what an earlier run wrote is kept beside it as `….1`. */
export function openLog(file: string): number {
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

/** The last lines of a log file, for an error message. */
export function logTail(file: string, lines = 12): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
