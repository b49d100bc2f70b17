/**
 * A whole engine as its user starts it: `tendril start` as a process of its own, in a home of its own, with mails going
 * to a given relay. Everything is real, nothing is shared with other tests.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runHere } from '../cli/command-line.ts';
import { shareBundles } from './bundle-cache.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'cli/tendril.mjs');

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningEngine {
  readonly home: string;
  /** Address of the HTTP server. */
  readonly url: string;
  /** The environment that the engine told its processes, e.g. DATABASE_URL. */
  readonly env: Readonly<Record<string, string>>;
  /** Process ids of the parts, e.g. `worker`. */
  readonly pids: Readonly<Record<string, number>>;
  /** Resolves with the exit code when the engine has ended. */
  readonly exited: Promise<number | null>;
  /** Runs `tendril …` against this engine, as a process. */
  tendril(...args: string[]): Promise<CommandResult>;
  /** The same inside the process of the test, which saves the start of another Node. */
  tendrilHere(...args: string[]): Promise<CommandResult>;
  /** Like `tendril`, but parses stdout as JSON. @throws when the command fails. */
  json<T>(...args: string[]): Promise<T>;
  /** Sends SIGTERM and resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Stops and removes the home. */
  close(): Promise<void>;
}

interface RunFile {
  readonly env: Readonly<Record<string, string>>;
  readonly children: readonly { readonly name: string; readonly pid: number }[];
}

export interface StartOptions {
  readonly smtpUrl: string;
  /** An earlier home, to start again where it was left. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts an engine without the example workspace; resolves when it is ready. */
export async function startRunningEngine(options: StartOptions): Promise<RunningEngine> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'tendril-home-')));
  await shareBundles(home);
  const env = { ...inherited(), ...options.env, TENDRIL_HOME: home, SMTP_URL: options.smtpUrl, NO_COLOR: '1' };
  const child = spawn(process.execPath, [bin, 'start', '--empty'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  await ready(child, exited);
  const running = JSON.parse(await readFile(join(home, 'run.json'), 'utf8')) as RunFile;

  const tendril = (...args: string[]): Promise<CommandResult> => command(args, { ...env, ...options.env });
  return {
    home,
    url: running.env.PUBLIC_URL ?? '',
    env: running.env,
    pids: Object.fromEntries(running.children.map(({ name, pid }) => [name, pid])),
    exited,
    tendril,
    tendrilHere: (...args) => runHere(args, env),
    async json(...args) {
      const result = await tendril(...args, '--json');
      if (result.code !== 0) throw new Error(`tendril ${args.join(' ')} ended with ${result.code}: ${result.stderr}`);
      return JSON.parse(result.stdout);
    },
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      return exited;
    },
    async close() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await exited;
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** The environment without the settings of the tests themselves, which are none of the engine's. */
const inherited = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TENDRIL_CHAOS_')));

/** Resolves when the engine has said that it is ready; rejects with what it said when it ends before. */
async function ready(child: ChildProcess, exited: Promise<number | null>): Promise<void> {
  let said = '';
  const told = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (/\bready\b/i.test(said)) resolve();
      });
    }
  });
  const ended = exited.then((code) => {
    throw new Error(`tendril start ended with ${code} before it was ready:\n${said}`);
  });
  await Promise.race([told, ended]);
}

async function command(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandResult> {
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
