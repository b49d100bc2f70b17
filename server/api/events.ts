/**
 * Engagement events from web sites, forms and services. Every event is recorded once: by its id, or by the
 * Idempotency-Key of its request; a batch must have one or the other, so that it can always be sent again. The events
 * of a batch stand each for itself: a wrong one is reported and the others are recorded.
 */

import { randomUUID } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { eventName } from '../../authoring/authored-values.ts';
import type { IngestResult } from '../../db/store.ts';
import { errorCode, errorKind, TendrilError } from '../../domain/errors.ts';
import { eventSource, postedEventKey } from '../../domain/identity.ts';
import { type Instant, instantFromMs, msOf } from '../../domain/time.ts';
import { failureOf, problemOf } from '../problem.ts';
import { checkShape, requestInvalid } from './input.ts';
import { problemSchema } from './openapi.ts';
import { type Caller, defineRoute, type Route, reply } from './route.ts';
import { leadName, stage } from './views/values.ts';

const mostPayloadBytes = 8 * 1024;
const mostEvents = 100;
/** Clocks differ; what lies further ahead is a mistake. */
const mostAheadMs = 5 * 60_000;

const newEvent = z
  .strictObject({
    id: z.string().min(1).max(200).optional().openapi({
      description:
        'Its name at the source; sent twice for the same lead, it counts once. Used for another kind or name of event of that lead, it is refused.',
    }),
    source: z.string().regex(eventSource.pattern, eventSource.rule).optional().openapi({
      description:
        'Whose id it is; ids of different sources never meet. Default: the API key. Give it when several keys report for one source, or before you replace a key.',
    }),
    lead: leadName,
    event: eventName.optional().openapi({ description: 'The name of a custom event; short for kind and name.' }),
    kind: z.enum(['form', 'page_view', 'custom']).optional(),
    name: z.string().min(1).max(200).optional().openapi({
      description:
        'Of the event or the form; of a page its path, such as `/pricing`, as `waitFor: { page: … }` has it.',
    }),
    payload: z.record(z.string(), z.unknown()).optional().openapi({ description: 'Small JSON object, 8 KB at most.' }),
    occurredAt: z.iso.datetime({ offset: true }).optional().openapi({ description: 'Default: now.' }),
  })
  .superRefine(({ event, kind, name, payload }, check) => {
    const wrong = (path: string, message: string) => check.addIssue({ code: 'custom', path: [path], message });
    if (event === undefined && kind === undefined) wrong('event', 'give the name of the event, or a kind');
    if (event !== undefined && (kind ?? 'custom') !== 'custom')
      wrong('event', 'only a custom event; give kind and name');
    if (event !== undefined && name !== undefined) wrong('name', 'give event or name, not both');
    if (kind === 'custom' && event === undefined) {
      const named = eventName.safeParse(name);
      if (!named.success) wrong('name', `a custom event needs ${named.error.issues[0]?.message ?? 'a name'}`);
    }
    if (payload && Buffer.byteLength(JSON.stringify(payload)) > mostPayloadBytes) wrong('payload', 'larger than 8 KB');
  })
  .openapi('NewEvent');
type NewEvent = z.output<typeof newEvent>;

const batch = z.strictObject({ events: z.array(newEvent).min(1).max(mostEvents) }).openapi('NewEvents');
const looseBatch = z.strictObject({ events: z.array(z.unknown()).min(1).max(mostEvents) });

const recorded = z
  .object({
    eventId: z.uuid(),
    recorded: z.boolean().openapi({ description: 'False when this event was known already.' }),
    leadId: z.uuid(),
    score: z.number(),
    stage,
    handoffId: z.uuid().nullable().openapi({ description: 'The hand-off that this event opened.' }),
    undeclared: z.boolean().openapi({
      description:
        'True for a custom event that the workspace does not declare: it is recorded, but nothing waits for it.',
    }),
  })
  .openapi('RecordedEvent');
const item = { index: z.number().int(), status: z.number().int() };
const results = z
  .object({
    results: z
      .array(z.union([z.object({ ...item, event: recorded }), z.object({ ...item, error: problemSchema })]))
      .readonly(),
  })
  .openapi('RecordedEvents');

/** One event, or the raw members of a batch: they are checked one by one. */
const readBody = (raw: unknown): NewEvent | { readonly events: readonly unknown[] } =>
  typeof raw === 'object' && raw !== null && 'events' in raw
    ? checkShape(looseBatch, raw, 'body')
    : checkShape(newEvent, raw, 'body');

export const eventRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/events',
    name: 'postEvents',
    tag: 'events',
    summary: 'Record one event, or up to 100 of them',
    scope: 'events',
    errors: ['LEAD_UNKNOWN', 'EVENT_ID_REUSED'],
    body: { schema: z.union([newEvent, batch]), read: readBody },
    replies: {
      200: { description: 'Known already; or all of a batch recorded', schema: z.union([recorded, results]) },
      201: { description: 'Recorded', schema: recorded },
      207: { description: 'Some events of the batch were refused; each has its own status', schema: results },
    },
    async handle({ body }, caller) {
      if ('events' in body) return recordBatch(body.events, caller);
      const result = await recordEvent(body, 0, 'body', caller);
      return reply(result.recorded ? 201 : 200, result);
    },
  }),
];

