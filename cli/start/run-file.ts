/**
 * `run.json` in TENDRIL_HOME: who runs the engine, how to reach it, and which processes belong to it. It is the lock as
 * well: only one engine runs on a state folder. Readable by its owner only, because addresses may hold passwords.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { runFile } from '../../config/config.ts';
import { TendrilError } from '../../domain/errors.ts';
import { commandOf } from './process-table.ts';

const schema = z.object({
  pid: z.number(),
  /** When the engine was started, ISO 8601. */
  startedAt: z.string(),
  /** The settings with which `tendril` finds this engine. */
  env: z.record(z.string(), z.string()),
  /** What a person can open. */
  urls: z.record(z.string(), z.string()),
  children: z.array(z.object({ name: z.string(), pid: z.number(), command: z.string() })),
});
export type Run = z.output<typeof schema>;

/** How long the processes of a killed run get to end by themselves. */
const patienceMs = 6_000;

export interface RunFile {
  update(change: Partial<Pick<Run, 'env' | 'urls'>>): void;
  addChild(name: string, pid: number): void;
  remove(): void;
}

/**
 * Takes the state folder for this process. What a killed run left behind is ended first.
 * @throws ENGINE_RUNNING when a living engine has it, DISK_FULL
 */
export async function claimHome(home: string): Promise<RunFile> {
  const file = runFile(home);
  mkdirSync(home, { recursive: true, mode: 0o711 });
  let run: Run = { pid: process.pid, startedAt: new Date().toISOString(), env: {}, urls: {}, children: [] };
  while (!created(file, run)) await clearLeftOver(file, home);
  const write = (next: Run) => {
    run = next;
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, text(run), { mode: 0o600 });
    renameSync(draft, file);
  };
  return {
    update: (change) => write({ ...run, ...change }),
    addChild: (name, pid) => write({ ...run, children: [...run.children, { name, pid, command: commandOf(pid) }] }),
    remove: () => rmSync(file, { force: true }),
  };
}

const text = (run: Run): string => `${JSON.stringify(run, null, 2)}\n`;

function created(file: string, run: Run): boolean {
  try {
    writeFileSync(file, text(run), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return false;
    if (code === 'ENOSPC') throw new TendrilError('DISK_FULL', `${file} cannot be written`, { file }, error);
    throw error;
  }
}

async function clearLeftOver(file: string, home: string): Promise<void> {
  const left = readRun(file);
  if (left !== null && left.pid !== process.pid && isEngine(left.pid)) {
    const at = Object.entries(left.urls).map(([name, url]) => `\n  ${name}: ${url}`);
    const message = `The engine of ${home} runs already (process ${left.pid})${at.join('')}`;
    throw new TendrilError('ENGINE_RUNNING', message, { pid: left.pid, home });
  }
  await Promise.all((left?.children ?? []).map(end));
  rmSync(file, { force: true });
}

/** Null when the file is gone or damaged; a damaged one was being written when the machine went down. */
function readRun(file: string): Run | null {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

/** The processes of a killed run notice it and end by themselves; one that does not is ended here. */
async function end({ pid, command }: Run['children'][number]): Promise<void> {
  const isIt = () => command !== '' && commandOf(pid) === command;
  const deadline = Date.now() + patienceMs;
  while (isIt()) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await delay(50);
  }
}

/** A pid alone proves nothing: after a restart of the machine it may be any program's. */
const isEngine = (pid: number): boolean => /\btendril(\.mjs)? start\b/.test(commandOf(pid));
