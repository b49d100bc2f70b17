/** `tendril leads list` */
import { type Command, Option } from 'commander';
import type { LeadView } from '../../../db/store.ts';
import { fullName } from '../../../domain/lead.ts';
import { type Stage, stages } from '../../../domain/lifecycle.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import { timeHere, zoneHere } from '../../local-time.ts';
import { gradeWords } from '../../score-words.ts';
import type { Paint } from '../../terminal/screen.ts';
import type { Column } from '../../terminal/table.ts';

const warmth: Readonly<Record<LeadView['temperature'], Paint>> = { hot: 'red', warm: 'yellow', cold: 'cyan' };

const columns: readonly Column<LeadView>[] = [
  { title: 'E-MAIL', value: (lead) => lead.email, flexible: true },
  { title: 'NAME', value: (lead) => fullName(lead), flexible: true },
  { title: 'COMPANY', value: (lead) => lead.company, flexible: true },
  { title: 'STAGE', value: (lead) => lead.stage },
  { title: 'SCORE', value: (lead) => Math.round(lead.score), align: 'right' },
  { title: 'GRADE', value: gradeWords },
  { title: 'TEMP', value: (lead) => lead.temperature, paint: (lead) => warmth[lead.temperature] },
  { title: 'SUPPRESSED', value: (lead) => lead.suppressed, paint: (lead) => (lead.suppressed ? 'red' : null) },
  { title: `SINCE (${zoneHere()})`, value: (lead) => timeHere(lead.createdAt) },
];

export const leadsList = (cli: Cli): Command => {
  const list = command('list', 'list leads, newest first', [
    'tendril leads list',
    'tendril leads list --stage mql',
    'tendril leads list --search acme --json | jq .email',
  ])
    .addOption(new Option('--stage <stage>', 'only those in this stage').choices(stages))
    .option('--search <text>', 'only those whose address, name or company holds the text');
  for (const option of listOptions()) list.addOption(option);
  return list.action(async (options: ListOptions & { readonly stage?: Stage; readonly search?: string }) => {
    const services = await cli.services();
    const store = await services.store();
    const filter = {
      ...(options.stage === undefined ? {} : { stage: options.stage }),
      ...(options.search === undefined ? {} : { search: options.search }),
    };
    const now = services.now();
    await showPages(
      cli.screen,
      columns,
      options,
      (page) => store.leads.list(filter, page, now),
      'No leads. Import some: tendril leads import FILE.csv',
    );
  });
};
