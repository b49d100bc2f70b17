/**
 * Moving live enrollments to another version of their sequence: which step becomes which, and what an enrollment's
 * state is in the other version. Step ids carry identity; renames are declared in the program.
 */
import type { EnrollmentState, Phase } from './enrollment.ts';
import { standsAt } from './enrollment.ts';
import type { MailRef } from './events.ts';
import { earlier, type Instant } from './instant.ts';
import type { Program, StepId } from './program.ts';
import { stepKind } from './step-changes.ts';
import { isOnLoop } from './ways.ts';

/** What became of the steps of a version: only those that are not there under the same id. Null: it is gone. */
export type StepMoves = Readonly<Record<StepId, StepId | null>>;

/**
 * Finds each step of `from` in `to`: by its id, by a rename that `to` declares, or by `places`, which a person gives for
 * steps that are gone.
 */
export function stepMoves(from: Program, to: Program, places: Readonly<Record<StepId, StepId>> = {}): StepMoves {
  const moves = Object.keys(from.steps).flatMap((id): [StepId, StepId | null][] => {
    const target = to.steps[id] ? id : (to.renamed[id] ?? places[id] ?? null);
    const there = target !== null && to.steps[target] ? target : null;
    return there === id ? [] : [[id, there]];
  });
  return Object.fromEntries(moves);
}

/** Where a step is now; null when it is gone. */
export const moved = (moves: StepMoves, id: StepId): StepId | null =>
  Object.hasOwn(moves, id) ? (moves[id] ?? null) : id;

/** How the enrollments of one version go over to another. */
export interface Transfer {
  readonly moves: StepMoves;
  /** Steps whose enrollments enter the step they go to as a new visit: it is another step. */
  readonly anew: readonly StepId[];
  /** Those of `anew` for which a person has named the place: there, time begins anew as well. */
  readonly placed: readonly StepId[];
  /** Steps of the new version whose mail nobody gets a second time: no way leads round to them. */
  readonly once: readonly StepId[];
}

export function transferOf(from: Program, to: Program, places: Readonly<Record<StepId, StepId>> = {}): Transfer {
  const moves = stepMoves(from, to, places);
  const placed = Object.keys(from.steps).filter((id) => {
    const there = moved(moves, id);
    return there !== null && there !== id && to.renamed[id] !== there;
  });
  return { moves, anew: enteredAnew(from, to, moves, placed), placed, once: mailedOnce(from, to) };
}

/**
 * Steps of `from` whose enrollments go on at another step, not at the same one: it is of another kind now, or a person
 * has named the place. They enter it as a new visit.
 */
const enteredAnew = (from: Program, to: Program, moves: StepMoves, placed: readonly StepId[]): readonly StepId[] =>
  Object.values(from.steps).flatMap((step) => {
    const there = moved(moves, step.id);
    const next = there === null ? undefined : to.steps[there];
    if (!next) return [];
    return placed.includes(step.id) || stepKind(next) !== stepKind(step) ? [step.id] : [];
  });

/** Visits of a step that was something else before are not mails. */
const mailedOnce = (from: Program, to: Program): readonly StepId[] =>
  Object.values(to.steps).flatMap(({ id, kind }) => {
    const wasMail = (from.steps[id]?.kind ?? 'send') === 'send';
    return kind === 'send' && wasMail && !isOnLoop(to, id) ? [id] : [];
  });

/**
 * The state in the other version: it stands at the same step, whose question is asked anew in the form it has there,
 * counted from when the step was due; at a place that a person named, from now. Null when the step it stands at is gone,
 * or when it has ended.
 * @param transfer of an older migration, it knows the moves only.
 * @param at when it is moved: what an edit makes due at once is due then, and late only from then on.
 */
export function migrateState(
  { had: _, ...state }: EnrollmentState,
  { moves, anew = [], placed = [], once = [] }: Pick<Transfer, 'moves'> & Partial<Transfer>,
  at: Instant,
): EnrollmentState | null {
  const stepId = standsAt(state);
  const there = stepId === null ? null : moved(moves, stepId);
  if (there === null && state.phase.kind !== 'new') return null;
  const [isAnew, byHand] = [anew, placed].map((ids) => stepId !== null && ids.includes(stepId));
  const visits = carriedVisits(state.visits, moves, anew);
  const had = once.filter((id) => id !== there && visits[id]);
  return {
    ...state,
    ...(byHand && { clock: at }),
    ...(had.length > 0 && { had }),
    phase: there === null ? state.phase : placedAt(there, state.phase, at, isAnew === true),
    visits,
    // The mails themselves keep the ids under which they left: clicks in them name those.
    mails: carriedMails(state.mails, moves),
    // The wait begins again: what has met it counts for it again.
    seen: state.seen.filter((id) => !metBy(state.phase).includes(id)),
  };
}

function placedAt(stepId: StepId, before: Phase, at: Instant, isAnew: boolean): Phase {
  const notBefore = isAnew ? at : dueBefore(before, at);
  const again = isAnew || (before.kind === 'placed' && before.anew === true);
  return { kind: 'placed', stepId, ...(again && { anew: true }), ...(notBefore !== null && { notBefore }) };
}

/**
 * Until when the wait under way lasts at least, at most until now: what follows it may be late already, but the new
 * version must not make it late. Null where it does not wait.
 */
function dueBefore(phase: Phase, at: Instant): Instant | null {
  switch (phase.kind) {
    case 'awaiting':
      return earlier(phase.until, at);
    case 'sleeping':
      return phase.resume === 'next' ? earlier(phase.until, at) : null;
    case 'placed':
      return phase.notBefore ?? null;
    case 'asking':
      if (phase.question.kind === 'expire') return earlier(phase.question.until, at);
      // A pause holds it before the end of the wait was found: it cannot be called late.
      return phase.question.kind === 'resolve' || phase.question.kind === 'arm' ? at : null;
    case 'new':
    case 'ended':
      return null;
  }
}

/** Ids of the events that a wait for several has had so far. */
function metBy(phase: Phase): readonly string[] {
  if (phase.kind === 'awaiting') return phase.awaited.met ?? [];
  return phase.kind === 'asking' && phase.question.kind === 'expire' ? (phase.question.awaited.met ?? []) : [];
}

/**
 * Visits of a step that is gone stay: it may come back in a later version, and a visit that was mailed must not be taken
 * for a new one. Where two steps became one, the higher number goes on; a place that a person named is not the same step.
 */
function carriedVisits(
  visits: EnrollmentState['visits'],
  moves: StepMoves,
  anew: readonly StepId[],
): EnrollmentState['visits'] {
  const carried: Record<StepId, number> = {};
  for (const [id, visit] of Object.entries(visits)) {
    const there = anew.includes(id) ? id : (moved(moves, id) ?? id);
    carried[there] = Math.max(carried[there] ?? 0, visit);
  }
  return carried;
}

/** By the step that took the place of theirs, unless that has sent one of its own. */
function carriedMails(mails: EnrollmentState['mails'], moves: StepMoves): EnrollmentState['mails'] {
  const carried: Record<StepId, MailRef> = {};
  for (const [id, mail] of Object.entries(mails)) {
    const there = moved(moves, id);
    if (there !== null && (there === id || !Object.hasOwn(mails, there))) carried[there] = mail;
  }
  return carried;
}
