/** `tendril messages list`: mails and what became of them. */
import { type Command, Option } from 'commander';
import { type MessageState, type MessageView, messageStates } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import { timeHereOr, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';

const columns: readonly Column<MessageView>[] = [
  { title: 'TO', value: (row) => row.recipient, flexible: true },
  { title: 'SUBJECT', value: (row) => row.subject ?? (row.template && `(${row.template})`), flexible: true },
  { title: 'STATE', value: (row) => row.state, paint: (row) => (row.state === 'SENT' ? null : 'yellow') },
  { title: 'TRIES', value: (row) => row.attempts, align: 'right' },
  { title: `SENT (${zoneHere()})`, value: (row) => timeHereOr(row.sentAt) },
  { title: 'DETAIL', value: (row) => row.detail, flexible: true },
  { title: 'ID', value: (row) => row.id },
];

interface Filter extends ListOptions {
  readonly state?: MessageState;
  readonly status?: MessageState;
  readonly lead?: string;
  readonly broadcast?: string;
}

export function messagesList(cli: Cli): Command {
  const list = command('list', 'list mails, newest first', [
    'tendril messages list --state UNKNOWN',
    'tendril messages list --broadcast heat-2026 --state FAILED',
    'tendril messages list --lead ann@example.com --json',
  ])
    .addOption(new Option('--state <state>', 'only those in this state').choices(messageStates))
    // What other lists call it.
    .addOption(new Option('--status <state>').choices(messageStates).conflicts('state').hideHelp())
    .option('--lead <lead>', 'only those of this lead (address or id)')
    .option('--broadcast <broadcast>', 'only those of this broadcast (name or id)');
  for (const option of listOptions()) list.addOption(option);
  return list.action(async ({ status, state = status, ...options }: Filter) => {
    const services = await cli.services();
    const store = await services.store();
    const lead = options.lead === undefined ? null : await store.leads.get(options.lead, services.now());
    const broadcast = options.broadcast === undefined ? null : await store.broadcasts.get(options.broadcast);
    const filter = {
      ...(state === undefined ? {} : { state }),
      ...(lead === null ? {} : { leadId: lead.id }),
      ...(broadcast === null ? {} : { broadcastId: broadcast.id }),
    };
    await showPages(cli.screen, columns, options, (page) => store.messages.list(filter, page), 'No mails.');
  });
}
