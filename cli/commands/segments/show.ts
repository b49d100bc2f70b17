/** `tendril segments show` */
import type { Command } from 'commander';
import { type Cli, command } from '../../command.ts';
import { timeHere } from '../../local-time.ts';

export const segmentsShow = (cli: Cli): Command =>
  command('show', 'show a segment: its condition, how many leads are in it, and what it begins', [
    'tendril segments show large-sites',
  ])
    .argument('<name>')
    .action(async (name: string) => {
      const services = await cli.services();
      const { segments } = await services.store();
      const segment = await segments.get(name, services.now());
      if (cli.screen.json) return cli.screen.record(segment);
      const { condition, leads, starts, watchedSince } = segment;
      await cli.screen.line(`${name}: ${leads} ${leads === 1 ? 'lead' : 'leads'}`);
      await cli.screen.line(condition.trim());
      if (starts.length > 0) await cli.screen.line(`Begins ${starts.join(', ')} for leads that come to be in it.`);
      if (watchedSince !== null) await cli.screen.line(`Its members are known since ${timeHere(watchedSince)}.`);
    });
