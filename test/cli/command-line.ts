/** Runs `tendril` for tests: as a process where that matters, inside the test process where it does not. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createServices, main, type Surroundings } from '../../cli/main.ts';
import type { Services } from '../../cli/services.ts';
import { readConfig } from '../../config/config.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** What a command finds outside this machine, where a test does not let it look. */
export type Outside = Pick<Surroundings, 'tryHttps'>;

/** The environment of an installation of its own, without whatever the developer has set. */
export interface Installation {
  readonly home: string;
  readonly env: Env;
  /** Runs a command in this process. */
  tendril(...argv: string[]): Promise<Outcome>;
  /** Runs a command and parses its stdout as one JSON value. */
  json<T>(...argv: string[]): Promise<T>;
  services(): Services;
  remove(): Promise<void>;
}

export async function createInstallation(env: Env = {}, outside: Outside = {}): Promise<Installation> {
  const home = await mkdtemp(join(tmpdir(), 'tendril-cli-'));
  const all = {
    TENDRIL_HOME: home,
    TENDRIL_SIGNING_KEYS: `1:${'ab'.repeat(32)}`,
    TENDRIL_SUPPRESSION_KEY: 'cd'.repeat(32),
    ...env,
  };
  const tendril = (...argv: string[]): Promise<Outcome> => runHere(argv, all, outside);
  return {
    home,
    env: all,
    tendril,
    async json(...argv) {
      const { stdout, stderr } = await tendril(...argv, '--json');
      if (stdout === '') throw new Error(`tendril ${argv.join(' ')} printed nothing: ${stderr}`);
      return JSON.parse(stdout);
    },
    services: () => createServices(readConfig(all)),
    remove: () => rm(home, { recursive: true, force: true }),
  };
}

/** Runs a command line in this process. */
export async function runHere(argv: readonly string[], env: Env = {}, outside: Outside = {}): Promise<Outcome> {
  const [stdout, stderr] = [collector(), collector()];
  const code = await main(argv, { ...outside, env, stdout: stdout.stream, stderr: stderr.stream });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Runs a command line in this process, at a terminal where a person gives this answer to whatever is asked. */
export async function runAtTerminal(answer: string, argv: readonly string[], env: Env = {}): Promise<Outcome> {
  const [stdout, stderr] = [collector(), collector()];
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  stdin.end(answer);
  const screen = Object.assign(stderr.stream, { isTTY: true });
  const code = await main(argv, { env, stdout: stdout.stream, stderr: screen, stdin });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Starts a command line as a process. */
export function start(
  argv: readonly string[],
  env: Env = {},
  bin = join(root, 'cli/tendril.mjs'),
): ChildProcessWithoutNullStreams {
  const { PATH, HOME } = process.env;
  return spawn(process.execPath, [bin, ...argv], { cwd: root, env: { PATH, HOME, ...env } });
}

/** Runs a command line as a process of its own. */
export async function runProcess(argv: readonly string[], env: Env = {}, bin?: string): Promise<Outcome> {
  const child = start(argv, env, bin);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** The JSON values of a JSON Lines output. */
export const lines = <T>(text: string): readonly T[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

export interface ErrorOutput {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    readonly details: Readonly<Record<string, unknown>>;
  };
}

/** What a command that failed with `--json` wrote to stderr. */
export const errorOf = (text: string): ErrorOutput['error'] => (JSON.parse(text) as ErrorOutput).error;

function collector(): { readonly stream: Writable; text(): string } {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}
