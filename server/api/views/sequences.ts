/** How the API shows published sequences. */
import { z } from '@hono/zod-openapi';
import { count, instant, text } from './values.ts';

export const sequenceSummary = z
  .object({ name: z.string(), version: count, publishedAt: instant, active: count, ended: count })
  .extend({ pausedSince: instant.nullable().openapi({ description: 'Since when a pause holds all of it.' }) })
  .openapi('SequenceSummary');

export const sequenceDetail = sequenceSummary
  .extend({
    source: z.string().openapi({ description: 'The YAML as it was published.' }),
    program: z.looseObject({ sequence: z.string(), entry: text }),
    at: z.record(z.string(), count).openapi({ description: 'How many active enrollments stand at each step.' }),
  })
  .openapi('SequenceDetail');

export const sequenceVersion = z
  .object({
    name: z.string(),
    version: count,
    source: z.string().openapi({ description: 'The YAML as it was published.' }),
    program: z.looseObject({ sequence: z.string(), entry: text }),
  })
  .openapi('SequenceVersion');

const ofSequence = { name: z.string(), version: count };
export const sequenceGraphView = z
  .object({
    ...ofSequence,
    mermaid: z.string().openapi({ description: 'A flowchart in the language of Mermaid.' }),
  })
  .openapi('SequenceGraph');
export const sequenceExplanation = z
  .object({ ...ofSequence, text: z.string().openapi({ description: 'Plain sentences, over several lines.' }) })
  .openapi('SequenceExplanation');
