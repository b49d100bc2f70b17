/** `tendril suppressions import`: takes over the addresses that another tool must not mail. */
import type { Command } from 'commander';
import type { SuppressionReason } from '../../../db/store.ts';
import { parseAddress } from '../../../domain/address.ts';
import { errorCode, TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { readSource } from '../../source-file.ts';
import { reasonOption, scopeOf, topicOption, whyOption } from '../../suppressing.ts';

interface ImportOptions {
  readonly topic?: string;
  readonly reason: SuppressionReason;
  readonly why?: string;
}

const atOnce = 1_000;

export const suppressionsImport = (cli: Cli): Command =>
  command('import', 'suppress the addresses of a file: one a line, or the first column of a CSV', [
    'tendril suppressions import opt-outs.txt --reason unsubscribe --why "from the tool of before"',
    'tendril suppressions import opt-outs.csv --reason unsubscribe --topic newsletter --json',
  ])
    .argument('<file>')
    .addOption(topicOption('only mails of this purpose'))
    .addOption(reasonOption('of all of them').default('manual'))
    .addOption(whyOption())
    .action(async (path: string, { topic, reason, why }: ImportOptions) => {
      const { file, text } = await readSource(path, 'CSV_SYNTAX');
      const { addresses, broken } = addressesOf(text);
      const services = await cli.services();
      const { suppressions } = await services.store();
      const note = { reason, scope: scopeOf(topic), detail: why ?? `import of ${file}`, actor: 'cli' };
      for (let i = 0; i < addresses.length; i += atOnce) {
        await suppressions.putAll(addresses.slice(i, i + atOnce), note, services.now());
      }
      if (cli.screen.json) await cli.screen.record({ file, suppressed: addresses.length, broken });
      else {
        for (const { line, message } of broken) cli.screen.note(`${file}:${line}:1 ${message}`);
        await cli.screen.line(`${file}: ${addresses.length} suppressed (${reason}), ${broken.length} broken`);
      }
      if (broken.length === 0) return;
      const message = `${broken.length} of ${addresses.length + broken.length} lines are no address`;
      throw new TendrilError('NOT_ALL_DONE', message, { file, broken: broken.length });
    });

interface Broken {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** The first cell of each line; a header without an `@` and empty lines are left out. */
function addressesOf(text: string): { readonly addresses: readonly string[]; readonly broken: readonly Broken[] } {
  const addresses = new Set<string>();
  const broken: Broken[] = [];
  for (const [i, row] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .entries()) {
    const cell = (
      /^\s*(?:"([^"]*)"|([^,;\t]*))/
        .exec(row)
        ?.slice(1)
        .find((part) => part !== undefined) ?? ''
    ).trim();
    if (cell === '' || (i === 0 && !cell.includes('@'))) continue;
    try {
      addresses.add(parseAddress(cell));
    } catch (error) {
      if (!(error instanceof TendrilError)) throw error;
      broken.push({ line: i + 1, code: errorCode(error), message: error.message });
    }
  }
  return { addresses: [...addresses], broken };
}
