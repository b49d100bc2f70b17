/** `tendril templates`: the mails themselves, to look at and to try. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { templatesList } from './templates/list.ts';
import { templatesPreview } from './templates/preview.ts';
import { templatesTest } from './templates/test.ts';

export const templatesCommand = (cli: Cli): Command =>
  group(
    'templates',
    'list the mails, look at one as it arrives, send one to try it',
    [templatesList(cli), templatesPreview(cli), templatesTest(cli)],
    [
      'tendril templates list',
      'tendril templates preview renewal-soon',
      'tendril templates preview renewal-soon --watch',
      'tendril templates test renewal-soon --to me@example.com',
    ],
  );
