/** `tendril addresses`: whether mail can reach an address, before anything is sent to it. */
import type { Command } from 'commander';
import type { AddressVerdict } from '../../domain/registration.ts';
import { type Cli, command, group } from '../command.ts';
import { showList } from '../listing.ts';
import type { Column } from '../terminal/table.ts';

export const addressesCommand = (cli: Cli): Command =>
  group('addresses', 'whether mail can reach an address, and what was perhaps meant', [addressesCheck(cli)]);

type Row = { readonly address: string } & AddressVerdict;

const colours = { ok: null, risky: 'yellow', refused: 'red' } as const;

const columns: readonly Column<Row>[] = [
  { title: 'ADDRESS', value: ({ address }) => address, flexible: true },
  { title: 'VERDICT', value: ({ verdict }) => verdict, paint: ({ verdict }) => colours[verdict] },
  { title: 'REASONS', value: ({ reasons }) => reasons.join(', ') || null, wraps: true },
  { title: 'DID YOU MEAN', value: ({ suggestion }) => suggestion },
];

const addressesCheck = (cli: Cli): Command =>
  command('check', 'check addresses by how they are written and what DNS says; nobody is written to', [
    'tendril addresses check ann@gmial.com info@example.org',
    'tendril addresses check ann@acme.example --json | jq .verdict',
  ])
    .argument('<address...>', 'what is to be checked')
    .action(async (addresses: readonly string[]) => {
      const check = await (await cli.services()).addressCheck();
      const rows = await Promise.all(
        addresses.map(async (address): Promise<Row> => ({ address, ...(await check.check(address)) })),
      );
      await showList(cli.screen, columns, rows, 'Nothing to check.');
    });
