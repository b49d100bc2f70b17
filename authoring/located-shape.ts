/**
 * Checks a part of an authored file against a schema and reports what does not fit, in the author's words and at the
 * author's line. Schemas say what a value must be; how that is said to people is decided here alone.
 */
import type { z } from 'zod';
import { type ErrorCode, errorKinds, type SourcePosition } from '../domain/errors.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import type { Findings } from './findings.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';

/** Extra facts that a schema's own check gives with its issue. */
export interface IssueFacts {
  readonly code?: ErrorCode;
  /** The character of the text that is meant. */
  readonly index?: number;
}

type Issue = z.core.$ZodIssue;

/** The value of the schema, or null with findings. `base` is where the checked value stands in the file. */
export function checkShape<T>(
  schema: z.ZodType<T>,
  value: unknown,
  yaml: LocatedYaml,
  base: Path,
  findings: Findings,
): T | null {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap(ofUnion);
  const meant = new Set(issues.flatMap((issue) => unknownKeys(schema, issue).map(({ near }) => near)));
  for (const issue of issues) {
    const path = [...base, ...(issue.path as (string | number)[])];
    if (issue.code === 'unrecognized_keys') {
      for (const { key, message } of unknownKeys(schema, issue)) {
        findings.add('AUTHORING_SHAPE', message, yaml.keyAt([...path, key]));
      }
      continue;
    }
    const given = valueAt(value, issue.path);
    // A key that is missing because it is misspelt is one mistake, not two.
    if (given === undefined && meant.has(String(issue.path.at(-1)))) continue;
    report(issue, given, path, yaml, findings);
  }
  return null;
}

/**
 * Of the forms that a value may have, the one that was meant tells what is wrong: it is of the same kind, and fits best. Where none is
 * of that kind, all are named.
 */
function ofUnion(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const forms = issue.errors.map((form) => form.flatMap(ofUnion));
  const isOtherKind = (form: readonly Issue[]) =>
    form.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  const meant = forms.filter((form) => !isOtherKind(form)).toSorted((a, b) => a.length - b.length)[0];
  if (meant) return meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  const kinds = forms.flatMap((form) => form.filter(({ path }) => path.length === 0).map(expectation));
  return [{ ...issue, message: listed([...new Set(kinds)]) }];
}

