/** `tendril handoffs assign`: gives a hand-off to somebody by hand. */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { handoffLine } from './show.ts';

export const handoffsAssign = (cli: Cli): Command =>
  command(
    'assign',
    'give a hand-off to a salesperson, whoever has it: an open one, or an accepted one that is followed',
    [
      'tendril handoffs assign 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d tom',
      'tendril handoffs assign 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d tom --as mara',
    ],
  )
    .argument('<id>', 'the id of the hand-off: tendril handoffs list')
    .argument('<salesperson>', 'the key in sales.yaml')
    .option('--as <name>', 'who gives it', 'cli')
    .action(async (id: string, salesperson: string, options: { readonly as: string }) => {
      const services = await cli.services();
      const store = await services.store();
      const handoff = await store.handoffs.assign(id, salesperson, options.as, services.now());
      await (cli.screen.json ? cli.screen.record(handoff) : cli.screen.line(handoffLine(handoff)));
    });
