/** `tendril sequences`: what is sent to whom, and when. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { sequencesLint } from './sequences/lint.ts';
import { sequencesList } from './sequences/list.ts';
import { sequencesPublish } from './sequences/publish.ts';
import { sequencesShow } from './sequences/show.ts';

export const sequencesCommand = (cli: Cli): Command =>
  group('sequences', 'lint, publish, list and show sequences', [
    sequencesLint(cli),
    sequencesPublish(cli),
    sequencesList(cli),
    sequencesShow(cli),
  ]);
