/**
 * The hand-off machine: an MQL is offered to one salesperson after another until somebody accepts or returns it.
 * Pure, like the sequence machine: it asks questions, an activity answers, time comes in as an input.
 */
import type { Machine } from './conversation.ts';
import { assertNever } from './errors.ts';
import { earlier, type Instant } from './instant.ts';
import { type RunningOffer, reminding, type WaitingOffer, wasReminded } from './running-offer.ts';

export const returnReasons = [
  'no_fit',
  'no_budget',
  'no_authority',
  'timing',
  'bad_data',
  'duplicate',
  'competitor',
  'unreachable',
] as const;
export type ReturnReason = (typeof returnReasons)[number];

/** Why a lead comes back. `silent`: sales accepted it and logged nothing for too long; nobody chooses that. */
export const backReasons = [...returnReasons, 'silent'] as const;
export type BackReason = (typeof backReasons)[number];

/** What a hand-off is at any time: nobody has decided yet, sales has it, or how it ended. */
export const handoffStatuses = ['open', 'accepted', 'won', 'lost', 'returned'] as const;
export type HandoffStatus = (typeof handoffStatuses)[number];

export type HandoffDecision =
  /** `follow`: its workflow goes on until it is won, lost or returned. */
  | { readonly kind: 'accepted'; readonly follow?: true }
  | { readonly kind: 'won' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'returned'; readonly reason: BackReason };

/** Sales logged something about a lead that it has accepted: its clocks are to be looked at anew. */
export interface HandoffProgress {
  readonly kind: 'progress';
}

/** Somebody gave it to another salesperson by hand: the offer of this number is made already, and is to be mailed. */
export interface HandoffReassigned {
  readonly kind: 'reassigned';
  readonly offer: number;
}

export type HandoffQuestion =
  /** Pick a salesperson for the n-th offer and mail them the story. */
  | { readonly kind: 'offer'; readonly offer: number }
  /** `which`: of several reminders, how many have gone before. */
  | { readonly kind: 'remind'; readonly offer: number; readonly which?: number }
  /** The deadline has passed: take the offer back, unless a decision was faster. */
  | { readonly kind: 'lapse'; readonly offer: number }
  /** The time in which sales should have answered is long over: tell the manager, once in a hand-off. */
  | { readonly kind: 'escalate'; readonly offer: number }
  /** Sales has it: chase what is late, take back what is silent; answered with when to look again. */
  | { readonly kind: 'follow' }
  /** Give a lead that came back or was lost to nurturing; answered `cooling` while its cool-down runs. */
  | { readonly kind: 'recycle'; readonly reason: BackReason | 'lost' };

export type HandoffAnswer =
  | {
      readonly kind: 'offered';
      readonly remindAt: Instant;
      /** The reminders after the first, in order. */
      readonly remindAgainAt?: readonly Instant[];
      readonly deadline: Instant;
      /** When the manager is told that nobody has accepted; that of the first offer counts. None where none is declared. */
      readonly managerAt?: Instant;
    }
  /** The mail of this offer cannot be delivered and the offer is taken back: make the next one, not before then. */
  | { readonly kind: 'undeliverable'; readonly until: Instant }
  | { readonly kind: 'reminded' | 'lapsed' | 'escalated' }
  /** The mail about it cannot leave now: it is tried again then, unless the offer is over before. */
  | { readonly kind: 'postponed'; readonly until: Instant }
  /** The decision was already there. */
  | { readonly kind: 'decided'; readonly decision: HandoffDecision }
  | { readonly kind: 'cooling'; readonly until: Instant }
  | { readonly kind: 'recycled' }
  /** Nobody to offer to, or the mail cannot leave now: ask again then. */
  | { readonly kind: 'later'; readonly until: Instant };

export type HandoffInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'answer'; readonly answer: HandoffAnswer }
  | { readonly kind: 'due'; readonly at: Instant }
  | { readonly kind: 'decision'; readonly decision: HandoffDecision }
  | HandoffReassigned
  | HandoffProgress;

export type HandoffPhase =
  | { readonly kind: 'new' }
  | { readonly kind: 'asking'; readonly question: HandoffQuestion }
  | (WaitingOffer & { readonly kind: 'offered' })
  /** Ask the question again at `until`: a cool-down, or an offer that could not be made. */
  | { readonly kind: 'sleeping'; readonly until: Instant; readonly again: HandoffQuestion }
  | { readonly kind: 'ended'; readonly outcome: 'accepted' | 'won' | 'recycled' };

/** Plain JSON. */
export interface HandoffState {
  readonly phase: HandoffPhase;
  /** The offer that a mail belongs to, while it is being written. */
  readonly open: RunningOffer | null;
  /** When the manager is to be told; null: that is done. Not there where no offer named a time. */
  readonly managerAt?: Instant | null;
}

export const initialHandoff: HandoffState = { phase: { kind: 'new' }, open: null };

export function advanceHandoff(state: HandoffState, input: HandoffInput): HandoffState {
  const { phase } = state;
  if (phase.kind === 'ended') return state;
  switch (input.kind) {
    case 'start':
      return phase.kind === 'new' ? ask(state, { kind: 'offer', offer: 1 }) : state;
    case 'due':
      return due(state, input.at);
    case 'decision':
      // Nor does a decision about one that is on its way back.
      return isAbout(phase, 'recycle') ? state : decided(state, input.decision);
    case 'progress':
      return phase.kind === 'sleeping' && phase.again.kind === 'follow' ? ask(state, phase.again) : state;
    case 'reassigned':
      return reassigned(state, input.offer);
    case 'answer':
      return phase.kind === 'asking' ? answered(state, phase.question, input.answer) : state;
    default:
      return assertNever(input);
  }
}

