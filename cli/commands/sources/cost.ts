/** `tendril sources cost add` and `tendril sources cost void` */
import type { Command } from 'commander';
import type { CostView } from '../../../db/store.ts';
import { type Cli, command, group } from '../../command.ts';
import { day } from '../../source-period.ts';

interface AddOptions {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly currency: string;
  readonly note?: string;
}

export const sourcesCost = (cli: Cli): Command =>
  group(
    'cost',
    'tell what a source cost, or take back what was told by mistake',
    [costAdd(cli), costVoid(cli)],
    ['tendril sources cost add --help', 'tendril sources cost void --help'],
  );

const costAdd = (cli: Cli): Command =>
  command('add', 'tell what a source cost in a period; of another period a report takes the share of its days', [
    'tendril sources cost add fairs-2026 --from 2026-03-01 --to 2026-03-31 --amount 1200.50 --currency EUR',
  ])
    .argument('<source>', 'a source of workspace/sources.yaml, or one that leads have')
    .requiredOption('--from <day>', 'the first day', day)
    .requiredOption('--to <day>', 'the last day', day)
    .requiredOption('--amount <amount>', 'such as 1200 or 1200.50')
    .requiredOption('--currency <code>', 'ISO 4217, such as EUR')
    .option('--note <text>', 'what was paid for, or the number of the bill')
    .action(async (source: string, { note, ...told }: AddOptions) => {
      const services = await cli.services();
      const store = await services.store();
      const cost = await store.sources.addCost({ ...told, source, note: note ?? null }, 'cli', services.now());
      await tell(cli, cost, 'Added');
    });

const costVoid = (cli: Cli): Command =>
  command('void', 'take a cost back that was told by mistake: it stays visible and counts nowhere', [
    'tendril sources cost void 0199c0de-0000-7000-8000-000000000000',
  ])
    .argument('<id>', 'as tendril sources show tells it')
    .action(async (id: string) => {
      const services = await cli.services();
      await tell(cli, await (await services.store()).sources.voidCost(id, 'cli', services.now()), 'Void');
    });

function tell(cli: Cli, cost: CostView, what: string): Promise<void> {
  const { source, amount, currency, from, to, id } = cost;
  if (cli.screen.json) return cli.screen.record(cost);
  return cli.screen.line(`${what}: ${amount} ${currency} for ${source}, ${from} to ${to} ${id}`);
}
