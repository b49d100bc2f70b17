/** Time that processes have had a core: steadier than the clock on machines that others share. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's unit in /proc: USER_HZ, 100 on every Linux that is built today. */
const tickMs = 10;

/**
 * Milliseconds of this process and of another one together; NaN where there is no /proc.
 */
export function cpuMs(otherPid: number): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + otherMs(otherPid);
}

/** Milliseconds of a process and of all that it has started, directly or not; NaN where there is no /proc. */
export function treeCpuMs(pid: number): number {
  const parents = new Map<number, number>();
  for (const name of foldersOfProcesses()) parents.set(Number(name), Number(fieldsOf(Number(name))?.[1]));
  const isBelow = (one: number | undefined): boolean =>
    one !== undefined && one > 1 && (one === pid || isBelow(parents.get(one)));
  const below = [...parents.keys()].filter((one) => isBelow(one));
  return below.length === 0 ? Number.NaN : below.reduce((sum, one) => sum + (otherMs(one) || 0) + endedMs(one), 0);
}

function foldersOfProcesses(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Of the children of a process that have ended. */
const endedMs = (pid: number): number => {
  const fields = fieldsOf(pid);
  // cutime and cstime
  return fields === null ? 0 : tickMs * (Number(fields[13]) + Number(fields[14]));
};

function otherMs(pid: number): number {
  const fields = fieldsOf(pid);
  // utime and stime
  return fields === null ? Number.NaN : tickMs * (Number(fields[11]) + Number(fields[12]));
}

/** What /proc says of a process, from its state on; null when there is none. */
function fieldsOf(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold blanks.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}
