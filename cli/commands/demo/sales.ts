/** `tendril demo sales`: the salesperson answers the newest mail about a hand-off; its first line decides. */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { mailToSales } from '../../newest-mail.ts';
import { playReply } from '../../played-reply.ts';

export const demoSales = (cli: Cli): Command =>
  command('sales', 'answer the newest mail about a hand-off, as the salesperson who got it', [
    'tendril demo sales ann@example.com --text "return: no budget until March"',
    'tendril demo sales ann@example.com --text "meeting 3 December at 15:00"',
  ])
    .argument('<lead>', 'address or id')
    .option('--text <text>', 'what they write: its first line decides', 'accept')
    .action(async (idOrEmail: string, { text }: { readonly text: string }) => {
      const services = await cli.services();
      const mail = await mailToSales(services, await services.store(), idOrEmail);
      await playReply(cli, mail, text);
    });
