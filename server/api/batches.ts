/** Mass enrollments: begun here, carried on by the engine. */
import { z } from '@hono/zod-openapi';
import { checkBatchFilter } from '../../authoring/batch-filter.ts';
import { paces } from '../../domain/pace.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { batch } from './views/batches.ts';

export const pace = z.number().min(paces.least).max(paces.most).default(paces.usual);

const byId = z.object({ id: z.string().min(1).max(100) });
const name = z.string().min(1).max(200);
export const leadFilter = z
  .strictObject({
    when: z.string().min(1).max(2_000).optional().openapi({ description: 'A condition, as in sequences.' }),
    segment: name.optional(),
    source: z.string().min(1).max(500).optional(),
    tag: name.optional(),
  })
  .openapi({ description: 'Who is meant: leads that fit all that is given. `{}` means every lead.' });

/** As the database takes it: what is not given is null. */
export const filterGiven = ({ when, segment, source, tag }: z.output<typeof leadFilter>) => ({
  when: when ?? null,
  segment: segment ?? null,
  source: source ?? null,
  tag: tag ?? null,
});

const newBatch = z
  .strictObject({
    sequence: name,
    filter: leadFilter,
    pace: pace.openapi({ description: 'Leads per second at most.' }),
  })
  .openapi('NewBatch', { example: { sequence: 'welcome', filter: { segment: 'large-sites' }, pace: 20 } });

export const batchRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/batches',
    name: 'beginBatch',
    tag: 'batches',
    summary: 'Enroll all leads that fit a filter; goes on by itself',
    scope: 'admin',
    errors: ['SEQUENCE_UNKNOWN', 'SEGMENT_UNKNOWN', 'CONDITION_INVALID', 'WORKSPACE_EMPTY'],
    body: bodyOf(newBatch),
    replies: { 201: { description: 'It has begun', schema: batch } },
    async handle({ body: { sequence, filter, pace: most } }, { deps, now }) {
      const meant = filterGiven(filter);
      checkBatchFilter(meant, (await deps.store.publications.workspace()).organisation);
      return reply(201, await deps.store.batches.begin(sequence, meant, most, now));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/batches',
    name: 'listBatches',
    tag: 'batches',
    summary: 'All mass enrollments, newest first',
    scope: 'admin',
    errors: [],
    replies: { 200: { description: 'All of them', schema: z.object({ items: z.array(batch).readonly() }) } },
    handle: async (_input, { deps }) => reply(200, { items: await deps.store.batches.list() }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/batches/{id}',
    name: 'getBatch',
    tag: 'batches',
    summary: 'One mass enrollment and how far it is',
    scope: 'admin',
    errors: ['BATCH_UNKNOWN'],
    params: byId,
    replies: { 200: { description: 'The mass enrollment', schema: batch } },
    handle: async ({ params }, { deps }) => reply(200, await deps.store.batches.get(params.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/batches/{id}/stop',
    name: 'stopBatch',
    tag: 'batches',
    summary: 'Enroll no further leads; the ones enrolled stay',
    scope: 'admin',
    errors: ['BATCH_UNKNOWN'],
    params: byId,
    replies: { 200: { description: 'The mass enrollment', schema: batch } },
    handle: async ({ params }, { deps, now }) => reply(200, await deps.store.batches.stop(params.id, now)),
  }),
];
