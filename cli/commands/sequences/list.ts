/** `tendril sequences list` */
import type { Command } from 'commander';
import type { SequenceSummary } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { showList } from '../../listing.ts';
import { timeHere, timeHereOr, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';

const columns: readonly Column<SequenceSummary>[] = [
  { title: 'SEQUENCE', value: (row) => row.name },
  { title: 'VERSION', value: (row) => row.version, align: 'right' },
  { title: 'ACTIVE', value: (row) => row.active, align: 'right' },
  { title: 'ENDED', value: (row) => row.ended, align: 'right' },
  { title: `PUBLISHED (${zoneHere()})`, value: (row) => timeHere(row.publishedAt) },
  {
    title: `PAUSED SINCE (${zoneHere()})`,
    value: (row) => timeHereOr(row.pausedSince),
    paint: (row) => (row.pausedSince === null ? null : 'yellow'),
  },
];

export const sequencesList = (cli: Cli): Command =>
  command('list', 'list the published sequences', ['tendril sequences list', 'tendril sequences list --json']).action(
    async () => {
      const store = await (await cli.services()).store();
      const rows = await store.publications.sequences();
      await showList(cli.screen, columns, rows, 'Nothing is published. Publish: tendril workspace publish');
    },
  );
