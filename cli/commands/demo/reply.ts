/** `tendril demo reply`: a real mail over SMTP to the inbound listener, as the lead's mail program would write it. */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { mailOfLead } from '../../newest-mail.ts';
import { playReply } from '../../played-reply.ts';

const text = 'Thanks for the mail. Could we talk next week? Tuesday morning suits me.';

export const demoReply = (cli: Cli): Command =>
  command('reply', 'answer a mail as a lead does: the newest, or the one you name', [
    'tendril demo reply ann@example.com',
    'tendril demo reply ann@example.com --text "Please call me about the price."',
  ])
    .argument('<lead>', 'address or id')
    .option('--text <text>', 'what the lead writes', text)
    .option('--mail <mail>', 'its id, step or template; default: the newest')
    .action(async (idOrEmail: string, options: { readonly text: string; readonly mail?: string }) => {
      const services = await cli.services();
      const wanted = { mail: options.mail, withLinks: false };
      const mail = await mailOfLead(services, await services.store(), idOrEmail, wanted);
      await playReply(cli, mail, options.text);
    });
