/**
 * The names that steps have for one another. A name inside a part is sought in that use of the part first, then around
 * it, so that a part can be used twice and still speak of steps outside.
 */
import type { StepId } from '../domain/program.ts';
import { type AuthoredStep, allSteps, reportAt, type Steps, wordOf } from './sequence-step.ts';
import type { ReadSteps } from './sequence-step-list.ts';

export interface Names {
  /** The id under which a step is in the program: its own, or a number behind it when another step has that already. */
  idOf(step: AuthoredStep): StepId;
  readonly byId: ReadonlyMap<StepId, AuthoredStep>;
  /** The step that a name means; null when there is none. */
  step(name: string, scope: string): StepId | null;
  /** The same, but the id of a `use` means the first step of the part. */
  target(name: string, scope: string): StepId | null;
  /** Former ids with the present ones. */
  readonly renamed: Readonly<Record<StepId, StepId>>;
}

/** Ids for people: as they are written, each once. */
export const writtenIds = (ids: Iterable<StepId>): readonly StepId[] => [
  ...new Set([...ids].map((id) => id.replace(/#.*/, ''))),
];

/** Gives every step a name of its own, and reports those that are claimed twice. */
export function nameSteps({ steps, uses }: ReadSteps): Names {
  const all = allSteps(steps);
  const byId = new Map<StepId, AuthoredStep>();
  const ids = new Map<AuthoredStep, StepId>();
  for (const step of all) {
    const first = byId.get(step.id);
    if (first) reportDuplicate(step, first);
    const id = first ? `${step.id}#${ids.size}` : step.id;
    ids.set(step, id);
    byId.set(id, step);
  }
  const starts = new Map(uses.map(({ id, first }) => [id, first]));
  for (const { id, place } of uses) {
    const step = byId.get(id);
    if (!step) continue;
    const message = `the step in line ${lineOf(step)} has the id "${id}" already: give this use an "id" of its own`;
    reportAt(place, 'STEP_DUPLICATE', message, [...place.path, 'id']);
  }
  const find = (name: string, scope: string, has: (id: string) => boolean): string | null =>
    scopesFrom(scope)
      .map((outer) => outer + name)
      .find(has) ?? null;
  return {
    idOf: (step) => ids.get(step) ?? step.id,
    byId,
    step: (name, scope) => find(name, scope, (id) => byId.has(id)),
    target(name, scope) {
      const found = find(name, scope, (id) => byId.has(id) || starts.has(id));
      return found === null || byId.has(found) ? found : (starts.get(found) ?? null);
    },
    renamed: renames(all, byId),
  };
}

/** `a.b.` → `a.b.`, `a.`, and nothing. */
const scopesFrom = (scope: string): readonly string[] =>
  scope === '' ? [''] : [scope, ...scopesFrom(scope.replace(/[^.]+\.$/, ''))];

const lineOf = ({ place }: AuthoredStep): number => place.yaml.at(place.path).line;

function reportDuplicate(step: AuthoredStep, first: AuthoredStep): void {
  const hint = step.kind === 'send' ? ': give this one an "id" of its own' : '';
  const message = `the step in line ${lineOf(first)} has the id "${step.id}" already${hint}`;
  reportAt(step.place, 'STEP_DUPLICATE', message, [...step.place.path, 'id']);
}

function renames(all: Steps, byId: ReadonlyMap<StepId, AuthoredStep>): Readonly<Record<StepId, StepId>> {
  const claimed = new Map<StepId, AuthoredStep>();
  for (const step of all) {
    for (const former of new Set(step.formerly)) {
      const problem = claimProblem(former, step, byId.get(former), claimed.get(former));
      if (problem) reportAt(step.place, 'STEP_DUPLICATE', problem, [...step.place.path, 'formerly']);
      else claimed.set(former, step);
    }
  }
  return Object.fromEntries([...claimed].map(([former, step]) => [former, step.id]));
}

function claimProblem(
  former: StepId,
  step: AuthoredStep,
  present: AuthoredStep | undefined,
  other: AuthoredStep | undefined,
): string | null {
  if (present === step) return `"${former}" is the id that the step has now`;
  if (present) {
    return `"${former}" is the id of the ${wordOf(present)} step in line ${lineOf(present)}, so it is no former id`;
  }
  return other ? `the step in line ${lineOf(other)} says already that its id was "${former}"` : null;
}
