/** `tendril leads`: the people that are nurtured. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { leadsAdd } from './leads/add.ts';
import { leadsCheck, leadsFake } from './leads/check.ts';
import { leadsConsents } from './leads/consents.ts';
import { leadsDownload } from './leads/download.ts';
import { leadsDistinct, leadsDuplicates } from './leads/duplicates.ts';
import { leadsErase } from './leads/erase.ts';
import { leadsErasures } from './leads/erasures.ts';
import { leadsExport } from './leads/export.ts';
import { leadsImport } from './leads/import.ts';
import { leadsImports } from './leads/imports.ts';
import { leadsList } from './leads/list.ts';
import { leadsMerge, leadsUnmerge } from './leads/merge.ts';
import { leadsPause, leadsResume } from './leads/pause.ts';
import { leadsPreferences } from './leads/preferences.ts';
import { leadsShow } from './leads/show.ts';
import { leadsStage } from './leads/stage.ts';

export const leadsCommand = (cli: Cli): Command =>
  group('leads', 'import, add, list, show, pause, resume, export and erase leads', [
    leadsImport(cli),
    leadsAdd(cli),
    leadsList(cli),
    leadsShow(cli),
    leadsStage(cli),
    leadsDuplicates(cli),
    leadsMerge(cli),
    leadsUnmerge(cli),
    leadsDistinct(cli),
    leadsCheck(cli),
    leadsFake(cli),
    leadsPause(cli),
    leadsResume(cli),
    leadsImports(cli),
    leadsDownload(cli),
    leadsExport(cli),
    leadsErase(cli),
    leadsErasures(cli),
    leadsConsents(cli),
    leadsPreferences(cli),
  ]);
