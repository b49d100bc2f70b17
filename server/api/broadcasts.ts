/** Broadcasts: one mail to all leads that fit. Ordered here, sent by the engine. */
import { z } from '@hono/zod-openapi';
import { checkBatchFilter } from '../../authoring/batch-filter.ts';
import { readBroadcast, type WrittenBroadcast } from '../../authoring/broadcast-order.ts';
import { stages } from '../../domain/lifecycle.ts';
import { broadcastPaces } from '../../domain/pace.ts';
import { filterGiven, leadFilter } from './batches.ts';
import { requestInvalid } from './input.ts';
import { bodyOf, type Caller, defineRoute, type Route, reply } from './route.ts';
import { toldMoment } from './told-moment.ts';
import { broadcast, broadcastForecast, broadcastReport } from './views/broadcasts.ts';
import { broadcastName } from './views/values.ts';

const word = z.string().min(1).max(100);
const oneOrMany = z.union([word, z.array(word).min(1).max(20)]);
const hours = (description: string) => oneOrMany.optional().openapi({ description, example: '08:00-18:00' });

const window = z
  .strictObject({
    days: oneOrMany.optional().openapi({ description: '`weekdays`, `every day`, or days.', example: 'weekdays' }),
    hours: hours('Times of day, on the clock of the lead.'),
    quiet: hours('Times in which nothing leaves, whatever `hours` say.'),
    holidays: word.optional().openapi({ description: 'Whose public holidays: `lead`, `none` or a country code.' }),
    spread: word.optional().openapi({ description: 'Mails that wait for an opening are spread over this time.' }),
  })
  .openapi('BroadcastWindow', { description: 'When its mails may leave; without it, at any time.' });

const wishes = {
  filter: leadFilter,
  purpose: word.optional().openapi({ description: 'What leads must have agreed to; default `marketing`.' }),
  stages: z.array(z.enum(stages)).min(1).max(stages.length).optional(),
  caps: z
    .array(word)
    .max(20)
    .optional()
    .openapi({ description: 'Besides those of the organisation.', example: ['1 per day'] }),
};

const newBroadcast = z
  .strictObject({
    name: word.openapi({ description: 'Lower-case letters, digits and hyphens; used once.', example: 'heat-2026' }),
    template: z.string().min(1).max(200),
    ...wishes,
    sender: word.nullish().openapi({ description: 'A key under "senders" in organisation.yaml.' }),
    priority: z.number().int().min(-1000).max(1000).optional(),
    window: window.optional(),
    late: word.optional().openapi({
      description: 'What could not leave within this time is left out; `never`: it leaves late. Default 48 hours.',
    }),
    pace: z
      .number()
      .min(broadcastPaces.least)
      .max(broadcastPaces.most)
      .default(broadcastPaces.usual)
      .openapi({ description: 'Mails per second at most.' }),
    startAt: toldMoment.optional().openapi({ description: 'Without it, at once.' }),
  })
  .openapi('NewBroadcast');

const asked = z.strictObject(wishes).openapi('BroadcastQuestion');
const why = z.strictObject({ reason: z.string().min(1).max(500).nullish() }).openapi('BroadcastPauseReason');
const byName = z.object({ name: broadcastName });

/** @throws REQUEST_INVALID with the path of every wrong value */
function read(written: WrittenBroadcast, { now }: Caller) {
  const result = readBroadcast(written, now);
  if (result.kind === 'read') return result;
  throw requestInvalid(result.problems.map(({ path, message }) => ({ path: `body.${path}`, message })));
}

/** @throws SEGMENT_UNKNOWN, CONDITION_INVALID, WORKSPACE_EMPTY */
async function meant(filter: z.output<typeof leadFilter>, { deps }: Caller) {
  const given = filterGiven(filter);
  checkBatchFilter(given, (await deps.store.publications.workspace()).organisation);
  return given;
}

