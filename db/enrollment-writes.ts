/**
 * The active enrollments of a locked lead: read for a decision, and written with what was decided.
 */
import type { Queryable } from './database.ts';
import { json, sql } from './sql.ts';
import type { ActiveEnrollment, WakeWrite } from './wakes.ts';

export const activeEnrollments = (tx: Queryable, leadId: string): Promise<readonly ActiveEnrollment[]> =>
  tx.rows<ActiveEnrollment>(sql`
    SELECT id, workflow_id, stop_reason, wait_for, wait_since, wait_until
    FROM enrollment WHERE lead_id = ${leadId} AND status = 'active' ORDER BY id`);

/** Ends waits and records stops. */
export async function writeWakes(tx: Queryable, writes: readonly WakeWrite[]): Promise<void> {
  if (writes.length === 0) return;
  await tx.rows(sql`
    UPDATE enrollment e SET wait_for = NULL, wait_since = NULL,
      stop_reason = coalesce(w."stopReason", e.stop_reason),
      stop_event_id = CASE WHEN w."stopReason" IS NULL THEN e.stop_event_id ELSE w."stopEventId" END
    FROM jsonb_to_recordset(${json(writes)}::jsonb) AS w (id uuid, "stopReason" text, "stopEventId" uuid)
    WHERE e.id = w.id AND e.status = 'active'`);
}
