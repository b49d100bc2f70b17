/**
 * From the tree of steps to the flat program that the machine runs: each step names the one that follows, and an arm
 * that ends falls through to the step after the one it belongs to.
 */
import { assertNever } from '../domain/errors.ts';
import type { EventMatcher } from '../domain/events.ts';
import type { Next, Program, ProgramStep, StepId } from '../domain/program.ts';
import type { ProgramSettings } from '../domain/program-settings.ts';
import { mentionsIn } from './condition-mentions.ts';
import type { Names } from './sequence-names.ts';
import { type AuthoredStep, armsOf, type Steps } from './sequence-step.ts';

/** The program of checked steps; its table keeps the order of the file. A name that no step has is left as it is. */
export function compile(sequence: string, steps: Steps, names: Names, settings: ProgramSettings): Program {
  const table = new Map<StepId, ProgramStep>();
  const emit = (list: Steps, after: Next): void => {
    for (const [i, step] of list.entries()) {
      const next = first(list.slice(i + 1, i + 2), after, names);
      const id = names.idOf(step);
      table.set(id, compiled(step, id, next, names));
      for (const arm of armsOf(step)) emit(arm, next);
    }
  };
  emit(steps, null);
  const entry = first(steps, null, names);
  return { format: 2, sequence, entry, steps: Object.fromEntries(table), settings, renamed: names.renamed };
}

/** Where an arm begins; an empty one leads on. */
const first = (arm: Steps, next: Next, names: Names): Next => {
  const [step] = arm;
  return step ? names.idOf(step) : next;
};

function compiled(step: AuthoredStep, id: StepId, next: Next, names: Names): ProgramStep {
  const { kind, scope } = step;
  const into = (arm: Steps): Next => first(arm, next, names);
  switch (kind) {
    case 'send':
      return { kind, id, template: step.template, sender: step.sender, next };
    case 'wait':
      return { kind, id, rule: step.rule, next, onMissed: into(step.elseSteps) };
    case 'waitFor': {
      const { mode } = step.awaited;
      const events = step.awaited.events.map(({ matcher }) => ofProgram(matcher, scope, names));
      const [onEvent, onTimeout] = [into(step.thenSteps), into(step.elseSteps)];
      return { kind, id, mode, events, timeout: step.timeout, onEvent, onTimeout };
    }
    case 'branch': {
      const rename = (name: string) => names.step(name, scope) ?? name;
      const cases = step.cases.map(({ condition, steps }) => ({
        condition: renameAnswers(condition, rename),
        next: into(steps),
      }));
      return { kind, id, cases, otherwise: into(step.elseSteps) };
    }
    case 'split': {
      const arms = step.arms.map(({ name, weight, holdOut, steps }) => ({ name, weight, holdOut, next: into(steps) }));
      return { kind, id, arms, winner: step.winner };
    }
    case 'act':
      return { kind, id, act: step.act, next };
    case 'call':
      // An answer leads into `then`; a call that fails for good leads into `else`.
      return { kind, id, call: step.call, next: into(step.thenSteps), onFailure: into(step.elseSteps) };
    case 'goto':
      return { kind, id, to: names.target(step.to, scope) ?? step.to, atMost: step.atMost, next };
    case 'exit':
      return { kind, id, reason: step.reason, success: step.success };
    default:
      return assertNever(kind);
  }
}

const ofProgram = (matcher: EventMatcher, scope: string, names: Names): EventMatcher =>
  matcher.kind === 'click' && matcher.of !== null
    ? { ...matcher, of: names.step(matcher.of, scope) ?? matcher.of }
    : matcher;

/** The condition with other names for the steps whose answers it asks for. */
function renameAnswers(condition: string, rename: (step: string) => string): string {
  const fromTheEnd = mentionsIn(condition).answers.toSorted((a, b) => b.index - a.index);
  return fromTheEnd.reduce((text, { name, index, end }) => {
    const id = rename(name);
    return id === name ? text : `${text.slice(0, index)}answers[${JSON.stringify(id)}]${text.slice(end)}`;
  }, condition);
}
