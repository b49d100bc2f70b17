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
 * nothing. Pausing lies over the phases: what is asked and what is due waits until the enrollment is resumed.
 *
 * Long, because whoever asks why an enrollment did something should find the whole answer in one file.
 */
import { isOver, meet } from './awaiting.ts';
import type { Machine } from './conversation.ts';
import { isGoal, stopReasonOf } from './ending.ts';
import {
  type Answer,
  type EnrollmentState,
  type Input,
  type Outcome,
  type Question,
  questionOf,
} from './enrollment.ts';
import { assertNever, TendrilError } from './errors.ts';
import { armMatcher, type EventFact, type StopReason } from './events.ts';
import { type Instant, later } from './instant.ts';
import type { Next, Program, ProgramStep, StepId } from './program.ts';

/** How many event ids are remembered for de-duplication. */
const seenLimit = 200;

/** Moves the enrollment on by one input. Total: an input that does not fit leaves the state as it is. */
export function advance(program: Program, state: EnrollmentState, input: Input): EnrollmentState {
  if (state.phase.kind === 'ended') return state;
  switch (input.kind) {
    case 'start':
      return started(program, state, input.at);
    case 'answer':
      return state.phase.kind === 'asking' ? answered(program, state, state.phase.question, input.answer) : state;
    case 'due':
      return state.paused ? state : due(program, state, input.at);
    case 'event':
      return happened(program, state, input.event);
    case 'stop':
      return stopped(state, input.reason);
    case 'pause':
      return state.paused ? state : { ...state, paused: true };
    case 'resume':
      return state.paused ? { ...state, paused: false } : state;
    case 'move':
      return isClosing(state) || !Object.hasOwn(program.steps, input.stepId)
        ? state
        : enter(program, moving(state, input.at), input.stepId);
    case 'replan':
      return state.phase.kind === 'sleeping' ? ask(stepOf(program, state.phase.stepId), state) : state;
    default:
      return assertNever(input);
  }
}

function started(program: Program, state: EnrollmentState, at: Instant): EnrollmentState {
  const { phase } = state;
  if (phase.kind === 'new') return enter(program, { ...state, since: at, clock: at }, program.entry);
  if (phase.kind !== 'placed') return state;
  const { anew = false, notBefore = '' } = phase;
  const step = stepOf(program, phase.stepId);
  const waits = step.kind === 'wait' || step.kind === 'waitFor';
  // A wait counts from where it began; anything else is due when the enrollment comes to it.
  const placed = { ...state, clock: later(state.clock || at, waits ? '' : notBefore) };
  // The visit that was begun in the other version goes on; a step that is new to the enrollment is entered.
  const goesOn = state.visits[step.id] && step.kind !== 'goto' && !anew;
  const there = goesOn ? ask(step, placed) : enter(program, placed, step.id);
  return waits && notBefore ? notEndingBefore(there, notBefore) : there;
}

function notEndingBefore(state: EnrollmentState, notBefore: Instant): EnrollmentState {
  const { phase } = state;
  if (phase.kind !== 'asking' || (phase.question.kind !== 'resolve' && phase.question.kind !== 'arm')) return state;
  return asking(state, { ...phase.question, notBefore });
}

function enter(program: Program, state: EnrollmentState, next: Next): EnrollmentState {
  if (next === null) return close(state, 'completed', 'end of the sequence');
  const step = stepOf(program, next);
  if (step.kind === 'send' && state.had?.includes(step.id)) return enter(program, state, step.next);
  const visit = (state.visits[step.id] ?? 0) + 1;
  const there = visiting(state, { ...state.visits, [step.id]: visit });
  return step.kind === 'goto' ? enter(program, there, visit <= step.atMost ? step.to : step.next) : ask(step, there);
}

