/** `tendril sources list` */
import type { Command } from 'commander';
import type { SourceReport } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { showList } from '../../listing.ts';
import { type PeriodOptions, periodOf, periodOptions } from '../../source-period.ts';
import type { Column } from '../../terminal/table.ts';

/** One amount a currency: they are never added. */
const money = (of: SourceReport, which: 'amount' | 'perLead' | 'perMql' | 'perCustomer'): string | null => {
  const told = of.costs.flatMap((cost) => (cost[which] === null ? [] : [`${cost[which]} ${cost.currency}`]));
  return told.join(' + ') || null;
};

export const reportColumns: readonly Column<SourceReport>[] = [
  { title: 'SOURCE', value: ({ source }) => source ?? '(none told)', flexible: true },
  {
    title: 'CHANNEL',
    value: ({ source, declared }) => declared?.channel ?? (source === null ? null : 'undeclared'),
    paint: ({ source, declared }) => (declared === null && source !== null ? 'yellow' : null),
  },
  { title: 'LEADS', value: ({ leads }) => leads, align: 'right' },
  { title: 'ENGAGED', value: ({ engaged }) => engaged, align: 'right' },
  { title: 'MQL', value: ({ mql }) => mql, align: 'right' },
  { title: 'CUSTOMERS', value: ({ customers }) => customers, align: 'right' },
  { title: 'HOT', value: ({ temperature }) => temperature.hot, align: 'right' },
  { title: 'COST', value: (report) => money(report, 'amount'), align: 'right' },
  { title: 'A LEAD', value: (report) => money(report, 'perLead'), align: 'right' },
  { title: 'A QUALITY LEAD', value: (report) => money(report, 'perMql'), align: 'right' },
  { title: 'A CUSTOMER', value: (report) => money(report, 'perCustomer'), align: 'right' },
];

export const sourcesList = (cli: Cli): Command => {
  const list = command(
    'list',
    'list all sources: leads first known in the period, what became of them, and what they cost',
    [
      'tendril sources list',
      'tendril sources list --from 2026-01-01 --to 2026-03-31',
      'tendril sources list --json | jq "select(.declared == null).source"',
    ],
  );
  for (const option of periodOptions()) list.addOption(option);
  return list.action(async (options: PeriodOptions) => {
    const store = await (await cli.services()).store();
    const reports = await store.sources.report(periodOf(options));
    await showList(cli.screen, reportColumns, reports, 'No sources. Declare some in workspace/sources.yaml.');
  });
};
