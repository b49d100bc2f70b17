/**
 * The sequence machine: everything that is decided about an enrollment is decided here.
 *
 * `advance(program, state, input)` is pure: no clock, no I/O, no randomness. What depends on the lead or on the
 * calendar (may this mail go out, is this condition true, when does the wait end) is a *question* the machine asks; an
 * activity answers it, and the answer comes back as an input. So lead data never enters a workflow history, and the
 * same machine runs in the workflow, in the simulator and in tests.
 *
 * At any moment the machine is in one phase: it asks one question, sleeps until an instant, awaits events until an
 * instant, or has ended. An input that does not fit the phase (a timer that fired late, an event seen before) changes
 * nothing.
 *
 * Long, because whoever asks why an enrollment did something should find the whole answer in one file.
 */
import type { Machine } from './conversation.ts';
import { assertNever, TendrilError } from './errors.ts';
import { type ArmedMatcher, armMatcher, type EventFact, matchesAny, type StopReason, stopReasonOf } from './events.ts';
import type { Instant } from './instant.ts';
import type { Next, Program, ProgramStep, StepId } from './program.ts';
import type { Duration } from './time.ts';

export type Outcome = 'completed' | 'exited' | 'stopped' | 'failed';

interface Asked {
  readonly stepId: StepId;
  readonly visit: number;
}

export type Question =
  | (Asked & { readonly kind: 'send'; readonly template: string })
  | (Asked & { readonly kind: 'resolve'; readonly duration: Duration })
  | (Asked & { readonly kind: 'decide'; readonly condition: string })
  | (Asked & {
      readonly kind: 'arm';
      readonly any: readonly ArmedMatcher[];
      readonly since: Instant;
      readonly timeout: Duration;
      /** Events that an earlier wait has used up. */
      readonly consumed: readonly string[];
    })
  /** The time of a wait is over: has an event come in that its signal has not told yet? */
  | (Asked & {
      readonly kind: 'expire';
      readonly any: readonly ArmedMatcher[];
      readonly since: Instant;
      readonly consumed: readonly string[];
    })
  | (Asked & { readonly kind: 'score'; readonly points: number; readonly reason: string })
  | { readonly kind: 'close'; readonly outcome: Outcome; readonly reason: string };

export type Answer =
  /** `unknown`: it may have arrived; it counts as sent. `skipped`: the gate refused this one mail. */
  | { readonly kind: 'sent'; readonly result: 'sent' | 'unknown' | 'skipped'; readonly at: Instant }
  | { readonly kind: 'deferred'; readonly until: Instant }
  /** The mail cannot be made or is refused for good, for a reason that is not the lead's. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The gate found that the lead must not be mailed any more. */
  | { readonly kind: 'blocked'; readonly reason: StopReason }
  | { readonly kind: 'resolved'; readonly until: Instant }
  | { readonly kind: 'decided'; readonly value: boolean }
  /** `event`: one that happened before the wait began and satisfies it. */
  | { readonly kind: 'armed'; readonly until: Instant; readonly event: EventFact | null }
  /** `event`: one that came in time; then the wait did not end in vain. */
  | { readonly kind: 'expired'; readonly event: EventFact | null }
  | { readonly kind: 'scored' }
  | { readonly kind: 'closed' };

export type Input =
  | { readonly kind: 'start'; readonly at: Instant }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'event'; readonly event: EventFact }
  | { readonly kind: 'due'; readonly at: Instant }
  | { readonly kind: 'stop'; readonly reason: StopReason };

export type Phase =
  | { readonly kind: 'new' }
  | { readonly kind: 'asking'; readonly question: Question }
  /** `resume` says what happens at `until`: go on to a step, or ask the same step again without a new visit. */
  | { readonly kind: 'sleeping'; readonly stepId: StepId; readonly until: Instant; readonly resume: 'next' | 'again' }
  | {
      readonly kind: 'awaiting';
      readonly stepId: StepId;
      readonly until: Instant;
      readonly any: readonly ArmedMatcher[];
      readonly since: Instant;
    }
  | { readonly kind: 'ended'; readonly outcome: Outcome; readonly reason: string };

