/** `tendril sequences migrate`: moves running enrollments to the newest version of their sequence. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { MigrationView, UnmovedView } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { effectWords, type MigrationEffect } from '../../../domain/migration-effects.ts';
import { migrationTotals, type PlannedMove, wouldStay } from '../../../domain/migration-totals.ts';
import type { StepId } from '../../../domain/program.ts';
import { type Cli, command } from '../../command.ts';
import { follow } from '../../following.ts';
import { paceOption } from '../../pace.ts';
import type { Services } from '../../services.ts';
import { type Column, tableLines } from '../../terminal/table.ts';

type Places = Readonly<Record<StepId, StepId>>;

interface MigrateOptions {
  readonly dryRun?: boolean;
  readonly place: Places;
  readonly pace: number;
  readonly wait: boolean;
}

export const sequencesMigrate = (cli: Cli): Command =>
  command('migrate', 'move the leads that go by older versions of a sequence to the newest one', [
    'tendril sequences migrate energy-guide --dry-run',
    'tendril sequences migrate energy-guide --place old-offer=offer --place old-nudge=nudge',
    'tendril sequences migrate energy-guide --pace 20 --no-wait',
  ])
    .argument('<name>', 'the name of the sequence')
    .option('--dry-run', 'only show who would move from where to where, who would stay, and what it means for them')
    .addOption(
      new Option('--place <old=new>', 'where those go on whose step is gone; can be given several times')
        .default({}, 'none')
        .argParser(withPlace),
    )
    .addOption(paceOption('enrollments'))
    .option('--no-wait', 'begin it and return; it goes on by itself')
    .action(async (name: string, options: MigrateOptions) => {
      const services = await cli.services();
      if (options.dryRun === true) return showPlan(cli, services, name, options.place);
      await migrate(cli, services, name, options);
    });

function withPlace(text: string, before: Places): Places {
  const [from = '', to = '', ...rest] = text.split('=');
  if (from === '' || to === '' || rest.length > 0) throw new InvalidArgumentError('It must be of the form old=new.');
  return { ...before, [from]: to };
}

const columns: readonly Column<PlannedMove>[] = [
  { title: 'VERSION', value: (row) => row.version, align: 'right' },
  { title: 'STEP', value: (row) => row.stepId ?? '(between steps)' },
  { title: 'GOES ON AT', value: (row) => target(row), paint: (row) => (wouldStay(row) ? 'red' : null) },
  { title: 'LEADS', value: (row) => row.count, align: 'right' },
];

const target = (row: PlannedMove): string => {
  if (wouldStay(row)) return 'stays: the step is gone';
  return row.to === row.stepId ? 'the same step' : (row.to ?? 'its next step');
};

const effectColumns: readonly Column<MigrationEffect>[] = [
  { title: 'VERSION', value: (row) => row.version, align: 'right' },
  { title: 'STEP', value: (row) => row.stepId },
  { title: 'LEADS', value: (row) => row.count, align: 'right' },
  { title: 'WHAT IT MEANS FOR THEM', value: effectWords },
];

async function showPlan(cli: Cli, services: Services, name: string, places: Places): Promise<void> {
  const { screen } = cli;
  const store = await services.store();
  const { number } = await store.publications.version(name);
  const moves = await store.migrations.plan(name, places);
  const { moving, staying } = migrationTotals(moves);
  const effects = await store.migrations.effects(name, places, services.now());
  if (screen.json) return screen.record({ sequence: name, toVersion: number, moves, moving, staying, effects });
  if (moves.length === 0) {
    screen.note(`Nobody goes by an older version than ${number}: nothing to migrate.`);
    return screen.note('Published versions are compared; an edited file counts once it is published.');
  }
  for (const line of tableLines(screen, columns, moves)) await screen.line(line);
  const told = effects.length === 0 ? [] : ['', ...tableLines(screen, effectColumns, effects)];
  for (const line of told) await screen.line(line);
  screen.note(`To version ${number}: ${leads(moving)} would move, ${leads(staying)} would stay in their version.`);
  noteLost(cli, name, moves.filter(wouldStay));
}

/** Says how those whose step is gone can be taken along. */
function noteLost({ screen }: Cli, name: string, lost: readonly PlannedMove[]): void {
  const [first] = lost;
  if (!first) return;
  const steps = [...new Set(lost.map(({ stepId }) => stepId))].join(', ');
  screen.note(`Gone without a successor: ${steps}.`);
  screen.note(`Name one: tendril sequences migrate ${name} --dry-run --place ${first.stepId}=STEP`);
  screen.note('If a step only has another name now, write "formerly" at it and publish again.');
}

async function migrate(cli: Cli, services: Services, name: string, options: MigrateOptions): Promise<void> {
  const store = await services.store();
  const begun = await store.migrations.begin(name, options.place, options.pace, services.now());
  const again = `tendril sequences migrations ${name}`;
  if (!options.wait) {
    if (cli.screen.json) return cli.screen.record(begun);
    await cli.screen.line(`Migrating ${leads(begun.total)} of ${name} to version ${begun.toVersion} (${begun.id})`);
    return cli.screen.note(`See how far it is: ${again}`);
  }
  const view = await follow(cli, {
    label: `Migrating ${name}`,
    read: () => store.migrations.get(begun.id),
    isOver: ({ status }) => status !== 'running',
    done: ({ moved, stayed, failed }) => moved + stayed + failed,
    total: ({ total }) => total,
    again,
  });
  await (cli.screen.json ? cli.screen.record(view) : cli.screen.line(reportLine(view)));
  noteUnmoved(cli, view);
}

/** Those that stay were announced by the dry run; those that failed were meant to move. @throws NOT_ALL_DONE */
function noteUnmoved({ screen }: Cli, { id, sequence, stayed, failed, total }: MigrationView): void {
  const why = (kind: UnmovedView['kind']): string => `tendril sequences migrations ${sequence} --${kind}`;
  if (stayed > 0) screen.note(`Who stayed, and why: ${why('stayed')}`);
  if (failed === 0) return;
  screen.note(`Who failed, and why: ${why('failed')}`);
  const message = `${failed} of ${leads(total)} could not be moved; the next migration takes them along`;
  throw new TendrilError('NOT_ALL_DONE', message, { migrationId: id, sequence, failed });
}

/** `energy-guide to version 3: 12 moved, 2 stayed, 0 failed of 14 (done)` */
const reportLine = ({ sequence, toVersion, moved, stayed, failed, total, status }: MigrationView): string =>
  `${sequence} to version ${toVersion}: ${moved} moved, ${stayed} stayed, ${failed} failed of ${total} (${status})`;

const leads = (count: number): string => `${count} ${count === 1 ? 'lead' : 'leads'}`;
