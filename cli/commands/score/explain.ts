/** `tendril score explain` */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { scoreLines } from '../../score-words.ts';

export const scoreExplain = (cli: Cli): Command =>
  command('explain', 'tell where every point of a lead comes from, what it is worth now, and how long it lasts', [
    'tendril score explain ann@example.com',
    'tendril score explain ann@example.com --json | jq .thresholds',
  ])
    .argument('<lead>', 'address or id')
    .action(async (idOrEmail: string) => {
      const services = await cli.services();
      const { leads } = await services.store();
      const now = services.now();
      const [lead, explanation] = await Promise.all([leads.get(idOrEmail, now), leads.explainScore(idOrEmail, now)]);
      const { id, email, stage } = lead;
      if (cli.screen.json) return cli.screen.record({ lead: { id, email, stage }, ...explanation });
      for (const line of scoreLines(cli.screen, email, explanation)) await cli.screen.line(line);
    });
