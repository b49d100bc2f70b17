/** `tendril relays`: who takes the mails. They are set up by SMTP_URL and the file of TENDRIL_RELAYS. */
import type { Command } from 'commander';
import type { PauseScope } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import type { Instant } from '../../domain/instant.ts';
import { type Cli, command, group } from '../command.ts';
import { showList } from '../listing.ts';
import { timeHereOr, zoneHere } from '../local-time.ts';
import { pauseIt, reasonOption, resumeIt } from '../pausing.ts';
import type { RelayView } from '../services.ts';
import type { Column } from '../terminal/table.ts';

export const relaysCommand = (cli: Cli): Command =>
  group(
    'relays',
    'who takes the mails: list, pause, resume',
    [relaysList(cli), relaysPause(cli), relaysResume(cli)],
    ['tendril relays list', 'tendril relays pause default --reason "moving to another host"'],
  );

type Row = RelayView & { readonly pausedSince: Instant | null };

const columns: readonly Column<Row>[] = [
  { title: 'NAME', value: ({ name }) => name },
  { title: 'KIND', value: ({ kind }) => kind },
  { title: 'AT', value: ({ at }) => at, flexible: true },
  { title: 'MAILS', value: ({ leavesMachine }) => (leavesMachine ? 'leave this machine' : 'stay on this machine') },
  {
    title: `PAUSED (${zoneHere()})`,
    value: ({ pausedSince }) => timeHereOr(pausedSince),
    paint: ({ pausedSince }) => (pausedSince === null ? null : 'yellow'),
  },
];

const relaysList = (cli: Cli): Command =>
  command('list', 'list the relays of these settings', ['tendril relays list', 'tendril relays list --json']).action(
    async () => {
      const services = await cli.services();
      const { relays } = await services.deliverability();
      const pauses = await (await services.store()).pauses.list();
      const rows = relays.map((relay) => {
        const pause = pauses.find(({ scope }) => scope.kind === 'relay' && scope.relay === relay.name);
        return { ...relay, pausedSince: pause?.since ?? null };
      });
      await showList(cli.screen, columns, rows, 'No relays: SMTP_URL is not set, and no engine runs here.');
    },
  );

const scopeOf = (relay: string): PauseScope => ({ kind: 'relay', relay });

const relaysPause = (cli: Cli): Command =>
  command('pause', 'hold all mails that a relay would take; they wait and lose nothing', [
    'tendril relays pause default --reason "moving to another host"',
  ])
    .argument('<relay>', 'its name: tendril relays list')
    .addOption(reasonOption())
    .action(async (relay: string, options: { readonly reason?: string }) => {
      const { relays } = await (await cli.services()).deliverability();
      if (!relays.some(({ name }) => name === relay)) {
        const known = relays.map(({ name }) => name).join(', ') || 'none';
        throw new TendrilError('USAGE', `There is no relay ${JSON.stringify(relay)}; there are: ${known}`);
      }
      await pauseIt(cli, `relay ${relay}`, async () => scopeOf(relay), options.reason);
    });

const relaysResume = (cli: Cli): Command =>
  command('resume', 'lift the pause of a relay', ['tendril relays resume default'])
    .argument('<relay>', 'its name')
    .action((relay: string) => resumeIt(cli, `relay ${relay}`, async () => scopeOf(relay)));
