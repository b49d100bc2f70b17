/** Published sequences, to read. Publishing needs the checks of authored files and belongs to the command line. */
import { z } from '@hono/zod-openapi';
import { defineRoute, type Route, reply } from './route.ts';
import { sequenceDetail, sequenceSummary } from './views.ts';

export const sequenceRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/v1/sequences',
    name: 'listSequences',
    tag: 'sequences',
    summary: 'The newest version of every sequence',
    scope: 'leads',
    errors: [],
    replies: {
      200: { description: 'All sequences', schema: z.object({ items: z.array(sequenceSummary).readonly() }) },
    },
    handle: async (_input, { deps }) => reply(200, { items: await deps.store.publications.sequences() }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sequences/{name}',
    name: 'getSequence',
    tag: 'sequences',
    summary: 'One sequence: source, program, and who is where',
    scope: 'leads',
    errors: ['SEQUENCE_UNKNOWN'],
    params: z.object({ name: z.string().min(1).max(200) }),
    replies: { 200: { description: 'The sequence', schema: sequenceDetail } },
    async handle({ params }, { deps }) {
      const { program, ...detail } = await deps.store.publications.sequence(params.name);
      return reply(200, { ...detail, program: { ...program } });
    },
  }),
];
