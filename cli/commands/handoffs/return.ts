/** `tendril handoffs return`: the lead goes back to nurturing. */
import { type Command, Option } from 'commander';
import { type ReturnReason, returnReasons } from '../../../domain/handoff.ts';
import { type Cli, command } from '../../command.ts';
import { handoffLine } from './show.ts';

interface ReturnOptions {
  readonly reason: ReturnReason;
  readonly note?: string;
  readonly as: string;
}

export const handoffsReturn = (cli: Cli): Command =>
  command('return', 'return a hand-off with a reason: the lead is nurtured again', [
    'tendril handoffs return 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --reason timing --note "budget in spring"',
  ])
    .argument('<id>', 'the id of the hand-off: tendril handoffs list')
    .addOption(new Option('--reason <reason>', 'why').choices(returnReasons).makeOptionMandatory())
    .option('--note <text>', 'what marketing should know')
    .option('--as <name>', 'who decides', 'cli')
    .action(async (id: string, options: ReturnOptions) => {
      const services = await cli.services();
      const store = await services.store();
      const decision = { kind: 'returned', reason: options.reason, note: options.note ?? null } as const;
      const handoff = await store.handoffs.decide(id, decision, options.as, services.now());
      await (cli.screen.json ? cli.screen.record(handoff) : cli.screen.line(handoffLine(handoff)));
    });
