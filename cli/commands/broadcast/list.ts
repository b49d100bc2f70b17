/** `tendril broadcast list` */
import type { Command } from 'commander';
import type { BroadcastView } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { filterWords } from '../../lead-filter.ts';
import { showList } from '../../listing.ts';
import { timeHere, timeHereOr, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';
import { statusPaint } from './words.ts';

const columns: readonly Column<BroadcastView>[] = [
  { title: 'NAME', value: (row) => row.name },
  { title: 'TEMPLATE', value: (row) => row.template },
  { title: 'WHO', value: (row) => filterWords(row.filter), flexible: true },
  { title: 'STATUS', value: (row) => row.status, paint: (row) => statusPaint(row.status) },
  { title: 'LOOKED AT', value: (row) => `${row.looked}/${row.total}`, align: 'right' },
  { title: 'SENT', value: (row) => row.mails.SENT ?? 0, align: 'right' },
  { title: `BEGINS (${zoneHere()})`, value: (row) => timeHere(row.startAt) },
  { title: `ENDED (${zoneHere()})`, value: (row) => timeHereOr(row.endedAt) },
];

export const broadcastList = (cli: Cli): Command =>
  command('list', 'all broadcasts, newest first', ['tendril broadcast list', 'tendril broadcast list --json']).action(
    async () => {
      const store = await (await cli.services()).store();
      await showList(cli.screen, columns, await store.broadcasts.list(), 'No broadcasts.');
    },
  );
