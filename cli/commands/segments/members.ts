/** `tendril segments members` */
import type { Command } from 'commander';
import type { LeadView } from '../../../db/store.ts';
import { fullName } from '../../../domain/lead.ts';
import { type Cli, command } from '../../command.ts';
import { type ListOptions, listOptions, showPages } from '../../listing.ts';
import { gradeWords } from '../../score-words.ts';
import type { Column } from '../../terminal/table.ts';

const columns: readonly Column<LeadView>[] = [
  { title: 'E-MAIL', value: (lead) => lead.email, flexible: true },
  { title: 'NAME', value: (lead) => fullName(lead), flexible: true },
  { title: 'COMPANY', value: (lead) => lead.company, flexible: true },
  { title: 'STAGE', value: (lead) => lead.stage },
  { title: 'SCORE', value: (lead) => Math.round(lead.score), align: 'right' },
  { title: 'GRADE', value: gradeWords },
];

export const segmentsMembers = (cli: Cli): Command => {
  const members = command('members', 'list the leads that are in a segment now, newest first', [
    'tendril segments members large-sites',
    'tendril segments members large-sites --all --json | jq -r .email',
  ]).argument('<name>');
  for (const option of listOptions()) members.addOption(option);
  return members.action(async (name: string, options: ListOptions) => {
    const services = await cli.services();
    const { segments } = await services.store();
    const now = services.now();
    const read = (page: Parameters<typeof segments.leads>[1]) => segments.leads({ segment: name }, page, now);
    await showPages(cli.screen, columns, options, read, 'No leads are in it.');
  });
};
