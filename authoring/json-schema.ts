/**
 * The JSON Schema of a sequence file, draft 2020-12: editors complete and check files with it while they are written.
 * Made of the schemas that files are checked with, so it knows the same keys and values; what needs other files or the
 * whole of a sequence (names, reachability, conditions) is left to `tendril sequences lint`. It never refuses a file
 * that lint finds right.
 */
import { z } from 'zod';
import { name, text } from './authored-values.ts';
import { eventDefinitions } from './json-schema-events.ts';
import { parameter, stepDefinitions } from './json-schema-steps.ts';
import { type JsonSchema, jsonOf, propertiesOf } from './json-schema-values.ts';
import { settingsShape } from './sequence-settings.ts';
import { partShape } from './step-shapes.ts';

/** Where the schema stands in the clone, seen from its own folder. */
export const schemaFile = 'sequence.schema.json';

/** What an editor knows about a sequence file. */
export function sequenceSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: schemaFile,
    title: 'Sequence',
    description: 'A nurture sequence of Tendril: which mails a lead gets, when, and what its answers change.',
    type: 'object',
    properties: topProperties(),
    required: ['sequence', 'steps'],
    additionalProperties: false,
    $defs: { ...stepDefinitions(eventDefinitions), part: partSchema() },
  };
}

/** The keys at the top of a file, in the order in which they are best written. */
export function topProperties(): Readonly<Record<string, JsonSchema>> {
  return {
    sequence: {
      ...jsonOf(name),
      title: 'name',
      description: 'The name of the sequence, for ever.',
      examples: ['energy-guide'],
    },
    description: {
      ...jsonOf(text(1000)),
      description: 'What it is for, to colleagues; one or more lines.',
      examples: ['For people who asked for the guide'],
    },
    ...settingProperties(),
    parts: {
      description: 'Named sub-sequences with parameters, for steps that are needed more than once.',
      examples: [{ nudge: { parameters: ['template'], steps: [{ wait: '3 days' }, { send: parameter('template') }] } }],
      type: 'object',
      propertyNames: jsonOf(name),
      additionalProperties: { $ref: '#/$defs/part' },
    },
    steps: {
      $ref: '#/$defs/steps',
      description: 'What happens to a lead, step by step.',
      examples: [[{ send: 'welcome' }, { wait: '3 days' }, { send: 'case-study' }]],
    },
  };
}

const settingProperties = (): Readonly<Record<string, JsonSchema>> =>
  propertiesOf(jsonOf(z.strictObject(settingsShape({ fields: null, templates: null }))));

/** A part; its steps may hold placeholders. */
export function partSchema(): JsonSchema {
  const part = jsonOf(partShape);
  const { steps, ...others } = propertiesOf(part);
  return {
    ...part,
    properties: { ...others, steps: { ...steps, $ref: '#/$defs/part-steps' } },
    required: ['steps'],
  };
}
