/** `tendril leads duplicates` and `distinct`: leads that may be one person, and those that are not. */
import type { Command } from 'commander';
import type { DuplicateView } from '../../../db/store.ts';
import type { DuplicateReason } from '../../../domain/merging.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import { timeHere, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';

const why: Readonly<Record<DuplicateReason, string>> = {
  address: 'same mailbox',
  'phone-and-name': 'same phone and name',
  phone: 'same phone',
  name: 'same name and company',
};

const columns: readonly Column<DuplicateView>[] = [
  { title: 'LEAD', value: ({ leads: [lead] }) => lead.email, flexible: true },
  { title: 'NAME', value: ({ leads: [lead] }) => lead.name, flexible: true },
  { title: 'OTHER', value: ({ leads: [, other] }) => other.email, flexible: true },
  { title: 'NAME', value: ({ leads: [, other] }) => other.name, flexible: true },
  { title: 'WHY', value: ({ reason }) => why[reason] },
  { title: `SINCE (${zoneHere()})`, value: ({ foundAt }) => timeHere(foundAt) },
];

export const leadsDuplicates = (cli: Cli): Command => {
  const list = command('duplicates', 'list leads that may be one person, for you to decide', [
    'tendril leads duplicates',
    'tendril leads duplicates --json',
  ]);
  for (const option of listOptions()) list.addOption(option);
  return list.action(async (options: ListOptions) => {
    const { merges } = await (await cli.services()).store();
    await showPages(
      cli.screen,
      columns,
      options,
      (page) => merges.duplicates(page),
      'No two leads look like one person. Decide with: tendril leads merge LEAD OTHER, or distinct LEAD OTHER',
    );
  });
};

export const leadsDistinct = (cli: Cli): Command =>
  command('distinct', 'say that two leads are two persons: they are not proposed again', [
    'tendril leads distinct ann@example.com a.lee@example.com',
  ])
    .argument('<lead>', 'address or id')
    .argument('<other>', 'address or id')
    .action(async (lead: string, other: string) => {
      const services = await cli.services();
      await (await services.store()).merges.distinct(lead, other, 'cli', services.now());
      if (cli.screen.json) return cli.screen.record({ distinct: true });
      await cli.screen.line('They are two persons, and are not proposed again.');
    });
