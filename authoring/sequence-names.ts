/**
 * The names that steps have for one another. A name inside a part is sought in that use of the part first, then around
 * it, so that a part can be used twice and still speak of steps outside.
 */
import type { StepId } from '../domain/program.ts';
import { didYouMean, listed, nearest } from '../domain/suggestion.ts';
import type { Path } from './located-yaml.ts';
import { type AuthoredStep, allSteps, type Place, reportAt, type Steps, wordOf } from './sequence-step.ts';
import type { ReadSteps } from './sequence-step-list.ts';
import type { UsedPart } from './sequence-step-reading.ts';

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
export function nameSteps({ steps, uses, complete }: ReadSteps): Names {
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
    renamed: renames([...claimsOf(all), ...claimsInside(uses, byId, complete)], byId),
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

/** That a step had an id before, and where that is said. */
interface Claim {
  readonly former: StepId;
  readonly step: AuthoredStep;
  readonly place: Place;
  readonly at: Path;
}

const claimsOf = (all: Steps): readonly Claim[] =>
  all.flatMap((step) => {
    const at = [...step.place.path, 'formerly'];
    return [...new Set(step.formerly)].map((former) => ({ former, step, place: step.place, at }));
  });

/** What uses of parts say about the steps inside them. */
const claimsInside = (
  uses: readonly UsedPart[],
  byId: ReadonlyMap<StepId, AuthoredStep>,
  complete: boolean,
): readonly Claim[] =>
  uses.flatMap(({ id, formerly, place }) =>
    Object.entries(formerly).flatMap(([name, ids]) => {
      const step = byId.get(`${id}.${name}`);
      const at = [...place.path, 'formerly', name];
      if (step) return [...new Set(ids)].map((former) => ({ former, step, place, at }));
      const inside = writtenIds(byId.keys()).flatMap((known) =>
        known.startsWith(`${id}.`) ? known.slice(id.length + 1) : [],
      );
      const near = nearest(name, inside);
      const known = near ? didYouMean(near) : `; it has ${listed(inside.slice(0, 20), 'and')}`;
      if (complete)
        place.findings.add('STEP_REFERENCE', `the part has no step "${name}"${known}`, place.yaml.keyAt(at));
      return [];
    }),
  );

function renames(claims: readonly Claim[], byId: ReadonlyMap<StepId, AuthoredStep>): Readonly<Record<StepId, StepId>> {
  const claimed = new Map<StepId, AuthoredStep>();
  for (const { former, step, place, at } of claims) {
    const problem = claimProblem(former, step, byId.get(former), claimed.get(former));
    if (problem) reportAt(place, 'STEP_DUPLICATE', problem, at);
    else claimed.set(former, step);
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
