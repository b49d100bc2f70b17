/** `tendril suppressions list` */
import type { Command } from 'commander';
import type { SuppressionInForce } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import { inForceColumns } from '../../suppressing.ts';
import type { Column } from '../../terminal/table.ts';

const columns: readonly Column<SuppressionInForce>[] = [
  { title: 'ADDRESS', value: ({ email, addressHash }) => email ?? `#${addressHash.slice(0, 12)}`, flexible: true },
  ...inForceColumns<SuppressionInForce>(),
];

export const suppressionsList = (cli: Cli): Command => {
  const list = command('list', 'what is in force, newest first; of addresses that no lead has only the hash is known', [
    'tendril suppressions list',
    'tendril suppressions list --all --json | jq .reason',
  ]);
  for (const option of listOptions()) list.addOption(option);
  return list.action(async (options: ListOptions) => {
    const { suppressions } = await (await cli.services()).store();
    await showPages(cli.screen, columns, options, (page) => suppressions.list(page), 'No address is suppressed.');
  });
};
