/** `tendril sources`: where leads come from, what that costs, and what becomes of them. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { sourcesCheck } from './sources/check.ts';
import { sourcesCost } from './sources/cost.ts';
import { sourcesList } from './sources/list.ts';
import { sourcesShow } from './sources/show.ts';

export const sourcesCommand = (cli: Cli): Command =>
  group(
    'sources',
    'where leads come from: what each source brought and what it cost',
    [sourcesList(cli), sourcesShow(cli), sourcesCost(cli), sourcesCheck(cli)],
    [
      'tendril sources list --from 2026-01-01 --to 2026-03-31',
      'tendril sources show fairs-2026',
      'tendril sources check',
      'tendril sources cost add fairs-2026 --from 2026-03-01 --to 2026-03-31 --amount 1200 --currency EUR',
    ],
  );
