/** `tendril workspace`: everything that an organisation authors, as one folder. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { workspaceLint } from './workspace/lint.ts';
import { workspacePublish } from './workspace/publish.ts';

export const workspaceCommand = (cli: Cli): Command =>
  group('workspace', 'lint or publish a whole folder: organisation, scoring, sales, templates, sequences', [
    workspaceLint(cli),
    workspacePublish(cli),
  ]);
