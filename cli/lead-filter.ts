/** Which leads a command means, all at once: `--all`, `--when`, `--segment`, `--source`, `--tag`. */
import type { Command } from 'commander';
import type { BatchFilter } from '../db/store.ts';

export interface FilterOptions {
  readonly all?: boolean;
  readonly when?: string;
  readonly segment?: string;
  readonly source?: string;
  readonly tag?: string;
}

/** Gives a command these options. */
export const withFilterOptions = (command: Command): Command =>
  command
    .option('--all', 'all leads')
    .option('--when <condition>', 'all leads that meet a condition, as in sequences')
    .option('--segment <name>', 'all leads of a segment')
    .option('--source <source>', 'all leads that came from there')
    .option('--tag <tag>', 'all leads that have the tag');

/** Null when no leads are meant in this way. */
export function filterOf({ all, when, segment, source, tag }: FilterOptions): BatchFilter | null {
  if (all !== true && when === undefined && segment === undefined && source === undefined && tag === undefined) {
    return null;
  }
  return { when: when ?? null, segment: segment ?? null, source: source ?? null, tag: tag ?? null };
}

/** `segment large-sites, tag vip`; `all` without a filter. */
export function filterWords({ when, segment, source, tag }: BatchFilter): string {
  const parts = [
    segment === null ? null : `segment ${segment}`,
    source === null ? null : `source ${source}`,
    tag === null ? null : `tag ${tag}`,
    when,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'all' : parts.join(', ');
}
