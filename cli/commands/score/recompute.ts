/** `tendril score recompute` and `recomputes`: all leads valued anew by the model in force. */
import type { Command } from 'commander';
import type { RecomputeForecast, RecomputeView } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { follow } from '../../following.ts';
import { showList } from '../../listing.ts';
import { timeHere, timeHereOr, zoneHere } from '../../local-time.ts';
import { paceOption } from '../../pace.ts';
import { createProgress } from '../../terminal/progress.ts';
import type { Column } from '../../terminal/table.ts';

interface RecomputeOptions {
  readonly pace: number;
  readonly promote?: boolean;
  readonly dryRun?: boolean;
  readonly wait: boolean;
}

export const scoreRecompute = (cli: Cli): Command =>
  command('recompute', 'value all leads anew by the model in force: what their events give, their fit, their score', [
    'tendril score recompute --dry-run',
    'tendril score recompute --pace 500',
    'tendril score recompute --promote',
  ])
    .addOption(paceOption('leads').default(500))
    .option('--promote', 'give to sales who is over the threshold by it; without, that takes a new sign of interest')
    .option('--dry-run', 'only say what it would change')
    .option('--no-wait', 'do not follow it')
    .action(async ({ pace, promote = false, dryRun = false, wait }: RecomputeOptions) => {
      const services = await cli.services();
      const { scores } = await services.store();
      if (dryRun) return forecast(cli);
      const begun = await scores.beginRecompute({ promote, pace }, 'cli', services.now());
      const again = 'tendril score recomputes';
      if (!wait) {
        if (cli.screen.json) return cli.screen.record(begun);
        await cli.screen.line(`Valuing ${begun.total} leads anew (${begun.id})`);
        return cli.screen.note(`See how far it is: ${again}`);
      }
      const view = await follow(cli, {
        label: 'Valuing leads anew',
        read: () => scores.recompute(begun.id),
        isOver: ({ status }) => status !== 'running',
        done: ({ looked }) => looked,
        total: ({ total }) => total,
        detail: ({ changed }) => `${changed} changed`,
        again,
      });
      await (cli.screen.json ? cli.screen.record(view) : cli.screen.line(countsLine(view)));
    });

const countsLine = ({ looked, changed, promoted, status, promote }: RecomputeView): string =>
  `${looked} leads looked at, ${changed} changed${promote ? `, ${promoted} given to sales` : ''} (${status})`;

async function forecast(cli: Cli): Promise<void> {
  const services = await cli.services();
  const { scores } = await services.store();
  const progress = createProgress(cli.screen, 'Looking at leads', 1_000);
  const told = await scores.forecastRecompute(services.now(), (looked) => progress.at(looked, looked));
  progress.clear();
  if (cli.screen.json) return cli.screen.record(told);
  for (const line of forecastLines(told)) await cli.screen.line(line);
}

function forecastLines({ looked, changed, grades, temperatures, ready }: RecomputeForecast): readonly string[] {
  const changes = (what: string, counts: Readonly<Record<string, number>>): readonly string[] =>
    Object.entries(counts).map(([change, count]) => `  ${what} ${change}: ${count}`);
  return [
    `${looked} leads looked at, ${changed} would change; nothing was written`,
    ...changes('grade', grades),
    ...changes('temperature', temperatures),
    `  ready for sales with --promote: ${ready}`,
  ];
}

const columns: readonly Column<RecomputeView>[] = [
  { title: `BEGUN (${zoneHere()})`, value: (row) => timeHere(row.createdAt) },
  { title: 'WORKSPACE', value: (row) => row.workspace, align: 'right' },
  { title: 'OF', value: (row) => (row.scope === 'fit' ? 'fit only' : 'all') },
  { title: 'STATUS', value: (row) => row.status, paint: (row) => (row.status === 'running' ? 'green' : null) },
  { title: 'LOOKED AT', value: (row) => `${row.looked}/${row.total}`, align: 'right' },
  { title: 'CHANGED', value: (row) => row.changed, align: 'right' },
  { title: 'TO SALES', value: (row) => (row.promote ? row.promoted : '-'), align: 'right' },
  { title: `ENDED (${zoneHere()})`, value: (row) => timeHereOr(row.endedAt) },
  { title: 'BY', value: (row) => row.actor },
  { title: 'ID', value: (row) => row.id },
];

export const scoreRecomputes = (cli: Cli): Command =>
  command('recomputes', 'list the recomputes of all scores, newest first, or stop one', [
    'tendril score recomputes',
    'tendril score recomputes --stop 01980000-0000-7000-8000-000000000000',
  ])
    .option('--stop <id>', 'value no more leads')
    .action(async ({ stop }: { readonly stop?: string }) => {
      const services = await cli.services();
      const { scores } = await services.store();
      if (stop === undefined) return showList(cli.screen, columns, await scores.recomputes(), 'No recomputes.');
      const view = await scores.stopRecompute(stop, services.now());
      if (cli.screen.json) return cli.screen.record(view);
      await cli.screen.line(countsLine(view));
      if (view.scope === 'fit' && view.status === 'stopped') {
        cli.screen.note('The others keep the grade that they had, until: tendril score recompute');
      }
    });
