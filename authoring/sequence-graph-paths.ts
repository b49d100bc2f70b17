/**
 * What holds on the paths of a program that may run in circles: which steps can be reached, what can have run before a
 * step, which mail can be the last one there. Sets of steps are bits of one number, so that every path of a large
 * program is followed at once.
 */
import { followers, type Program, type ProgramStep, type StepId } from '../domain/program.ts';

export interface Paths {
  /** In the order of the file. */
  readonly steps: readonly ProgramStep[];
  reachable(id: StepId): boolean;
  /** The steps that can have run before a step begins, in the order of the file. */
  before(id: StepId): readonly ProgramStep[];
  /** The send steps whose mail can be the last one when a step begins. */
  lastMails(id: StepId): readonly ProgramStep[];
  /** All steps that can follow a step, with that step itself. */
  from(id: StepId): ReadonlySet<StepId>;
  /** The steps on all ways from one step to another, both included; empty when there is no way. */
  between(from: StepId, to: StepId): readonly ProgramStep[];
}

/** The steps that directly follow one; a `goto` to a step that is not there leads only on. */
export const nextSteps = (program: Program, step: ProgramStep): readonly StepId[] =>
  followers(step).flatMap((id) => (id !== null && program.steps[id] ? [id] : []));

/** Follows all paths of a program. */
export function pathsOf(program: Program): Paths {
  const steps = Object.values(program.steps);
  const numbers = new Map(steps.map((step, i) => [step.id, i]));
  const bit = (id: StepId): bigint => 1n << BigInt(numbers.get(id) ?? 0);
  const next = new Map(steps.map((step) => [step.id, nextSteps(program, step)]));
  const previous = new Map<StepId, StepId[]>(steps.map(({ id }) => [id, []]));
  for (const [id, ids] of next) for (const follower of ids) previous.get(follower)?.push(id);
  const reached = program.entry === null ? new Set<StepId>() : closure(program.entry, next);

  const ran = spread(program, steps, next, (step, before) => before | bit(step.id));
  const last = spread(program, steps, next, (step, before) => (step.kind === 'send' ? bit(step.id) : before));
  const chosen = (mask: bigint): readonly ProgramStep[] => steps.filter((_, i) => (mask >> BigInt(i)) & 1n);
  return {
    steps,
    reachable: (id) => reached.has(id),
    before: (id) => chosen(ran.get(id) ?? 0n),
    lastMails: (id) => chosen(last.get(id) ?? 0n),
    from: (id) => closure(id, next),
    between(from, to) {
      const [ahead, behind] = [closure(from, next), closure(to, previous)];
      return ahead.has(to) ? steps.filter(({ id }) => ahead.has(id) && behind.has(id)) : [];
    },
  };
}

type Links = ReadonlyMap<StepId, readonly StepId[]>;

function closure(start: StepId, links: Links): ReadonlySet<StepId> {
  const found = new Set([start]);
  // A set hands out what is added to it while it is walked.
  for (const id of found) for (const other of links.get(id) ?? []) found.add(other);
  return found;
}

/** What holds when each step begins: the union over all ways there of what the steps before leave behind. */
function spread(
  { entry }: Program,
  steps: readonly ProgramStep[],
  next: Links,
  after: (step: ProgramStep, before: bigint) => bigint,
): ReadonlyMap<StepId, bigint> {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const begins = new Map<StepId, bigint>(entry === null ? [] : [[entry, 0n]]);
  const waiting = new Set(begins.keys());
  for (const id of waiting) {
    waiting.delete(id);
    const step = byId.get(id);
    if (!step) continue;
    const leaves = after(step, begins.get(id) ?? 0n);
    for (const follower of next.get(id) ?? []) {
      const known = begins.get(follower);
      const joined = (known ?? 0n) | leaves;
      if (known === joined) continue;
      begins.set(follower, joined);
      waiting.add(follower);
    }
  }
  return begins;
}
