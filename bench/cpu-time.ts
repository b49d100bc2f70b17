/** Time that processes have had a core: steadier than the clock on machines that others share. */
import { readFileSync } from 'node:fs';

/** The kernel's unit in /proc: USER_HZ, 100 on every Linux that is built today. */
const tickMs = 10;

/**
 * Milliseconds of this process and of another one together; NaN where there is no /proc.
 */
export function cpuMs(otherPid: number): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000 + otherMs(otherPid);
}

function otherMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold blanks; utime and stime are the 12th and 13th fields behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return tickMs * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return Number.NaN;
  }
}
