/** Where the ways of a program lead: which steps lie ahead of one, and which can be come to only once. */
import { followers, type Next, type Program, type ProgramStep, type StepId } from './program.ts';

/** Every step that some way from this one leads to; itself only where a way leads round to it. */
export const stepsAhead = (program: Program, stepId: StepId): ReadonlySet<StepId> => found(program, stepId, followers);

/** Those of them to which it comes without being led anywhere by a `goto`. */
export const straightAhead = (program: Program, stepId: StepId): ReadonlySet<StepId> =>
  found(program, stepId, (step) => (step.kind === 'goto' ? [step.next] : followers(step)));

function found(
  { steps }: Program,
  stepId: StepId,
  nextOf: (step: ProgramStep) => readonly Next[],
): ReadonlySet<StepId> {
  const ahead = new Set<StepId>();
  const open = [stepId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const step = steps[id];
    for (const next of step ? nextOf(step) : []) {
      if (next === null || ahead.has(next)) continue;
      ahead.add(next);
      open.push(next);
    }
  }
  return ahead;
}

/** Whether the step lies on a loop. */
export const isOnLoop = (program: Program, stepId: StepId): boolean => stepsAhead(program, stepId).has(stepId);
