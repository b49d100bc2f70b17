/** `tendril hooks`: other systems that are told of changes. They are set up by the file of TENDRIL_HOOKS. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type Store,
  type WebhookEndpointView,
  type WebhookSelection,
  type WebhookState,
  type WebhookView,
  webhookStates,
} from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import { type Instant, instantFromMs } from '../../domain/instant.ts';
import { listed } from '../../domain/suggestion.ts';
import { type Cli, command, group } from '../command.ts';
import { type ListOptions, listOptions, showList, showPages } from '../listing.ts';
import { momentHere, timeHere, timeHereOr, zoneHere } from '../local-time.ts';
import type { Column } from '../terminal/table.ts';

/** A message that is sent to try an endpoint is waited for so long. */
const patienceMs = 30_000;
const lookEveryMs = 500;

export const hooksCommand = (cli: Cli): Command =>
  group(
    'hooks',
    'other systems that are told of changes: list, show, replay, test',
    [hooksList(cli), hooksShow(cli), hooksReplay(cli), hooksTest(cli)],
    ['tendril hooks list', 'tendril hooks list crm --state dead', 'tendril hooks replay crm --dead'],
  );

const endpointColumns: readonly Column<WebhookEndpointView>[] = [
  { title: 'ENDPOINT', value: ({ endpoint }) => endpoint },
  { title: 'WAITING', value: ({ waiting }) => String(waiting) },
  { title: `OLDEST (${zoneHere()})`, value: ({ oldest }) => timeHereOr(oldest) },
  { title: 'GIVEN UP', value: ({ dead }) => String(dead), paint: ({ dead }) => (dead > 0 ? 'red' : null) },
  {
    title: 'LAST ANSWER',
    value: answerWords,
    flexible: true,
    paint: (row) => (row.failures > 0 || row.gone ? 'yellow' : null),
  },
];

function answerWords({ gone, lastAt, lastStatus, lastError, failures }: WebhookEndpointView): string {
  if (gone) return 'wants nothing more (410); tendril hooks test tries it again';
  if (lastAt === null) return 'none yet';
  const what = lastError ?? `${lastStatus ?? ''}`;
  return `${what} at ${timeHere(lastAt)}${failures > 0 ? `, ${failures} failed in a row` : ''}`;
}

const deliveryColumns: readonly Column<WebhookView>[] = [
  { title: `MADE (${zoneHere()})`, value: ({ createdAt }) => timeHere(createdAt) },
  { title: 'TYPE', value: ({ type }) => type },
  { title: 'STATE', value: ({ state }) => state, paint: ({ state }) => (state === 'dead' ? 'red' : null) },
  { title: 'TRIES', value: ({ attempts }) => String(attempts) },
  {
    title: 'LAST ANSWER',
    value: ({ lastError, lastStatus }) => lastError ?? (lastStatus === null ? null : String(lastStatus)),
    flexible: true,
  },
  { title: 'LEAD', value: ({ leadId }) => leadId },
  { title: 'ID', value: ({ id }) => id },
];

const hooksList = (cli: Cli): Command =>
  withOptions(
    command('list', 'list the endpoints, or what one of them was told', [
      'tendril hooks list',
      'tendril hooks list crm --state dead',
    ]).argument('[endpoint]', 'its name: then its messages, newest first'),
    [new Option('--state <state>', 'only those').choices(webhookStates), ...listOptions()],
  ).action(async (endpoint: string | undefined, options: ListOptions & { readonly state?: WebhookState }) => {
    const store = await (await cli.services()).store();
    if (endpoint === undefined) {
      const none = 'No endpoints: TENDRIL_HOOKS is not set, and nothing was ever told.';
      return showList(cli.screen, endpointColumns, await store.webhooks.endpoints(), none);
    }
    await checkEndpoint(store, endpoint);
    const filter = { endpoint, ...(options.state === undefined ? {} : { state: options.state }) };
    await showPages(cli.screen, deliveryColumns, options, (page) => store.webhooks.list(filter, page), 'None.');
  });

const hooksShow = (cli: Cli): Command =>
  command('show', 'show one message: what it says, and what became of it', ['tendril hooks show 0199f0c2-…'])
    .argument('<id>', 'tendril hooks list ENDPOINT')
    .action(async (id: string) => {
      const webhook = await (await (await cli.services()).store()).webhooks.get(id);
      if (cli.screen.json) return cli.screen.record(webhook);
      for (const line of webhookLines(webhook)) await cli.screen.line(line);
    });