type ItemResult = z.input<typeof results>['results'][number];

async function recordBatch(events: readonly unknown[], caller: Caller) {
  const items: ItemResult[] = [];
  for (const [index, raw] of events.entries()) items.push(await recordItem(raw, index, caller));
  const status: 200 | 207 = items.every((one) => 'event' in one) ? 200 : 207;
  return { status, body: { results: items } } as const;
}

/** What is the caller's mistake is reported beside the others; what is ours fails the batch, to be sent again whole. */
async function recordItem(raw: unknown, index: number, caller: Caller): Promise<ItemResult> {
  const place = `body.events[${index}]`;
  try {
    const event = checkShape(newEvent, raw, place);
    if (event.id === undefined && caller.idempotencyKey === null) {
      throw requestInvalid([
        { path: `${place}.id`, message: 'a batch needs an id on every event, or an Idempotency-Key' },
      ]);
    }
    const result = await recordEvent(event, index, place, caller);
    return { index, status: result.recorded ? 201 : 200, event: result };
  } catch (error) {
    if (errorKind(errorCode(error)).retry !== 'never') throw error;
    const failure = failureOf(error);
    return { index, status: failure.status, error: problemOf(failure, caller.deps.publicUrl, caller.requestId) };
  }
}

/** @throws LEAD_UNKNOWN, REQUEST_INVALID, EVENT_ID_REUSED, IDEMPOTENCY_MISMATCH */
async function recordEvent(
  event: NewEvent,
  index: number,
  place: string,
  caller: Caller,
): Promise<z.input<typeof recorded>> {
  const { deps, now } = caller;
  const occurredAt = momentOf(event.occurredAt, now, place);
  const { id } = await deps.store.leads.get(event.lead, now);
  const [kind, name] = [event.kind ?? 'custom', event.event ?? event.name ?? null];
  const result = await deps.store.events.ingest(
    {
      dedupeKey: dedupeKey(event, id, index, caller),
      kind,
      lead: { id },
      name,
      ...(event.payload ? { payload: event.payload } : {}),
      occurredAt,
    },
    now,
  );
  if (!result.recorded) await checkSame(result, { id: event.id, kind, name, place }, caller);
  return { ...result, undeclared: kind === 'custom' && !(await isDeclared(name, caller)) };
}

/** A workspace that declares no events takes any; so does an engine without a workspace. */
async function isDeclared(name: string | null, { deps }: Caller): Promise<boolean> {
  try {
    const { events } = (await deps.store.publications.workspace()).organisation;
    return events === null || (name !== null && events.includes(name));
  } catch (error) {
    if (errorCode(error) === 'WORKSPACE_EMPTY') return true;
    throw error;
  }
}

/**
 * Also from the Idempotency-Key: should we be killed before its answer is stored, the repeat finds the event. With the
 * lead in it, since the answer to a known event tells of the lead it belongs to. A source cannot contain a colon, so
 * nobody can name the ids of somebody else's API key.
 */
function dedupeKey({ id, source }: NewEvent, leadId: string, index: number, { key, idempotencyKey }: Caller): string {
  if (id !== undefined) return postedEventKey(source ?? `key:${key.id}`, leadId, id);
  if (idempotencyKey === null) return `api-once/${randomUUID()}`;
  return `api-request/${key.id}/${idempotencyKey}/${index}/${leadId}`;
}

interface Repeated {
  readonly id: string | undefined;
  readonly kind: string;
  readonly name: string | null;
  readonly place: string;
}

/** @throws EVENT_ID_REUSED, IDEMPOTENCY_MISMATCH when the known event is another one than this */
async function checkSame({ eventId, leadId }: IngestResult, event: Repeated, { deps }: Caller): Promise<void> {
  const entries = await deps.store.leads.timeline(leadId);
  const known = entries.find((entry) => entry.kind === 'event' && entry.eventId === eventId);
  if (known?.kind !== 'event' || (known.event === event.kind && known.name === event.name)) return;
  const was = [known.event, known.name].filter((part) => part !== null).join(' ');
  if (event.id === undefined) {
    throw new TendrilError('IDEMPOTENCY_MISMATCH', `${event.place} was sent with this Idempotency-Key as ${was}`);
  }
  throw new TendrilError(
    'EVENT_ID_REUSED',
    `${event.place}.id ${JSON.stringify(event.id)} was used for another event of this lead: ${was}`,
  );
}

/** @throws REQUEST_INVALID when it lies ahead */
function momentOf(occurredAt: string | undefined, now: Instant, place: string): Instant {
  if (occurredAt === undefined) return now;
  const ms = Date.parse(occurredAt);
  if (ms > msOf(now) + mostAheadMs) {
    throw requestInvalid([{ path: `${place}.occurredAt`, message: `lies more than 5 minutes ahead of ${now}` }]);
  }
  return instantFromMs(Math.min(ms, msOf(now)));
}
