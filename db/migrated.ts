/**
 * What is told of enrollments that a migration has moved: from which version and step to which, for their timelines.
 */
import { type StepMoves, stepMoves, moved as stepNow } from '../domain/migration.ts';
import type { StepId } from '../domain/program.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isPaused } from './enrollment-rows.ts';
import { noteInterventions } from './interventions.ts';
import { sql } from './sql.ts';
import type { SequenceVersion } from './versions.ts';

interface Moved {
  readonly enrollment_id: string;
  /** The id of the version that it leaves. */
  readonly from: string;
}

interface Target {
  readonly to_version_id: string;
  readonly places: Readonly<Record<StepId, StepId>>;
}

/**
 * Writes down where each goes; to be called before its row is changed. One that a pause holds asks when it is resumed how
 * long it waits in the version it goes by now, so what its row says of that is true no longer.
 */
export async function noteMigrated(
  tx: Queryable,
  moved: readonly Moved[],
  versions: ReadonlyMap<string, SequenceVersion>,
  { to_version_id, places }: Target,
  now: Instant,
): Promise<void> {
  const to = versions.get(to_version_id);
  if (!to) return;
  const ids = moved.map(({ enrollment_id }) => enrollment_id);
  const standing = await tx.rows<{ readonly id: string; readonly step_id: StepId | null }>(
    sql`SELECT id, step_id FROM enrollment WHERE id = ANY (${ids}::uuid[])`,
  );
  const stepOf = new Map(standing.map(({ id, step_id }) => [id, step_id]));
  const notes = moved.flatMap(({ enrollment_id: enrollmentId, from }) => {
    const left = versions.get(from);
    if (!left || left.id === to.id) return [];
    const about = { kind: 'enrollment', enrollmentId } as const;
    const path = stepPath(stepOf.get(enrollmentId) ?? null, left, stepMoves(left.program, to.program, places));
    return [
      {
        kind: 'migrated',
        about,
        actor: 'migration',
        fromVersion: left.number,
        toVersion: to.number,
        ...path,
      } as const,
    ];
  });
  await noteInterventions(tx, notes, now);
  await tx.rows(sql`UPDATE enrollment e SET wait_until = NULL WHERE e.id = ANY (${ids}::uuid[]) AND ${isPaused}`);
}

/** The enrollment is there already, and may have noted so before the migration is told. */
function stepPath(
  stepId: StepId | null,
  { program }: SequenceVersion,
  moves: StepMoves,
): { readonly fromStep: StepId | null; readonly toStep: StepId | null } {
  if (stepId === null) return { fromStep: null, toStep: null };
  if (Object.hasOwn(program.steps, stepId)) return { fromStep: stepId, toStep: stepNow(moves, stepId) };
  const [former] = Object.entries(moves).find(([, there]) => there === stepId) ?? [];
  return { fromStep: former ?? null, toStep: stepId };
}
