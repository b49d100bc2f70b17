/**
 * From the tree of steps to the flat program that the machine runs: each step names the one that follows, and an arm
 * that ends falls through to the step after the one it belongs to.
 */
import { assertNever } from '../domain/errors.ts';
import type { Next, Program, ProgramStep, StepId } from '../domain/program.ts';
import type { AuthoredStep } from './sequence-step.ts';

/** The program of checked steps; its table keeps the order of the file. */
export function compile(sequence: string, steps: readonly AuthoredStep[]): Program {
  const table = new Map<StepId, ProgramStep>();
  emit(table, steps, null);
  return { sequence, entry: steps[0]?.id ?? null, steps: Object.fromEntries(table) };
}

function emit(table: Map<StepId, ProgramStep>, steps: readonly AuthoredStep[], after: Next): void {
  for (const [i, step] of steps.entries()) {
    const next = steps[i + 1]?.id ?? after;
    table.set(step.id, compiled(step, next));
    if (step.kind !== 'waitFor' && step.kind !== 'branch') continue;
    emit(table, step.thenSteps ?? [], next);
    emit(table, step.elseSteps ?? [], next);
  }
}

function compiled(step: AuthoredStep, next: Next): ProgramStep {
  const { kind, id } = step;
  switch (kind) {
    case 'send':
      return { kind, id, template: step.template, next };
    case 'wait':
      return { kind, id, duration: step.duration, next };
    case 'waitFor': {
      const any = step.any.map(({ matcher }) => matcher);
      return {
        kind,
        id,
        any,
        timeout: step.timeout,
        onEvent: first(step.thenSteps, next),
        onTimeout: first(step.elseSteps, next),
      };
    }
    case 'branch': {
      const { condition } = step;
      return { kind, id, condition, onTrue: first(step.thenSteps, next), onFalse: first(step.elseSteps, next) };
    }
    case 'score':
      return { kind, id, points: step.points, reason: step.reason, next };
    case 'exit':
      return { kind, id, reason: step.reason };
    default:
      return assertNever(kind);
  }
}

const first = (arm: readonly AuthoredStep[] | null, next: Next): Next => arm?.[0]?.id ?? next;
