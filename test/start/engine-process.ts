/** `tendril start` as a process, with the default parts (embedded database, local Temporal, local inbox). */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf } from '../../cli/start/process-table.ts';
import { root } from '../support/source-files.ts';

export interface RunContent {
  readonly pid: number;
  readonly env: Readonly<Record<string, string>>;
  readonly urls: Readonly<Record<string, string>>;
  readonly children: readonly { readonly name: string; readonly pid: number }[];
}

export interface EngineProcess {
  readonly child: ChildProcess;
  /** What it has said so far, on both streams. */
  readonly said: () => string;
  readonly readyAfterMs: number;
  readonly run: RunContent;
  readonly exited: Promise<number | null>;
}

const children = new Set<ChildProcess>();

function spawnTendril(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [join(root, 'cli/tendril.mjs'), ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Ends what a failed test may have left running. */
export async function stopAll(): Promise<void> {
  await Promise.all(
    [...children].map(async (child) => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }),
  );
}

/** The environment without what the caller of the tests may have set for an engine of their own. */
function cleanEnv(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const ours = /^(TENDRIL_|TEMPORAL_|DATABASE_URL$|SMTP_URL$|PUBLIC_URL$|PORT$|npm_lifecycle_event$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(inherited), NO_COLOR: '1', ...extra };
}

/** Runs `tendril …` to its end. */
export async function tendril(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawnTendril(args, cleanEnv(env));
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

/** Starts it and waits until it says that it is ready, or something else. */
export async function startEngine(
  home: string,
  env: Readonly<Record<string, string>> = {},
  until = 'Ctrl-C stops',
): Promise<EngineProcess> {
  const begun = performance.now();
  const child = spawnTendril(['start'], cleanEnv({ ...env, TENDRIL_HOME: home }));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  let said = '';
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (said.includes(until)) resolve();
      });
    }
  });
  const tooEarly = exited.then((code) => Promise.reject(new Error(`ended with ${code} before it was ready:\n${said}`)));
  await Promise.race([ready, tooEarly]);
  const readyAfterMs = performance.now() - begun;
  const run = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as RunContent;
  return { child, said: () => said, readyAfterMs, run, exited };
}

/** Runs one worker as a part of no engine, under the settings of one that runs; its log. */
export function lonelyWorker(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): { readonly child: ChildProcess; readonly ended: Promise<{ readonly code: number | null; readonly log: string }> } {
  const child = fork(join(root, 'worker/main.ts'), [...args], {
    execArgv: ['--import', 'tsx/esm'],
    cwd: root,
    env: cleanEnv(env),
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let log = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  // Not `close`: that never comes after we have left the IPC channel ourselves.
  const saidAll = child.stdout === null ? null : once(child.stdout, 'end');
  const ended = Promise.all([once(child, 'exit'), saidAll]).then(([[code]]) => ({ code: code as number | null, log }));
  return { child, ended };
}

/** The processes of a run that still exist, the supervisor included. */
export const alive = ({ pid, children }: RunContent): readonly string[] =>
  [{ name: 'supervisor', pid }, ...children].filter((one) => commandOf(one.pid) !== '').map(({ name }) => name);