/** Plain JSON: it travels through histories and continue-as-new. */
export interface EnrollmentState {
  readonly phase: Phase;
  readonly visits: Readonly<Record<StepId, number>>;
  readonly lastSend: StepId | null;
  /** Events recorded from here on count for a wait; moves on with every mail and every event used. */
  readonly since: Instant;
  /** Ids of the events used up or applied, newest last; bounded. */
  readonly seen: readonly string[];
}

export const initialState: EnrollmentState = {
  phase: { kind: 'new' },
  visits: {},
  lastSend: null,
  since: '',
  seen: [],
};

/** How many event ids are remembered for de-duplication. */
const seenLimit = 200;

/** Moves the enrollment on by one input. Total: an input that does not fit leaves the state as it is. */
export function advance(program: Program, state: EnrollmentState, input: Input): EnrollmentState {
  if (state.phase.kind === 'ended') return state;
  switch (input.kind) {
    case 'start':
      return state.phase.kind === 'new' ? enter(program, { ...state, since: input.at }, program.entry) : state;
    case 'answer':
      return state.phase.kind === 'asking' ? answered(program, state, state.phase.question, input.answer) : state;
    case 'due':
      return state.phase.kind === 'sleeping' || state.phase.kind === 'awaiting' ? due(program, state, input.at) : state;
    case 'event':
      return happened(program, state, input.event);
    case 'stop':
      return close(state, 'stopped', input.reason);
    default:
      return assertNever(input);
  }
}

/** The question the machine asks now, if any. */
export const questionOf = (state: EnrollmentState): Question | null =>
  state.phase.kind === 'asking' ? state.phase.question : null;

/** The instant at which the machine wants a `due` input, if any. */
export const wakeAt = (state: EnrollmentState): Instant | null =>
  state.phase.kind === 'sleeping' || state.phase.kind === 'awaiting' ? state.phase.until : null;

/** The step an enrollment stands at, if any. */
export function standsAt(state: EnrollmentState): StepId | null {
  const { phase } = state;
  if (phase.kind === 'sleeping' || phase.kind === 'awaiting') return phase.stepId;
  return phase.kind === 'asking' && phase.question.kind !== 'close' ? phase.question.stepId : null;
}

function enter(program: Program, state: EnrollmentState, next: Next): EnrollmentState {
  if (next === null) return close(state, 'completed', 'end of the sequence');
  const step = stepOf(program, next);
  const visits = { ...state.visits, [step.id]: (state.visits[step.id] ?? 0) + 1 };
  return ask(step, { ...state, visits });
}

/** Asks the question of a step for its current visit. */
function ask(step: ProgramStep, state: EnrollmentState): EnrollmentState {
  const asked = { stepId: step.id, visit: state.visits[step.id] ?? 1 };
  switch (step.kind) {
    case 'send':
      return asking(state, { kind: 'send', ...asked, template: step.template });
    case 'wait':
      return asking(state, { kind: 'resolve', ...asked, duration: step.duration });
    case 'branch':
      return asking(state, { kind: 'decide', ...asked, condition: step.condition });
    case 'score':
      return asking(state, { kind: 'score', ...asked, points: step.points, reason: step.reason });
    case 'waitFor':
      return asking(state, {
        kind: 'arm',
        ...asked,
        any: step.any.map((matcher) => armMatcher(matcher, state.visits, state.lastSend)),
        since: state.since,
        timeout: step.timeout,
        consumed: state.seen,
      });
    case 'exit':
      return close(state, 'exited', step.reason);
    default:
      return assertNever(step);
  }
}

function answered(program: Program, state: EnrollmentState, question: Question, answer: Answer): EnrollmentState {
  if (question.kind === 'close') {
    const { outcome, reason } = question;
    return answer.kind === 'closed' ? { ...state, phase: { kind: 'ended', outcome, reason } } : state;
  }
  const step = stepOf(program, question.stepId);
  switch (answer.kind) {
    case 'sent':
      return step.kind === 'send' ? enter(program, sent(state, step.id, answer), step.next) : state;
    case 'deferred':
      return { ...state, phase: { kind: 'sleeping', stepId: step.id, until: answer.until, resume: 'again' } };
    case 'failed':
      return close(state, 'failed', answer.reason);
    case 'blocked':
      return close(state, 'stopped', answer.reason);
    case 'resolved':
      return { ...state, phase: { kind: 'sleeping', stepId: step.id, until: answer.until, resume: 'next' } };
    case 'decided':
      return step.kind === 'branch' ? enter(program, state, answer.value ? step.onTrue : step.onFalse) : state;
    case 'armed':
      return question.kind === 'arm' ? armed(program, state, question, answer) : state;
    case 'expired':
      return step.kind === 'waitFor' ? expired(program, state, step, answer.event) : state;
    case 'scored':
      return step.kind === 'score' ? enter(program, state, step.next) : state;
    case 'closed':
      return state;
    default:
      return assertNever(answer);
  }
}

