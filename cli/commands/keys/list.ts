/** `tendril keys list` */
import type { Command } from 'commander';
import type { ApiKeyView } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';
import { showList } from '../../listing.ts';
import { timeHere, timeHereOr, zoneHere } from '../../local-time.ts';
import type { Column } from '../../terminal/table.ts';

const columns: readonly Column<ApiKeyView>[] = [
  { title: 'NAME', value: (key) => key.name, flexible: true },
  { title: 'BEGINS WITH', value: (key) => key.prefix },
  { title: 'SCOPES', value: (key) => key.scopes.join(' ') },
  { title: `MADE (${zoneHere()})`, value: (key) => timeHere(key.createdAt) },
  { title: `LAST USED (${zoneHere()})`, value: (key) => timeHereOr(key.lastUsedAt) },
  {
    title: `REVOKED (${zoneHere()})`,
    value: (key) => timeHereOr(key.revokedAt),
    paint: (key) => (key.revokedAt ? 'red' : null),
  },
  { title: 'ID', value: (key) => key.id },
];

export const keysList = (cli: Cli): Command =>
  command('list', 'list the API keys', ['tendril keys list', 'tendril keys list --json']).action(async () => {
    const store = await (await cli.services()).store();
    await showList(cli.screen, columns, await store.keys.list(), 'No keys. Make one: tendril keys create --help');
  });
