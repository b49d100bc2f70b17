/** `tendril accounts`: the companies of leads, each with the people who decide together. */
import type { Command } from 'commander';
import type { AccountMember, AccountView } from '../../db/store.ts';
import { fullName } from '../../domain/lead.ts';
import { type Cli, command, group } from '../command.ts';
import { type ListOptions, listOptions, showPages } from '../listing.ts';
import { timeHere, zoneHere } from '../local-time.ts';
import { type Column, tableLines } from '../terminal/table.ts';
import { printable } from '../terminal/width.ts';

export const accountsCommand = (cli: Cli): Command =>
  group('accounts', 'the companies of leads: list, show', [accountsList(cli), accountsShow(cli)]);

const columns: readonly Column<AccountView>[] = [
  { title: 'COMPANY', value: ({ name }) => name, flexible: true },
  { title: 'DOMAIN', value: ({ domain }) => domain, flexible: true },
  { title: 'LEADS', value: ({ leads }) => leads, align: 'right' },
  { title: 'SCORE', value: ({ score }) => Math.round(score), align: 'right' },
  { title: `SINCE (${zoneHere()})`, value: ({ createdAt }) => timeHere(createdAt) },
];

const memberColumns: readonly Column<AccountMember>[] = [
  { title: 'E-MAIL', value: ({ email }) => email, flexible: true },
  { title: 'NAME', value: (member) => fullName(member), flexible: true },
  { title: 'TITLE', value: ({ title }) => title, flexible: true },
  { title: 'STAGE', value: ({ stage }) => stage },
  { title: 'SCORE', value: ({ score }) => Math.round(score), align: 'right' },
  { title: 'GRADE', value: ({ grade }) => grade },
  { title: 'TEMP', value: ({ temperature }) => temperature },
];

const accountsList = (cli: Cli): Command => {
  const list = command('list', 'list companies, newest first', [
    'tendril accounts list',
    'tendril accounts list --search acme --json | jq .domain',
  ]).option('--search <text>', 'only those whose name or domain holds the text');
  for (const option of listOptions()) list.addOption(option);
  return list.action(async (options: ListOptions & { readonly search?: string }) => {
    const services = await cli.services();
    const store = await services.store();
    const filter = options.search === undefined ? {} : { search: options.search };
    const now = services.now();
    await showPages(
      cli.screen,
      columns,
      options,
      (page) => store.accounts.list(filter, page, now),
      'No companies: none of the leads names one.',
    );
  });
};

const accountsShow = (cli: Cli): Command =>
  command('show', 'show one company with its leads: who decides, and how far each of them is', [
    'tendril accounts show "Acme Ltd"',
    'tendril accounts show "Acme Ltd" --json | jq .members',
  ])
    .argument('<company>', 'name or id')
    .action(async (idOrName: string) => {
      const { screen } = cli;
      const services = await cli.services();
      const { account, members } = await (await services.store()).accounts.get(idOrName, services.now());
      if (screen.json) return screen.record({ ...account, members });
      const { name, domain, leads, score, id } = account;
      const where = domain === null ? '' : `  ${printable(domain)}`;
      await screen.line(`${screen.paint('bold', printable(name))}${where}  ${id}`);
      await screen.line(`  leads  ${leads}`);
      await screen.line(`  score  ${Math.round(score)}`);
      if (members.length > 0)
        for (const line of ['', ...tableLines(screen, memberColumns, members)]) await screen.line(line);
    });
