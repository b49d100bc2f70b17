/**
 * Lists of steps as they are written: tells the kind of each step, gives it its id, and takes in the steps of parts.
 * What a kind says is read by `sequence-step-kinds.ts`.
 */
import type { ErrorCode } from '../domain/errors.ts';
import type { StepId } from '../domain/program.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import type { Findings } from './findings.ts';
import { butIs, checkShape } from './located-shape.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';
import type { SequenceContext } from './sequence-context.ts';
import { type Parts, type PartUse, usePart } from './sequence-part.ts';
import type { Place, StepContent, Steps } from './sequence-step.ts';
import { readContent } from './sequence-step-kinds.ts';
import type { StepReading, UsedPart } from './sequence-step-reading.ts';
import { type StepKind, type StepShapes, stepKinds, stepShapes } from './step-shapes.ts';

/** More steps than a person can oversee, and a bound for what a file can cost. */
const mostSteps = 500;
const deepestArms = 10;

/** Keys that a step may have besides the one that names its kind. */
const otherKeys: readonly string[] = [
  ...['id', 'formerly', 'timeout', 'then', 'else', 'reason', 'from', 'winner', 'subject', 'text'],
  ...['atMost', 'success', 'with'],
];

export interface ReadSteps {
  readonly steps: Steps;
  readonly uses: readonly UsedPart[];
  /** False when some step could not be read and was left out. */
  readonly complete: boolean;
}

/** Reads the top list of steps. A step that is wrong is reported and left out, so that the others are still checked. */
export function readSteps(
  value: unknown,
  path: Path,
  yaml: LocatedYaml,
  context: SequenceContext,
  parts: Parts,
  findings: Findings,
): ReadSteps {
  const total = { steps: 0, tooMany: false, leftOut: 0, uses: [] };
  const reading: StepReading = {
    yaml,
    findings,
    context,
    shapes: shapesOf(context),
    parts,
    use: '',
    scope: '',
    formerScopes: [],
    within: [],
    counts: new Map(),
    total,
  };
  const steps = readList(reading, value, path, 0);
  return { steps, uses: total.uses, complete: total.leftOut === 0 };
}

/** Many files are checked against the same names, and building the shapes costs more than using them. */
const known = new WeakMap<SequenceContext, StepShapes>();

function shapesOf(context: SequenceContext): StepShapes {
  const shapes = known.get(context) ?? stepShapes(context);
  known.set(context, shapes);
  return shapes;
}

/** The steps of a list; those of a part that it uses stand in the place of the use. */
function readList(reading: StepReading, value: unknown, path: Path, depth: number): Steps {
  const { total } = reading;
  const refuse = (message: string): Steps => {
    reading.findings.add('AUTHORING_SHAPE', message, reading.yaml.at(path));
    total.leftOut += 1;
    return [];
  };
  if (!Array.isArray(value)) return refuse(`"${path.at(-1)}" must be a list of steps, ${butIs(value)}`);
  if (value.length === 0) {
    const needed = path.length === 1 || (path[0] === 'parts' && path.length === 3);
    return refuse(
      `"${path.at(-1)}" has no steps: give it one, ${needed ? 'such as "- send: welcome"' : 'or leave it out'}`,
    );
  }
  if (depth > deepestArms) return refuse(`arms lie within arms more than ${deepestArms} deep`);
  const steps = [];
  for (const [i, item] of value.entries()) {
    if (total.tooMany) return [];
    if (total.steps >= mostSteps) {
      total.tooMany = true;
      return refuse(`the sequence has more than ${mostSteps} steps`);
    }
    total.steps += 1;
    const read = readStep(reading, item, [...path, i], depth);
    if (read) steps.push(...read);
    else total.leftOut += 1;
  }
  return steps;
}

function readStep(reading: StepReading, item: unknown, path: Path, depth: number): Steps | null {
  const kind = kindOf(reading, item, path);
  if (!kind) return null;
  const step = item as Readonly<Record<string, unknown>>;
  if (kind === 'use') return readUse(reading, step, path, depth);
  const number = counted(reading, kind);
  const arm = (...keys: Path): Steps => {
    const value = keys.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], step);
    return value === undefined ? [] : readList(reading, value, [...path, ...keys], depth + 1);
  };
  const place: Place = { path, yaml: reading.yaml, findings: reading.findings, use: reading.use };
  const read = readContent({ reading, place, step, arm }, kind);
  if (!read) return null;
  const { content, id, formerly } = read;
  const ownId = id ?? (content.kind === 'send' ? content.template : `${kebab(kind)}-${number}`);
  return [named(reading, place, content, ownId, formerly)];
}

function named(
  { scope, formerScopes }: StepReading,
  place: Place,
  content: StepContent,
  id: StepId,
  formerly: readonly StepId[],
) {
  const former = [
    ...formerly.map((old) => scope + old),
    ...formerScopes.flatMap((old) => [id, ...formerly].map((own) => old + own)),
  ];
  return { id: scope + id, formerly: former, place, scope, ...content };
}

