/** `tendril sequences lint`: needs no database and no engine, but for `--live`. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { folderOf, templatesDirOf } from '../../workspace-folder.ts';

export const sequencesLint = (cli: Cli): Command =>
  command('lint', 'check sequence files and the templates they send; changes nothing', [
    'tendril sequences lint sequences/energy-guide.yaml',
    'tendril sequences lint energy-guide',
    'tendril sequences lint',
    'tendril sequences lint sequences/*.yaml --live --json',
  ])
    .argument(
      '[what...]',
      'sequence files, folders of them, or names of sequences in sequences/; default: all in sequences/. templates/ and workspace/ are looked for above each',
    )
    .option('--live', 'look as well for leads that stand at steps which are gone; needs the database')
    .action(async (words: readonly string[], { live = false }: { readonly live?: boolean }) => {
      await warmUp(cli, words[0] ?? '.');
      const { lintSequences } = await import('../../sequence-lint.ts');
      await lintSequences(cli, words, live);
    });

/** The compiler of the templates takes as long to come up as the checks take to be loaded: both at once. */
async function warmUp(cli: Cli, word: string): Promise<void> {
  const services = await cli.services();
  const compiler = await services.compiler(templatesDirOf(folderOf(join(word, 'here'), services.root)));
  compiler.warmUp();
}
