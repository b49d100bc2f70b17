/** `tendril leads`: the people that are nurtured. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { leadsAdd } from './leads/add.ts';
import { leadsImport } from './leads/import.ts';
import { leadsList } from './leads/list.ts';
import { leadsPause, leadsResume } from './leads/pause.ts';
import { leadsShow } from './leads/show.ts';

export const leadsCommand = (cli: Cli): Command =>
  group('leads', 'import, add, list, show, pause and resume leads', [
    leadsImport(cli),
    leadsAdd(cli),
    leadsList(cli),
    leadsShow(cli),
    leadsPause(cli),
    leadsResume(cli),
  ]);
