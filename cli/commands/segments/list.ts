/** `tendril segments list` */
import type { Command } from 'commander';
import type { SegmentView } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { showList } from '../../listing.ts';
import type { Column } from '../../terminal/table.ts';

const columns: readonly Column<SegmentView>[] = [
  { title: 'SEGMENT', value: ({ name }) => name },
  { title: 'LEADS', value: ({ leads }) => leads ?? 'too slow', align: 'right' },
  { title: 'BEGINS', value: ({ starts }) => starts.join(', ') },
  { title: 'CONDITION', value: ({ condition }) => condition.replaceAll(/\s+/g, ' ').trim(), flexible: true },
];

export const segmentsList = (cli: Cli): Command =>
  command('list', 'list the segments of organisation.yaml, with how many leads are in each now', [
    'tendril segments list',
    'tendril segments list --json',
  ]).action(async () => {
    const services = await cli.services();
    const { segments } = await services.store();
    const rows = await segments.list(services.now());
    await showList(cli.screen, columns, rows, 'No segments. Declare some in workspace/organisation.yaml.');
  });
