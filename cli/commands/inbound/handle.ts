/** `tendril inbound assign` and `dismiss`: what a person says of a mail whose sender could not be matched. */
import type { Command } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { itemLine } from './words.ts';

const example = '0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d';

interface Subject {
  readonly lead?: string;
  readonly message?: string;
  readonly as: string;
}

export const inboundAssign = (cli: Cli): Command =>
  command('assign', 'say whom an incoming mail is about: it is acted on as if it had been known', [
    `tendril inbound assign ${example} --lead ann@example.com`,
    `tendril inbound assign ${example} --message 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9e`,
  ])
    .argument('<id>', 'its id: tendril inbound list --status held')
    .option('--lead <lead>', 'address or id of the lead: it answers the newest mail to it')
    .option('--message <id>', 'the mail that it answers: tendril messages list --lead LEAD')
    .option('--as <name>', 'who says so', 'cli')
    .action(async (id: string, { lead, message, as }: Subject) => {
      if ((lead === undefined) === (message === undefined)) {
        throw new TendrilError('USAGE', 'Give either --lead or --message');
      }
      const services = await cli.services();
      const inbox = await services.inbox();
      const about =
        message === undefined
          ? { leadId: (await (await services.store()).leads.get(lead ?? '', services.now())).id }
          : { messageId: message };
      const item = await inbox.assign(id, about, as);
      await (cli.screen.json ? cli.screen.record(item) : cli.screen.line(itemLine(item)));
    });

export const inboundDismiss = (cli: Cli): Command =>
  command('dismiss', 'say that an incoming mail is about nobody; its tasks are done', [
    `tendril inbound dismiss ${example}`,
  ])
    .argument('<id>', 'its id: tendril inbound list --status held')
    .option('--as <name>', 'who says so', 'cli')
    .action(async (id: string, { as }: { readonly as: string }) => {
      const item = await (await (await cli.services()).inbox()).dismiss(id, as);
      await (cli.screen.json ? cli.screen.record(item) : cli.screen.line(itemLine(item)));
    });
