/**
 * What another version of a sequence means for leads that stand at its steps or have been there, beyond that the step is
 * there or gone. Compares programs; how many leads it concerns is counted elsewhere.
 */
import type { ArmedMatcher, EventMatcher } from './events.ts';
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
  return stepKind(was) === stepKind(is) ? null : { kind: 'kind', was: stepKind(was), is: stepKind(is) };
}

/** As it is written in a sequence: one act is not another. */
export const stepKind = (step: ProgramStep): string => (step.kind === 'act' ? step.act.kind : step.kind);

type EventWait = ProgramStep & { readonly kind: 'waitFor' };

/** Those events of a wait that do not count for it in another version, where it is for others; null where it is for the same. */
export function lostEvents(was: EventWait, is: EventWait, { renamed }: Program): readonly EventMatcher[] | null {
  const wanted = is.events.map(canonical);
  const before = was.events.map((event) =>
    canonical(event.kind === 'click' && event.of !== null ? { ...event, of: renamed[event.of] ?? event.of } : event),
  );
  const sameMode = was.mode === is.mode || (before.length === 1 && wanted.length === 1);
  if (sameMode && [...before].sort().join() === [...wanted].sort().join()) return null;
  return was.events.filter((_, index) => !wanted.includes(before[index] ?? ''));
}

/** Whether a wait that is under way still waits for one of the events of its step. */
export function isStillAwaited(event: EventMatcher, left: readonly ArmedMatcher[], program: Program): boolean {
  return left.some((armed) => {
    if (event.kind !== 'click' || armed.kind !== 'click') return canonical(armed) === canonical(event);
    const mail = armed.of?.stepId ?? event.of;
    return (
      armed.link === event.link && (event.of === null || mail === event.of || program.renamed[mail ?? ''] === event.of)
    );
  });
}

const canonical = (matcher: EventMatcher | ArmedMatcher): string =>
  JSON.stringify(Object.entries(matcher).sort(([a], [b]) => (a < b ? -1 : 1)));

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
