/** An enrollment in another version of its sequence, as its workflow and the first conversation there make it. */
import type { EnrollmentState } from '../../domain/enrollment.ts';
import type { Instant } from '../../domain/instant.ts';
import { advance } from '../../domain/machine.ts';
import { migrateState, transferOf } from '../../domain/migration.ts';
import type { Program, StepId } from '../../domain/program.ts';

/** When it is moved, where it does not matter. */
export const moment: Instant = '2026-03-06T09:00:00.000Z';

/** What it asks in the new version, when it is moved to it at an instant. */
export function asked(
  state: EnrollmentState,
  from: Program,
  to: Program,
  at = moment,
  places: Readonly<Record<StepId, StepId>> = {},
): EnrollmentState {
  const there = migrateState(state, transferOf(from, to, places), at);
  if (!there) throw new Error('it is gone');
  return advance(to, there, { kind: 'start', at });
}
