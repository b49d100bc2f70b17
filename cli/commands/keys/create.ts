/** `tendril keys create`: the one moment at which a key can be seen. */
import { type Command, Option } from 'commander';
import type { Scope } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';

/** Exactly the scopes of a key: the type sees to it that none is missing. */
const scopes = Object.keys({
  leads: true,
  events: true,
  sales: true,
  inbound: true,
  sources: true,
  stages: true,
  admin: true,
} satisfies Record<Scope, true>);

export const keysCreate = (cli: Cli): Command =>
  command('create', 'make an API key; it is shown once and stored only as a hash', [
    'tendril keys create --name "web site" --scope leads events',
    'tendril keys create --name crm --scope sales --json',
  ])
    .requiredOption('--name <name>', 'what it is for')
    .addOption(
      new Option('--scope <scope...>', 'what it may do; admin includes the others')
        .choices(scopes)
        .makeOptionMandatory(),
    )
    .action(async (options: { readonly name: string; readonly scope: readonly Scope[] }) => {
      const services = await cli.services();
      const store = await services.store();
      const { key, view } = await store.keys.create(options.name, [...new Set(options.scope)], services.now());
      if (cli.screen.json) return cli.screen.record({ key, ...view });
      await cli.screen.line(key);
      cli.screen.note(
        `Keep it now: it is not shown again. It may do: ${view.scopes.join(', ')}. Its id is ${view.id}.`,
      );
    });
