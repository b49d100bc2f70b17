/**
 * A program as a person reads it: from the flat table of steps, each naming the one that follows, back to numbered steps
 * with arms that meet again. Works on any program, also on one whose steps lead in a circle; must not lose a step.
 */
import type { Next, Program, ProgramStep, StepId } from '../domain/program.ts';
import { type Arm, type StepWords, stepWords } from './step-words.ts';

/** How a run of steps leads on: to what comes after the arm, to the end, or to a step that is told elsewhere. */
export type LeadsOn =
  | { readonly kind: 'on' }
  /** `early`: steps that are told later follow on other arms. */
  | { readonly kind: 'end'; readonly early: boolean }
  /** Its last step is an exit, or has arms that each tell how they lead on. */
  | { readonly kind: 'told' }
  | { readonly kind: 'step'; readonly id: StepId };

export interface Passage {
  readonly steps: readonly PlacedStep[];
  readonly after: LeadsOn;
}

export interface PlacedStep {
  /** `3`, or `3.2` for the second step in the arms of step 3. */
  readonly number: string;
  readonly step: ProgramStep;
  readonly words: StepWords;
  /** Empty when there is only one way on, or when all ways lead on at once. */
  readonly arms: readonly { readonly arm: Arm; readonly passage: Passage }[];
}

interface Laying {
  readonly steps: Program['steps'];
  readonly joins: ReadonlyMap<StepId, Next>;
  readonly placed: Set<StepId>;
}

/** The main run of steps first; after it the ones that only a jump reaches. */
export function layOut(program: Program): readonly Passage[] {
  const laying = { steps: program.steps, joins: joinsOf(program), placed: new Set<StepId>() };
  const main = lay(laying, program.entry, null, new Set(), { prefix: '', count: 0 });
  const passages = [main];
  let count = main.steps.length;
  for (const id of Object.keys(program.steps)) {
    if (laying.placed.has(id)) continue;
    const passage = lay(laying, id, null, new Set(), { prefix: '', count });
    count += passage.steps.length;
    passages.push(passage);
  }
  return passages;
}

/** The steps in the order in which they are told. */
export const inReadingOrder = (program: Program): readonly PlacedStep[] => layOut(program).flatMap(flattened);

const flattened = ({ steps }: Passage): readonly PlacedStep[] =>
  steps.flatMap((step) => [step, ...step.arms.flatMap(({ passage }) => flattened(passage))]);

/** Counts the steps below one step, over all its arms. */
interface Numbering {
  readonly prefix: string;
  count: number;
}

function lay(laying: Laying, from: Next, stop: Next, outer: ReadonlySet<StepId>, numbering: Numbering): Passage {
  const steps: PlacedStep[] = [];
  const stops = stop === null ? outer : new Set([...outer, stop]);
  let id = from;
  for (;;) {
    const step: ProgramStep | undefined = id === null ? undefined : laying.steps[id];
    if (step === undefined) return { steps, after: { kind: 'end', early: stops.size > 0 } };
    if (step.id === stop) return { steps, after: { kind: 'on' } };
    if (stops.has(step.id) || laying.placed.has(step.id)) return { steps, after: { kind: 'step', id: step.id } };
    laying.placed.add(step.id);
    numbering.count += 1;
    const placed = place(laying, step, stops, `${numbering.prefix}${numbering.count}`);
    steps.push(placed);
    id = laying.joins.get(step.id) ?? null;
    const allTold = placed.arms.length > 0 && id === null && stops.size > 0;
    if (step.kind === 'exit' || allTold) return { steps, after: { kind: 'told' } };
  }
}

function place(laying: Laying, step: ProgramStep, stops: ReadonlySet<StepId>, number: string): PlacedStep {
  const words = stepWords(step);
  const join = laying.joins.get(step.id) ?? null;
  if (words.arms.every(({ next }) => next === join)) return { number, step, words, arms: [] };
  const below = { prefix: `${number}.`, count: 0 };
  const arms = words.arms.map((arm) => ({ arm, passage: lay(laying, arm.next, join, stops, below) }));
  return { number, step, words, arms };
}

/**
 * Where the arms of each step meet again, or null for the end. Jumps do not count: what is told is the way forward.
 * Arms that come to an exit do not meet the others, so what follows them is told after the step, not within its arm.
 */
export function joinsOf({ steps }: Program): ReadonlyMap<StepId, Next> {
  const ways = new Map(Object.values(steps).map((step) => [step.id, stepWords(step).arms.map(({ next }) => next)]));
  const order = forwardOrder(ways);
  const reach = new Map<StepId, Reach>();
  const reachOf = (from: Next): Reach => {
    if (from === null) return { steps: new Set(), ends: true };
    const known = reach.get(from) ?? reachFrom(from, ways);
    reach.set(from, known);
    return known;
  };
  return new Map([...ways].map(([id, nexts]) => [id, joinOf(nexts, reachOf, order)]));
}

interface Reach {
  readonly steps: ReadonlySet<StepId>;
  /** Whether it comes to the end of the sequence otherwise than by an exit. */
  readonly ends: boolean;
}
type Ways = ReadonlyMap<StepId, readonly Next[]>;

function reachFrom(from: StepId, ways: Ways): Reach {
  const steps = new Set<StepId>();
  const open: StepId[] = [from];
  let ends = false;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (steps.has(id)) continue;
    steps.add(id);
    for (const next of ways.get(id) ?? []) {
      if (next === null) ends = true;
      else open.push(next);
    }
  }
  return { steps, ends };
}

function joinOf(nexts: readonly Next[], reachOf: (from: Next) => Reach, order: ReadonlyMap<StepId, number>): Next {
  const targets = [...new Set(nexts)];
  const [only] = targets;
  if (targets.length <= 1) return only ?? null;
  const reaches = targets.map(reachOf);
  const meeting = reaches.filter(({ steps, ends }, i) => {
    const others = reaches.filter((_, j) => j !== i);
    return others.some((other) => (ends && other.ends) || [...steps].some((id) => other.steps.has(id)));
  });
  // None meets another: all of them end by exits, but for one at most. That one goes on, or else the longest.
  if (meeting.length === 0) {
    const size = (i: number): number => (reaches[i]?.ends ? Number.MAX_SAFE_INTEGER : (reaches[i]?.steps.size ?? 0));
    const longest = targets.reduce((best, _, i) => (size(i) >= size(best) ? i : best), 0);
    return targets[longest] ?? null;
  }
  const [first, ...rest] = meeting;
  const common = [...(first?.steps ?? [])].filter((id) => rest.every(({ steps }) => steps.has(id)));
  return common.reduce<Next>((best, id) => (best === null || rank(order, id) < rank(order, best) ? id : best), null);
}

const rank = (order: ReadonlyMap<StepId, number>, id: StepId): number => order.get(id) ?? Number.MAX_SAFE_INTEGER;

/** The place of each step in an order in which steps come before those they lead to, circles aside. */
function forwardOrder(ways: Ways): ReadonlyMap<StepId, number> {
  const left: StepId[] = [];
  const met = new Set<StepId>();
  for (const root of [...ways.keys()].reverse()) {
    const path: { readonly id: StepId; readonly rest: Next[] }[] = [];
    const enter = (id: Next): void => {
      if (id === null || met.has(id) || !ways.has(id)) return;
      met.add(id);
      path.push({ id, rest: [...(ways.get(id) ?? [])] });
    };
    enter(root);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      if (at.rest.length > 0) enter(at.rest.pop() ?? null);
      else left.push(path.pop()?.id ?? at.id);
    }
  }
  return new Map(left.reverse().map((id, i) => [id, i]));
}
