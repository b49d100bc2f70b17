/** `tendril suppressions show` */
import type { Command } from 'commander';
import { parseAddress } from '../../../domain/address.ts';
import { type Cli, command } from '../../command.ts';
import { showAddress } from '../../suppressing.ts';

export const suppressionsShow = (cli: Cli): Command =>
  command('show', 'why an address gets no mail, with all that was lifted', [
    'tendril suppressions show ann@example.com',
    'tendril suppressions show ann@example.com --json | jq .reason',
  ])
    .argument('<address>')
    .action((address: string) => showAddress(cli, parseAddress(address)));
