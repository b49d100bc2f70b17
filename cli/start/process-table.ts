/** What runs under a pid: Linux tells in /proc (containers often have no `ps`), macOS through `ps`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** The command line of a process, empty when there is none. */
export function commandOf(pid: number): string {
  if (!existsSync('/proc/self/cmdline')) {
    return (spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '').trim();
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
