/** `tendril sources check` */
import type { Command } from 'commander';
import type { SourceView } from '../../../db/store.ts';
import { troubleWords } from '../../../domain/authenticity.ts';
import { type Cli, command } from '../../command.ts';
import { showList } from '../../listing.ts';
import { timeHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';

const columns: readonly Column<SourceView>[] = [
  { title: 'SOURCE', value: ({ source }) => source, flexible: true },
  { title: 'SCORE', value: ({ score }) => score, align: 'right', paint: ({ score }) => (score < 50 ? 'red' : null) },
  { title: 'LEADS', value: ({ figures }) => figures.leads, align: 'right' },
  { title: 'ALERT SINCE', value: ({ alert }) => alert && timeHere(alert.openedAt), paint: () => 'red' },
  { title: 'TROUBLE', value: troubleWords, wraps: true },
];

export const sourcesCheck = (cli: Cli): Command =>
  command(
    'check',
    'look now whether the leads of each source are real, as a schedule does every hour: alerts are opened and closed',
    ['tendril sources check', 'tendril sources check --json | jq "select(.alert != null).source"'],
  ).action(async () => {
    const services = await cli.services();
    const [store, now] = [await services.store(), services.now()];
    const { opened, closed } = await store.authenticity.review(now);
    await showList(
      cli.screen,
      columns,
      await store.authenticity.standings(now),
      'No source has brought leads of late.',
    );
    for (const { source, why } of opened) cli.screen.note(`${source} has turned bad: ${why}`);
    for (const { source } of closed) cli.screen.note(`${source} is good again`);
  });
