/** `tendril sequences explain`: the program in plain sentences. */
import type { Command } from 'commander';
import { explainSequence } from '../../../authoring/sequence-words.ts';
import { type Cli, command } from '../../command.ts';
import { namedSequence } from '../../sequence-source.ts';
import { printable } from '../../terminal/width.ts';

export const sequencesExplain = (cli: Cli): Command =>
  command('explain', 'print what a sequence does in plain sentences: its settings, then its steps', [
    'tendril sequences explain sequences/energy-guide.yaml',
    'tendril sequences explain energy-guide@3',
  ])
    .argument('<sequence>', 'a file, a published sequence, or a version of one (energy-guide@3)')
    .action(async (word: string) => {
      const { program, version } = await namedSequence(await cli.services(), word);
      const lines = explainSequence(program);
      if (cli.screen.json) {
        return cli.screen.record({ sequence: program.sequence, version, text: `${lines.join('\n')}\n` });
      }
      for (const line of lines) await cli.screen.line(printable(line));
    });
