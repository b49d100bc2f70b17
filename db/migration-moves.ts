/**
 * What became of enrollments that a migration moved: their version, and everything that is kept under the id of a step
 * and would be looked for under its new one.
 */
import { transferOf } from '../domain/migration.ts';
import type { Program, StepId } from '../domain/program.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { noteMigrated } from './migrated.ts';
import { checkedMigrationId, unknownMigration } from './migration-rows.ts';
import { json, sql } from './sql.ts';
import type { Migrations } from './store.ts';
import type { Versions } from './versions.ts';

type Results = Parameters<Migrations['record']>[1];

/** Records each enrollment once: what was recorded before stays. @throws MIGRATION_UNKNOWN */
export async function recordMoves(
  tx: Queryable,
  versions: Versions,
  id: string,
  results: Results,
  now: Instant,
): Promise<void> {
  const [migration] = await tx.rows<{
    readonly to_version_id: string;
    readonly places: Readonly<Record<StepId, StepId>>;
  }>(sql`SELECT to_version_id, places FROM sequence_migration WHERE id = ${checkedMigrationId(id)} FOR NO KEY UPDATE`);
  if (!migration) throw unknownMigration(id);
  const known = results.filter(({ enrollmentId }) => isId(enrollmentId));
  const fresh = await tx.rows<{ readonly enrollment_id: string; readonly kind: string; readonly from: string }>(sql`
    WITH written AS (
      INSERT INTO sequence_migration_move (migration_id, enrollment_id, kind, detail, at)
      SELECT ${id}, "enrollmentId", kind, detail, ${now}
      FROM jsonb_to_recordset(${json(known)}::jsonb) AS result ("enrollmentId" uuid, kind text, detail text)
      ON CONFLICT DO NOTHING RETURNING enrollment_id, kind
    )
    SELECT w.enrollment_id, w.kind, e.sequence_version_id AS "from"
    FROM written w JOIN enrollment e ON e.id = w.enrollment_id`);
  const moved = fresh.filter(({ kind }) => kind === 'moved');
  if (moved.length === 0) return;
  const programs = await versions.byId(tx, [migration.to_version_id, ...moved.map(({ from }) => from)]);
  await noteMigrated(tx, moved, programs, migration, now);
  const to = programs.get(migration.to_version_id)?.program;
  const renames = moved.flatMap(({ enrollment_id, from }) => {
    const program = programs.get(from)?.program;
    const renamed = program && to ? renamesBetween(program, to, migration.places) : [];
    return renamed.map((rename) => ({ enrollmentId: enrollment_id, ...rename }));
  });
  const ids = moved.map(({ enrollment_id }) => enrollment_id);
  await tx.rows(
    sql`UPDATE enrollment SET sequence_version_id = ${migration.to_version_id} WHERE id = ANY (${ids}::uuid[])`,
  );
  if (renames.length > 0) await rename(tx, renames, now);
}

interface Rename {
  readonly enrollmentId: string;
  readonly old: StepId;
  /** Null: the step is gone. */
  readonly there: StepId | null;
  /** It is the same step under another id. */
  readonly same: boolean;
}

function renamesBetween(
  from: Program,
  to: Program,
  places: Readonly<Record<StepId, StepId>>,
): readonly Omit<Rename, 'enrollmentId'>[] {
  const { moves, anew } = transferOf(from, to, places);
  const renames = Object.entries(moves).map(([old, there]) => ({
    old,
    there,
    same: there !== null && !anew.includes(old),
  }));
  // A mail that is something else now, under the same id.
  const others = anew.filter((id) => !Object.hasOwn(moves, id) && from.steps[id]?.kind === 'send');
  return [...renames, ...others.map((id) => ({ old: id, there: id, same: false }))];
}

/**
 * Where it stands goes on under the new id. So does what the visits of a renamed step did, and its mail: the claim takes
 * its message over. One of a step that is gone, or that another has taken the place of, must never leave.
 */
async function rename(tx: Queryable, renames: readonly Rename[], now: Instant): Promise<void> {
  const list = sql`jsonb_to_recordset(${json(renames)}::jsonb) AS r ("enrollmentId" uuid, old text, there text, same boolean)`;
  await tx.rows(sql`
    UPDATE enrollment e SET step_id = r.there FROM ${list}
    WHERE e.id = r."enrollmentId" AND e.step_id = r.old AND r.there IS NOT NULL`);
  await tx.rows(sql`
    UPDATE step_mark m SET step_id = r.there FROM ${list}
    WHERE m.enrollment_id = r."enrollmentId" AND m.step_id = r.old AND r.same
      AND NOT EXISTS (
        SELECT 1 FROM step_mark other
        WHERE other.enrollment_id = m.enrollment_id AND other.step_id = r.there AND other.visit = m.visit
      )`);
  await tx.rows(sql`
    UPDATE message m SET state = 'SUPPRESSED', detail = 'migrated', claim_token = NULL, lease_until = NULL, updated_at = ${now}
    FROM ${list}
    WHERE m.enrollment_id = r."enrollmentId" AND m.step_id = r.old AND NOT r.same
      AND m.state IN ('PENDING', 'DEFERRED')`);
}
