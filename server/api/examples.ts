/**
 * Examples in the description of the API. Those of answers stand in `examples/` by the name of their shape, apart from the
 * shapes, which are long enough; those of bodies stand with their shapes. What is made of named shapes, such as a page of
 * leads, is put together from theirs. A test holds each against its shape.
 */
import { followingExamples } from './examples/following.ts';
import { intakeExamples } from './examples/intake.ts';
import { journeyExamples } from './examples/journeys.ts';
import { leadExamples } from './examples/leads.ts';
import { wishExamples } from './examples/wishes.ts';
import type { Route } from './route.ts';

const named: Readonly<Record<string, unknown>> = {
  ...leadExamples,
  ...intakeExamples,
  ...followingExamples,
  ...wishExamples,
  ...journeyExamples,
};

interface Schema {
  example?: unknown;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}
type Content = Readonly<Record<string, { readonly schema: Schema; example?: unknown } | undefined>>;
interface Operation {
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

/** As much of a description as examples are about. */
export interface Described {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
  readonly paths?: Readonly<Record<string, object>>;
}

/** Puts the examples into a description that was just made. */
export function addExamples(document: Described): void {
  const schemas = document.components?.schemas ?? {};
  for (const [name, example] of Object.entries(named)) {
    const schema = schemas[name];
    if (schema) schema.example = example;
  }
  for (const operation of Object.values(document.paths ?? {}).flatMap((item) => Object.values(item) as Operation[])) {
    for (const { content } of Object.values(operation.responses)) {
      const json = content?.['application/json'];
      const example = json && json.schema.$ref === undefined ? exampleOf(json.schema, schemas) : undefined;
      if (json && example !== undefined) json.example = example;
    }
  }
}

/** The example of a shape; undefined where a part of it has none. */
function exampleOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) return schemas[schema.$ref.slice('#/components/schemas/'.length)]?.example;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return schema.anyOf.map((one) => exampleOf(one, schemas)).find((one) => one !== undefined);
  if (schema.allOf) return together(schema.allOf.map((one) => exampleOf(one, schemas)));
  if (schema.items) {
    const item = exampleOf(schema.items, schemas);
    return item === undefined ? undefined : [item];
  }
  if (schema.properties) {
    const entries = Object.entries(schema.properties);
    return together(entries.map(([key, of]) => partOf(key, exampleOf(of, schemas))));
  }
  return schema.type?.includes('null') ? null : undefined;
}

const partOf = (key: string, example: unknown): unknown => (example === undefined ? undefined : { [key]: example });

const together = (parts: readonly unknown[]): unknown =>
  parts.includes(undefined) || parts.length === 0 ? undefined : Object.assign({}, ...parts);

export interface RouteExamples {
  readonly body: unknown;
  /** Of the first status of success that has one. */
  readonly answer: { readonly status: string; readonly example: unknown } | null;
}

/** What a description shows of a route; undefined: nothing. */
export function routeExamples(document: Described, { path, method }: Pick<Route, 'path' | 'method'>): RouteExamples {
  const schemas = document.components?.schemas ?? {};
  const operation = (document.paths?.[path] as Readonly<Record<string, Operation>> | undefined)?.[method];
  const shown = (content: Content | undefined): unknown => {
    const json = content?.['application/json'];
    return json && (json.example ?? exampleOf(json.schema, schemas));
  };
  const answers = Object.entries(operation?.responses ?? {})
    .filter(([status]) => status.startsWith('2'))
    .map(([status, { content }]) => ({ status, example: shown(content) }));
  return {
    body: shown(operation?.requestBody?.content),
    answer: answers.find(({ example }) => example !== undefined) ?? null,
  };
}