const one = { 200: { description: 'The broadcast', schema: broadcast } } as const;
const ofFilter = ['SEGMENT_UNKNOWN', 'CONDITION_INVALID', 'WORKSPACE_EMPTY'] as const;

export const broadcastRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/broadcasts',
    name: 'beginBroadcast',
    tag: 'broadcasts',
    summary: 'Send one mail to all leads that fit a filter; goes on by itself',
    scope: 'admin',
    errors: ['TEMPLATE_UNKNOWN', 'SENDER_UNKNOWN', 'BROADCAST_EXISTS', ...ofFilter],
    body: bodyOf(newBroadcast),
    replies: { 201: { description: 'It has been ordered', schema: broadcast } },
    async handle({ body: { template, filter, sender, pace, ...written } }, caller) {
      const { name, startAt, settings } = read(written, caller);
      const order = { name, template, filter: await meant(filter, caller), sender: sender ?? null };
      const { deps, actor, now } = caller;
      return reply(201, await deps.store.broadcasts.begin({ ...order, settings, pace, startAt }, actor, now));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/broadcasts/forecast',
    name: 'forecastBroadcast',
    tag: 'broadcasts',
    summary: 'How many leads would get it now, and whom the gate would hold back; sends nothing',
    scope: 'admin',
    errors: ofFilter,
    body: bodyOf(asked),
    replies: { 200: { description: 'The figures', schema: broadcastForecast } },
    async handle({ body: { filter, ...written } }, caller) {
      const { settings } = read({ name: 'forecast', ...written }, caller);
      const { deps, now } = caller;
      return reply(200, await deps.store.broadcasts.forecast(await meant(filter, caller), settings, now));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/broadcasts',
    name: 'listBroadcasts',
    tag: 'broadcasts',
    summary: 'All broadcasts, newest first',
    scope: 'admin',
    errors: [],
    replies: { 200: { description: 'All of them', schema: z.object({ items: z.array(broadcast).readonly() }) } },
    handle: async (_input, { deps }) => reply(200, { items: await deps.store.broadcasts.list() }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/broadcasts/{name}',
    name: 'getBroadcast',
    tag: 'broadcasts',
    summary: 'How far a broadcast is, what became of its mails, and what came back',
    scope: 'admin',
    errors: ['BROADCAST_UNKNOWN'],
    params: byName,
    replies: { 200: { description: 'The report', schema: broadcastReport } },
    handle: async ({ params }, { deps }) => reply(200, await deps.store.broadcasts.report(params.name)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/broadcasts/{name}/pause',
    name: 'pauseBroadcast',
    tag: 'broadcasts',
    summary: 'Send no further mails until it is resumed; what is under way leaves',
    scope: 'admin',
    errors: ['BROADCAST_UNKNOWN', 'BROADCAST_ENDED'],
    params: byName,
    body: bodyOf(why),
    replies: one,
    handle: async ({ params, body }, { deps, actor, now }) =>
      reply(200, await deps.store.broadcasts.pause(params.name, body.reason ?? null, actor, now)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/broadcasts/{name}/resume',
    name: 'resumeBroadcast',
    tag: 'broadcasts',
    summary: 'Let a paused broadcast go on where it stands',
    scope: 'admin',
    errors: ['BROADCAST_UNKNOWN', 'BROADCAST_ENDED'],
    params: byName,
    replies: one,
    handle: async ({ params }, { deps, actor, now }) =>
      reply(200, await deps.store.broadcasts.resume(params.name, actor, now)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/broadcasts/{name}/stop',
    name: 'stopBroadcast',
    tag: 'broadcasts',
    summary: 'End a broadcast for good; what has left stays sent',
    scope: 'admin',
    errors: ['BROADCAST_UNKNOWN', 'BROADCAST_ENDED'],
    params: byName,
    replies: one,
    handle: async ({ params }, { deps, actor, now }) =>
      reply(200, await deps.store.broadcasts.stop(params.name, actor, now)),
  }),
];