/** The instant at which the machine wants a `due` input, if any. */
export function handoffWakeAt(state: HandoffState): Instant | null {
  const { phase } = state;
  if (phase.kind === 'sleeping') return phase.until;
  if (phase.kind !== 'offered') return null;
  const next = phase.remindAt === null ? phase.deadline : earlier(phase.remindAt, phase.deadline);
  return state.managerAt ? earlier(state.managerAt, next) : next;
}

export const handoffQuestion = (state: HandoffState): HandoffQuestion | null =>
  state.phase.kind === 'asking' ? state.phase.question : null;

/** The state in another phase; what it knows of the manager stays. */
const inPhase = (state: HandoffState, phase: HandoffPhase, open: HandoffState['open'] = null): HandoffState => ({
  ...state,
  phase,
  open,
});

const ask = (state: HandoffState, question: HandoffQuestion, open: HandoffState['open'] = null): HandoffState =>
  inPhase(state, { kind: 'asking', question }, open);

function decided(state: HandoffState, decision: HandoffDecision): HandoffState {
  switch (decision.kind) {
    case 'accepted':
      // An acceptance that arrives twice changes nothing any more.
      if (isAbout(state.phase, 'follow')) return state;
      return decision.follow ? ask(state, { kind: 'follow' }) : inPhase(state, { kind: 'ended', outcome: 'accepted' });
    case 'won':
      return inPhase(state, { kind: 'ended', outcome: 'won' });
    case 'lost':
      return ask(state, { kind: 'recycle', reason: 'lost' });
    case 'returned':
      return ask(state, { kind: 'recycle', reason: decision.reason });
    default:
      return assertNever(decision);
  }
}

/** It asks this, or waits to ask it again. */
const isAbout = (phase: HandoffPhase, kind: HandoffQuestion['kind']): boolean =>
  (phase.kind === 'asking' && phase.question.kind === kind) || (phase.kind === 'sleeping' && phase.again.kind === kind);

/** Not when it is on its way back, nor for an offer that was made before the one that runs. */
function reassigned(state: HandoffState, offer: number): HandoffState {
  const { phase } = state;
  const isNewer = phase.kind === 'offered' && offer > phase.offer;
  const isQueued = phase.kind === 'sleeping' && phase.again.kind === 'offer' && offer >= phase.again.offer;
  return isNewer || isQueued ? ask(state, { kind: 'offer', offer }) : state;
}

function due(state: HandoffState, at: Instant): HandoffState {
  const { phase } = state;
  if (phase.kind === 'sleeping' && at >= phase.until) return ask(state, phase.again);
  if (phase.kind !== 'offered') return state;
  const { kind: _, ...waiting } = phase;
  const { offer, deadline, remindAt } = waiting;
  // Before the offer is taken back: the manager is told who let the time pass.
  if (state.managerAt && at >= state.managerAt) return ask(state, { kind: 'escalate', offer }, waiting);
  if (at >= deadline) return ask(state, { kind: 'lapse', offer });
  if (remindAt !== null && at >= remindAt) return remind(state, waiting, at);
  return state;
}

function remind(state: HandoffState, waiting: WaitingOffer, at: Instant): HandoffState {
  const { which, running } = reminding(waiting, at);
  return ask(state, { kind: 'remind', offer: running.offer, ...(which > 0 ? { which } : {}) }, running);
}

/** Back to the offer; the manager is to be told then, or has been. */
const managerTold = (state: HandoffState, managerAt: Instant | null): HandoffState =>
  state.open
    ? inPhase({ ...state, managerAt }, { kind: 'offered', ...state.open, remindAt: state.open.remindAt ?? null })
    : state;

function answered(state: HandoffState, question: HandoffQuestion, answer: HandoffAnswer): HandoffState {
  switch (answer.kind) {
    case 'offered': {
      if (question.kind !== 'offer') return state;
      const { remindAt, remindAgainAt, deadline, managerAt } = answer;
      const more = remindAgainAt === undefined ? {} : { remindAgainAt };
      const told = managerAt === undefined || state.managerAt !== undefined ? state : { ...state, managerAt };
      return inPhase(told, { kind: 'offered', offer: question.offer, remindAt, ...more, deadline });
    }
    case 'undeliverable': {
      if (question.kind !== 'offer') return state;
      const again: HandoffQuestion = { kind: 'offer', offer: question.offer + 1 };
      return inPhase(state, { kind: 'sleeping', until: answer.until, again });
    }
    case 'reminded':
      return state.open ? inPhase(state, { kind: 'offered', ...wasReminded(state.open) }) : state;
    case 'postponed':
      return question.kind === 'remind' && state.open
        ? inPhase(state, { kind: 'offered', ...state.open, remindAt: answer.until })
        : managerTold(state, answer.until);
    case 'escalated':
      return managerTold(state, null);
    case 'lapsed':
      return question.kind === 'lapse' ? ask(state, { kind: 'offer', offer: question.offer + 1 }) : state;
    case 'decided':
      return decided(state, answer.decision);
    case 'cooling':
    case 'later':
      return inPhase(state, { kind: 'sleeping', until: answer.until, again: question });
    case 'recycled':
      return inPhase(state, { kind: 'ended', outcome: 'recycled' });
    default:
      return assertNever(answer);
  }
}

/** The machine, as a conversation drives it. */
export const handoffMachine: Machine<HandoffState, HandoffQuestion, HandoffAnswer, HandoffInput> = {
  advance: advanceHandoff,
  question: handoffQuestion,
  answered: (answer) => ({ kind: 'answer', answer }),
};
