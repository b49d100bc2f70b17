/**
 * What another version of a sequence means for leads that stand at its steps or have been there, beyond that the step is
 * there or gone. Compares programs; how many leads it concerns is counted elsewhere.
 */
import type { Program, ProgramStep, StepId } from './program.ts';
import type { Duration } from './time.ts';

/** `kind`: as the steps are written. `timing`: the durations are null where how long the step waits depends on more than a duration. */
type StepChange =
  | { readonly kind: 'kind'; readonly was: string; readonly is: string }
  | { readonly kind: 'template'; readonly was: string; readonly is: string }
  | { readonly kind: 'timing'; readonly was: Duration | null; readonly is: Duration | null };

/** What has changed for a lead at the step; null when nothing it would notice has. */
export function stepChange(was: ProgramStep, is: ProgramStep): StepChange | null {
  if (was.kind === 'send' && is.kind === 'send') {
    return was.template === is.template ? null : { kind: 'template', was: was.template, is: is.template };
  }
  if (was.kind === 'wait' && is.kind === 'wait') {
    const same = JSON.stringify(was.rule) === JSON.stringify(is.rule);
    return same ? null : { kind: 'timing', was: lengthOf(was), is: lengthOf(is) };
  }
  if (was.kind === 'waitFor' && is.kind === 'waitFor') {
    return was.timeout === is.timeout ? null : { kind: 'timing', was: was.timeout, is: is.timeout };
  }
  return was.kind === is.kind ? null : { kind: 'kind', was: written(was), is: written(is) };
}

const written = (step: ProgramStep): string => (step.kind === 'act' ? step.act.kind : step.kind);

const lengthOf = ({ rule }: ProgramStep & { readonly kind: 'wait' }): Duration | null =>
  rule.kind === 'duration' ? rule.duration : null;

/** The step of another version that is the same one: under its id, or under the one that a rename declares. */
export function successorOf({ steps, renamed }: Program, stepId: StepId): ProgramStep | null {
  const id = Object.hasOwn(steps, stepId) ? stepId : Object.hasOwn(renamed, stepId) ? renamed[stepId] : undefined;
  return (id !== undefined && Object.hasOwn(steps, id) && steps[id]) || null;
}

/** What becomes of a lead that finds a step of another kind in the place of its own. */
export function consequenceOf(is: string): string {
  switch (is) {
    case 'send':
      return 'they would be mailed at once';
    case 'wait':
    case 'waitFor':
      return 'they would wait by its rules, counted from when they came';
    case 'exit':
      return 'they would leave the sequence at once';
    default:
      return 'they would go on at once';
  }
}
