/** `tendril handoffs contacted|meeting|won|lost`: what sales did with a lead. */
import { type Command, Option } from 'commander';
import type { StepGiven } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { contactCalendar, planIn } from '../../../domain/handoff-calendar.ts';
import { type LostReason, lostReasons } from '../../../domain/handoff-steps.ts';
import { moneyProblem } from '../../../domain/money.ts';
import { type Cli, command } from '../../command.ts';
import { readComing } from '../../local-time.ts';
import { handoffLine, progressLines } from './show.ts';

const example = '0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d';

interface Told {
  readonly note?: string;
  readonly as: string;
}

const step = (name: string, about: string, examples: readonly string[]): Command =>
  command(name, about, examples)
    .argument('<id>', 'the id of the hand-off: tendril handoffs list')
    .option('--note <text>', 'something to remember')
    .option('--as <name>', 'who did it', 'cli');

async function take(
  cli: Cli,
  id: string,
  given: StepGiven,
  { note = null, as }: { readonly note?: string | null; readonly as: string },
) {
  const services = await cli.services();
  const store = await services.store();
  const handoff = await store.handoffs.decide(id, { ...given, note }, as, services.now());
  if (cli.screen.json) await cli.screen.record(handoff);
  else for (const line of [handoffLine(handoff), ...progressLines(handoff)]) await cli.screen.line(line);
  if (handoff.plannedAt !== null && !handoff.follow) {
    cli.screen.note(`No mail reminds of it, for sales.yaml declares no service times: tendril handoffs calendar ${id}`);
  }
}

export const handoffsContacted = (cli: Cli): Command =>
  step('contacted', 'log that you have talked to the lead', [
    `tendril handoffs contacted ${example} --as ines --note "calls back on Monday"`,
  ]).action((id: string, told: Told) => take(cli, id, { kind: 'contacted' }, told));

export const handoffsMeeting = (cli: Cli): Command =>
  step('meeting', 'log that a meeting is set: the lead is an opportunity', [
    `tendril handoffs meeting ${example} --as ines --at "2027-03-01 15:00"`,
  ])
    .option('--at <time>', 'when it is, on the clock here: whoever has the lead is reminded then')
    .action((id: string, { at, ...told }: Told & { readonly at?: string }) =>
      take(cli, id, { kind: 'meeting', at: at === undefined ? null : readComing(at) }, told),
    );

export const handoffsPlan = (cli: Cli): Command =>
  step('plan', 'plan the next contact: whoever has the lead is reminded then', [
    `tendril handoffs plan ${example} --at "2027-03-01 09:30" --note "their budget is decided" --as ines`,
  ])
    .requiredOption('--at <time>', 'when, on the clock here')
    .action((id: string, { at, ...told }: Told & { readonly at: string }) =>
      take(cli, id, { kind: 'planned', at: readComing(at) }, told),
    );

export const handoffsCalendar = (cli: Cli): Command =>
  command('calendar', 'the next contact as a file for a calendar (iCalendar)', [
    `tendril handoffs calendar ${example} > contact.ics`,
  ])
    .argument('<id>', 'the id of the hand-off: tendril handoffs list')
    .action(async (id: string) => {
      const services = await cli.services();
      const { handoff, timeline } = await (await services.store()).handoffs.story(id, services.now());
      if (handoff.plans === 0)
        throw new TendrilError('USAGE', `No contact is planned: tendril handoffs plan ${id} --at "…"`);
      const { leadName, company, plannedAt, plans } = handoff;
      const { publicUrl } = services.config;
      const planned = { handoffId: id, leadName, company, plannedAt, plans, url: null, ...planIn(timeline, id) };
      await cli.screen.bytes(
        Buffer.from(
          contactCalendar(planned, new URL(publicUrl ?? 'http://localhost').hostname, { now: services.now() }),
        ),
      );
    });

interface Won extends Told {
  readonly amount?: string;
  readonly currency?: string;
  readonly product?: string;
}

export const handoffsWon = (cli: Cli): Command =>
  step('won', 'the lead has bought: it is a customer', [
    `tendril handoffs won ${example} --amount 12500 --currency EUR --product monitoring`,
  ])
    .option('--amount <amount>', 'e.g. 12500 or 12500.50, with --currency')
    .option('--currency <code>', 'ISO 4217, e.g. EUR')
    .option('--product <name>', 'its name in sales.yaml; else what the hand-off is about')
    .action((id: string, { amount, currency, product, ...told }: Won) => {
      if (amount !== undefined && currency === undefined)
        throw new TendrilError('USAGE', 'An amount needs its --currency, such as EUR');
      const problem = amount === undefined ? null : moneyProblem(amount, currency ?? '');
      if (problem !== null) throw new TendrilError('USAGE', problem);
      return take(cli, id, { kind: 'won', amount, currency: amount && currency, product }, told);
    });

export const handoffsLost = (cli: Cli): Command =>
  step('lost', 'the lead does not buy: it is nurtured for the long term', [
    `tendril handoffs lost ${example} --reason price`,
  ])
    .addOption(new Option('--reason <reason>', 'why').choices(lostReasons).makeOptionMandatory())
    .action((id: string, { reason, ...told }: Told & { readonly reason: LostReason }) =>
      take(cli, id, { kind: 'lost', reason }, told),
    );