/** Asks the question of a step for its current visit. */
function ask(step: ProgramStep, state: EnrollmentState): EnrollmentState {
  const { clock } = state;
  const asked = { stepId: step.id, visit: state.visits[step.id] ?? 1 };
  switch (step.kind) {
    case 'send':
      return asking(state, { kind: 'send', ...asked, template: step.template, sender: step.sender, dueAt: clock });
    case 'wait':
      return asking(state, { kind: 'resolve', ...asked, rule: step.rule, from: clock });
    case 'branch':
      return asking(state, { kind: 'decide', ...asked, conditions: step.cases.map(({ condition }) => condition) });
    case 'split': {
      const arms = step.arms.map(({ name, weight, holdOut }) => ({ name, weight, holdOut }));
      return asking(state, { kind: 'split', ...asked, arms, winner: step.winner });
    }
    case 'act':
      return asking(state, { kind: 'act', ...asked, act: step.act });
    case 'call':
      return asking(state, { kind: 'call', ...asked, call: step.call, dueAt: clock });
    case 'waitFor': {
      const events = step.events.map((matcher) => armMatcher(matcher, state.mails, state.lastMail));
      const awaited = { mode: step.mode, events, since: state.since };
      const { timeout } = step;
      return asking(state, { kind: 'arm', ...asked, awaited, timeout, from: clock, consumed: state.seen });
    }
    case 'exit':
      return close(state, step.success ? 'converted' : 'exited', step.reason);
    case 'goto':
      throw new TendrilError('INTERNAL', `The step "${step.id}" leads on and asks nothing`, asked);
    default:
      return assertNever(step);
  }
}

function answered(program: Program, state: EnrollmentState, question: Question, answer: Answer): EnrollmentState {
  if (question.kind === 'close') {
    const { outcome, reason } = question;
    return answer.kind === 'closed' ? inPhase(state, { kind: 'ended', outcome, reason }) : state;
  }
  const step = stepOf(program, question.stepId);
  switch (answer.kind) {
    case 'sent':
      return step.kind === 'send' ? enter(program, sent(state, question, answer), step.next) : state;
    case 'deferred':
      return inPhase(state, { kind: 'sleeping', stepId: step.id, until: answer.until, resume: 'again' });
    case 'failed':
      return close(state, 'failed', answer.reason);
    case 'blocked':
      return stopped(state, answer.reason);
    case 'parked':
      return { ...state, paused: true };
    case 'resolved':
      return inPhase(state, {
        kind: 'sleeping',
        stepId: step.id,
        until: laterBy(answer.until, question),
        resume: 'next',
      });
    case 'missed':
      return step.kind === 'wait'
        ? enter(program, { ...state, clock: laterBy(state.clock, question) }, step.onMissed)
        : state;
    case 'decided':
      return step.kind === 'branch' ? enter(program, state, decided(step, answer.index)) : state;
    case 'assigned':
      return step.kind === 'split' ? enter(program, state, step.arms[answer.arm]?.next ?? null) : state;
    case 'armed':
      return question.kind === 'arm' ? armed(program, state, question, answer) : state;
    case 'expired':
      return question.kind === 'expire' ? expired(program, state, question, answer.events) : state;
    case 'done':
      return step.kind === 'act' ? enter(program, state, step.next) : state;
    case 'called':
      return step.kind === 'call' ? enter(program, state, answer.ok ? step.next : step.onFailure) : state;
    case 'closed':
      return state;
    default:
      return assertNever(answer);
  }
}

/** Not before the instant that an edited wait names. */
const laterBy = (instant: Instant, question: Question): Instant =>
  'notBefore' in question && question.notBefore !== undefined ? later(instant, question.notBefore) : instant;

const decided = (step: ProgramStep & { kind: 'branch' }, index: number | null): Next =>
  index === null ? step.otherwise : (step.cases[index]?.next ?? null);

function sent(
  state: EnrollmentState,
  { stepId, visit }: Exclude<Question, { kind: 'close' }>,
  { result, at }: Answer & { kind: 'sent' },
): EnrollmentState {
  if (result === 'skipped') return { ...state, clock: at };
  const mail = { stepId, visit };
  return {
    ...state,
    mails: { ...state.mails, [stepId]: mail },
    lastMail: mail,
    since: at,
    clock: later(state.clock, at),
  };
}

function armed(
  program: Program,
  state: EnrollmentState,
  question: Question & { kind: 'arm' },
  { until, events }: Answer & { kind: 'armed' },
): EnrollmentState {
  const { stepId, awaited } = question;
  const waiting = inPhase(state, { kind: 'awaiting', stepId, until: laterBy(until, question), awaited });
  return events.reduce((current, event) => happened(program, current, event), waiting);
}

