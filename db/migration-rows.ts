/**
 * The migration of a sequence as the tables hold it, and its view.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { sql } from './sql.ts';
import type { MigrationView } from './store.ts';

interface MigrationRow {
  readonly id: string;
  readonly sequence: string;
  readonly to_version: number;
  readonly status: MigrationView['status'];
  readonly total: number;
  readonly moved: number;
  readonly stayed: number;
  readonly failed: number;
  readonly created_at: Instant;
  readonly ended_at: Instant | null;
}

/** What a `MigrationRow` is selected from, with `m` for the migration. */
const selectMigration = sql`
  SELECT m.id, m.sequence, v.number AS to_version, m.status, m.total, made.moved, made.stayed, made.failed, m.created_at,
    m.ended_at
  FROM sequence_migration m JOIN sequence_version v ON v.id = m.to_version_id
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE kind = 'moved')::int AS moved, count(*) FILTER (WHERE kind = 'stayed')::int AS stayed,
      count(*) FILTER (WHERE kind = 'failed')::int AS failed
    FROM sequence_migration_move WHERE migration_id = m.id
  ) made`;

const migrationView = ({ to_version, created_at, ended_at, ...row }: MigrationRow): MigrationView => ({
  ...row,
  toVersion: to_version,
  createdAt: created_at,
  endedAt: ended_at,
});

/** @throws MIGRATION_UNKNOWN */
export async function migrationViewOf(on: Queryable, id: string): Promise<MigrationView> {
  const [row] = await on.rows<MigrationRow>(sql`${selectMigration} WHERE m.id = ${checkedMigrationId(id)}`);
  if (!row) throw unknownMigration(id);
  return migrationView(row);
}

/** Those of a sequence, or all of them; newest first. */
export async function migrationViews(on: Queryable, sequence: string | null): Promise<readonly MigrationView[]> {
  const rows = await on.rows<MigrationRow>(sql`
    ${selectMigration} WHERE ${sequence}::text IS NULL OR m.sequence = ${sequence} ORDER BY m.id DESC`);
  return rows.map(migrationView);
}

export const unknownMigration = (id: string): TendrilError =>
  new TendrilError('MIGRATION_UNKNOWN', `There is no migration ${id}`, { migrationId: id });

export function checkedMigrationId(id: string): string {
  if (!isId(id)) throw unknownMigration(id);
  return id;
}
