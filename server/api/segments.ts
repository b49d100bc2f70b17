/** Segments: how many leads are in each at this moment, which, and since when; and the same for any condition. */
import { z } from '@hono/zod-openapi';
import { checkBatchFilter } from '../../authoring/batch-filter.ts';
import { filterGiven } from './batches.ts';
import { present } from './input.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { lead } from './views/leads.ts';
import { count, instant, pageOf, paging } from './views/values.ts';

const segment = z
  .object({
    name: z.string(),
    condition: z.string(),
    leads: count
      .nullable()
      .openapi({ description: 'How many are in it at this moment; null: it took too long to count.' }),
    starts: z
      .array(z.string())
      .readonly()
      .openapi({ description: 'Sequences that begin when a lead comes to be in it.' }),
    watchedSince: instant.nullable().openapi({ description: 'Since when its members are known one by one.' }),
  })
  .openapi('Segment');

const member = z.object({ leadId: z.uuid(), email: z.string(), since: instant }).openapi('SegmentMember');

const byName = z.object({ name: z.string().min(1).max(200) });

export const segmentRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/segments',
    name: 'listSegments',
    tag: 'segments',
    summary: 'All segments, with how many leads are in each now',
    scope: 'leads',
    errors: [],
    replies: { 200: { description: 'All of them', schema: z.object({ items: z.array(segment).readonly() }) } },
    handle: async (_input, { deps, now }) => reply(200, { items: await deps.store.segments.list(now) }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/segments/{name}',
    name: 'getSegment',
    tag: 'segments',
    summary: 'One segment, with how many leads are in it now',
    scope: 'leads',
    errors: ['SEGMENT_UNKNOWN', 'SEGMENT_SLOW'],
    params: byName,
    replies: { 200: { description: 'The segment', schema: segment } },
    handle: async ({ params }, { deps, now }) => reply(200, await deps.store.segments.get(params.name, now)),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/segments/{name}/leads',
    name: 'listSegmentLeads',
    tag: 'segments',
    summary: 'The leads that are in a segment now, newest first',
    scope: 'leads',
    errors: ['SEGMENT_UNKNOWN', 'SEGMENT_SLOW'],
    params: byName,
    query: z.strictObject(paging),
    replies: { 200: { description: 'One page', schema: pageOf(lead) } },
    async handle({ params, query: { limit, after } }, { deps, now }) {
      return reply(200, await deps.store.segments.leads({ segment: params.name }, present({ limit, after }), now));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/segments/{name}/members',
    name: 'listSegmentMembers',
    tag: 'segments',
    summary: 'Since when leads are in a segment that begins a sequence',
    scope: 'leads',
    errors: ['SEGMENT_UNKNOWN'],
    params: byName,
    query: z.strictObject(paging),
    replies: { 200: { description: 'One page; empty where nothing waits for the segment', schema: pageOf(member) } },
    async handle({ params, query: { limit, after } }, { deps }) {
      return reply(200, await deps.store.segments.members(params.name, present({ limit, after })));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/segments/count',
    name: 'countLeads',
    tag: 'segments',
    summary: 'How many leads meet a condition now',
    scope: 'leads',
    errors: ['CONDITION_INVALID', 'SEGMENT_SLOW', 'WORKSPACE_EMPTY'],
    body: bodyOf(
      z
        .strictObject({ when: z.string().min(1).max(2_000) })
        .openapi('ConditionToCount', { example: { when: 'lead.fields.employees >= 250' } }),
    ),
    replies: { 200: { description: 'The number', schema: z.object({ leads: count.openapi({ example: 1204 }) }) } },
    async handle({ body: { when } }, { deps, now }) {
      checkBatchFilter(filterGiven({ when }), (await deps.store.publications.workspace()).organisation);
      return reply(200, { leads: await deps.store.segments.count({ when }, now) });
    },
  }),
];
