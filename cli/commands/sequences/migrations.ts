/** `tendril sequences migrations`: how far they are; and of the newest one of a sequence, who was not moved, and why. */
import { type Command, Option } from 'commander';
import type { MigrationView, Store, UnmovedView } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showList, showPages } from '../../listing.ts';
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

const unmovedColumns: readonly Column<UnmovedView>[] = [
  { title: 'LEAD', value: (row) => row.email },
  { title: 'STEP', value: (row) => row.stepId ?? '' },
  { title: 'WHY', value: (row) => row.detail ?? '', flexible: true },
  { title: 'ENROLLMENT', value: (row) => row.enrollmentId },
];

interface MigrationsOptions extends ListOptions {
  readonly stayed?: boolean;
  readonly failed?: boolean;
}

export function sequencesMigrations(cli: Cli): Command {
  const migrations = command('migrations', 'list the migrations, newest first, and how far they are', [
    'tendril sequences migrations',
    'tendril sequences migrations energy-guide --json',
    'tendril sequences migrations energy-guide --failed',
  ])
    .argument('[name]', 'only those of this sequence')
    .addOption(
      new Option('--stayed', 'who stayed in the newest migration of the sequence, and why').conflicts('failed'),
    )
    .addOption(new Option('--failed', 'who could not be moved in it, and why'));
  for (const option of listOptions()) migrations.addOption(option);
  return migrations.action(async (name: string | undefined, options: MigrationsOptions) => {
    const store = await (await cli.services()).store();
    const list = await store.migrations.list(name);
    // No migrations of a sequence that there is not would be half of the truth.
    if (name !== undefined && list.length === 0) await store.publications.version(name);
    const kind = options.stayed === true ? 'stayed' : options.failed === true ? 'failed' : null;
    if (kind !== null) return showUnmoved(cli, store, name, list[0], kind, options);
    const shown = options.all === true ? list : list.slice(0, options.limit);
    await showList(cli.screen, columns, shown, 'No migrations.');
    if (shown.length < list.length) cli.screen.note(`The first ${shown.length}; there are more: --limit N or --all.`);
  });
}

/** @throws USAGE without a name */
async function showUnmoved(
  cli: Cli,
  store: Store,
  name: string | undefined,
  newest: MigrationView | undefined,
  kind: UnmovedView['kind'],
  options: MigrationsOptions,
): Promise<void> {
  if (name === undefined)
    throw new TendrilError('USAGE', `name the sequence whose newest migration --${kind} is about`);
  if (!newest) return cli.screen.note('No migrations.');
  const read = (page: Parameters<Store['migrations']['unmoved']>[2]) => store.migrations.unmoved(newest.id, kind, page);
  await showPages(cli.screen, unmovedColumns, options, read, `None ${kind} on the way to version ${newest.toVersion}.`);
}
