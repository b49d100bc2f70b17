/**
 * A program: a sequence as the machine runs it — a flat table of steps, each naming the step that follows.
 * Authoring builds it from the YAML; it is published as JSON and never changes afterwards, so every field here is a
 * promise to the enrollments that sleep inside it.
 */
import type { Duration } from './time.ts';

export type StepId = string;

/** What a `waitFor` waits for. `of` null means "the mail sent last before this step". */
export type EventMatcher =
  | { readonly kind: 'click'; readonly of: StepId | null; readonly link: string | null }
  | { readonly kind: 'reply' }
  | { readonly kind: 'custom'; readonly name: string };

/** Where a step leads; null ends the sequence as completed. */
export type Next = StepId | null;

export type ProgramStep =
  | { readonly kind: 'send'; readonly id: StepId; readonly template: string; readonly next: Next }
  | { readonly kind: 'wait'; readonly id: StepId; readonly duration: Duration; readonly next: Next }
  | {
      readonly kind: 'waitFor';
      readonly id: StepId;
      readonly any: readonly EventMatcher[];
      readonly timeout: Duration;
      readonly onEvent: Next;
      readonly onTimeout: Next;
    }
  | {
      readonly kind: 'branch';
      readonly id: StepId;
      readonly condition: string;
      readonly onTrue: Next;
      readonly onFalse: Next;
    }
  | {
      readonly kind: 'score';
      readonly id: StepId;
      readonly points: number;
      readonly reason: string;
      readonly next: Next;
    }
  | { readonly kind: 'exit'; readonly id: StepId; readonly reason: string };

export interface Program {
  readonly sequence: string;
  readonly entry: Next;
  readonly steps: Readonly<Record<StepId, ProgramStep>>;
}