function counted({ counts }: StepReading, word: string): number {
  const number = (counts.get(word) ?? 0) + 1;
  counts.set(word, number);
  return number;
}

function readUse(
  reading: StepReading,
  step: Readonly<Record<string, unknown>>,
  path: Path,
  depth: number,
): Steps | null {
  const { yaml, findings, shapes, scope, formerScopes } = reading;
  const read = checkShape(shapes.use, step, yaml, path, findings);
  if (!read) return null;
  const number = counted(reading, `use ${read.use}`);
  const id = read.id ?? (number === 1 ? read.use : `${read.use}-${number}`);
  const place: Place = { path, yaml, findings, use: reading.use };
  const use: PartUse = { part: read.use, values: read.with, place, within: reading.within };
  const part = usePart(use, reading.parts);
  if (!part) return null;
  const { own, inside } = read.formerly ?? { own: [], inside: {} };
  const inner: StepReading = {
    ...reading,
    yaml: part.yaml,
    findings: part.findings,
    use: part.use,
    scope: `${scope}${id}.`,
    formerScopes: [
      ...own.map((old) => `${scope}${old}.`),
      ...formerScopes.flatMap((old) => [id, ...own].map((name) => `${old}${name}.`)),
    ],
    within: [...reading.within, read.use],
    counts: new Map(),
  };
  const steps = readList(inner, part.steps, part.path, depth);
  const formerly = Object.entries(inside).map(([step, ids]) => [step, ids.map((old) => scope + old)]);
  reading.total.uses.push({
    id: scope + id,
    first: steps[0]?.id ?? null,
    formerly: Object.fromEntries(formerly),
    place,
  });
  return steps;
}

/** The kind of a step: the one key of it that names a kind. */
function kindOf(reading: StepReading, item: unknown, path: Path): StepKind | null {
  const { yaml, findings } = reading;
  const refuse = (code: ErrorCode, message: string): null => {
    findings.add(code, message, yaml.at(path));
    return null;
  };
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    const near = typeof item === 'string' ? nearest(item.split(/\s/)[0] ?? '', stepKinds) : null;
    const example = near ? `"${near}: …"` : '"send: welcome"';
    return refuse('AUTHORING_SHAPE', `a step is written as a mapping, such as ${example}, ${butIs(item)}`);
  }
  const keys = Object.keys(item);
  const named = keys.filter((key) => key === 'untag' || stepKinds.some((kind) => kind === key));
  const [first, second] = named.filter((key) => key !== 'untag' || !keys.includes('tag'));
  if (second !== undefined) {
    const message = `one step cannot be both "${first}" and "${second}": begin each with a dash of its own`;
    findings.add('AUTHORING_SHAPE', message, yaml.keyAt([...path, second]));
    return null;
  }
  if (first === 'untag') return 'tag';
  return stepKinds.find((kind) => kind === first) ?? unknownKind(reading, keys, path);
}

function unknownKind({ yaml, findings }: StepReading, keys: readonly string[], path: Path): null {
  const candidates = keys.filter((key) => !otherKeys.includes(key));
  const word = candidates.find((key) => kindMeant(key)) ?? candidates[0];
  if (word === undefined) {
    findings.add('STEP_UNKNOWN', `the step does not say what it does: it needs ${listed(stepKinds)}`, yaml.at(path));
    return null;
  }
  const near = kindMeant(word);
  const tail = near ? didYouMean(near) : `; known: ${listed(stepKinds, 'and')}`;
  findings.add('STEP_UNKNOWN', `unknown step "${word.slice(0, 80)}"${tail}`, yaml.keyAt([...path, word]));
  return null;
}

/** What other tools call the kinds of steps. */
const otherWords: Readonly<Record<string, StepKind>> = {
  ...{ if: 'branch', condition: 'branch', switch: 'branch', decision: 'branch' },
  ...{ delay: 'wait', sleep: 'wait', pause: 'wait' },
  ...{ email: 'send', mail: 'send', message: 'send', template: 'send' },
  ...{ webhook: 'call', http: 'call', post: 'call', request: 'call' },
  ...{ abtest: 'split', ab: 'split', test: 'split', experiment: 'split' },
  ...{ end: 'exit', quit: 'exit', jump: 'goto', repeat: 'goto', loop: 'goto' },
  ...{ update: 'set', label: 'tag', points: 'score', alert: 'notify', enroll: 'start', include: 'use' },
};

/** The kind that a word of another tool, or a misspelt one, was meant to be. */
function kindMeant(word: string): string | null {
  const plain = word.toLowerCase().replaceAll(/[\s_-]/g, '');
  return (Object.hasOwn(otherWords, plain) && otherWords[plain]) || nearest(word, stepKinds);
}

const kebab = (kind: StepKind): string => (kind === 'waitFor' ? 'wait-for' : kind);
