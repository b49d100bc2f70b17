/**
 * Default ports between engines that start at the same moment: each looks first and listens seconds later, so both would
 * find port 3000 free. A claim is a file in the system's folder for temporary files, named for the port, with the pid of
 * the engine that means to take it; one whose engine is gone does not count.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const claimed = new Set<string>();

/** Whether this process may take the port: true when nobody else is about to. */
export function claimPort(port: number, folder: string = tmpdir()): boolean {
  const file = join(folder, `tendril-port-${port}`);
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o644 });
      if (claimed.size === 0) process.once('exit', releaseAll);
      claimed.add(file);
      return true;
    } catch {
      if (isClaimedBySomebody(file) || !removed(file)) return false;
    }
  }
  return false;
}

function releaseAll(): void {
  for (const file of claimed) removed(file);
}

function removed(file: string): boolean {
  try {
    rmSync(file, { force: true });
    return true;
  } catch {
    // Another account's claim: it can only be respected.
    return false;
  }
}

function isClaimedBySomebody(file: string): boolean {
  let pid: number;
  try {
    pid = Number(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
