/**
 * A program: a sequence as the machine runs it — a flat table of steps, each naming the step that follows, and the
 * settings that hold for all of them. Authoring builds it from the YAML; it is published as JSON and never changes
 * afterwards, so every field here is a promise to the enrollments that sleep inside it. What older versions of Tendril
 * published is brought into this form by `formats.ts`.
 */
import type { Act } from './act.ts';
import type { EventMatcher } from './events.ts';
import type { ProgramSettings } from './program-settings.ts';
import type { Duration } from './time.ts';
import type { WaitRule } from './wait-rule.ts';

export type StepId = string;

/** Where a step leads; null ends the sequence as completed. */
export type Next = StepId | null;

/** A request to somebody else's system. */
export interface WebhookCall {
  /** https, or http where the operator allows it. */
  readonly url: string;
  readonly method: 'POST' | 'GET';
  /** Sent beside the facts of the lead. */
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
  /** Tried again until then, counted from when the step was due; tried once in any case. */
  readonly giveUpAfter: Duration;
}

export interface SplitArm {
  readonly name: string;
  /** Its share is weight / sum of the weights. */
  readonly weight: number;
  /** Leads that are left alone to compare with: they never change to a winner. */
  readonly holdOut: boolean;
  readonly next: Next;
}

/** When a split may stop its losing arms; the test is stated in `split.ts`. */
export interface WinnerRule {
  /** What counts as a success of an arm: an event of the enrollment after the split. */
  readonly by: 'click' | 'reply' | 'goal';
  /** No look at the figures before every arm has so many leads. */
  readonly atLeast: number;
  /** The chance of stopping an arm that is as good as the best, over all looks, e.g. 0.05. */
  readonly alpha: number;
}

export type ProgramStep =
  | {
      readonly kind: 'send';
      readonly id: StepId;
      readonly template: string;
      /** The key of a sender identity; null for the sequence's or the organisation's. */
      readonly sender: string | null;
      readonly next: Next;
    }
  | {
      readonly kind: 'wait';
      readonly id: StepId;
      readonly rule: WaitRule;
      readonly next: Next;
      /** Where it leads when the date is not known, or lies in the past. */
      readonly onMissed: Next;
    }
  | {
      readonly kind: 'waitFor';
      readonly id: StepId;
      readonly mode: 'any' | 'all';
      readonly events: readonly EventMatcher[];
      readonly timeout: Duration;
      readonly onEvent: Next;
      readonly onTimeout: Next;
    }
  | {
      readonly kind: 'branch';
      readonly id: StepId;
      /** The first condition that is true leads on. */
      readonly cases: readonly { readonly condition: string; readonly next: Next }[];
      readonly otherwise: Next;
    }
  | {
      readonly kind: 'split';
      readonly id: StepId;
      readonly arms: readonly SplitArm[];
      readonly winner: WinnerRule | null;
    }
  | { readonly kind: 'act'; readonly id: StepId; readonly act: Act; readonly next: Next }
  | {
      readonly kind: 'call';
      readonly id: StepId;
      readonly call: WebhookCall;
      readonly next: Next;
      readonly onFailure: Next;
    }
  | {
      readonly kind: 'goto';
      readonly id: StepId;
      readonly to: StepId;
      /** How often it leads there; after that it leads to `next`. */
      readonly atMost: number;
      readonly next: Next;
    }
  | { readonly kind: 'exit'; readonly id: StepId; readonly reason: string; readonly success: boolean };

export interface Program {
  readonly format: 2;
  readonly sequence: string;
  readonly entry: Next;
  readonly steps: Readonly<Record<StepId, ProgramStep>>;
  readonly settings: ProgramSettings;
  /** Former ids of steps, each with the id it has now: so that a migration finds the place of a renamed step. */
  readonly renamed: Readonly<Record<StepId, StepId>>;
}

/** Where an enrollment stands while it waits. */
export interface Rest {
  readonly stepId: StepId;
  readonly phase: 'sleeping' | 'awaiting';
}

/** The first wait on the way from the entry, where it does not depend on the lead which that is; else null. */
export function firstRest({ entry, steps }: Program): Rest | null {
  const seen = new Set<StepId>();
  for (let id = entry; id !== null && !seen.has(id); ) {
    seen.add(id);
    const step = steps[id];
    if (step?.kind === 'wait' && step.rule.kind !== 'field') return { stepId: id, phase: 'sleeping' };
    if (step?.kind === 'waitFor') return { stepId: id, phase: 'awaiting' };
    if (step?.kind !== 'send' && step?.kind !== 'act') return null;
    id = step.next;
  }
  return null;
}

/** Every step that a step can lead to, in the order of its arms. */
export function followers(step: ProgramStep): readonly Next[] {
  switch (step.kind) {
    case 'send':
    case 'act':
      return [step.next];
    case 'wait':
      return step.onMissed === step.next ? [step.next] : [step.next, step.onMissed];
    case 'waitFor':
      return [step.onEvent, step.onTimeout];
    case 'branch':
      return [...step.cases.map(({ next }) => next), step.otherwise];
    case 'split':
      return step.arms.map(({ next }) => next);
    case 'call':
      return step.onFailure === step.next ? [step.next] : [step.next, step.onFailure];
    case 'goto':
      return [step.to, step.next];
    case 'exit':
      return [];
  }
}

/** The ids that a step had in other versions, as the program declares them. */
export const formerIds = ({ renamed }: Program, stepId: StepId): readonly StepId[] =>
  Object.entries(renamed).flatMap(([former, present]) => (present === stepId ? [former] : []));
