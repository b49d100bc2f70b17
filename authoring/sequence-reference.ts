/**
 * The reference of the sequence language: tables in Markdown, made of the same schema that editors use, so that neither
 * can say what the other does not.
 */
import { stringify } from 'yaml';
import { name } from './authored-values.ts';
import { partSchema, topProperties } from './json-schema.ts';
import { eventProperties, groupProperties } from './json-schema-events.ts';
import { stepSchemas } from './json-schema-steps.ts';
import { type JsonSchema, jsonOf, propertiesOf, requiredOf } from './json-schema-values.ts';
import { stepKinds } from './step-shapes.ts';

/** All tables, with headings of the third level. */
export function sequenceReference(): string {
  const shapes = stepSchemas();
  const { id, formerly } = propertiesOf(shapes.send ?? {});
  const steps = stepKinds.map((kind) => stepSection(kind, shapes, { id, formerly }));
  return [
    section('The top of a file', '', table(rowsOf(topProperties(), ['sequence', 'steps'], ''))),
    section('Keys of every step', '', table(rowsOf({ id: id ?? {}, formerly: formerly ?? {} }, [], ''))),
    ...steps,
    section('Kinds of events', eventsIntroduction, table(rowsOf({ ...eventProperties, ...groupProperties }, [], ''))),
    section('A part', 'Under `parts`, by its name.', table(rowsOf(propertiesOf(partSchema()), ['steps'], ''))),
  ].join('\n\n');
}

const eventsIntroduction =
  'One of these keys, after `waitFor` and in the lists `goals` and `stop.on`. `click`, `reply` and `form` may stand alone. ' +
  '`any` and `all` are for `waitFor` only.';

const section = (heading: string, introduction: string, body: string): string =>
  [`### ${heading}`, introduction, body].filter((part) => part !== '').join('\n\n');

/** A kind may have a short and a long form: their keys are told in one table. */
function stepSection(
  kind: string,
  shapes: Readonly<Record<string, JsonSchema>>,
  ofEvery: Readonly<Record<string, unknown>>,
): string {
  const longForm: Readonly<Record<string, string>> = { branch: 'cases', call: 'request' };
  const short = shapes[kind] ?? {};
  const long = shapes[longForm[kind] ?? ''];
  const forms = long ? [short, long] : [short];
  const rows = forms.flatMap((form) => {
    const same = ([key, schema]: readonly [string, JsonSchema]) =>
      JSON.stringify(schema) === JSON.stringify(ofEvery[key]);
    const own = Object.fromEntries(Object.entries(propertiesOf(form)).filter((property) => !same(property)));
    return rowsOf(own, requiredOf(form), '', ((form.examples ?? []) as readonly unknown[])[0]);
  });
  const seen = new Set<string>();
  const unique = rows.filter((row) => {
    const known = seen.has(`${row.key} ${row.takes}`);
    seen.add(`${row.key} ${row.takes}`);
    return !known;
  });
  const examples = forms.flatMap(({ examples: given }) => (given ?? []) as readonly unknown[]);
  const shown = examples.map((example) => `\`${inline(example)}\``).join(' · ');
  return section(`\`${kind}\``, `${forms.map(({ description }) => description).join(' ')}\n\n${shown}`, table(unique));
}

interface Row {
  readonly key: string;
  readonly takes: string;
  readonly fallback: string;
  readonly meaning: string;
  readonly example: string;
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ key, takes, fallback, meaning, example }) =>
      `| \`${key}\` | ${takes} | ${fallback} | ${meaning} | ${example === '' ? '' : code(example)} |`,
  );
  return ['| key | takes | default | meaning | example |', '|---|---|---|---|---|', ...lines].join('\n');
}

/** A key, and after it the keys inside its value. `whole` is an example of the mapping that they stand in. */
function rowsOf(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
  prefix: string,
  whole?: unknown,
): readonly Row[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const { description = '', default: fallback } = schema;
    const first = exampleOf(schema, isSchema(whole) ? whole[key] : undefined);
    const row = {
      key: `${prefix}${key}`,
      takes: takes(schema),
      fallback: required.includes(key) ? '**required**' : fallback === undefined ? '' : code(inline(fallback)),
      meaning: String(description),
      example: first === undefined ? '' : inline(first),
    };
    return [row, ...inside(schema, `${prefix}${key}`)];
  });
}

/** The first example of a value: its own, one from around it, or what differs from the default. */
function exampleOf({ examples, default: fallback }: JsonSchema, around: unknown): unknown {
  const [first] = (examples ?? []) as readonly unknown[];
  return first ?? around ?? (typeof fallback === 'boolean' ? !fallback : undefined);
}

/** The keys inside a value: of a mapping, of each entry of a list (`[]`), of each named one (`NAME`). */
function inside(schema: JsonSchema, prefix: string): readonly Row[] {
  const own = rowsOf(propertiesOf(schema), requiredOf(schema), `${prefix}.`);
  const items = isSchema(schema.items)
    ? rowsOf(propertiesOf(schema.items), requiredOf(schema.items), `${prefix}[].`)
    : [];
  const named = isSchema(schema.additionalProperties) ? inside(schema.additionalProperties, `${prefix}.NAME`) : [];
  const forms = ((schema.anyOf ?? []) as readonly JsonSchema[]).flatMap((form) => inside(form, prefix));
  return [...own, ...items, ...named, ...forms];
}

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null;

/** What stands behind a key, in words. */
function takes(schema: JsonSchema): string {
  const { $ref, title, type, anyOf, items, pattern, enum: words, const: only } = schema;
  if (typeof $ref === 'string') return references[$ref] ?? '';
  if (Array.isArray(words)) return words.map((word) => code(String(word))).join(', ');
  if (only !== undefined) return code(String(only));
  if (typeof title === 'string') return title;
  if (Array.isArray(anyOf)) return [...new Set((anyOf as readonly JsonSchema[]).map(takes))].join(', or ');
  if (Array.isArray(type))
    return type.includes('array') ? 'text, or a list of them' : 'text, number, true, false or null';
  if (type === 'string') return pattern === namePattern ? 'name' : 'text';
  if (type === 'boolean') return 'true or false';
  if (type === 'integer' || type === 'number') return numberWords(schema);
  if (type === 'array') return `list of: ${isSchema(items) ? takes(items) : 'values'}`;
  return isSchema(schema.additionalProperties) ? 'mapping of names' : 'mapping';
}

const references: Readonly<Record<string, string>> = {
  '#/$defs/steps': 'steps',
  '#/$defs/part-steps': 'steps',
  '#/$defs/event': '[event](#kinds-of-events)',
  '#/$defs/events': 'list of [events](#kinds-of-events)',
  '#/$defs/awaited': '[event](#kinds-of-events)',
  '#/$defs/part': '[part](#a-part)',
};

const namePattern = jsonOf(name).pattern;

function numberWords({ type, minimum, maximum }: JsonSchema): string {
  const kind = type === 'integer' ? 'whole number' : 'number';
  const sign = (value: unknown) => String(value).replace('-', '−');
  if (minimum === undefined || maximum === undefined) return kind;
  return `${kind}, ${sign(minimum)} to ${sign(maximum)}`;
}

/** A value as it is written on one line. */
const inline = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim().replaceAll('\n', ' ');

/** A table's cell ends at a bar, even inside code. */
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
