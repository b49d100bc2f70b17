/** `tendril leads import` */
import type { Command } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { findingLines } from '../../failure.ts';
import { type ImportResult, importLeads } from '../../lead-import.ts';
import { readSource } from '../../source-file.ts';
import { createProgress } from '../../terminal/progress.ts';

/** An import that takes less than this needs no progress bar. */
const worthShowing = 500;

export const leadsImport = (cli: Cli): Command =>
  command('import', 'import leads from a CSV file; the good rows go in, the broken ones are listed', [
    'tendril leads import leads.csv',
    'tendril leads import leads.csv --json | jq .broken',
  ])
    .argument('<file>', 'CSV with a header: email, first name, …, and custom fields of the workspace')
    .action(async (path: string) => {
      const source = await readSource(path, 'CSV_SYNTAX');
      const services = await cli.services();
      const store = await services.store();
      const progress = createProgress(cli.screen, 'Importing', worthShowing);
      const result = await cli.stoppable((signal) =>
        importLeads(store, source, { now: services.now, actor: 'cli', signal, onRow: progress.at }),
      );
      progress.clear();
      await showResult(cli, result);
      throwUnfinished(result);
    });

async function showResult(cli: Cli, result: ImportResult): Promise<void> {
  const { screen } = cli;
  const { file, created, updated, left, broken } = result;
  if (screen.json) return screen.record(result);
  for (const row of broken) {
    const lines = findingLines({ ...row, file, col: 1 }, (code) => screen.paintNote('red', code));
    for (const line of lines) screen.note(line);
  }
  const parts = [`${created} new`, `${updated} updated`];
  if (broken.length > 0) parts.push(`${broken.length} broken`);
  if (left > 0) parts.push(`${left} not reached`);
  await screen.line(`${file}: ${parts.join(', ')}`);
}

/** @throws the code of the first broken row when nothing could be imported, else NOT_ALL_DONE */
function throwUnfinished({ file, imported, created, updated, left, broken }: ImportResult): void {
  const [first] = broken;
  if (first === undefined && left === 0) return;
  const details = { file, created, updated, left, broken: broken.length };
  if (first !== undefined && imported === 0 && left === 0) {
    throw new TendrilError(first.code, `Nothing was imported from ${file}`, details);
  }
  const why = left > 0 ? 'the import was stopped' : `${broken.length} of ${imported + broken.length} rows are broken`;
  throw new TendrilError('NOT_ALL_DONE', `${imported} leads were imported from ${file}; ${why}`, details);
}
