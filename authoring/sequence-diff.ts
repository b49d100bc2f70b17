/**
 * What differs between two programs of a sequence, step by step: steps that are new, gone, renamed or changed, arms that
 * lead elsewhere, and settings. A step is the same when its id is, or when the new program says that it was renamed;
 * an arm that leads elsewhere only because a step was put in or taken out in between has not moved.
 */
import type { Next, Program, ProgramStep, StepId } from '../domain/program.ts';
import type { ProgramSettings } from '../domain/program-settings.ts';
import { type ChangeWords, changeWords, wayWords } from './change-words.ts';
import { inReadingOrder, joinsOf } from './sequence-layout.ts';
import { settingsWords } from './settings-words.ts';
import { stepWords } from './step-words.ts';

/** A value of a program that has changed; null where there is none. */
export interface ValueChange {
  /** Its path in the step: `timeout`, `events.0.link`, `arms.control.weight`. */
  readonly key: string;
  readonly from: unknown;
  readonly to: unknown;
  /** The same for people; values that are parts of one thing have the same words. */
  readonly words: ChangeWords;
}

export type StepChange =
  | { readonly kind: 'added' | 'removed'; readonly id: StepId; readonly what: string }
  | { readonly kind: 'renamed'; readonly id: StepId; readonly was: StepId }
  | ({ readonly kind: 'changed'; readonly id: StepId } & ValueChange)
  /** It leads to another step; `arm` is its key in the program, such as `onTimeout`, and `way` the same for people. */
  | {
      readonly kind: 'moved';
      readonly id: StepId;
      readonly arm: string;
      readonly way: string;
      readonly from: Next;
      readonly to: Next;
    };

export interface SettingChange {
  readonly key: keyof ProgramSettings;
  readonly from: unknown;
  readonly to: unknown;
  readonly words: { readonly from: string; readonly to: string };
}

export interface SequenceDiff {
  readonly steps: readonly StepChange[];
  readonly settings: readonly SettingChange[];
}

/** What a person or a program has to change in `from` to get `to`; nothing when both do the same. */
export function diffPrograms(from: Program, to: Program): SequenceDiff {
  const names = namesOf(from, to);
  const entry = movedArm({ from, to, names }, from.entry, to.entry);
  const steps = [
    ...(entry === null ? [] : [{ kind: 'moved' as const, id: 'start', arm: 'entry', way: 'begins', ...entry }]),
    ...inReadingOrder(to).flatMap(({ step }) => stepChanges({ from, to, names }, step)),
    ...inReadingOrder(from).flatMap(({ step }): readonly StepChange[] =>
      names.has(step.id) ? [] : [{ kind: 'removed', id: step.id, what: stepWords(step).short }],
    ),
  ];
  return { steps, settings: settingChanges(from, to) };
}

/** Each step of `from` that is still there, with the id it has in `to`. */
function namesOf(from: Program, to: Program): ReadonlyMap<StepId, StepId> {
  return new Map(
    Object.keys(from.steps).flatMap((id): [StepId, StepId][] => {
      if (Object.hasOwn(to.steps, id)) return [[id, id]];
      const now = Object.hasOwn(to.renamed, id) ? to.renamed[id] : undefined;
      return now !== undefined && Object.hasOwn(to.steps, now) ? [[id, now]] : [];
    }),
  );
}

interface Compared {
  readonly from: Program;
  readonly to: Program;
  readonly names: ReadonlyMap<StepId, StepId>;
}

function stepChanges(compared: Compared, now: ProgramStep): readonly StepChange[] {
  const [was] = [...compared.names].find(([, id]) => id === now.id) ?? [];
  const before = was === undefined ? undefined : compared.from.steps[was];
  const { id } = now;
  if (!before) return [{ kind: 'added', id, what: stepWords(now).short }];
  const renamed: readonly StepChange[] = before.id === id ? [] : [{ kind: 'renamed', id, was: before.id }];
  if (before.kind !== now.kind) {
    const [from, to] = [stepWords(before).short, stepWords(now).short];
    return [...renamed, { kind: 'changed', id, key: 'kind', from, to, words: changeWords(before, now, 'kind') }];
  }
  const values = changedValues(valuesOf(before, compared.names), valuesOf(now, null));
  return [
    ...renamed,
    ...values.map((change) => {
      const words = changeWords(before, now, change.key);
      return { kind: 'changed' as const, id, ...change, words };
    }),
    ...armChanges(compared, before, now),
  ];
}

