/** What a step of each kind says: from its mapping, checked against the shape of the kind, to its content. */
import type { z } from 'zod';
import type { Act } from '../domain/act.ts';
import { assertNever, type ErrorCode } from '../domain/errors.ts';
import { declarationOf } from '../domain/fields.ts';
import type { StepId } from '../domain/program.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { instantAt, msOf } from '../domain/time.ts';
import type { WaitRule } from '../domain/wait-rule.ts';
import { checkReach } from './call-reach.ts';
import { checkShape } from './located-shape.ts';
import type { Path } from './located-yaml.ts';
import { readMatchers } from './sequence-matcher.ts';
import { type Place, reportAt, type StepContent, type Steps } from './sequence-step.ts';
import type { StepReading } from './sequence-step-reading.ts';
import { fieldValues } from './sequence-step-values.ts';
import type { StepKind, StepShapes } from './step-shapes.ts';

/** A step that is being read. */
interface Item {
  readonly reading: StepReading;
  readonly place: Place;
  readonly step: Readonly<Record<string, unknown>>;
  /** The steps at a path inside the step; none when nothing stands there. */
  readonly arm: (...keys: Path) => Steps;
}

export interface ReadContent {
  readonly content: StepContent;
  readonly id: StepId | undefined;
  readonly formerly: readonly StepId[];
}

type Shape = Exclude<keyof StepShapes, 'use'>;
type Read<K extends Shape> = z.output<StepShapes[K]>;

/** The content of a step, or null with findings. Steps inside it are read, and reported, in any case. */
export function readContent(item: Item, kind: Exclude<StepKind, 'use'>): ReadContent | null {
  switch (kind) {
    case 'send':
      return readAs(item, 'send', ({ send, from }) => ({ kind: 'send', template: send, sender: from ?? null }));
    case 'wait':
      return readWait(item);
    case 'waitFor':
      return readWaitFor(item);
    case 'branch':
      return Array.isArray(item.step.branch) ? readCases(item) : readBranch(item);
    case 'split':
      return readSplit(item);
    case 'set':
      return readAct(item, 'set', ({ set }) => {
        const values = fieldValues(item.place, set, item.reading.context.fields);
        return values && { kind: 'set', values };
      });
    case 'tag':
      return readAct(item, 'tag', ({ tag, untag }) => tags(item, tag ?? [], untag ?? []));
    case 'score':
      return readAct(item, 'score', ({ score, reason }) => ({ kind: 'score', points: score, reason }));
    case 'call':
      return readCall(item);
    case 'notify':
      return readAct(item, 'notify', ({ notify, subject, text }) => ({ kind: 'notify', to: notify, subject, text }));
    case 'start':
      return readAct(item, 'start', ({ start }) => ({ kind: 'start', sequence: start }));
    case 'stop':
      return readAct(item, 'stop', ({ stop }) => ({ kind: 'stop', sequence: stop }));
    case 'handoff':
      return readAct(item, 'handoff', ({ handoff }) => ({ kind: 'handoff', reason: handoff }));
    case 'goto':
      return readAs(
        demanded(item, 'atMost', 1, 'LOOP_ENDLESS', 'without it the loop might never end; write "atMost: 3"'),
        'goto',
        ({ goto, atMost }) => ({ kind: 'goto', to: goto, atMost }),
      );
    case 'exit':
      return readAs(item, 'exit', ({ exit, success }) => ({ kind: 'exit', reason: exit, success }));
    default:
      return assertNever(kind);
  }
}

function readAs<K extends Shape>(
  item: Item,
  shape: K,
  content: (read: Read<K>) => StepContent | null,
): ReadContent | null {
  const { reading, place, step } = item;
  const schema = reading.shapes[shape] as unknown as z.ZodType<Read<K>>;
  const read = checkShape(schema, step, place.yaml, place.path, place.findings);
  const made = read && content(read);
  return made && { content: made, id: read.id, formerly: read.formerly ?? [] };
}

const readAct = <K extends Shape>(item: Item, shape: K, act: (read: Read<K>) => Act | null): ReadContent | null =>
  readAs(item, shape, (read) => {
    const made = act(read);
    return made && { kind: 'act', act: made };
  });

/**
 * The step with a key that must not be missing, for a reason that has a code of its own. A key that is only misspelt is
 * left to the shape.
 */
function demanded(item: Item, key: string, instead: unknown, code: ErrorCode, why: string): Item {
  const { step, place } = item;
  const misspelt = Object.keys(step).some((other) => nearest(other, [key]) !== null);
  if (step[key] !== undefined || misspelt) return item;
  reportAt(place, code, `"${key}" is missing: ${why}`);
  return { ...item, step: { ...step, [key]: instead } };
}

function readWait(item: Item): ReadContent | null {
  const elseSteps = item.arm('else');
  const { place, reading } = item;
  return readAs(item, 'wait', ({ wait: rule }) => {
    if (item.step.else !== undefined && rule.kind !== 'date' && rule.kind !== 'field') {
      const message = '"else" is for a wait until a date, which may be absent or past: this wait always ends';
      place.findings.add('AUTHORING_SHAPE', message, place.yaml.keyAt([...place.path, 'else']));
    }
    checkDateField(place, rule, reading);
    checkDateToCome(place, rule, reading);
    return { kind: 'wait', rule, elseSteps };
  });
}