/** A signal may be late (an outage, a worker that was down): what the ledger knows decides, not which came first here. */
function expired(
  program: Program,
  state: EnrollmentState,
  { stepId, awaited, until }: Question & { kind: 'expire' },
  events: readonly EventFact[],
): EnrollmentState {
  const waiting = inPhase(state, { kind: 'awaiting', stepId, until, awaited });
  const after = events.reduce((current, event) => happened(program, current, event), waiting);
  const step = stepOf(program, stepId);
  if (after.phase.kind !== 'awaiting' || step.kind !== 'waitFor') return after;
  return enter(program, { ...after, clock: until }, step.onTimeout);
}

function due(program: Program, state: EnrollmentState, at: Instant): EnrollmentState {
  const { phase } = state;
  if ((phase.kind !== 'sleeping' && phase.kind !== 'awaiting') || at < phase.until) return state;
  const { stepId, until } = phase;
  if (phase.kind === 'awaiting') {
    const visit = state.visits[stepId] ?? 1;
    return asking(state, { kind: 'expire', stepId, visit, awaited: phase.awaited, until, consumed: state.seen });
  }
  const step = stepOf(program, stepId);
  if (phase.resume === 'again') return ask(step, state);
  // What follows was due when the wait ended, however late the timer is.
  return step.kind === 'wait' ? enter(program, { ...state, clock: until }, step.next) : state;
}

/** A goal ends the enrollment; else the event goes to the wait it is for; else it may be one that stops. */
function happened(program: Program, state: EnrollmentState, event: EventFact): EnrollmentState {
  if (state.seen.includes(event.id) || isClosing(state)) return state;
  const { phase } = state;
  const { settings } = program;
  if (isGoal(settings, event)) return close(remember(state, event), 'converted', `goal: ${eventWords(event)}`);
  const left = phase.kind === 'awaiting' ? meet(phase.awaited, event) : null;
  if (left && phase.kind === 'awaiting') {
    const noted = { ...remember(state, event), phase: { ...phase, awaited: left } };
    const step = stepOf(program, phase.stepId);
    if (!isOver(left) || step.kind !== 'waitFor') return noted;
    const { recordedAt } = event;
    return enter(program, { ...noted, since: recordedAt, clock: later(state.clock, recordedAt) }, step.onEvent);
  }
  const reason = stopReasonOf(settings, event);
  if (reason === 'rule') return close(remember(state, event), 'stopped', `stop rule: ${eventWords(event)}`);
  return reason === null ? state : stopped(remember(state, event), reason);
}

const eventWords = ({ kind, name, link }: EventFact): string =>
  [kind.replaceAll('_', ' '), name ?? link].filter((part) => part !== null).join(' ');

const remember = (state: EnrollmentState, event: EventFact): EnrollmentState => ({
  ...state,
  seen: [...state.seen, event.id].slice(-seenLimit),
});

const stopped = (state: EnrollmentState, reason: StopReason): EnrollmentState =>
  reason === 'goal' ? close(state, 'converted', 'goal') : close(state, 'stopped', reason);

/** Asks for the end to be recorded. An end that is being recorded is not changed by a later one. */
const close = (state: EnrollmentState, outcome: Outcome, reason: string): EnrollmentState =>
  isClosing(state) ? state : asking(state, { kind: 'close', outcome, reason });

const isClosing = ({ phase }: EnrollmentState): boolean =>
  phase.kind === 'ended' || (phase.kind === 'asking' && phase.question.kind === 'close');

const asking = (state: EnrollmentState, question: Question): EnrollmentState =>
  inPhase(state, { kind: 'asking', question });

const inPhase = (state: EnrollmentState, phase: EnrollmentState['phase']): EnrollmentState =>
  state.had ? { ...state, phase } : without(state, phase, state.visits);

const visiting = (state: EnrollmentState, visits: EnrollmentState['visits']): EnrollmentState =>
  state.had ? { ...state, visits } : without(state, state.phase, visits);

/** Whoever moves it wants what follows as well, also the mails that it had in another version. */
const moving = (state: EnrollmentState, clock: Instant): EnrollmentState => ({
  ...without(state, state.phase, state.visits),
  clock,
});

/** Without `had`. Written out: with a spread, a step takes half as long again (`npm run bench -- machine`). */
const without = (
  state: EnrollmentState,
  phase: EnrollmentState['phase'],
  visits: EnrollmentState['visits'],
): EnrollmentState => ({
  phase,
  paused: state.paused,
  visits,
  mails: state.mails,
  lastMail: state.lastMail,
  clock: state.clock,
  since: state.since,
  seen: state.seen,
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
