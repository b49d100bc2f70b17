/**
 * Engagement events from web sites, forms and services. Every event is recorded once: by its id, or by the
 * Idempotency-Key of its request; a batch must have one or the other, so that it can always be sent again. The events
 * of a batch stand each for itself: a wrong one is reported and the others are recorded.
 */
import { z } from '@hono/zod-openapi';
import { failureOf, problemOf } from '../problem.ts';
import {
  cloudEvent,
  cloudEventHeaders,
  type EventFormat,
  formatOf,
  fromHeaders,
  readCloudEvent,
} from './cloud-events.ts';
import { checkShape, requestInvalid } from './input.ts';
import { problemSchema } from './openapi.ts';
import { newEvent, readEvent } from './posted-event.ts';
import { type EventReader, type Recording, recordEvents } from './recording.ts';
import { type Caller, defineRoute, type Header, type Route, reply } from './route.ts';
import { stage } from './views/values.ts';

/** Of `POST /v1/events`, and of `POST /v1/events:batch`. */
const fewEvents = 100;
const manyEvents = 1_000;

const batchOf = (most: number) => z.strictObject({ events: z.array(newEvent).min(1).max(most) });
const looseBatchOf = (most: number) => z.strictObject({ events: z.array(z.unknown()).min(1).max(most) });
const cloudBatchOf = (most: number) => z.array(z.unknown()).min(1).max(most);

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

/** What a request holds: events that are checked one by one. */
interface Posted {
  readonly raws: readonly unknown[];
  readonly read: EventReader;
  readonly many: boolean;
  readonly format: EventFormat;
}

/** @throws REQUEST_INVALID */
const readBody =
  (most: number, mustBeMany: boolean) =>
  (raw: unknown, header: Header): Posted => {
    const format = formatOf(header);
    const own = { read: readEvent, format };
    const cloud = { read: readCloudEvent, format };
    if (format === 'cloudEventBatch')
      return { ...cloud, raws: checkShape(cloudBatchOf(most), raw, 'body'), many: true };
    if (format === 'own' && (mustBeMany || (typeof raw === 'object' && raw !== null && 'events' in raw))) {
      return { ...own, raws: checkShape(looseBatchOf(most), raw, 'body').events, many: true };
    }
    if (mustBeMany) {
      throw requestInvalid([{ path: 'body', message: 'one CloudEvent; send many, or use POST /v1/events' }]);
    }
    if (format === 'own') return { ...own, raws: [raw], many: false };
    const hasData = header('content-type') !== undefined;
    const event = format === 'cloudEvent' ? raw : fromHeaders(header, raw, hasData);
    return { ...cloud, raws: [event], many: false };
  };

const placesOf =
  ({ many, format }: Posted) =>
  (index: number): string => {
    if (format === 'cloudEventBinary') return 'event';
    if (!many) return 'body';
    return format === 'own' ? `body.events[${index}]` : `body[${index}]`;
  };

const cloudTypes = {
  'application/cloudevents+json': cloudEvent,
  'application/cloudevents-batch+json': z.array(cloudEvent),
};

export const eventRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/events',
    name: 'postEvents',
    tag: 'events',
    summary: 'Record one event, or up to 100 of them; also as CloudEvents',
    scope: 'events',
    errors: ['LEAD_UNKNOWN', 'EVENT_ID_REUSED'],
    alsoTakes: cloudTypes,
    headers: cloudEventHeaders,
    body: {
      schema: z.union([newEvent, batchOf(fewEvents).openapi('NewEvents')]),
      read: readBody(fewEvents, false),
    },
    weight: ({ raws }) => raws.length,
    replies: {
      200: { description: 'Known already; or all of a batch recorded', schema: z.union([recorded, results]) },
      201: { description: 'Recorded', schema: recorded },
      207: { description: 'Some events of the batch were refused; each has its own status', schema: results },
    },
    async handle({ body }, caller) {
      const recordings = await recordEvents({ ...body, place: placesOf(body) }, caller);
      if (body.many) return resultsOf(recordings, caller);
      const [one] = recordings;
      if (!one || 'refused' in one) throw one?.refused ?? new Error('An event got no answer');
      return reply(one.recorded.recorded ? 201 : 200, one.recorded);
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/events:batch',
    name: 'postEventBatch',
    tag: 'events',
    summary: 'Record up to 1,000 events in one transaction; 2 MB at most',
    scope: 'events',
    errors: [],
    alsoTakes: { 'application/cloudevents-batch+json': z.array(cloudEvent) },
    body: { schema: batchOf(manyEvents).openapi('NewEventBatch'), read: readBody(manyEvents, true) },
    weight: ({ raws }) => raws.length,
    replies: {
      200: { description: 'All recorded, or known already', schema: results },
      207: { description: 'Some events were refused; each has its own status', schema: results },
    },
    async handle({ body }, caller) {
      return resultsOf(await recordEvents({ ...body, place: placesOf(body) }, caller), caller);
    },
  }),
];

function resultsOf(recordings: readonly Recording[], { deps, requestId }: Caller) {
  const items = recordings.map((one, index) => {
    if ('recorded' in one) return { index, status: one.recorded.recorded ? 201 : 200, event: one.recorded };
    const failure = failureOf(one.refused);
    return { index, status: failure.status, error: problemOf(failure, deps.publicUrl, requestId) };
  });
  const status: 200 | 207 = recordings.every((one) => 'recorded' in one) ? 200 : 207;
  return { status, body: { results: items } } as const;
}
