/** `tendril senders pause` and `resume` */
import type { Command } from 'commander';
import type { PauseScope } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { pauseIt, reasonOption, resumeIt } from '../../pausing.ts';
import { domainArgument, publishedIdentities, unknownDomain } from '../../senders.ts';

const scopeOf = (domain: string): PauseScope => ({ kind: 'domain', domain });

export const sendersPause = (cli: Cli): Command =>
  command('pause', 'hold all mails of a sending domain; they wait and lose nothing', [
    'tendril senders pause mail.example.com --reason "listed at a blocklist"',
  ])
    .argument('<domain>', 'the domain of a published sender')
    .addOption(reasonOption())
    .action(async (given: string, options: { readonly reason?: string }) => {
      const domain = domainArgument(given);
      // A name with a typing error would hold nothing, and nobody would notice.
      const published = await publishedIdentities(await cli.services());
      if (!published.some((identity) => identity.domain === domain)) throw unknownDomain(domain);
      await pauseIt(cli, domain, async () => scopeOf(domain), options.reason);
    });

export const sendersResume = (cli: Cli): Command =>
  command('resume', 'lift the pause of a sending domain; one that is not activated has to be activated instead', [
    'tendril senders resume mail.example.com',
  ])
    .argument('<domain>', 'the domain')
    .action(async (given: string) => {
      const domain = domainArgument(given);
      await resumeIt(cli, domain, async () => scopeOf(domain));
    });
