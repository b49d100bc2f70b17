/**
 * What older versions of Tendril wrote, in the form of today. Enrollments sleep for months: the program they run, the
 * state that a continued run carries, and the inputs in their histories may all be of the first format. Read such
 * things only through these functions; nothing else knows what the first format was.
 */
import type { Awaited } from './awaiting.ts';
import type { EnrollmentState, Input, Phase } from './enrollment.ts';
import { TendrilError } from './errors.ts';
import type { ArmedMatcher, EventFact, EventMatcher, MailRef } from './events.ts';
import type { Instant } from './instant.ts';
import type { Next, Program, ProgramStep, StepId } from './program.ts';
import { defaultSettings, type ProgramSettings } from './program-settings.ts';

interface FirstProgram {
  readonly sequence: string;
  readonly entry: Next;
  readonly steps: Readonly<Record<StepId, FirstStep>>;
}

type FirstMatcher =
  | { readonly kind: 'click'; readonly of: StepId | null; readonly link: string | null }
  | { readonly kind: 'reply' }
  | { readonly kind: 'custom'; readonly name: string };

type FirstArmed =
  | { readonly kind: 'click'; readonly of: MailRef | null; readonly link: string | null }
  | Exclude<FirstMatcher, { readonly kind: 'click' }>;

type FirstStep = { readonly id: StepId } & (
  | { readonly kind: 'send'; readonly template: string; readonly next: Next }
  | { readonly kind: 'wait'; readonly duration: string; readonly next: Next }
  | {
      readonly kind: 'waitFor';
      readonly any: readonly FirstMatcher[];
      readonly timeout: string;
      readonly onEvent: Next;
      readonly onTimeout: Next;
    }
  | { readonly kind: 'branch'; readonly condition: string; readonly onTrue: Next; readonly onFalse: Next }
  | { readonly kind: 'score'; readonly points: number; readonly reason: string; readonly next: Next }
  | { readonly kind: 'exit'; readonly reason: string }
);

interface FirstState {
  readonly phase:
    | { readonly kind: 'new' }
    | { readonly kind: 'asking'; readonly question: { readonly kind: string; readonly stepId: StepId } }
    | {
        readonly kind: 'awaiting';
        readonly stepId: StepId;
        readonly until: Instant;
        readonly any: readonly FirstArmed[];
        readonly since: Instant;
      }
    | Extract<Phase, { readonly kind: 'sleeping' | 'ended' }>;
  readonly visits: Readonly<Record<StepId, number>>;
  readonly lastSend: StepId | null;
  readonly since: Instant;
  readonly seen: readonly string[];
}

/**
 * A program as it was published, by this version or an older one. One that a newer version published is refused, not
 * guessed at: what reads it is tried again until a worker of that version takes it up. An activity is retried without
 * limit, and in a workflow this fails the task, not the workflow; so the lead is parked meanwhile.
 * @throws FORMAT_UNKNOWN
 */
export function currentProgram(stored: unknown): Program {
  const program = stored as Program | (FirstProgram & { readonly format?: undefined });
  if (program.format === 2) return withCurrentSettings(program);
  if (program.format !== undefined) throw unknownFormat(program);
  const { sequence, entry } = program;
  const steps = Object.fromEntries(Object.values(program.steps).map((step) => [step.id, currentStep(step)]));
  return { format: 2, sequence, entry, steps, settings: defaultSettings, renamed: {} };
}

/** The same program when nothing has come since it was published. */
const withCurrentSettings = (program: Program): Program =>
  Object.keys(defaultSettings).every((key) => key in program.settings)
    ? program
    : { ...program, settings: currentSettings(program.settings) };

function unknownFormat({ sequence, format }: { readonly sequence?: unknown; readonly format: unknown }): TendrilError {
  const message = `The program of "${String(sequence)}" has the format ${String(format)}, and this version of Tendril knows 1 and 2`;
  return new TendrilError('FORMAT_UNKNOWN', message, { sequence, format });
}

