/** `tendril leads pause` and `resume` */
import type { Command } from 'commander';
import type { PauseScope, Store } from '../../../db/store.ts';
import type { Instant } from '../../../domain/instant.ts';
import { type Cli, command } from '../../command.ts';
import { pauseIt, reasonOption, resumeIt } from '../../pausing.ts';

const scopeOf =
  (lead: string) =>
  async (store: Store, now: Instant): Promise<PauseScope> => ({
    kind: 'lead',
    leadId: (await store.leads.get(lead, now)).id,
  });

export const leadsPause = (cli: Cli): Command =>
  command('pause', 'park a lead: no sequence goes on with it until it is resumed', [
    'tendril leads pause ann@example.com --reason "on parental leave"',
  ])
    .argument('<lead>', 'address or id')
    .addOption(reasonOption())
    .action((lead: string, { reason }: { readonly reason?: string }) => pauseIt(cli, lead, scopeOf(lead), reason));

export const leadsResume = (cli: Cli): Command =>
  command('resume', 'lift the pause of a lead: its sequences go on where they stand', [
    'tendril leads resume ann@example.com',
  ])
    .argument('<lead>', 'address or id')
    .action((lead: string) => resumeIt(cli, lead, scopeOf(lead)));
