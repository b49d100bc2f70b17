/**
 * The active enrollments of a locked lead: read for a decision, written with what was decided, and told.
 */
import type { StopReason } from '../domain/events.ts';
import { currentAwaited, currentSettings } from '../domain/formats.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { json, sql } from './sql.ts';
import { type ActiveEnrollment, type Happening, type WakeWrite, wakesOf } from './wakes.ts';

interface ActiveRow {
  readonly id: string;
  readonly workflow_id: string;
  readonly stop_reason: StopReason | null;
  readonly stop_event_id: string | null;
  readonly wait_for: unknown;
  readonly wait_since: Instant | null;
  readonly wait_until: Instant | null;
  readonly settings: unknown;
}

/**
 * Does to the enrollments of a locked lead what follows from what happened, and returns the signals that tell them;
 * the caller puts these into the outbox.
 */
export async function wake(tx: Queryable, leadId: string, happening: Happening): Promise<readonly OutboxDraft[]> {
  if (happening.facts.length === 0 && happening.mql === null) return [];
  const wakes = wakesOf(await activeEnrollments(tx, leadId), happening);
  await writeWakes(tx, wakes.writes);
  return wakes.signals;
}

/** The calendar of a locked lead has changed: its enrollments find the times that are still to come anew. */
export async function replan(tx: Queryable, leadId: string, now: Instant): Promise<void> {
  const rows = await tx.rows<Pick<ActiveRow, 'workflow_id'>>(
    sql`SELECT workflow_id FROM enrollment WHERE lead_id = ${leadId} AND status = 'active' ORDER BY id`,
  );
  const signals = rows.map(
    ({ workflow_id }): OutboxDraft => ({
      kind: 'signal_nurture',
      workflowId: workflow_id,
      payload: { kind: 'replan' },
    }),
  );
  await enqueue(tx, signals, now);
}

async function activeEnrollments(tx: Queryable, leadId: string): Promise<readonly ActiveEnrollment[]> {
  const rows = await tx.rows<ActiveRow>(sql`
    SELECT e.id, e.workflow_id, e.stop_reason, e.stop_event_id, e.wait_for, e.wait_since, e.wait_until, v.program -> 'settings' AS settings
    FROM enrollment e JOIN sequence_version v ON v.id = e.sequence_version_id
    WHERE e.lead_id = ${leadId} AND e.status = 'active' ORDER BY e.id`);
  return rows.map((row) => ({
    id: row.id,
    workflowId: row.workflow_id,
    stop: row.stop_reason && { reason: row.stop_reason, eventId: row.stop_event_id },
    awaited: currentAwaited(row.wait_for, row.wait_since),
    waitUntil: row.wait_until,
    settings: currentSettings(row.settings),
  }));
}

/** Ends or shortens waits and records stops. */
async function writeWakes(tx: Queryable, writes: readonly WakeWrite[]): Promise<void> {
  if (writes.length === 0) return;
  await tx.rows(sql`
    UPDATE enrollment e SET wait_for = w."waitFor",
      wait_since = CASE WHEN w."waitFor" IS NULL THEN NULL ELSE e.wait_since END,
      stop_reason = coalesce(w."stopReason", e.stop_reason),
      stop_event_id = CASE WHEN w."stopReason" IS NULL THEN e.stop_event_id ELSE w."stopEventId" END
    FROM jsonb_to_recordset(${json(writes)}::jsonb)
      AS w (id uuid, "waitFor" jsonb, "stopReason" text, "stopEventId" uuid)
    WHERE e.id = w.id AND e.status = 'active'`);
}