function currentStep(step: FirstStep): ProgramStep {
  const { id } = step;
  switch (step.kind) {
    case 'send':
      return { kind: 'send', id, template: step.template, sender: null, next: step.next };
    case 'wait': {
      const rule = { kind: 'duration', duration: step.duration, at: null } as const;
      return { kind: 'wait', id, rule, next: step.next, onMissed: step.next };
    }
    case 'waitFor': {
      const { any, timeout, onEvent, onTimeout } = step;
      return { kind: 'waitFor', id, mode: 'any', events: any.map(currentMatcher), timeout, onEvent, onTimeout };
    }
    case 'branch': {
      const cases = [{ condition: step.condition, next: step.onTrue }];
      return { kind: 'branch', id, cases, otherwise: step.onFalse };
    }
    case 'score': {
      const act = { kind: 'score', points: step.points, reason: step.reason } as const;
      return { kind: 'act', id, act, next: step.next };
    }
    case 'exit':
      return { kind: 'exit', id, reason: step.reason, success: false };
  }
}

function currentMatcher(matcher: FirstMatcher): EventMatcher {
  if (matcher.kind === 'reply') return { kind: 'reply', classes: null };
  return matcher.kind === 'custom' ? { ...matcher, where: null } : matcher;
}

const currentArmed = (matcher: FirstArmed): ArmedMatcher => {
  if (matcher.kind === 'reply') return { kind: 'reply', classes: null };
  return matcher.kind === 'custom' ? { ...matcher, where: null } : matcher;
};

/** The settings of a published program, with what has come since; those of the first format had none. */
export const currentSettings = (stored: unknown): ProgramSettings => ({
  ...defaultSettings,
  ...(stored as ProgramSettings | null | undefined),
});

/** A wait as it stands in an enrollment's row: the first format had a list of matchers, and `since` beside it. */
export function currentAwaited(stored: unknown, since: Instant | null): Awaited | null {
  if (stored === null || stored === undefined) return null;
  if (!Array.isArray(stored)) return stored as Awaited;
  return { mode: 'any', events: (stored as readonly FirstArmed[]).map(currentArmed), since: since ?? '' };
}

/** The state that a run of an older version carried over. */
export function currentState(stored: unknown): EnrollmentState {
  const state = stored as EnrollmentState | FirstState;
  if (!('lastSend' in state)) return state;
  const { visits, since, seen, lastSend } = state;
  const refs = Object.entries(visits).map(([stepId, visit]): [StepId, MailRef] => [stepId, { stepId, visit }]);
  const mails = Object.fromEntries(refs);
  const lastMail = lastSend === null ? null : (mails[lastSend] ?? null);
  return { phase: currentPhase(state.phase), paused: false, visits, mails, lastMail, clock: since, since, seen };
}

function currentPhase(phase: FirstState['phase']): Phase {
  switch (phase.kind) {
    case 'awaiting': {
      const { stepId, until, any, since } = phase;
      return { kind: 'awaiting', stepId, until, awaited: { mode: 'any', events: any.map(currentArmed), since } };
    }
    case 'asking':
      // A question of an older form is asked anew; the end of an enrollment is recorded in the same form as ever.
      return phase.question.kind === 'close'
        ? (phase as unknown as Phase)
        : { kind: 'placed', stepId: phase.question.stepId };
    default:
      return phase;
  }
}

/** An input as an activity of an older version returned it, or as a signal carried it. */
export function currentInput(stored: unknown): Input {
  const input = stored as Input;
  if (input.kind !== 'answer') return input;
  const answer = input.answer as unknown as {
    readonly kind: string;
    readonly value?: boolean;
    readonly until: Instant;
    readonly event?: EventFact | null;
  };
  const events = answer.event ? [answer.event] : [];
  switch (answer.kind) {
    case 'decided':
      return answer.value === undefined ? input : answerOf({ kind: 'decided', index: answer.value ? 0 : null });
    case 'armed':
      return answer.event === undefined ? input : answerOf({ kind: 'armed', until: answer.until, events });
    case 'expired':
      return answer.event === undefined ? input : answerOf({ kind: 'expired', events });
    case 'scored':
      return answerOf({ kind: 'done' });
    default:
      return input;
  }
}

const answerOf = (answer: (Input & { kind: 'answer' })['answer']): Input => ({ kind: 'answer', answer });
