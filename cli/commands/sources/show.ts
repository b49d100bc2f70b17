/** `tendril sources show` */
import type { Command } from 'commander';
import type { CostView, SourceReport, SourceView } from '../../../db/store.ts';
import { troubleWords } from '../../../domain/authenticity.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { didYouMean, nearest } from '../../../domain/suggestion.ts';
import { type Cli, command } from '../../command.ts';
import { timeHere } from '../../local-time.ts';
import { type PeriodOptions, periodOf, periodOptions } from '../../source-period.ts';
import { type Column, tableLines } from '../../terminal/table.ts';
import { printable } from '../../terminal/width.ts';
import { reportColumns } from './list.ts';

const columns: readonly Column<CostView>[] = [
  { title: 'FROM', value: ({ from }) => from },
  { title: 'TO', value: ({ to }) => to },
  { title: 'AMOUNT', value: ({ amount, currency }) => `${amount} ${currency}`, align: 'right' },
  { title: 'STATUS', value: ({ voidedAt }) => (voidedAt === null ? 'counts' : 'void') },
  { title: 'BY', value: ({ actor }) => actor },
  { title: 'ID', value: ({ id }) => id },
  { title: 'NOTE', value: ({ note }) => note, wraps: true },
];

export const sourcesShow = (cli: Cli): Command => {
  const show = command('show', 'show one source: what is declared of it, what it brought, and every cost', [
    'tendril sources show fairs-2026',
    'tendril sources show fairs-2026 --from 2026-01-01 --json',
  ]).argument('<source>', 'its name');
  for (const option of periodOptions()) show.addOption(option);
  return show.action(async (name: string, options: PeriodOptions) => {
    const { screen } = cli;
    const services = await cli.services();
    const store = await services.store();
    const reports = await store.sources.report(periodOf(options));
    const report = reports.find(({ source }) => source === name);
    if (!report) throw unknown(name, reports);
    const costs = await store.sources.costs(name);
    const [standing = null] = await store.authenticity.standings(services.now(), name);
    if (screen.json) return screen.record({ ...report, entries: costs, authenticity: standing });
    for (const line of declaredLines(report)) await screen.line(line);
    for (const line of ['', ...tableLines(screen, reportColumns, [report])]) await screen.line(line);
    if (standing) await screen.line(`\n${realWords(standing)}`);
    if (costs.length > 0) for (const line of ['', ...tableLines(screen, columns, costs)]) await screen.line(line);
  });
};

/** Of its leads of 90 days: `authenticity: 39 of 100, bad since 2026-11-21 09:00 (6 of 20 came back)`. */
const realWords = (standing: SourceView): string => {
  const since = standing.alert === null ? '' : `, bad since ${timeHere(standing.alert.openedAt)}`;
  return `authenticity: ${standing.score} of 100${since} (${troubleWords(standing)})`;
};

function declaredLines({ source, declared }: SourceReport): readonly string[] {
  const name = printable(source ?? '');
  if (!declared) return [`${name}: not declared in workspace/sources.yaml`];
  const { label, channel, partner, kind, consent } = declared;
  const needs = { express: 'express consent', confirmed: 'a consent that the person has confirmed' } as const;
  const pairs: readonly (readonly [string, string | null])[] = [
    ['channel', channel],
    ['partner', partner],
    ['kind of leads', kind],
    ['before nurturing', consent === null ? 'what the policy of the country says' : needs[consent]],
  ];
  const told = pairs.flatMap(([what, words]) => (words === null ? [] : [`  ${what}: ${printable(words)}`]));
  return [label === null ? name : `${name}: ${printable(label)}`, ...told];
}

function unknown(name: string, reports: readonly SourceReport[]): TendrilError {
  const near = nearest(
    name,
    reports.flatMap(({ source }) => source ?? []),
  );
  return new TendrilError('SOURCE_UNKNOWN', `There is no source ${JSON.stringify(name)}${didYouMean(near)}`);
}
