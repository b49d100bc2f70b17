/** `tendril sequences migrations` */
import type { Command } from 'commander';
import type { MigrationView } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { showList } from '../../listing.ts';
import { timeHere, timeHereOr, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';

const columns: readonly Column<MigrationView>[] = [
  { title: 'SEQUENCE', value: (row) => row.sequence },
  { title: 'TO', value: (row) => `v${row.toVersion}` },
  { title: 'STATUS', value: (row) => row.status, paint: (row) => (row.status === 'running' ? 'green' : null) },
  { title: 'LEADS', value: (row) => row.total, align: 'right' },
  { title: 'MOVED', value: (row) => row.moved, align: 'right' },
  { title: 'STAYED', value: (row) => row.stayed, align: 'right' },
  { title: 'FAILED', value: (row) => row.failed, align: 'right', paint: (row) => (row.failed > 0 ? 'red' : null) },
  { title: `BEGUN (${zoneHere()})`, value: (row) => timeHere(row.createdAt) },
  { title: `ENDED (${zoneHere()})`, value: (row) => timeHereOr(row.endedAt) },
  { title: 'ID', value: (row) => row.id },
];

export const sequencesMigrations = (cli: Cli): Command =>
  command('migrations', 'list the migrations, newest first, and how far they are', [
    'tendril sequences migrations',
    'tendril sequences migrations energy-guide --json',
  ])
    .argument('[name]', 'only those of this sequence')
    .action(async (name: string | undefined) => {
      const store = await (await cli.services()).store();
      const migrations = await store.migrations.list(name);
      // No migrations of a sequence that there is not would be half of the truth.
      if (name !== undefined && migrations.length === 0) await store.publications.version(name);
      await showList(cli.screen, columns, migrations, 'No migrations.');
    });
