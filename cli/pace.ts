/** How fast the engine may work through many leads: `--pace 20`, also written `20/s`. */
import { InvalidArgumentError, Option } from 'commander';
import { paces } from '../domain/pace.ts';

/** @param what is counted, for the help. */
export const paceOption = (what: 'leads' | 'enrollments'): Option =>
  new Option('--pace <n/s>', `${what} per second at most`).default(paces.usual).argParser(readPace);

function readPace(text: string): number {
  const pace = Number(text.replace(/\s*\/\s*s$/, ''));
  if (pace >= paces.least && pace <= paces.most) return pace;
  throw new InvalidArgumentError(`It must be a number from ${paces.least} to ${paces.most}, such as 20 or 20/s.`);
}
