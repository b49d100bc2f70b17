/** `tendril events post`: the same use as POST /v1/events. */
import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import type { IngestResult } from '../../../db/store.ts';
import { type Cli, command } from '../../command.ts';

interface PostOptions {
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

export const eventsPost = (cli: Cli): Command =>
  command('post', 'record a custom event of a lead: it scores, and wakes whoever waits for it', [
    'tendril events post ann@example.com demo-requested',
    `tendril events post ann@example.com trial-started --payload '{"plan":"team"}' --id crm-4711`,
  ])
    .argument('<lead>', 'address or id')
    .argument('<name>', 'the name of the event, as in "waitFor: { event: NAME }"')
    .option('--payload <json>', 'a JSON object with details', jsonObject)
    .option('--id <id>', 'a name for this very event: posting it again changes nothing')
    .action(async (idOrEmail: string, name: string, options: PostOptions) => {
      const services = await cli.services();
      const store = await services.store();
      const lead = await store.leads.get(idOrEmail, services.now());
      const now = services.now();
      const result = await store.events.ingest(
        {
          dedupeKey: dedupeKey(options.id),
          kind: 'custom',
          lead: { id: lead.id },
          name,
          occurredAt: now,
          ...(options.payload === undefined ? {} : { payload: options.payload }),
        },
        now,
      );
      await showResult(cli, result, name);
    });

/** The same id is the same event, whether it comes by HTTP or from here. */
const dedupeKey = (id: string | undefined): string => (id === undefined ? `cli-once/${randomUUID()}` : `api/${id}`);

async function showResult(cli: Cli, result: IngestResult, name: string): Promise<void> {
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
