/** `tendril handoffs return`: the lead goes back to nurturing. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ReturnReason, returnReasons } from '../../../domain/handoff.ts';
import { isDate } from '../../../domain/time.ts';
import { type Cli, command } from '../../command.ts';
import { handoffLine } from './show.ts';

interface ReturnOptions {
  readonly reason: ReturnReason;
  readonly note?: string;
  readonly again?: string;
  readonly accepted?: true;
  readonly as: string;
}

export const handoffsReturn = (cli: Cli): Command =>
  command('return', 'return a hand-off with a reason: the lead is nurtured again', [
    'tendril handoffs return 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --reason timing --note "budget in spring" --again 2027-03-01',
    'tendril handoffs return 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d --reason no_fit --accepted',
  ])
    .argument('<id>', 'the id of the hand-off: tendril handoffs list')
    .addOption(new Option('--reason <reason>', 'why').choices(returnReasons).makeOptionMandatory())
    .option('--note <text>', 'what marketing should know')
    .option('--again <date>', 'try again on this day, e.g. 2027-03-01; nothing happens before', dayOf)
    .option('--accepted', 'give one back that is accepted already')
    .option('--as <name>', 'who decides', 'cli')
    .action(async (id: string, options: ReturnOptions) => {
      const services = await cli.services();
      const store = await services.store();
      const { reason, note = null, again = null, accepted } = options;
      const seen = accepted ? 'accepted' : 'open';
      const decision = { kind: 'returned', reason, note, againOn: again, seen } as const;
      const handoff = await store.handoffs.decide(id, decision, options.as, services.now());
      await (cli.screen.json ? cli.screen.record(handoff) : cli.screen.line(handoffLine(handoff)));
    });

function dayOf(text: string): string {
  if (isDate(text)) return text;
  throw new InvalidArgumentError('It must be a date such as 2027-03-01.');
}
