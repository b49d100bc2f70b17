/** `tendril segments count` */
import type { Command } from 'commander';
import { checkBatchFilter } from '../../../authoring/batch-filter.ts';
import type { SegmentAsk } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';

export const segmentsCount = (cli: Cli): Command =>
  command('count', 'count the leads of a segment, or those that meet a condition', [
    'tendril segments count large-sites',
    `tendril segments count --when 'events.within("30 days").clicks("pricing") >= 2'`,
  ])
    .argument('[name]')
    .option('--when <condition>', 'a condition, as in segments')
    .action(async (name: string | undefined, { when }: { readonly when?: string }) => {
      const asked = askOf(name, when);
      const services = await cli.services();
      const store = await services.store();
      const filter = { when: when ?? null, segment: name ?? null, source: null, tag: null };
      checkBatchFilter(filter, (await store.publications.workspace()).organisation);
      const leads = await store.segments.count(asked, services.now());
      if (cli.screen.json) await cli.screen.record({ ...asked, leads });
      else await cli.screen.line(String(leads));
    });

/** @throws USAGE when not exactly one of them is given */
function askOf(name: string | undefined, when: string | undefined): SegmentAsk {
  if (name !== undefined && when === undefined) return { segment: name };
  if (when !== undefined && name === undefined) return { when };
  throw new TendrilError('USAGE', 'Name a segment or give --when, and not both');
}
