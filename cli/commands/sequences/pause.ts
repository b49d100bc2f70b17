/** `tendril sequences pause` and `resume` */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { pauseIt, reasonOption, resumeIt } from '../../pausing.ts';

const scope = (sequence: string) => ({ kind: 'sequence', sequence }) as const;

export const sequencesPause = (cli: Cli): Command =>
  command('pause', 'park a sequence: nothing of it is sent or done until it is resumed', [
    'tendril sequences pause energy-guide --reason "the price list is being changed"',
  ])
    .argument('<name>', 'the name of the sequence')
    .addOption(reasonOption())
    .action((name: string, { reason }: { readonly reason?: string }) =>
      pauseIt(cli, name, async () => scope(name), reason),
    );

export const sequencesResume = (cli: Cli): Command =>
  command('resume', 'lift the pause of a sequence: each lead goes on where it stands', [
    'tendril sequences resume energy-guide',
  ])
    .argument('<name>', 'the name of the sequence')
    .action((name: string) => resumeIt(cli, name, async () => scope(name)));
