/**
 * A step as it was read: checked by itself, with its id, its place in the file and the steps inside it. What steps mean
 * to one another (references, reachability) is decided on the compiled program, in `sequence-flow.ts`.
 */
import type { Act } from '../domain/act.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { StepId, WebhookCall, WinnerRule } from '../domain/program.ts';
import type { Duration } from '../domain/time.ts';
import type { WaitRule } from '../domain/wait-rule.ts';
import type { Findings } from './findings.ts';
import type { LocatedYaml, Path } from './located-yaml.ts';
import type { AuthoredEvents } from './sequence-matcher.ts';

/** Where a step stands. Steps of a part have places that lead into the part, once for each use of it. */
export interface Place {
  readonly path: Path;
  readonly yaml: LocatedYaml;
  readonly findings: Findings;
  /** In a part: which use of it, e.g. ` (in the part "nudge", used in line 20)`; else empty. */
  readonly use: string;
}

/** Reports what is wrong at a step, or at a path inside it. */
export function reportAt(
  { path, yaml, findings }: Place,
  code: ErrorCode,
  message: string,
  at: Path = path,
  severity?: 'warning',
): void {
  findings.add(code, message, yaml.at(at), severity);
}

export type Steps = readonly AuthoredStep[];

interface Placed {
  readonly id: StepId;
  /** Ids that the step had before. */
  readonly formerly: readonly StepId[];
  readonly place: Place;
  /** What its id begins with when it comes from a part, e.g. `nudge.`: names that it uses are sought there first. */
  readonly scope: string;
}

export interface AuthoredCase {
  readonly condition: string;
  readonly steps: Steps;
  readonly at: Path;
}

export interface AuthoredArm {
  readonly name: string;
  readonly weight: number;
  readonly holdOut: boolean;
  readonly steps: Steps;
}

/** What a step of each kind says. An arm without steps leads on. */
export type StepContent =
  | { readonly kind: 'send'; readonly template: string; readonly sender: string | null }
  | { readonly kind: 'wait'; readonly rule: WaitRule; readonly elseSteps: Steps }
  | {
      readonly kind: 'waitFor';
      readonly awaited: AuthoredEvents;
      readonly timeout: Duration;
      readonly thenSteps: Steps;
      readonly elseSteps: Steps;
    }
  | { readonly kind: 'branch'; readonly cases: readonly AuthoredCase[]; readonly elseSteps: Steps }
  | { readonly kind: 'split'; readonly arms: readonly AuthoredArm[]; readonly winner: WinnerRule | null }
  | { readonly kind: 'act'; readonly act: Act }
  | {
      readonly kind: 'call';
      readonly call: WebhookCall;
      readonly thenSteps: Steps;
      readonly elseSteps: Steps;
    }
  | { readonly kind: 'goto'; readonly to: string; readonly atMost: number }
  | { readonly kind: 'exit'; readonly reason: string; readonly success: boolean };

export type AuthoredStep = Placed & StepContent;

/** The lists of steps inside a step, in the order of the file. */
export function armsOf(step: AuthoredStep): readonly Steps[] {
  switch (step.kind) {
    case 'wait':
      return [step.elseSteps];
    case 'waitFor':
    case 'call':
      return [step.thenSteps, step.elseSteps];
    case 'branch':
      return [...step.cases.map((one) => one.steps), step.elseSteps];
    case 'split':
      return step.arms.map((arm) => arm.steps);
    case 'send':
    case 'act':
    case 'goto':
    case 'exit':
      return [];
  }
}

/** All steps in the order of the file. */
export const allSteps = (steps: Steps): Steps =>
  steps.flatMap((step) => [step, ...armsOf(step).flatMap((arm) => allSteps(arm))]);

/** The word that a step begins with in the file. */
export const wordOf = (step: AuthoredStep): string => (step.kind === 'act' ? step.act.kind : step.kind);
