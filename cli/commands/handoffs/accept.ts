/** `tendril handoffs accept`: the lead becomes an SQL. */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { handoffLine } from './show.ts';

export const handoffsAccept = (cli: Cli): Command =>
  command('accept', 'accept a hand-off: the lead belongs to sales', [
    'tendril handoffs accept 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
    'tendril handoffs accept 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --as ines --note "call on Monday"',
  ])
    .argument('<id>', 'the id of the hand-off: tendril handoffs list')
    .option('--note <text>', 'something to remember')
    .option('--as <name>', 'who decides', 'cli')
    .action(async (id: string, options: { readonly note?: string; readonly as: string }) => {
      const services = await cli.services();
      const store = await services.store();
      const decision = { kind: 'accepted', note: options.note ?? null } as const;
      const handoff = await store.handoffs.decide(id, decision, options.as, services.now());
      await (cli.screen.json ? cli.screen.record(handoff) : cli.screen.line(handoffLine(handoff)));
    });
