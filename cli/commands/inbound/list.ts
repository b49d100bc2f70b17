/** `tendril inbound list`: what came in, and what became of it. */
import { type Command, Option } from 'commander';
import {
  type InboundItemView,
  type InboundKind,
  type InboundStatus,
  inboundKinds,
  inboundStatuses,
} from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import { timeHere, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';
import { intentWords } from './words.ts';

const columns: readonly Column<InboundItemView>[] = [
  { title: `CAME (${zoneHere()})`, value: (row) => timeHere(row.receivedAt) },
  { title: 'KIND', value: (row) => row.kind },
  { title: 'STATUS', value: (row) => row.status, paint: (row) => (row.status === 'held' ? 'yellow' : null) },
  { title: 'WANTS', value: ({ intent }) => intent && intentWords(intent) },
  { title: 'FROM', value: (row) => row.fromAddress ?? row.envelopeFrom, flexible: true },
  { title: 'SUBJECT', value: (row) => row.subject, flexible: true },
  { title: 'WHY', value: (row) => row.note, flexible: true },
  { title: 'ID', value: (row) => row.id },
];

interface Filter extends ListOptions {
  readonly status?: InboundStatus;
  readonly kind?: InboundKind;
  readonly lead?: string;
}

export function inboundList(cli: Cli): Command {
  const list = command('list', 'list what came in, newest first', [
    'tendril inbound list --status held',
    'tendril inbound list --kind reply --lead ann@example.com --json',
  ])
    .addOption(new Option('--status <status>', 'only those in this state').choices(inboundStatuses))
    .addOption(new Option('--kind <kind>', 'only those of this kind').choices(inboundKinds))
    .option('--lead <lead>', 'only those about this lead (address or id)');
  for (const option of listOptions()) list.addOption(option);
  return list.action(async ({ status, kind, lead, ...options }: Filter) => {
    const services = await cli.services();
    const store = await services.store();
    const filter = {
      ...(status === undefined ? {} : { status }),
      ...(kind === undefined ? {} : { kind }),
      ...(lead === undefined ? {} : { leadId: (await store.leads.get(lead, services.now())).id }),
    };
    await showPages(cli.screen, columns, options, (page) => store.inbound.list(filter, page), 'Nothing came in.');
  });
}
