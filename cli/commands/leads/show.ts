/** `tendril leads show`: everything about one lead. */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { leadLines, timelineLines } from '../../timeline.ts';

export const leadsShow = (cli: Cli): Command =>
  command('show', 'show one lead and its timeline: mails, events, score with reasons, stages, hand-offs', [
    'tendril leads show ann@example.com',
    'tendril leads show ann@example.com --json | jq .timeline',
  ])
    .argument('<lead>', 'address or id')
    .action(async (idOrEmail: string) => {
      const services = await cli.services();
      const store = await services.store();
      const lead = await store.leads.get(idOrEmail, services.now());
      const timeline = await store.leads.timeline(lead.id);
      if (cli.screen.json) return cli.screen.record({ lead, timeline });
      for (const line of [...leadLines(cli.screen, lead), '', ...timelineLines(cli.screen, timeline)]) {
        await cli.screen.line(line);
      }
    });
