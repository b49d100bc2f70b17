/** Published sequences, to read. Publishing needs the checks of authored files and belongs to the command line. */
import { z } from '@hono/zod-openapi';
import { sequenceGraph } from '../../authoring/sequence-graph.ts';
import { explainSequence } from '../../authoring/sequence-words.ts';
import { defineRoute, type Route, reply } from './route.ts';
import {
  sequenceDetail,
  sequenceExplanation,
  sequenceGraphView,
  sequenceSummary,
  sequenceVersion,
} from './views/sequences.ts';

const byName = z.object({ name: z.string().min(1).max(200) });
const versionNumber = z.coerce.number().int().min(1).max(2_147_483_647);
const ofVersion = z.strictObject({
  version: versionNumber.optional().openapi({ description: 'Default: the newest.' }),
});

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
    params: byName,
    replies: { 200: { description: 'The sequence', schema: sequenceDetail } },
    async handle({ params }, { deps }) {
      const { program, ...detail } = await deps.store.publications.sequence(params.name);
      return reply(200, { ...detail, program: { ...program } });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sequences/{name}/versions/{version}',
    name: 'getSequenceVersion',
    tag: 'sequences',
    summary: 'One version of a sequence: source and program; versions count from 1 to the one of the sequence',
    scope: 'leads',
    errors: ['SEQUENCE_UNKNOWN'],
    params: byName.extend({ version: versionNumber }),
    replies: { 200: { description: 'The version', schema: sequenceVersion } },
    async handle({ params }, { deps }) {
      const { number, source, program } = await deps.store.publications.version(params.name, params.version);
      return reply(200, { name: params.name, version: number, source, program: { ...program } });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sequences/{name}/graph',
    name: 'getSequenceGraph',
    tag: 'sequences',
    summary: 'The steps as a Mermaid flowchart, with the number of leads at each',
    scope: 'leads',
    errors: ['SEQUENCE_UNKNOWN'],
    params: byName,
    query: ofVersion,
    replies: { 200: { description: 'The graph', schema: sequenceGraphView } },
    async handle({ params: { name }, query }, { deps }) {
      const { number, program } = await deps.store.publications.version(name, query.version);
      const { at } = await deps.store.publications.sequence(name);
      return reply(200, { name, version: number, mermaid: sequenceGraph(program, at) });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sequences/{name}/explanation',
    name: 'explainSequence',
    tag: 'sequences',
    summary: 'What the sequence does, in plain sentences',
    scope: 'leads',
    errors: ['SEQUENCE_UNKNOWN'],
    params: byName,
    query: ofVersion,
    replies: { 200: { description: 'The explanation', schema: sequenceExplanation } },
    async handle({ params: { name }, query }, { deps }) {
      const { number, program } = await deps.store.publications.version(name, query.version);
      return reply(200, { name, version: number, text: `${explainSequence(program).join('\n')}\n` });
    },
  }),
];
