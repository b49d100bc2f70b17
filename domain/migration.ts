/**
 * Moving live enrollments to another version of their sequence: which step becomes which, and what an enrollment's
 * state is in the other version. Step ids carry identity; renames are declared in the program.
 */
import type { EnrollmentState, Phase } from './enrollment.ts';
import { standsAt } from './enrollment.ts';
import type { MailRef } from './events.ts';
import type { Program, StepId } from './program.ts';

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

/**
 * The state in the other version: it stands at the same step, whose question is asked anew in the form it has there,
 * counted from when the step was due. Null when the step it stands at is gone, or when it has ended.
 */
export function migrateState(state: EnrollmentState, moves: StepMoves): EnrollmentState | null {
  const stepId = standsAt(state);
  const there = stepId === null ? null : moved(moves, stepId);
  if (there === null && state.phase.kind !== 'new') return null;
  const phase: Phase = there === null ? state.phase : { kind: 'placed', stepId: there };
  return {
    ...state,
    phase,
    visits: carriedVisits(state.visits, moves),
    // The mails themselves keep the ids under which they left: clicks in them name those.
    mails: renamedKeys<MailRef>(state.mails, moves),
    // The wait begins again: what has met it counts for it again.
    seen: state.seen.filter((id) => !metBy(state.phase).includes(id)),
  };
}

/** Ids of the events that a wait for several has had so far. */
function metBy(phase: Phase): readonly string[] {
  if (phase.kind === 'awaiting') return phase.awaited.met ?? [];
  return phase.kind === 'asking' && phase.question.kind === 'expire' ? (phase.question.awaited.met ?? []) : [];
}

/**
 * Visits of a step that is gone stay: it may come back in a later version, and a visit that was mailed must not be taken
 * for a new one. Where two steps became one, the higher number goes on.
 */
function carriedVisits(visits: EnrollmentState['visits'], moves: StepMoves): EnrollmentState['visits'] {
  const carried: Record<StepId, number> = {};
  for (const [id, visit] of Object.entries(visits)) {
    const there = moved(moves, id) ?? id;
    carried[there] = Math.max(carried[there] ?? 0, visit);
  }
  return carried;
}

const renamedKeys = <T>(record: Readonly<Record<StepId, T>>, moves: StepMoves): Readonly<Record<StepId, T>> =>
  Object.fromEntries(
    Object.entries(record).flatMap(([id, value]) => {
      const there = moved(moves, id);
      return there === null ? [] : [[there, value]];
    }),
  );
