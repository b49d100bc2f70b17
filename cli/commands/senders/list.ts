/** `tendril senders list` */
import type { Command } from 'commander';
import type { PauseView, SenderDomainView } from '../../../db/store.ts';
import type { Instant } from '../../../domain/instant.ts';
import { type Cli, command } from '../../command.ts';
import { showList } from '../../listing.ts';
import { timeHereOr, zoneHere } from '../../local-time.ts';
import { type Identity, publishedIdentities } from '../../senders.ts';
import type { Deliverability } from '../../services.ts';
import type { Column } from '../../terminal/table.ts';

interface Row extends Identity {
  /** Whether its domain has to be activated: not while the relay stands on this machine. */
  readonly activation: 'active' | 'needed' | 'not needed';
  readonly activatedAt: Instant | null;
  /** Of the DKIM key that signs. */
  readonly selector: string | null;
  readonly pausedSince: Instant | null;
  readonly warmUpSince: Instant | null;
}

const columns: readonly Column<Row>[] = [
  { title: 'KEY', value: ({ key }) => key },
  { title: 'NAME', value: ({ name }) => name, flexible: true },
  { title: 'ADDRESS', value: ({ address }) => address, flexible: true },
  { title: 'RELAY', value: ({ relay }) => relay },
  { title: 'DKIM', value: ({ selector }) => selector },
  {
    title: 'ACTIVATION',
    value: ({ activation }) => activation,
    paint: ({ activation }) => (activation === 'needed' ? 'red' : null),
  },
  {
    title: `PAUSED (${zoneHere()})`,
    value: ({ pausedSince }) => timeHereOr(pausedSince),
    paint: ({ pausedSince }) => (pausedSince === null ? null : 'yellow'),
  },
  { title: `WARMS UP (${zoneHere()})`, value: ({ warmUpSince }) => timeHereOr(warmUpSince) },
];

export const sendersList = (cli: Cli): Command =>
  command('list', 'list who mails can come from, and whether they may leave', [
    'tendril senders list',
    'tendril senders list --json | jq .domain',
  ]).action(async () => {
    const services = await cli.services();
    const store = await services.store();
    const [identities, deliverability, known, pauses] = await Promise.all([
      publishedIdentities(services),
      services.deliverability(),
      store.senders.list(),
      store.pauses.list(),
    ]);
    const rows = identities.map((identity) => rowOf(identity, deliverability, known, pauses));
    await showList(cli.screen, columns, rows, 'No senders.');
  });

function rowOf(
  identity: Identity,
  { keys, relays }: Deliverability,
  known: readonly SenderDomainView[],
  pauses: readonly PauseView[],
): Row {
  const { domain, relay } = identity;
  const row = known.find((view) => view.domain === domain);
  const stays = relays.some(({ name, leavesMachine }) => name === relay && !leavesMachine);
  const pause = pauses.find(
    ({ scope }) =>
      (scope.kind === 'domain' && scope.domain === domain) || (scope.kind === 'relay' && scope.relay === relay),
  );
  const activatedAt = row?.activatedAt ?? null;
  return {
    ...identity,
    activation: activatedAt === null ? (stays ? 'not needed' : 'needed') : 'active',
    activatedAt,
    selector: keys.list(domain).find(({ state }) => state === 'active')?.selector ?? null,
    pausedSince: pause?.since ?? null,
    warmUpSince: row?.warmUpSince ?? null,
  };
}
