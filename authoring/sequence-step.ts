/**
 * Steps as they are written: from the YAML of a list of steps to a tree with ids, reporting what does not fit. What
 * steps mean to one another (references, reachability) is decided in `sequence-flow.ts`.
 */
import { z } from 'zod';
import { assertNever } from '../domain/errors.ts';
import type { ProgramStep, StepId } from '../domain/program.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import type { Duration } from '../domain/time.ts';
import { condition, duration, line, name } from './authored-values.ts';
import type { Fields } from './condition-language.ts';
import type { Findings } from './findings.ts';
import { butIs, checkShape } from './located-shape.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';
import { type AuthoredMatcher, readMatchers } from './sequence-matcher.ts';

interface Placed {
  readonly id: StepId;
  readonly path: Path;
}
interface Armed {
  readonly thenSteps: readonly AuthoredStep[] | null;
  readonly elseSteps: readonly AuthoredStep[] | null;
}

export type AuthoredStep = Placed &
  (
    | { readonly kind: 'send'; readonly template: string }
    | { readonly kind: 'wait'; readonly duration: Duration }
    | ({ readonly kind: 'waitFor'; readonly any: readonly AuthoredMatcher[]; readonly timeout: Duration } & Armed)
    | ({ readonly kind: 'branch'; readonly condition: string } & Armed)
    | { readonly kind: 'score'; readonly points: number; readonly reason: string }
    | { readonly kind: 'exit'; readonly reason: string }
  );
type Kind = ProgramStep['kind'];

const kinds = ['send', 'wait', 'waitFor', 'branch', 'score', 'exit'] as const satisfies readonly Kind[];
const otherKeys: readonly string[] = ['id', 'timeout', 'then', 'else', 'reason'];

// biome-ignore lint/suspicious/noThenProperty: the language's own word, in a schema that nobody awaits
const arms = { then: z.unknown().optional(), else: z.unknown().optional() };
const schemas = (fields: Fields | null) => ({
  send: z.strictObject({ send: name, id: name.optional() }),
  wait: z.strictObject({ wait: duration, id: name.optional() }),
  waitFor: z.strictObject({ waitFor: z.unknown(), timeout: duration, ...arms, id: name.optional() }),
  branch: z.strictObject({ branch: condition(fields), ...arms, id: name.optional() }),
  score: z.strictObject({ score: z.number().int().min(-1000).max(1000), reason: line(), id: name.optional() }),
  exit: z.strictObject({ exit: line(), id: name.optional() }),
});

/** More steps than a person can oversee, and a bound for what a file can cost. */
const mostSteps = 500;
const deepestArms = 10;

interface Reading {
  readonly yaml: LocatedYaml;
  readonly findings: Findings;
  readonly schemas: ReturnType<typeof schemas>;
  /** How many steps of each kind were met: names those without an id. */
  readonly counts: Record<Kind, number>;
}

/**
 * Reads the top list of steps. A step that is wrong is reported and left out, so that the others are still checked.
 */
export function readSteps(
  value: unknown,
  path: Path,
  yaml: LocatedYaml,
  fields: Fields | null,
  findings: Findings,
): readonly AuthoredStep[] {
  const counts = { send: 0, wait: 0, waitFor: 0, branch: 0, score: 0, exit: 0 };
  return readList({ yaml, findings, schemas: schemas(fields), counts }, value, path, 0);
}

function readList(reading: Reading, value: unknown, path: Path, depth: number): readonly AuthoredStep[] {
  const { yaml, findings, counts } = reading;
  const refuse = (message: string) => {
    findings.add('AUTHORING_SHAPE', message, yaml.at(path));
    return [];
  };
  if (!Array.isArray(value)) return refuse(`"${path.at(-1)}" must be a list of steps, ${butIs(value)}`);
  if (value.length === 0) return refuse(`"${path.at(-1)}" has no steps: give it one, or leave it out`);
  if (depth > deepestArms) return refuse(`arms lie within arms more than ${deepestArms} deep`);
  const steps: AuthoredStep[] = [];
  for (const [i, item] of value.entries()) {
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (total >= mostSteps) return refuse(`the sequence has more than ${mostSteps} steps`);
    const step = readStep(reading, item, [...path, i], depth);
    if (step) steps.push(step);
  }
  return steps;
}