function sent(state: EnrollmentState, stepId: StepId, answer: Answer & { kind: 'sent' }): EnrollmentState {
  return answer.result === 'skipped' ? state : { ...state, lastSend: stepId, since: answer.at };
}

function armed(
  program: Program,
  state: EnrollmentState,
  question: Question & { kind: 'arm' },
  answer: Answer & { kind: 'armed' },
): EnrollmentState {
  const { stepId, any, since } = question;
  const waiting: EnrollmentState = { ...state, phase: { kind: 'awaiting', stepId, until: answer.until, any, since } };
  return answer.event === null ? waiting : happened(program, waiting, answer.event);
}

/** A signal may be late (an outage, a worker that was down): what the ledger knows decides, not which came first here. */
function expired(
  program: Program,
  state: EnrollmentState,
  step: ProgramStep & { kind: 'waitFor' },
  event: EventFact | null,
): EnrollmentState {
  if (event === null) return enter(program, state, step.onTimeout);
  return enter(program, { ...remember(state, event), since: event.recordedAt }, step.onEvent);
}

function due(program: Program, state: EnrollmentState, at: Instant): EnrollmentState {
  const { phase } = state;
  if ((phase.kind !== 'sleeping' && phase.kind !== 'awaiting') || at < phase.until) return state;
  const step = stepOf(program, phase.stepId);
  if (phase.kind === 'sleeping' && phase.resume === 'again') return ask(step, state);
  if (phase.kind === 'awaiting') {
    const { stepId, any, since } = phase;
    return asking(state, {
      kind: 'expire',
      stepId,
      visit: state.visits[stepId] ?? 1,
      any,
      since,
      consumed: state.seen,
    });
  }
  return step.kind === 'wait' ? enter(program, state, step.next) : state;
}

/** An event satisfies the wait it is for; any other event of a stopping kind ends the enrollment. */
function happened(program: Program, state: EnrollmentState, event: EventFact): EnrollmentState {
  if (state.seen.includes(event.id)) return state;
  const { phase } = state;
  const remembered = remember(state, event);
  if (phase.kind === 'awaiting' && matchesAny(phase.any, event, phase.since)) {
    const step = stepOf(program, phase.stepId);
    if (step.kind === 'waitFor') return enter(program, { ...remembered, since: event.recordedAt }, step.onEvent);
  }
  const reason = stopReasonOf(event.kind);
  return reason === null ? state : close(remembered, 'stopped', reason);
}

const remember = (state: EnrollmentState, event: EventFact): EnrollmentState => ({
  ...state,
  seen: [...state.seen, event.id].slice(-seenLimit),
});

/** Asks for the end to be recorded. An end that is being recorded is not changed by a later one. */
function close(state: EnrollmentState, outcome: Outcome, reason: string): EnrollmentState {
  if (state.phase.kind === 'asking' && state.phase.question.kind === 'close') return state;
  return asking(state, { kind: 'close', outcome, reason });
}

const asking = (state: EnrollmentState, question: Question): EnrollmentState => ({
  ...state,
  phase: { kind: 'asking', question },
});

function stepOf(program: Program, id: StepId): ProgramStep {
  const step = program.steps[id];
  if (!step) throw new TendrilError('INTERNAL', `The program ${program.sequence} has no step "${id}"`, { stepId: id });
  return step;
}

/** The machine of one program, as a conversation drives it. */
export const sequenceMachine = (program: Program): Machine<EnrollmentState, Question, Answer, Input> => ({
  advance: (state, input) => advance(program, state, input),
  question: questionOf,
  answered: (answer) => ({ kind: 'answer', answer }),
});
