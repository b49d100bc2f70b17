/** `tendril leads`: the people that are nurtured. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { leadsAdd } from './leads/add.ts';
import { leadsConsents } from './leads/consents.ts';
import { leadsErase } from './leads/erase.ts';
import { leadsErasures } from './leads/erasures.ts';
import { leadsExport } from './leads/export.ts';
import { leadsImport } from './leads/import.ts';
import { leadsList } from './leads/list.ts';
import { leadsPause, leadsResume } from './leads/pause.ts';
import { leadsPreferences } from './leads/preferences.ts';
import { leadsShow } from './leads/show.ts';

export const leadsCommand = (cli: Cli): Command =>
  group('leads', 'import, add, list, show, pause, resume, export and erase leads', [
    leadsImport(cli),
    leadsAdd(cli),
    leadsList(cli),
    leadsShow(cli),
    leadsPause(cli),
    leadsResume(cli),
    leadsExport(cli),
    leadsErase(cli),
    leadsErasures(cli),
    leadsConsents(cli),
    leadsPreferences(cli),
  ]);