function readStep(reading: Reading, item: unknown, path: Path, depth: number): AuthoredStep | null {
  const kind = kindOf(reading, item, path);
  if (!kind) return null;
  reading.counts[kind] += 1;
  const number = reading.counts[kind];
  const { yaml, findings, schemas: written } = reading;
  const shape = <T>(schema: z.ZodType<T>): T | null => checkShape(schema, item, yaml, path, findings);
  const placed = (id: string | undefined) => ({ id: id ?? `${kebab(kind)}-${number}`, path });
  const armed = kind === 'waitFor' || kind === 'branch' ? readArms(reading, item, path, depth) : noArms;
  switch (kind) {
    case 'send': {
      const read = shape(written.send);
      return read && { kind, id: read.id ?? read.send, path, template: read.send };
    }
    case 'wait': {
      const read = shape(written.wait);
      return read && { kind, ...placed(read.id), duration: read.wait };
    }
    case 'waitFor': {
      const read = shape(written.waitFor);
      const any = readMatchers(entryOf(item, kind), [...path, kind], yaml, findings);
      return read && any && { kind, ...placed(read.id), any, timeout: read.timeout, ...armed };
    }
    case 'branch': {
      const read = shape(written.branch);
      if (!armed.thenSteps && !armed.elseSteps) {
        findings.add('AUTHORING_SHAPE', 'a branch needs steps under "then", "else" or both', yaml.at(path));
      }
      return read && { kind, ...placed(read.id), condition: read.branch, ...armed };
    }
    case 'score': {
      const read = shape(written.score);
      return read && { kind, ...placed(read.id), points: read.score, reason: read.reason };
    }
    case 'exit': {
      const read = shape(written.exit);
      return read && { kind, ...placed(read.id), reason: read.exit };
    }
    default:
      return assertNever(kind);
  }
}

/** The kind of a step: the one key of it that names a kind. */
function kindOf(reading: Reading, item: unknown, path: Path): Kind | null {
  const { yaml, findings } = reading;
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    const near = typeof item === 'string' ? nearest(item.split(/\s/)[0] ?? '', kinds) : null;
    const example = near ? `"${near}: …"` : '"send: welcome"';
    findings.add(
      'AUTHORING_SHAPE',
      `a step is written as a mapping, such as ${example}, ${butIs(item)}`,
      yaml.at(path),
    );
    return null;
  }
  const keys = Object.keys(item);
  const named = kinds.filter((kind) => keys.includes(kind)).toSorted((a, b) => keys.indexOf(a) - keys.indexOf(b));
  const [kind, second] = named;
  if (second !== undefined) {
    const message = `one step cannot be both "${kind}" and "${second}": begin each with a dash of its own`;
    findings.add('AUTHORING_SHAPE', message, yaml.keyAt([...path, second]));
    return null;
  }
  return kind ?? unknownKind(reading, keys, path);
}

function unknownKind({ yaml, findings }: Reading, keys: readonly string[], path: Path): null {
  const candidates = keys.filter((key) => !otherKeys.includes(key));
  const word = candidates.find((key) => nearest(key, kinds)) ?? candidates[0];
  if (word === undefined) {
    findings.add('STEP_UNKNOWN', `the step does not say what it does: it needs ${listed(kinds)}`, yaml.at(path));
    return null;
  }
  const near = nearest(word, kinds);
  const tail = near ? didYouMean(near) : `; known: ${listed(kinds, 'and')}`;
  findings.add('STEP_UNKNOWN', `unknown step "${word.slice(0, 80)}"${tail}`, yaml.keyAt([...path, word]));
  return null;
}

const noArms: Armed = { thenSteps: null, elseSteps: null };

function readArms(reading: Reading, item: unknown, path: Path, depth: number): Armed {
  const arm = (key: 'then' | 'else') => {
    const value = entryOf(item, key);
    return value === undefined ? null : readList(reading, value, [...path, key], depth + 1);
  };
  return { thenSteps: arm('then'), elseSteps: arm('else') };
}

const entryOf = (item: unknown, key: string): unknown => (item as Readonly<Record<string, unknown>>)[key];

const kebab = (kind: Kind): string => (kind === 'waitFor' ? 'wait-for' : kind);
