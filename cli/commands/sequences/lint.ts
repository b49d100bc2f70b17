/** `tendril sequences lint`: needs no database and no engine, but for `--live`. */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';

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
      const { lintSequences } = await import('../../sequence-lint.ts');
      await lintSequences(cli, words, live);
    });
