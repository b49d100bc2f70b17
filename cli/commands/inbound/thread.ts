/** `tendril inbound thread`: what was written to a lead and by it, as a conversation. */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { threadLines } from '../../conversation.ts';
import { zoneOfLead } from '../../lead-zone.ts';

export const inboundThread = (cli: Cli): Command =>
  command('thread', 'show what was written to a lead and by it, on its own clock; with --json, a line for each', [
    'tendril inbound thread ann@example.com',
    'tendril inbound thread ann@example.com --json | jq -r .kind',
  ])
    .argument('<lead>', 'address or id')
    .action(async (idOrEmail: string) => {
      const services = await cli.services();
      const store = await services.store();
      const lead = await store.leads.get(idOrEmail, services.now());
      const entries = await store.letters.thread(lead.id);
      const { screen } = cli;
      if (screen.json) {
        for (const entry of entries) await screen.record(entry);
        return;
      }
      if (entries.length === 0) return screen.note('Nothing was written to this lead, nor by it.');
      const zone = await zoneOfLead(store, lead);
      for (const line of threadLines(screen, entries, zone)) await screen.line(line);
      screen.note(`Times are in ${zone}.`);
    });
