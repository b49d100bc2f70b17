/**
 * The JSON Schema of steps. A step is told by its one key that names a kind, so an editor offers the kinds first and
 * then the keys of that kind. Steps of a part may hold placeholders where others must hold a value.
 */
import { type JsonSchema, jsonOf, propertiesOf } from './json-schema-values.ts';
import { type StepKind, stepKinds, stepShapes } from './step-shapes.ts';

/** The JSON Schemas of all shapes; `cases` and `request` are the long forms of `branch` and `call`. */
export const stepSchemas = (): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(Object.entries(stepShapes()).map(([shape, schema]) => [shape, completed(shape, jsonOf(schema))]));

/** What only the reader of steps knows. */
function completed(shape: string, schema: JsonSchema): JsonSchema {
  const anyOf = (...keys: readonly string[]) => ({ ...schema, anyOf: keys.map((key) => ({ required: [key] })) });
  if (shape === 'branch') return anyOf('then', 'else');
  if (shape === 'tag') return anyOf('tag', 'untag');
  if (shape !== 'split') return schema;
  const arms = { ...propertiesOf(schema).split, minProperties: 2, maxProperties: 10 };
  return { ...schema, properties: { ...propertiesOf(schema), split: arms } };
}

const longForms: Readonly<Partial<Record<StepKind, { readonly shape: string; readonly type: string }>>> = {
  branch: { shape: 'cases', type: 'array' },
  call: { shape: 'request', type: 'object' },
};

/** The definitions of steps, and once more of steps inside a part. */
export function stepDefinitions(events: Readonly<Record<string, JsonSchema>>): Readonly<Record<string, JsonSchema>> {
  const plain: Readonly<Record<string, JsonSchema>> = {
    ...events,
    ...Object.fromEntries(Object.entries(stepSchemas()).map(([shape, schema]) => [`step-${shape}`, schema])),
    step: oneStep(stepSchemas()),
    steps: {
      description: 'Steps in their order.',
      type: 'array',
      items: { $ref: '#/$defs/step' },
      minItems: 1,
      maxItems: 500,
    },
  };
  const inParts = Object.entries(plain).map(([name, schema]) => [`part-${name}`, inPart(schema)]);
  return { ...plain, ...Object.fromEntries(inParts), placeholder };
}

function oneStep(schemas: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const keys = [...stepKinds, 'untag'].map((kind) => {
    const { description } = schemas[kind === 'untag' ? 'tag' : kind] ?? {};
    return [kind, { description }];
  });
  const only = stepKinds.map((kind) => (kind === 'tag' ? schemas.tag?.anyOf : null) ?? [{ required: [kind] }]);
  return {
    description: 'A step: one key says what it does.',
    type: 'object',
    properties: Object.fromEntries(keys),
    oneOf: only.map((anyOf) => ({ anyOf })),
    allOf: stepKinds.flatMap(rulesOf),
  };
}

function rulesOf(kind: StepKind): readonly JsonSchema[] {
  const refer = (shape: string) => ({ $ref: `#/$defs/step-${shape}` });
  if (kind === 'tag') {
    return ['tag', 'untag'].map((key) => rule({ required: [key] }, refer('tag')));
  }
  const long = longForms[kind];
  if (!long) return [rule({ required: [kind] }, refer(kind))];
  const isLong = { properties: { [kind]: { type: long.type } }, required: [kind] };
  return [rule(isLong, refer(long.shape)), rule({ required: [kind], not: isLong }, refer(kind))];
}

const rule = (when: JsonSchema, then: JsonSchema): JsonSchema => ({ if: when, then });

/** How a parameter stands in the steps of a part. */
export const parameter = (name: string): string => `\${${name}}`;

const placeholder: JsonSchema = {
  description: 'A parameter of the part, alone or inside a text.',
  type: 'string',
  pattern: '\\$\\{[a-z][A-Za-z0-9_-]*\\}',
  examples: [parameter('template'), parameter('pause')],
};

const holders: ReadonlySet<string> = new Set(['properties', 'items', 'additionalProperties', 'anyOf', 'allOf', 'then']);

/** The schema as it is inside a part: it refers to parts of parts, and every value may be a placeholder. */
function inPart(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, within(keyword, value)]));
}

function within(keyword: string, value: unknown): unknown {
  if (keyword === '$ref') return String(value).replace('#/$defs/', '#/$defs/part-');
  if (!holders.has(keyword) || typeof value !== 'object' || value === null) return value;
  if (keyword === 'properties') {
    const properties = Object.entries(value as Readonly<Record<string, JsonSchema>>);
    return Object.fromEntries(properties.map(([name, schema]) => [name, valueInPart(schema)]));
  }
  if (Array.isArray(value)) return value.map((schema: JsonSchema) => inPart(schema));
  return keyword === 'then' ? inPart(value as JsonSchema) : valueInPart(value as JsonSchema);
}

const stepLists: ReadonlySet<unknown> = new Set(['#/$defs/steps', '#/$defs/step']);

function valueInPart(schema: JsonSchema): JsonSchema {
  const own = inPart(schema);
  // A list of steps is no value; and a key that only names a kind says nothing about its value.
  if (stepLists.has(schema.$ref) || Object.keys(schema).every((keyword) => keyword === 'description')) return own;
  const { description, examples, ...rest } = own;
  return {
    ...(description === undefined ? {} : { description }),
    ...(examples === undefined ? {} : { examples }),
    anyOf: [rest, { $ref: '#/$defs/placeholder' }],
  };
}