function report(issue: Issue, given: unknown, path: Path, yaml: LocatedYaml, findings: Findings): void {
  const name = nameOf(path);
  const facts: IssueFacts = issue.code === 'custom' ? (issue.params ?? {}) : {};
  if (given === undefined) {
    const hint = `: it ${issue.code === 'custom' ? issue.message : `must be ${expectation(issue)}`}`;
    findings.add('AUTHORING_SHAPE', `${name} is missing${hint}`, yaml.at(path));
    return;
  }
  const code = facts.code && Object.hasOwn(errorKinds, facts.code) ? facts.code : 'AUTHORING_SHAPE';
  const at: SourcePosition = facts.index === undefined ? yaml.at(path) : yaml.inside(path, facts.index);
  if (issue.code === 'invalid_key') {
    const wanted = issue.issues[0]?.message ?? 'is not a valid name';
    const message = /^(an?|the) /.test(wanted) ? `must be ${wanted}` : wanted;
    findings.add(code, `${name} ${message}`, yaml.keyAt(path));
  } else if (issue.code === 'custom') {
    findings.add(code, `${name} ${issue.message}`, at);
  } else {
    findings.add(code, `${name} must be ${expectation(issue)}, ${butIs(given)}${valueHint(issue, given)}`, at);
  }
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kindWords[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${listed(issue.values.map(String))}`;
    case 'too_small':
      if (issue.origin === 'array') return 'a list with at least one entry';
      return issue.origin === 'string'
        ? 'a text that is not empty'
        : `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `no longer than ${issue.maximum}`
        : `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_format':
      return issue.message;
    default:
      return issue.message;
  }
}

const kindWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** What stands there, so that the author sees how the file was read. */
export function butIs(value: unknown): string {
  if (value === null) return 'but is empty';
  if (Array.isArray(value)) return value.length === 0 ? 'but is empty' : 'but is a list';
  if (typeof value === 'object') return 'but is a mapping';
  const text = String(value);
  return `but is ${typeof value === 'string' ? JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text) : text}`;
}

function valueHint(issue: Issue, given: unknown): string {
  if (issue.code === 'invalid_value' && typeof given === 'string') {
    return didYouMean(nearest(given, issue.values.map(String)));
  }
  if (issue.code === 'invalid_format' && typeof given === 'string') return didYouMean(nameMeant(given, issue.pattern));
  const isWord = typeof given === 'string' && /^[\w ./@*-]{1,60}$/.test(given);
  if (issue.code === 'invalid_type' && issue.expected === 'array' && isWord) return `: write [ ${given} ]`;
  const isSimple = typeof given === 'number' || typeof given === 'boolean';
  return issue.code === 'invalid_type' && issue.expected === 'string' && isSimple ? ': put it in quotes' : '';
}

/**
 * A text written as names are: `My Step` as `my-step`, `Demo requested` as `demo_requested` where that is the form. Null
 * where no name is wanted. @param pattern in slashes
 */
function nameMeant(given: string, pattern: string | undefined): string | null {
  if (pattern === undefined) return null;
  const wanted = new RegExp(pattern.slice(1, pattern.lastIndexOf('/')));
  const bare = given.replace(/\.(mjml|html|ya?ml|[mc]?ts)$/, '').toLowerCase();
  const words = bare.split(/[^a-z0-9]+/).filter((word) => word !== '');
  return ['_', '-'].map((mark) => words.join(mark)).find((name) => wanted.test(name)) ?? null;
}

function unknownKeys(
  schema: z.ZodType,
  issue: Issue,
): readonly { key: string; near: string | null; message: string }[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const known = keysAt(schema, issue.path);
  return issue.keys.map((key) => {
    const near = otherWordFor(key, known) ?? nearest(key, known);
    const rest = near ? didYouMean(near) : `; known here: ${listed(known, 'and')}`;
    return { key, near, message: `unknown key "${key.slice(0, 80)}"${rest}` };
  });
}

/** What other tools call some keys. */
const otherWords: Readonly<Record<string, readonly string[]>> = {
  ...{ frequency: ['caps'], frequencycap: ['caps'], limit: ['caps'], limits: ['caps'], max: ['caps', 'atMost'] },
  ...{ trigger: ['enter'], triggers: ['enter'], entry: ['enter'], audience: ['enter'], schedule: ['window'] },
  ...{
    name: ['sequence', 'id', 'label'],
    timezone: ['zone'],
    sender: ['from'],
    within: ['timeout'],
    times: ['atMost'],
  },
  ...{ enum: ['values'], options: ['values'], choices: ['values'], allowed: ['values'], title: ['label'] },
  ...{ private: ['sensitive'], personal: ['sensitive'] },
  ...{ do: ['then'], yes: ['then'], no: ['else'], otherwise: ['else'] },
};

function otherWordFor(key: string, known: readonly string[]): string | null {
  const plain = key.toLowerCase().replaceAll(/[\s_-]/g, '');
  const words = Object.hasOwn(otherWords, plain) ? otherWords[plain] : undefined;
  return words?.find((word) => known.includes(word)) ?? null;
}

/** The keys that a schema knows at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: z.core.$ZodType = schema;
  for (const key of path) current = partOf(unwrapped(current), key) ?? current;
  return keysOf(unwrapped(current));
}

function keysOf({ _zod: { def } }: z.core.$ZodType): readonly string[] {
  if (def.type === 'object') return Object.keys((def as z.core.$ZodObjectDef).shape);
  return def.type === 'union' ? (def as z.core.$ZodUnionDef).options.flatMap((form) => keysOf(unwrapped(form))) : [];
}

function partOf(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined {
  const { def } = schema._zod;
  if (def.type === 'object') return (def as z.core.$ZodObjectDef).shape[String(key)];
  if (def.type === 'array') return (def as z.core.$ZodArrayDef).element;
  return def.type === 'record' ? (def as z.core.$ZodRecordDef).valueType : undefined;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = schema._zod;
  if (def.type === 'optional' || def.type === 'nullable' || def.type === 'default')
    return unwrapped((def as z.core.$ZodOptionalDef).innerType);
  if (def.type !== 'pipe') return schema;
  const { in: before, out } = def as z.core.$ZodPipeDef;
  // What is preprocessed has its shape behind the pipe, what is transformed before it.
  return unwrapped(before._zod.def.type === 'transform' ? out : before);
}

/** `"timeout"`, `"salespeople[2].address"`: the path as people read it, from the last list entry that is a step on. */
function nameOf(path: Path): string {
  const lastStep = path.findLastIndex((key, i) => typeof key === 'number' && stepLists.has(String(path[i - 1])));
  const shown = path.slice(lastStep + 1).map((key) => (typeof key === 'number' ? `[${key + 1}]` : `.${key}`));
  return `"${shown.join('').replace(/^\./, '').slice(0, 120)}"`;
}

const stepLists: ReadonlySet<string> = new Set(['steps', 'then', 'else']);

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}