/** The keys under which a step names other steps that it leads to. */
const nextKeys = new Set(['next', 'onMissed', 'onEvent', 'onTimeout', 'otherwise', 'onFailure']);

/** The values of a step by path, without its id and without where it leads. Ids of other steps as they are now. */
function valuesOf(step: ProgramStep, names: Compared['names'] | null): ReadonlyMap<string, unknown> {
  const { id: _, kind: __, ...rest } = step;
  const found = new Map<string, unknown>();
  collect(found, '', rest, (key, value) => {
    const isReference = (key === 'of' || key === 'to') && step.kind !== 'act';
    return isReference && typeof value === 'string' ? (names?.get(value) ?? value) : value;
  });
  return found;
}

function collect(
  found: Map<string, unknown>,
  path: string,
  value: unknown,
  renamed: (key: string, value: unknown) => unknown,
): void {
  if (!isNested(value)) {
    found.set(path, renamed(path.slice(path.lastIndexOf('.') + 1), value));
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (nextKeys.has(key)) continue;
    const name = Array.isArray(value) ? ((inner as { readonly name?: unknown }).name ?? key) : key;
    collect(found, path === '' ? key : `${path}.${name}`, inner, renamed);
  }
}

/** Lists of plain values are compared as a whole. */
const isNested = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (Array.isArray(value) ? value.some((item) => typeof item === 'object') : true);

/** Programs come out of the database with the keys of their objects in another order. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
  );
}

function changedValues(
  before: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
): readonly Omit<ValueChange, 'words'>[] {
  const keys = [...new Set([...before.keys(), ...now.keys()])];
  return keys.flatMap((key) => {
    const [from, to] = [before.get(key) ?? null, now.get(key) ?? null];
    return same(from, to) ? [] : [{ key, from, to }];
  });
}

/** Where each arm of a step leads, by its name in the program. */
function armsOf(step: ProgramStep): ReadonlyMap<string, Next> {
  const arms = new Map<string, Next>();
  for (const [key, value] of Object.entries(step)) {
    if (nextKeys.has(key)) arms.set(key, value as Next);
    else if (key === 'cases' || key === 'arms') {
      for (const [i, arm] of (value as readonly { readonly name?: string; readonly next: Next }[]).entries()) {
        arms.set(`${key}.${arm.name ?? i}`, arm.next);
      }
    }
  }
  return arms;
}

function armChanges(compared: Compared, before: ProgramStep, now: ProgramStep): readonly StepChange[] {
  const earlier = armsOf(before);
  return [...armsOf(now)].flatMap(([arm, next]): readonly StepChange[] => {
    const was = earlier.get(arm);
    // An arm that is new is told by its own values.
    if (was === undefined) return [];
    const moved = movedArm(compared, was, next);
    return moved === null ? [] : [{ kind: 'moved', id: now.id, arm, way: wayWords(now, arm), ...moved }];
  });
}

/** Compared by the first step on the way that both programs have. */
function movedArm({ from, to, names }: Compared, was: Next, next: Next): { from: Next; to: Next } | null {
  const kept = new Set(names.values());
  const earlier = firstKept(from, was, (id) => names.has(id));
  const now = firstKept(to, next, (id) => kept.has(id));
  return (earlier === null ? null : (names.get(earlier) ?? earlier)) === now
    ? null
    : { from: was === null ? null : (names.get(was) ?? was), to: next };
}

function firstKept(program: Program, from: Next, isKept: (id: StepId) => boolean): Next {
  const joins = joinsOf(program);
  const passed = new Set<StepId>();
  let id = from;
  while (id !== null && !isKept(id) && !passed.has(id)) {
    passed.add(id);
    id = joins.get(id) ?? null;
  }
  return id !== null && isKept(id) ? id : null;
}

function settingChanges(from: Program, to: Program): readonly SettingChange[] {
  const earlier = new Map(settingsWords(from.settings).map(({ key, sentence }) => [key, sentence]));
  return settingsWords(to.settings).flatMap(({ key, sentence }) => {
    const [was, is] = [from.settings[key], to.settings[key]];
    if (same(was, is)) return [];
    return [{ key, from: was, to: is, words: { from: earlier.get(key) ?? '', to: sentence } }];
  });
}
