/** `tendril forms`: what visitors of sites fill in, and what came in by it. */
import type { Command } from 'commander';
import { type Cli, group } from '../command.ts';
import { formsLint, formsSchema } from './forms/lint.ts';
import { formsList, formsShow } from './forms/list.ts';
import { formsPreview } from './forms/preview.ts';
import { formsRelease, formsSubmissions } from './forms/submissions.ts';

export const formsCommand = (cli: Cli): Command =>
  group(
    'forms',
    'forms for web sites: check, look at, publish with the workspace; what came in by them',
    [
      formsList(cli),
      formsShow(cli),
      formsLint(cli),
      formsPreview(cli),
      formsSchema(cli),
      formsSubmissions(cli),
      formsRelease(cli),
    ],
    [
      'tendril forms lint',
      'tendril forms preview energy-guide',
      'tendril forms list',
      'tendril forms submissions energy-guide --status held',
    ],
  );