const webhookLines = (one: WebhookView): readonly string[] => [
  `${one.type} for ${one.endpoint} (${one.id})`,
  `made      ${momentHere(one.createdAt)}`,
  `state     ${one.state}${one.settledAt === null ? '' : ` since ${momentHere(one.settledAt)}`}`,
  `tries     ${one.attempts}${one.nextAt === null ? '' : `, the next ${momentHere(one.nextAt)}`}`,
  `answer    ${one.lastError ?? one.lastStatus ?? 'none yet'}`,
  `says      ${JSON.stringify(one.data)}`,
];

interface ReplayOptions {
  readonly id?: readonly string[];
  readonly dead?: boolean;
  readonly since?: Instant;
}

const hooksReplay = (cli: Cli): Command =>
  command('replay', 'send messages again, under the same ids', [
    'tendril hooks replay crm --dead',
    'tendril hooks replay crm --since 2026-11-20T00:00:00Z',
  ])
    .argument('<endpoint>', 'its name: tendril hooks list')
    .option('--id <id...>', 'these')
    .option('--dead', 'all that were given up')
    .option('--since <time>', 'all that were made since then (ISO 8601), whatever became of them', moment)
    .action(async (endpoint: string, options: ReplayOptions) => {
      const which = selectionOf(options);
      const services = await cli.services();
      const store = await services.store();
      await checkEndpoint(store, endpoint);
      const count = await store.webhooks.replay(endpoint, which, services.now());
      if (which.kind === 'ids' && count < new Set(which.ids).size) cli.exitAs('NOT_ALL_DONE');
      if (cli.screen.json) return cli.screen.record({ endpoint, count });
      await cli.screen.line(
        `${count} ${count === 1 ? 'message waits' : 'messages wait'} to be sent to ${endpoint} again.`,
      );
    });

/** @throws USAGE */
function selectionOf({ id, dead, since }: ReplayOptions): WebhookSelection {
  if ([id, dead, since].filter((one) => one !== undefined).length !== 1) {
    throw new TendrilError('USAGE', 'Say which: give one of --id, --dead and --since');
  }
  if (id) return { kind: 'ids', ids: id };
  return since === undefined ? { kind: 'dead' } : { kind: 'since', since };
}

function moment(text: string): Instant {
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be a date or a time, such as 2026-11-20T08:00:00Z.');
  return instantFromMs(ms);
}

const hooksTest = (cli: Cli): Command =>
  command('test', 'try an endpoint with a message of the type test.ping', ['tendril hooks test crm'])
    .argument('<endpoint>', 'its name: tendril hooks list')
    .action(async (endpoint: string) => {
      const services = await cli.services();
      const { webhooks } = await services.store();
      await checkEndpoint(await services.store(), endpoint);
      const id = await webhooks.ping(endpoint, services.now());
      const until = Date.now() + patienceMs;
      let seen = await webhooks.get(id);
      while (seen.attempts === 0 && seen.lastStatus === null && Date.now() < until) {
        await pause(lookEveryMs);
        seen = await webhooks.get(id);
      }
      if (cli.screen.json) await cli.screen.record(seen);
      else await cli.screen.line(`${endpoint}: ${pingWords(seen)}`);
      if (seen.state !== 'delivered') cli.exitAs('NOT_ALL_DONE');
    });

function pingWords({ state, lastStatus, lastError, id }: WebhookView): string {
  if (state === 'delivered') return `took it (${lastStatus})`;
  const what =
    lastError ?? 'no worker has tried it yet: is the engine running, and is the endpoint in its TENDRIL_HOOKS?';
  return `${what}; see tendril hooks show ${id}`;
}

/** @throws ENDPOINT_UNKNOWN */
async function checkEndpoint({ webhooks }: Store, name: string): Promise<void> {
  const known = (await webhooks.endpoints()).map(({ endpoint }) => endpoint);
  if (known.includes(name)) return;
  const there = known.length === 0 ? 'there is none' : `there are ${listed(known, 'and')}`;
  throw new TendrilError('ENDPOINT_UNKNOWN', `There is no endpoint ${JSON.stringify(name)}; ${there}`);
}

function withOptions(made: Command, options: readonly Option[]): Command {
  for (const option of options) made.addOption(option);
  return made;
}
