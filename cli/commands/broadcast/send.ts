/** `tendril broadcast send`: shows what will happen, asks, and begins. Nothing is sent to anybody by a slip. */
import type { Command } from 'commander';
import type { BroadcastView } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import type { Instant } from '../../../domain/instant.ts';
import { type Cli, command } from '../../command.ts';
import { withFilterOptions } from '../../lead-filter.ts';
import { momentHere } from '../../local-time.ts';
import { paceOption } from '../../pace.ts';
import { type BroadcastPlan, planBroadcast, type SendOptions } from './plan.ts';
import { getting, mails, planLines, planNotes } from './plan-words.ts';

interface Options extends SendOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export const broadcastSend = (cli: Cli): Command =>
  withFilterOptions(
    command('send', 'send one mail to all leads that fit; first shows who gets it, and asks', [
      'tendril broadcast send letter-heat --name heat-2026 --segment large-sites --dry-run',
      `tendril broadcast send letter-heat --name heat-de --when 'lead.country == "DE"' --between 08:00-18:00 --weekdays`,
      'tendril broadcast send letter-heat --name heat-2026 --tag heat --at "2026-12-01 09:00" --pace 20/s --yes',
    ])
      .argument('<template>', 'the mail; its newest published version is used, to the end')
      .requiredOption('--name <name>', 'what it is called, here and in its reports; used once'),
  )
    .option('--sender <key>', 'who it comes from, as under "senders" in organisation.yaml; else the main sender')
    .option('--purpose <purpose>', 'what leads must have agreed to, where consent is needed (default: marketing)')
    .option('--stages <stages>', 'at which lifecycle stages, such as engaged,customer (default: those before sales)')
    .addOption(paceOption('mails'))
    .option('--at <time>', 'when it begins, such as "2026-12-01 09:00" here; else at once')
    .option('--between <hours>', 'only at these times of day, such as 08:00-18:00, on the clock of each lead')
    .option('--weekdays', 'only from monday to friday')
    .option('--no-holidays', "not on public holidays of the lead's country")
    .option('--late <time>', 'leave out what could not leave within this time, or "never" (default: 48 hours)')
    .option('--dry-run', 'only show what would happen')
    .option('-y, --yes', 'begin without asking')
    .action(async (template: string, options: Options) => {
      const services = await cli.services();
      const plan = await planBroadcast(services, template, options);
      if (!cli.screen.json) for (const line of planLines(cli.screen, plan)) await cli.screen.line(line);
      for (const note of planNotes(plan)) cli.screen.note(note);
      if (options.dryRun === true) {
        return cli.screen.json ? cli.screen.record(plan) : cli.screen.note('Nothing was sent: this was a dry run.');
      }
      await agree(cli, plan, options.yes === true);
      const store = await services.store();
      const now = services.now();
      await showBegun(cli, await store.broadcasts.begin(plan.order, 'cli', now), now);
    });

/** @throws USAGE when nobody fits, nobody can be asked, or the person says no */
async function agree(cli: Cli, plan: BroadcastPlan, yes: boolean): Promise<void> {
  if (plan.forecast.fit === 0) throw new TendrilError('USAGE', 'Nobody was mailed: no lead fits');
  if (yes) return;
  const answer = await cli.confirm(`Send ${mails(getting(plan.forecast))}?`);
  if (answer === true) return;
  const why = answer === null ? 'nobody can be asked here: look at it with --dry-run and give --yes' : 'as you said';
  throw new TendrilError('USAGE', `Nothing was sent: ${why}`);
}

async function showBegun({ screen }: Cli, view: BroadcastView, now: Instant): Promise<void> {
  if (screen.json) return screen.record(view);
  const when = `begins ${view.startAt > now ? momentHere(view.startAt) : 'now'}`;
  await screen.line(`${view.name} ${when} (${view.id})`);
  screen.note(`See how far it is: tendril broadcast show ${view.name} --follow`);
  screen.note(`Halt it: tendril broadcast pause ${view.name}`);
}
