/** Whom a migration did not move, and why: what it recorded of each, with who that is and where it stands now. */
import type { StepId } from '../domain/program.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { migrationViewOf } from './migration-rows.ts';
import { pageOf, pageQuery } from './pages.ts';
import { sql } from './sql.ts';
import type { Page, PageRequest, UnmovedView } from './store.ts';

interface UnmovedRow {
  readonly id: string;
  readonly lead_id: string;
  readonly email: string;
  readonly kind: UnmovedView['kind'];
  readonly step_id: StepId | null;
  readonly detail: string | null;
  readonly at: Instant;
}

/** By the newest enrollment first. @throws MIGRATION_UNKNOWN, REQUEST_INVALID */
export async function unmovedBy(
  on: Queryable,
  migrationId: string,
  kind: UnmovedView['kind'],
  page: PageRequest,
): Promise<Page<UnmovedView>> {
  const { take, before } = pageQuery(page);
  const after = before.id?.lt ?? null;
  const { id } = await migrationViewOf(on, migrationId);
  const rows = await on.rows<UnmovedRow>(sql`
    SELECT e.id, e.lead_id, l.email, m.kind, CASE WHEN e.status = 'active' THEN e.step_id END AS step_id, m.detail, m.at
    FROM sequence_migration_move m JOIN enrollment e ON e.id = m.enrollment_id JOIN lead l ON l.id = e.lead_id
    WHERE m.migration_id = ${id} AND m.kind = ${kind} AND (${after}::uuid IS NULL OR e.id < ${after})
    ORDER BY e.id DESC LIMIT ${take}`);
  return pageOf(rows, page, ({ id: enrollmentId, lead_id: leadId, step_id: stepId, ...row }) => ({
    ...row,
    enrollmentId,
    leadId,
    stepId,
  }));
}
