/**
 * Files that only their owner may read, written by several processes, which may be on several machines: nobody ever reads
 * half of one, and who changes what is there can keep others from doing so meanwhile.
 */
import { chmod, open, rename, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { TendrilError } from '../domain/errors.ts';

/** Replaces a file. On the disk before it has its name: what is published already must not be lost with the power. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(draft, 0o600);
  await rename(draft, file);
}

const lookAgainMs = 20;

/**
 * Does something while nobody else does it who takes the same file for a sign. The file is there only meanwhile. One that
 * a killed process has left is not taken away: two who do so at one moment would take away each other's.
 * @param patienceMs work takes some milliseconds; who still holds the file after this was killed meanwhile
 * @throws CONFIG_INVALID when it stays
 */
export async function holdingFile<T>(file: string, work: () => Promise<T>, patienceMs = 10_000): Promise<T> {
  const end = performance.now() + patienceMs;
  while (!(await take(file))) {
    if (performance.now() > end) {
      const message = `${file} says that another command is at work; if none is, remove this file`;
      throw new TendrilError('CONFIG_INVALID', message, { file });
    }
    await pause(lookAgainMs);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
