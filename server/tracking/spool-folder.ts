/**
 * The folder that one process keeps its journal in, and the left-over folders of processes that are gone. A segment has one
 * owner at a time, because it changes hands by being renamed. Whether a process lives is known on its own machine; one of
 * another machine (or container) that shares the folder is taken for dead when its sign of life is old.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import {
  appendFile,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** After so long without a sign of life, a process that cannot be looked at is dead. */
const silenceMs = 120_000;

export interface Segment {
  readonly file: string;
  readonly bytes: number;
  /** When it was begun, in milliseconds since 1970. */
  readonly from: number;
}

export interface SpoolFolder {
  /** The name of the next segment. */
  nextFile(): string;
  /** Puts a record where only the next process tries it. Rejects when it is not on the disk. */
  setAside(record: Buffer): Promise<void>;
  /** Makes sure that new names survive a power cut. */
  keepNames(): Promise<void>;
  /** Says that this process lives. */
  beat(): Promise<void>;
  /** Takes over what dead processes have left, the oldest first. Many may try at once: each segment is got by one. */
  adopt(): Promise<readonly Segment[]>;
  /** Takes the folder away, unless there is something in it. */
  leave(): Promise<void>;
}

interface Owner {
  readonly place: string;
  readonly pid: number;
  readonly startedAt: string | null;
}

const ownerFile = 'owner.json';
const isSegment = (name: string): boolean => name.endsWith('.segment');

export async function openFolder(root: string): Promise<SpoolFolder> {
  const name = `${process.pid}-${randomBytes(6).toString('hex')}`;
  const own = join(root, name);
  let last = 0;
  await mkdir(own, { recursive: true, mode: 0o700 });
  const me: Owner = { place: place(), pid: process.pid, startedAt: startOf(process.pid) };
  await writeFile(join(own, ownerFile), JSON.stringify(me), { mode: 0o600 });
  await keepNamesOf(root);

  const nextFile = (): string => join(own, `${String(++last).padStart(8, '0')}.segment`);
  return {
    nextFile,
    async setAside(record) {
      await appendFile(join(own, 'aside.segment'), record, { mode: 0o600, flush: true });
      await keepNamesOf(own);
    },
    keepNames: () => keepNamesOf(own),
    beat: () => utimes(join(own, ownerFile), new Date(), new Date()),
    async adopt() {
      const adopted: Segment[] = [];
      for (const other of (await readdir(root)).filter((one) => one !== name)) {
        if (await isDead(join(root, other))) adopted.push(...(await takeOver(join(root, other), nextFile)));
      }
      // By its old name or the new one, each is there after a power cut. What has been taken must be brought in.
      if (adopted.length > 0) await keepNamesOf(own).catch(() => undefined);
      return adopted.sort((a, b) => a.from - b.from);
    },
    async leave() {
      if ((await readdir(own)).some(isSegment)) return;
      await rm(own, { recursive: true, force: true });
    },
  };
}

async function takeOver(folder: string, nextFile: () => string): Promise<readonly Segment[]> {
  const taken: Segment[] = [];
  for (const name of (await readdir(folder).catch(() => [])).filter(isSegment).sort()) {
    const file = nextFile();
    // Another process may be quicker, and has it then.
    const isMine = await rename(join(folder, name), file).then(
      () => true,
      () => false,
    );
    if (!isMine) continue;
    const { size, mtimeMs } = await stat(file).catch(() => ({ size: 0, mtimeMs: Date.now() }));
    taken.push({ file, bytes: size, from: mtimeMs });
  }
  await rm(join(folder, ownerFile), { force: true }).catch(() => undefined);
  // Not empty when there is what we do not know.
  await rmdir(folder).catch(() => undefined);
  return taken;
}

/** Who cannot be asked for now is not dead: what a living process writes to must not be taken from it. */
async function isDead(folder: string): Promise<boolean> {
  const file = join(folder, ownerFile);
  try {
    const text = await readFile(file, 'utf8').catch(nullWhenGone);
    const owner = text === null ? null : ownerOf(text);
    if (owner?.place === place()) return !lives(owner);
    // Also a folder that is just being made.
    const sign = await stat(text === null ? folder : file);
    return Date.now() - sign.mtimeMs > silenceMs;
  } catch {
    return false;
  }
}

/** Null when it is not whole, as a power cut may leave it. */
function ownerOf(text: string): Owner | null {
  try {
    return JSON.parse(text) as Owner | null;
  } catch {
    return null;
  }
}

/** The code of what a file system refuses with, such as `EIO`. */
export const failureCode = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? 'INTERNAL';

/** For `catch`: that there is no such file is an answer; everything else says nothing about the file. @throws the error */
export function nullWhenGone(error: unknown): null {
  if (failureCode(error) === 'ENOENT') return null;
  throw error;
}

function lives({ pid, startedAt }: Owner): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // Another process may have got its number.
  return startedAt === null || startOf(pid) === startedAt;
}

/** When a process was started, in the kernel's own count; null where there is no /proc to tell. */
function startOf(pid: number): string | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold blanks.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** Where a process number means one process: a machine, or a container on it. */
function place(): string {
  const namespace = '/proc/self/ns/pid';
  return `${hostname()} ${existsSync(namespace) ? readlinkSync(namespace) : ''}`;
}

/** A new name is on the disk once its folder is. */
async function keepNamesOf(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
