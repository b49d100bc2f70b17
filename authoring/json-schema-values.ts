/**
 * From the schemas that files are checked with to JSON Schema. A schema of one's own says by its `meta` what an editor
 * is told; the rest is read from the schema itself.
 */
import { z } from 'zod';
import { durationInWords } from '../domain/time.ts';

/** A part of a JSON Schema, draft 2020-12. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The JSON Schema of what may be written; defaults are shown as they would be written. */
export function jsonOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // Zod leaves these out where a text becomes something else, because they might be of the other form.
      const { examples, ...meta } = z.globalRegistry.get(zodSchema) ?? {};
      if (examples) jsonSchema.examples = examples as unknown[];
      const { def } = zodSchema._zod;
      const given = 'default' in meta ? meta.default : def.type === 'default' ? writtenDefault(def.defaultValue) : null;
      if (given !== null && given !== undefined) jsonSchema.default = given as never;
      else if (def.type === 'default') delete jsonSchema.default;
    },
  });
  return json;
}

/** A default as a person would write it; null when it says nothing. */
function writtenDefault(value: unknown): unknown {
  if (typeof value === 'string' && /^P(T?\d)/.test(value)) return durationInWords(value);
  return typeof value === 'object' ? null : value;
}

/** The schemas of the keys of a mapping. */
export const propertiesOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> =>
  (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;

export const requiredOf = (schema: JsonSchema): readonly string[] => (schema.required ?? []) as readonly string[];
