/** `tendril keys revoke` */
import type { Command } from 'commander';
import { TendrilError } from '../../../domain/errors.ts';
import { type Cli, command } from '../../command.ts';

export const keysRevoke = (cli: Cli): Command =>
  command('revoke', 'revoke an API key: from now on it opens nothing', [
    'tendril keys revoke 0199f0a2-6c1e-7d4b-9a3e-0c5f6a7b8c9d',
  ])
    .argument('<id>', 'the id of the key: tendril keys list')
    .action(async (id: string) => {
      const services = await cli.services();
      const { keys } = await services.store();
      const find = async () => (await keys.list()).find((key) => key.id === id);
      const known = await find();
      if (!known) throw new TendrilError('KEY_UNKNOWN', `There is no API key with the id ${id}`, { id });
      if (known.revokedAt === null) await keys.revoke(id, services.now());
      if (cli.screen.json) return cli.screen.record((await find()) ?? known);
      await cli.screen.line(`Revoked ${known.name} (${known.prefix}…)`);
    });
