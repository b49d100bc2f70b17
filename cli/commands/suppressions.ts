/** `tendril suppressions`: addresses that get no mail, and why. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { suppressionsAdd } from './suppressions/add.ts';
import { suppressionsImport } from './suppressions/import.ts';
import { suppressionsLift } from './suppressions/lift.ts';
import { suppressionsList } from './suppressions/list.ts';
import { suppressionsShow } from './suppressions/show.ts';

export const suppressionsCommand = (cli: Cli): Command =>
  group('suppressions', 'addresses that get no mail: list, show, add, lift, import', [
    suppressionsList(cli),
    suppressionsShow(cli),
    suppressionsAdd(cli),
    suppressionsLift(cli),
    suppressionsImport(cli),
  ]);
