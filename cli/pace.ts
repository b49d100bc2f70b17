/** How fast the engine may work through many leads or mails: `--pace 20`, also written `20/s`. */
import { InvalidArgumentError, Option } from 'commander';
import { broadcastPaces, paces } from '../domain/pace.ts';

/** @param what is counted, for the help. */
export function paceOption(what: 'leads' | 'enrollments' | 'mails'): Option {
  const { usual, ...range } = what === 'mails' ? broadcastPaces : paces;
  return new Option('--pace <n/s>', `${what} per second at most`)
    .default(usual)
    .argParser((text) => readPace(text, range));
}

function readPace(text: string, { least, most }: { readonly least: number; readonly most: number }): number {
  const pace = Number(text.replace(/\s*\/\s*s$/, ''));
  if (pace >= least && pace <= most) return pace;
  throw new InvalidArgumentError(`It must be a number from ${least} to ${most}, such as 20 or 20/s.`);
}
