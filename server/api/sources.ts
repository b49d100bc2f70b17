/** Where leads come from: what each source brought, and what was paid for it. */
import { z } from '@hono/zod-openapi';
import type { Period } from '../../db/store.ts';
import { TendrilError } from '../../domain/errors.ts';
import { bodyOf, defineRoute, type Route, reply } from './route.ts';
import { cost, day, sourceReport } from './views/sources.ts';

const sourceName = z.object({ source: z.string().min(1).max(200).openapi({ description: 'The name of the source.' }) });
const period = z.strictObject({
  from: day.optional().openapi({ description: 'The first day, in the time zone of the organisation.' }),
  to: day.optional().openapi({ description: 'The last day.' }),
});
const periodOf = ({ from, to }: z.output<typeof period>): Period => ({ from: from ?? null, to: to ?? null });

const newCost = z
  .strictObject({
    from: day,
    to: day,
    amount: z.string().max(20).openapi({ description: 'Decimal text with at most two places, such as `1200.50`.' }),
    currency: z.string().max(3).openapi({ description: 'ISO 4217, such as `EUR`.' }),
    note: z.string().min(1).max(500).optional(),
  })
  .openapi('NewSourceCost', {
    example: {
      ...{ from: '2026-11-01', to: '2026-11-30', amount: '1200.50', currency: 'EUR' },
      note: 'Stand at the spring fair',
    },
  });

export const sourceRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/sources',
    name: 'listSources',
    tag: 'sources',
    summary: 'All sources with what they brought and what they cost',
    scope: 'sources',
    errors: [],
    query: period,
    replies: { 200: { description: 'By name', schema: z.object({ items: z.array(sourceReport).readonly() }) } },
    async handle({ query }, { deps }) {
      return reply(200, { items: await deps.store.sources.report(periodOf(query)) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sources/{source}',
    name: 'getSource',
    tag: 'sources',
    summary: 'One source with its costs',
    scope: 'sources',
    errors: ['SOURCE_UNKNOWN'],
    params: sourceName,
    query: period,
    replies: {
      200: { description: 'The source', schema: sourceReport.extend({ entries: z.array(cost).readonly() }) },
    },
    async handle({ params, query }, { deps }) {
      const reports = await deps.store.sources.report(periodOf(query));
      const report = reports.find(({ source }) => source === params.source);
      if (!report) {
        throw new TendrilError('SOURCE_UNKNOWN', `There is no source ${JSON.stringify(params.source.slice(0, 80))}`);
      }
      return reply(200, { ...report, entries: await deps.store.sources.costs(params.source) });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sources/{source}/costs',
    name: 'addSourceCost',
    tag: 'sources',
    summary: 'Tell what a source cost in a period',
    scope: 'sources',
    errors: ['SOURCE_UNKNOWN', 'COST_INVALID'],
    params: sourceName,
    body: bodyOf(newCost),
    replies: { 201: { description: 'The cost', schema: cost } },
    async handle({ params, body }, { deps, actor, now }) {
      const { note = null, ...told } = body;
      return reply(201, await deps.store.sources.addCost({ ...told, note, source: params.source }, actor, now));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sources/{source}/costs/{id}/void',
    name: 'voidSourceCost',
    tag: 'sources',
    summary: 'Take back a cost that was told by mistake: it stays visible and counts nowhere',
    scope: 'sources',
    errors: ['COST_UNKNOWN'],
    params: sourceName.extend({ id: z.string().min(1).max(100) }),
    replies: { 200: { description: 'The cost', schema: cost } },
    async handle({ params }, { deps, actor, now }) {
      const own = (await deps.store.sources.costs(params.source)).some(({ id }) => id === params.id);
      if (!own) throw new TendrilError('COST_UNKNOWN', `The source has no cost ${params.id}`);
      return reply(200, await deps.store.sources.voidCost(params.id, actor, now));
    },
  }),
];
