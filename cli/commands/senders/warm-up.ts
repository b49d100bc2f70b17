/** `tendril senders warm-up` */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { domainArgument, hasWarmUpPlan, noWarmUpPlan, relaysOf } from '../../senders.ts';

export const sendersWarmUp = (cli: Cli): Command =>
  command('warm-up', 'start a domain that receivers do not know with few mails a day and let them grow', [
    'tendril senders warm-up mail.example.com',
    'tendril senders warm-up mail.example.com --stop',
  ])
    .argument('<domain>', 'the domain of a published sender')
    .option('--stop', 'no limits any more: receivers know the domain')
    .action(async (given: string, options: { readonly stop?: boolean }) => {
      const domain = domainArgument(given);
      const services = await cli.services();
      await relaysOf(services, domain);
      const store = await services.store();
      const view = await store.senders.warmUp(domain, options.stop === true ? null : services.now());
      if (cli.screen.json) return cli.screen.record(view);
      const what = view.warmUpSince === null ? 'does not warm up any more' : 'warms up from now on';
      await cli.screen.line(`${domain} ${what}.`);
      const { organisation } = await store.publications.workspace();
      if (view.warmUpSince !== null && !hasWarmUpPlan(organisation, domain)) cli.screen.note(noWarmUpPlan(domain));
    });
