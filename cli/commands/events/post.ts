/** `tendril events post`: the same use as POST /v1/events. */

import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { IngestResult, Store } from '../../../db/store.ts';
import { TendrilError } from '../../../domain/errors.ts';
import { touchDirections, touchKinds } from '../../../domain/events.ts';
import { eventSource, postedEventKey } from '../../../domain/identity.ts';
import { didYouMean, listed, nearest } from '../../../domain/suggestion.ts';
import { type Cli, command } from '../../command.ts';
import { declaredEvents } from '../../known-names.ts';
import { printable } from '../../terminal/width.ts';

/** What a site or a CRM can tell; the other kinds happen to mails. */
const kinds = ['custom', 'form', 'page_view', 'touch'] as const;

interface PostOptions {
  readonly kind: (typeof kinds)[number];
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly id?: string;
  readonly source: string;
}

export const eventsPost = (cli: Cli): Command =>
  command('post', 'record an event of a lead: it scores, and wakes whoever waits for it', [
    'tendril events post ann@example.com demo_requested',
    `tendril events post ann@example.com trial_started --payload '{"plan":"team"}' --id crm-4711`,
    'tendril events post ann@example.com /pricing --kind page_view',
    `tendril events post ann@example.com call --kind touch --payload '{"direction":"in","text":"Wants an offer"}'`,
  ])
    .argument('<lead>', 'address or id')
    .argument(
      '<name>',
      'the name of the event or form, or the path of the page, as "waitFor" has it; of a touch call, chat, sms, meeting …',
    )
    .addOption(new Option('--kind <kind>', 'what it is').choices(kinds).default('custom'))
    .option('--payload <json>', 'a JSON object with details', jsonObject)
    .option('--id <id>', 'a name for this very event at its source: posting it again for the lead changes nothing')
    .option('--source <source>', 'whose id it is, the same as "source" of POST /v1/events', sourceName, 'cli')
    .action(async (idOrEmail: string, name: string, options: PostOptions) => {
      if (options.kind === 'touch') checkTouch(name, options.payload);
      const services = await cli.services();
      const store = await services.store();
      const lead = await store.leads.get(idOrEmail, services.now());
      const now = services.now();
      const result = await store.events.ingest(
        {
          dedupeKey: dedupeKey(options, lead.id),
          kind: options.kind,
          lead: { id: lead.id },
          name,
          occurredAt: now,
          ...(options.payload === undefined ? {} : { payload: options.payload }),
        },
        now,
      );
      if (!result.recorded) await checkSame(store, result, name, options);
      const declared = options.kind === 'custom' ? await declaredEvents(store) : null;
      const undeclared = declared !== null && !declared.includes(name);
      await showResult(cli, { ...result, undeclared }, name);
      if (undeclared) noteUndeclared(cli, name, declared);
    });

/** The same id of the same source and lead is the same event, whether it comes by HTTP or from here. */
const dedupeKey = ({ id, source }: PostOptions, leadId: string): string =>
  id === undefined ? `cli-once/${randomUUID()}` : postedEventKey(source, leadId, id);

/** @throws EVENT_ID_REUSED when the known event is another one than this */
async function checkSame(
  store: Store,
  { eventId, leadId }: IngestResult,
  name: string,
  { id = '', kind }: PostOptions,
): Promise<void> {
  const entries = await store.leads.timeline(leadId);
  const known = entries.find((entry) => entry.kind === 'event' && entry.eventId === eventId);
  if (known?.kind !== 'event' || (known.event === kind && known.name === name)) return;
  const was = [known.event, known.name].filter((part) => part !== null).join(' ');
  throw new TendrilError('EVENT_ID_REUSED', `The id ${JSON.stringify(id)} was used for another event: ${was}`);
}

/** @throws USAGE */
function checkTouch(name: string, payload: PostOptions['payload']): void {
  if (!touchKinds.some((one) => one === name)) {
    throw new TendrilError('USAGE', `A touch is one of ${listed(touchKinds)}, not ${JSON.stringify(name)}`);
  }
  if (touchDirections.some((one) => one === payload?.direction)) return;
  throw new TendrilError('USAGE', `A touch needs --payload with its direction: '{"direction":"in"}' or "out"`);
}

function sourceName(text: string): string {
  if (eventSource.pattern.test(text)) return text;
  throw new InvalidArgumentError(`It ${eventSource.rule}.`);
}

/** Recorded all the same: a site may be ahead of the workspace. */
function noteUndeclared({ screen }: Cli, name: string, declared: readonly string[]): void {
  const near = didYouMean(nearest(name, declared));
  const warning = screen.paintNote('yellow', 'warning');
  screen.note(`${warning}: no event "${printable(name)}" is declared in the workspace${near}`);
  const known = declared.length === 0 ? 'None is declared there' : `Declared are ${listed(declared, 'and')}`;
  screen.note(`${known}. It is recorded all the same.`);
}

async function showResult(
  cli: Cli,
  result: IngestResult & { readonly undeclared: boolean },
  name: string,
): Promise<void> {
  if (cli.screen.json) return cli.screen.record(result);
  const what = result.recorded ? `Recorded ${name}` : 'Known already, nothing changed';
  const handoff = result.handoffId === null ? '' : `, hand-off ${result.handoffId}`;
  await cli.screen.line(`${what}: score ${Math.round(result.score)}, ${result.stage}${handoff}`);
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('It is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidArgumentError('It must be a JSON object, such as {"plan":"team"}.');
  }
  return value as Readonly<Record<string, unknown>>;
}
