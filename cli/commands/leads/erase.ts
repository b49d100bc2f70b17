/** `tendril leads erase`: forgets a person for good. */
import type { Command } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';

interface EraseOptions {
  readonly reason: string;
  readonly yes?: boolean;
}

export const leadsErase = (cli: Cli): Command =>
  command('erase', 'forget a person: all that is known of it goes, and its address is never mailed again', [
    'tendril leads erase ann@example.com --reason "asked for it, ticket 4711"',
    'tendril leads erase ann@example.com --reason "asked for it" --yes',
  ])
    .argument('<lead>', 'address or id')
    .requiredOption('--reason <text>', 'why; it is kept, so name nobody in it')
    .option('--yes', 'do not ask')
    .action(async (name: string, { reason, yes = false }: EraseOptions) => {
      const services = await cli.services();
      const store = await services.store();
      const { id, email } = await store.leads.get(name, services.now());
      if (!yes) await sure(cli, email);
      const erasure = await store.rights.erase(id, 'cli', reason, services.now());
      if (cli.screen.json) return cli.screen.record(erasure);
      await cli.screen.line(`Erased ${email}. Its address is never mailed again until somebody lifts that.`);
      cli.screen.note('What is at Temporal goes by itself: tendril leads erasures tells when it is done.');
    });

/** @throws USAGE when nobody agreed */
async function sure(cli: Cli, email: string): Promise<void> {
  const answer = await cli.confirm(`Erase everything that is known of ${email}? There is no way back.`);
  if (answer === true) return;
  const why = answer === null ? 'nobody can be asked here: say --yes' : 'nothing was erased';
  throw new TendrilError('USAGE', `An erasure cannot be undone; ${why}`);
}
