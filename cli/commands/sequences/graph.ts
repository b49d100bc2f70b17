/** `tendril sequences graph`: the steps as a Mermaid flowchart. */
import type { Command } from 'commander';
import { sequenceGraph } from '../../../authoring/sequence-graph.ts';
import { type Cli, command } from '../../command.ts';
import { leadsAt, namedSequence } from '../../sequence-source.ts';

export const sequencesGraph = (cli: Cli): Command =>
  command('graph', 'print the steps of a sequence as a Mermaid flowchart, with the leads at each step', [
    'tendril sequences graph energy-guide',
    'tendril sequences graph energy-guide@2',
    'tendril sequences graph sequences/energy-guide.yaml --live > energy-guide.mmd',
  ])
    .argument('<sequence>', 'a file, a published sequence, or a version of one (energy-guide@3)')
    .option(
      '--live',
      'with the number of leads at each step, also for a file; always so for a published sequence. Leads of all versions are counted, unless a version is named',
    )
    .action(async (word: string, options: { readonly live?: boolean }) => {
      const services = await cli.services();
      const { program, version, byNumber } = await namedSequence(services, word);
      const live = options.live === true || version !== null;
      const counted = byNumber ? version : null;
      const at = live ? await leadsAt(await services.store(), program.sequence, counted) : null;
      const mermaid = sequenceGraph(program, at);
      if (cli.screen.json) return cli.screen.record({ sequence: program.sequence, version, counted, at, mermaid });
      await cli.screen.line(mermaid.trimEnd());
      if (at === null) return;
      cli.screen.note(counted === null ? 'Counted: leads of all versions.' : `Counted: leads of version ${counted}.`);
    });
