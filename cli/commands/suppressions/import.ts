/** `tendril suppressions import`: takes over the addresses that another tool must not mail. */
import type { Command } from 'commander';
import type { SuppressionReason } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { errorPath } from '../../broken-rows.ts';
import { type Cli, command } from '../../command.ts';
import { leadFile } from '../../lead-file.ts';
import { reasonOption, scopeOf, topicOption, whyOption } from '../../suppressing.ts';
import { importSuppressions, type SuppressionImport } from '../../suppression-import.ts';
import { createProgress } from '../../terminal/progress.ts';

interface ImportOptions {
  readonly topic?: string;
  readonly reason: SuppressionReason;
  readonly why?: string;
  readonly errors?: string;
}

/** An import that takes less than this needs no progress bar. */
const worthShowing = 5_000;
/** Broken lines on the screen; all are in the file of broken lines. */
const shownLines = 10;

export const suppressionsImport = (cli: Cli): Command =>
  command('import', 'suppress the addresses of a file: one a line, or the first column of a CSV', [
    'tendril suppressions import opt-outs.txt --reason unsubscribe --why "from the tool of before"',
    'tendril suppressions import opt-outs.csv --reason unsubscribe --topic newsletter --json',
  ])
    .argument('<file>')
    .addOption(topicOption('only mails of this purpose'))
    .addOption(reasonOption('of all of them').default('manual'))
    .addOption(whyOption())
    .option('--errors <path>', 'where lines go that are no address; default: NAME.errors.csv beside the file')
    .action(async (path: string, { topic, reason, why, errors }: ImportOptions) => {
      const file = await leadFile(path);
      const services = await cli.services();
      const store = await services.store();
      const progress = createProgress(cli.screen, 'Importing', worthShowing);
      const note = { reason, scope: scopeOf(topic), detail: why ?? `import of ${file.name}`, actor: 'cli' };
      const result = await cli.stoppable((signal) =>
        importSuppressions(store, file, {
          ...{ note, now: services.now, signal, onLines: progress.at, errorFile: errorPath(path, errors) },
        }),
      );
      progress.clear();
      if (cli.screen.json) await cli.screen.record(result);
      else await showResult(cli, result, reason);
      throwUnfinished(result);
    });

async function showResult({ screen }: Cli, result: SuppressionImport, reason: string): Promise<void> {
  const { file, suppressed, added, refused, left, broken, errorFile } = result;
  for (const { line, message } of broken.slice(0, shownLines)) screen.note(`${file}:${line}:1 ${message}`);
  if (refused > shownLines) screen.note(`… and ${refused - shownLines} more`);
  if (errorFile !== null) screen.note(`The broken lines are in ${errorFile}: mend them there and import that file.`);
  const parts = [`${suppressed} suppressed (${reason})`, `${refused} broken`];
  if (added < suppressed) parts.push(`${suppressed - added} known before`);
  if (left > 0) parts.push(`${left} lines not reached`);
  await screen.line(`${file}: ${parts.join(', ')}`);
}

/** @throws NOT_ALL_DONE */
function throwUnfinished({ file, suppressed, refused, left }: SuppressionImport): void {
  if (refused === 0 && left === 0) return;
  const why = left > 0 ? 'the import was stopped' : `${refused} of ${suppressed + refused} lines are no address`;
  const message = `${suppressed} addresses of ${file} are suppressed; ${why}`;
  throw new TendrilError('NOT_ALL_DONE', message, { file, suppressed, left, broken: refused });
}
