/** `tendril messages show`: one mail, and all that the ledger knows of it. */
import type { Command } from 'commander';
import type { MessageView } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';
import { momentHere } from '../../local-time.ts';
import { printable } from '../../terminal/width.ts';

export const messagesShow = (cli: Cli): Command =>
  command('show', 'show a mail: where it went, what the relay said, who resolved it', [
    'tendril messages show 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
  ])
    .argument('<id>', 'the id of the mail: tendril messages list')
    .action(async (id: string) => {
      const store = await (await cli.services()).store();
      const message = await store.messages.find(id);
      if (!message) throw new TendrilError('MESSAGE_UNKNOWN', `There is no mail ${id}`, { messageId: id });
      if (cli.screen.json) return cli.screen.record(message);
      for (const line of messageLines(message)) await cli.screen.line(line);
    });

/** The mail in aligned lines; what is not known has none. */
function messageLines(message: MessageView): readonly string[] {
  const { links, stepId, sentAt, resolvedBy, template } = message;
  const pairs: readonly (readonly [string, string | null])[] = [
    ['mail', message.id],
    ['to', message.recipient],
    ['subject', message.subject],
    ['template', template],
    ['step', stepId],
    ['from', message.fromDomain],
    ['relay', message.relay],
    ['state', message.state],
    ['resolved', resolvedBy === null ? null : `by ${resolvedBy}`],
    ['tries', String(message.attempts)],
    ['judged', message.verdict],
    ['detail', message.detail],
    ['made', momentHere(message.createdAt)],
    ['sent', sentAt === null ? null : momentHere(sentAt)],
    ...links.map(({ name, url }, i) => [i === 0 ? 'links' : '', `${name} ${url}`] as const),
  ];
  return pairs.flatMap(([label, value]) => (value === null ? [] : [`${label.padEnd(8)}  ${printable(value)}`]));
}