function checkDateField(place: Place, rule: WaitRule, { context: { fields } }: StepReading): void {
  if (rule.kind !== 'field' || !fields) return;
  const { field } = rule;
  const type = declarationOf(fields, field)?.type;
  if (type === 'date') return;
  const dates = Object.keys(fields).filter((name) => fields[name]?.type === 'date');
  const near = nearest(field, dates);
  const message = type
    ? `the field "${field}" is a ${type}, and only a date can be waited for`
    : `the field "${field}" is not declared${near ? didYouMean(`lead.fields.${near}`) : ''}`;
  reportAt(place, 'FIELD_INVALID', message, [...place.path, 'wait']);
}

/** Where a day ends last. */
const lastZone = 'Etc/GMT+12';

/** A date that is over for every lead is no error: it was to come when the sequence was written. */
function checkDateToCome(place: Place, rule: WaitRule, { context: { now } }: StepReading): void {
  if (rule.kind !== 'date' || !now || msOf(instantAt(rule.date, rule.at, lastZone)) >= msOf(now)) return;
  const message = `${rule.date} is over, so this wait does not wait`;
  reportAt(place, 'WAIT_PAST', message, [...place.path, 'wait'], 'warning');
}

function readWaitFor(item: Item): ReadContent | null {
  const { place, step, reading } = item;
  const thenSteps = item.arm('then');
  const elseSteps = item.arm('else');
  const why = 'without it the wait might never end; write how long at most, such as "timeout: 5 days"';
  const whole = demanded(item, 'timeout', '1 day', 'WAIT_ENDLESS', why);
  const { path, yaml, findings } = place;
  const awaited = readMatchers(step.waitFor, [...path, 'waitFor'], yaml, reading.context, findings, 'wait');
  return readAs(whole, 'waitFor', ({ timeout }) =>
    awaited ? { kind: 'waitFor', awaited, timeout, thenSteps, elseSteps } : null,
  );
}

function readBranch(item: Item): ReadContent | null {
  const { place, step } = item;
  const thenSteps = item.arm('then');
  const elseSteps = item.arm('else');
  if (step.then === undefined && step.else === undefined) {
    reportAt(place, 'AUTHORING_SHAPE', 'a branch needs steps under "then", "else" or both');
  }
  return readAs(item, 'branch', ({ branch }) => ({
    kind: 'branch',
    cases: [{ condition: branch, steps: thenSteps, at: [...place.path, 'branch'] }],
    elseSteps,
  }));
}

function readCases(item: Item): ReadContent | null {
  const { place, step } = item;
  const written = step.branch as readonly unknown[];
  const isCase = (one: unknown) => typeof one === 'object' && one !== null && !Array.isArray(one);
  const arms = written.map((one, i) => (isCase(one) ? item.arm('branch', i, 'then') : []));
  const elseSteps = item.arm('else');
  for (const [i, one] of written.entries()) {
    if (!isCase(one) || 'then' in (one as object)) continue;
    const message = 'a case needs steps under "then": what follows when its condition is the first that is true';
    reportAt(place, 'AUTHORING_SHAPE', message, [...place.path, 'branch', i]);
  }
  return readAs(item, 'cases', ({ branch }) => ({
    kind: 'branch',
    cases: branch.map(({ when }, i) => ({
      condition: when,
      steps: arms[i] ?? [],
      at: [...place.path, 'branch', i, 'when'],
    })),
    elseSteps,
  }));
}

function readSplit(item: Item): ReadContent | null {
  const { place, step } = item;
  const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const written = isMapping(step.split) ? step.split : {};
  const inside = Object.entries(written).map(
    ([name, arm]) => [name, isMapping(arm) ? item.arm('split', name, 'steps') : []] as const,
  );
  const steps = new Map(inside);
  return readAs(item, 'split', ({ split, winner }) => {
    const arms = Object.entries(split).map(([name, { weight, holdOut }]) => ({
      name,
      weight,
      holdOut,
      steps: steps.get(name) ?? [],
    }));
    const refuse = (message: string, key: string) => reportAt(place, 'AUTHORING_SHAPE', message, [...place.path, key]);
    const tried = arms.filter(({ holdOut }) => !holdOut).length;
    if (arms.length < 2 || arms.length > 10)
      refuse(`a split has 2 to 10 arms, but this one has ${arms.length}`, 'split');
    else if (tried === 0) refuse('all arms hold out: leave at least one to compare them with', 'split');
    else if (winner && tried < 2) refuse('a winner needs two arms or more that do not hold out', 'winner');
    // The percents leave no rests of binary fractions behind: 99.9 is 0.001.
    const alpha = winner ? Math.round((100 - winner.confidence) * 1e4) / 1e6 : 0;
    return { kind: 'split', arms, winner: winner ? { by: winner.by, atLeast: winner.atLeast, alpha } : null };
  });
}

function readCall(item: Item): ReadContent | null {
  const thenSteps = item.arm('then');
  const elseSteps = item.arm('else');
  const { path } = item.place;
  if (typeof item.step.call === 'object' && item.step.call !== null) {
    return readAs(item, 'request', ({ call }) => {
      checkReach(item.place, call.url, [...path, 'call', 'url']);
      return { kind: 'call', call, thenSteps, elseSteps };
    });
  }
  return readAs(item, 'call', ({ call: url }) => {
    checkReach(item.place, url, [...path, 'call']);
    return { kind: 'call', call: { url, method: 'POST', data: {}, giveUpAfter: 'P1D' }, thenSteps, elseSteps };
  });
}

function tags({ place }: Item, add: readonly string[], remove: readonly string[]): Act | null {
  const both = add.find((tag) => remove.includes(tag));
  if (both === undefined) return { kind: 'tag', add: [...new Set(add)], remove: [...new Set(remove)] };
  reportAt(place, 'AUTHORING_SHAPE', `the tag "${both}" is put on and taken off at once`, [...place.path, 'untag']);
  return null;
}
