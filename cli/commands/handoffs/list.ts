/** `tendril handoffs list`: the queue of sales. */
import { type Command, Option } from 'commander';
import type { HandoffView } from '../../../db/store.ts';
import { handoffStatuses } from '../../../domain/handoff.ts';
import { type Cli, command } from '../../command.ts';
import { listOptions, showPages } from '../../listing.ts';
import { timeHereOr, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';

const columns: readonly Column<HandoffView>[] = [
  { title: 'LEAD', value: (row) => row.email, flexible: true },
  { title: 'COMPANY', value: (row) => row.company, flexible: true },
  { title: 'SCORE', value: (row) => Math.round(row.score), align: 'right' },
  { title: 'GRADE', value: (row) => row.grade },
  { title: 'STATUS', value: (row) => (row.attachedTo === null ? row.status : `${row.status}, attached`) },
  { title: 'WITH', value: (row) => row.salesperson?.key ?? null },
  { title: `DEADLINE (${zoneHere()})`, value: (row) => (row.status === 'open' ? timeHereOr(row.deadline) : null) },
  { title: 'REASON', value: (row) => row.reason },
  { title: 'ID', value: (row) => row.id },
];

interface Filter {
  readonly status?: HandoffView['status'];
  readonly salesperson?: string;
  readonly limit: number;
  readonly all?: boolean;
}

export const handoffsList = (cli: Cli): Command => {
  const [limit] = listOptions();
  const list = command('list', 'list the open hand-offs, newest first', [
    'tendril handoffs list',
    'tendril handoffs list --all',
    'tendril handoffs list --salesperson ines --json',
  ])
    .addOption(new Option('--status <status>', 'only those with this status').choices(handoffStatuses))
    .option('--salesperson <key>', 'only those with this salesperson')
    .option('--all', 'the decided ones too, without a limit');
  if (limit) list.addOption(limit);
  return list.action(async (options: Filter) => {
    const store = await (await cli.services()).store();
    const status = options.status ?? (options.all ? undefined : 'open');
    const filter = {
      ...(status === undefined ? {} : { status }),
      ...(options.salesperson === undefined ? {} : { salesperson: options.salesperson }),
    };
    await showPages(cli.screen, columns, options, (page) => store.handoffs.list(filter, page), 'No hand-offs.');
  });
};
