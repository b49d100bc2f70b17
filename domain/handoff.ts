/**
 * The hand-off machine: an MQL is offered to one salesperson after another until somebody accepts or returns it.
 * Pure, like the sequence machine: it asks questions, an activity answers, time comes in as an input.
 */
import type { Machine } from './conversation.ts';
import { assertNever } from './errors.ts';
import type { Instant } from './instant.ts';

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

/** What a hand-off is at any time: nobody has decided yet, or one of the decisions. */
export const handoffStatuses = ['open', 'accepted', 'returned'] as const;
export type HandoffStatus = (typeof handoffStatuses)[number];

export type HandoffDecision =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'returned'; readonly reason: ReturnReason };

export type HandoffQuestion =
  /** Pick a salesperson for the n-th offer and mail them the story. */
  | { readonly kind: 'offer'; readonly offer: number }
  | { readonly kind: 'remind'; readonly offer: number }
  /** The deadline has passed: take the offer back, unless a decision was faster. */
  | { readonly kind: 'lapse'; readonly offer: number }
  /** Give a returned lead back to nurturing; answered `cooling` while its cool-down runs. */
  | { readonly kind: 'recycle'; readonly reason: ReturnReason };

export type HandoffAnswer =
  | { readonly kind: 'offered'; readonly remindAt: Instant; readonly deadline: Instant }
  /** The mail of this offer cannot be delivered and the offer is taken back: make the next one, not before then. */
  | { readonly kind: 'undeliverable'; readonly until: Instant }
  | { readonly kind: 'reminded' }
  | { readonly kind: 'lapsed' }
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
  | { readonly kind: 'decision'; readonly decision: HandoffDecision };

export type HandoffPhase =
  | { readonly kind: 'new' }
  | { readonly kind: 'asking'; readonly question: HandoffQuestion }
  | { readonly kind: 'offered'; readonly offer: number; readonly remindAt: Instant | null; readonly deadline: Instant }
  /** Ask the question again at `until`: a cool-down, or an offer that could not be made. */
  | { readonly kind: 'sleeping'; readonly until: Instant; readonly again: HandoffQuestion }
  | { readonly kind: 'ended'; readonly outcome: 'accepted' | 'recycled' };

/** Plain JSON. */
export interface HandoffState {
  readonly phase: HandoffPhase;
  /** The offer that a reminder belongs to, while it is being written. */
  readonly open: { readonly offer: number; readonly deadline: Instant } | null;
}

export const initialHandoff: HandoffState = { phase: { kind: 'new' }, open: null };

export function advanceHandoff(state: HandoffState, input: HandoffInput): HandoffState {
  const { phase } = state;
  if (phase.kind === 'ended') return state;
  switch (input.kind) {
    case 'start':
      return phase.kind === 'new' ? ask({ kind: 'offer', offer: 1 }) : state;
    case 'due':
      return due(state, input.at);
    case 'decision':
      return isRecycling(phase) ? state : decided(input.decision);
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
  return phase.kind === 'offered' ? (phase.remindAt ?? phase.deadline) : null;
}

export const handoffQuestion = (state: HandoffState): HandoffQuestion | null =>
  state.phase.kind === 'asking' ? state.phase.question : null;

const ask = (question: HandoffQuestion, open: HandoffState['open'] = null): HandoffState => ({
  phase: { kind: 'asking', question },
  open,
});

const decided = (decision: HandoffDecision): HandoffState =>
  decision.kind === 'accepted'
    ? { phase: { kind: 'ended', outcome: 'accepted' }, open: null }
    : ask({ kind: 'recycle', reason: decision.reason });

/** A returned lead is on its way back: a decision that arrives twice changes nothing any more. */
const isRecycling = (phase: HandoffPhase): boolean =>
  (phase.kind === 'asking' && phase.question.kind === 'recycle') ||
  (phase.kind === 'sleeping' && phase.again.kind === 'recycle');

function due(state: HandoffState, at: Instant): HandoffState {
  const { phase } = state;
  if (phase.kind === 'sleeping' && at >= phase.until) return ask(phase.again);
  if (phase.kind !== 'offered') return state;
  const { offer, deadline } = phase;
  if (at >= deadline) return ask({ kind: 'lapse', offer });
  if (phase.remindAt !== null && at >= phase.remindAt) return ask({ kind: 'remind', offer }, { offer, deadline });
  return state;
}

function answered(state: HandoffState, question: HandoffQuestion, answer: HandoffAnswer): HandoffState {
  switch (answer.kind) {
    case 'offered': {
      if (question.kind !== 'offer') return state;
      const { remindAt, deadline } = answer;
      return { phase: { kind: 'offered', offer: question.offer, remindAt, deadline }, open: null };
    }
    case 'undeliverable': {
      if (question.kind !== 'offer') return state;
      const again: HandoffQuestion = { kind: 'offer', offer: question.offer + 1 };
      return { phase: { kind: 'sleeping', until: answer.until, again }, open: null };
    }
    case 'reminded':
      return state.open ? { phase: { kind: 'offered', ...state.open, remindAt: null }, open: null } : state;
    case 'lapsed':
      return question.kind === 'lapse' ? ask({ kind: 'offer', offer: question.offer + 1 }) : state;
    case 'decided':
      return decided(answer.decision);
    case 'cooling':
    case 'later':
      return { phase: { kind: 'sleeping', until: answer.until, again: question }, open: null };
    case 'recycled':
      return { phase: { kind: 'ended', outcome: 'recycled' }, open: null };
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
