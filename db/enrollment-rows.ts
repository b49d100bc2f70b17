/**
 * An enrollment as the tables hold it, and its view.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import { orAgain } from './aliases.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { sql } from './sql.ts';
import type { EnrollmentView } from './store.ts';

export interface EnrollmentRow {
  readonly id: string;
  readonly lead_id: string;
  readonly email: string;
  readonly sequence: string;
  readonly version: number;
  readonly number: number;
  readonly workflow_id: string;
  readonly status: EnrollmentView['status'];
  readonly reason: string | null;
  readonly step_id: string | null;
  readonly wait_until: Instant | null;
  readonly held_by: string | null;
  readonly paused: boolean;
  readonly origin: string;
  readonly created_at: Instant;
  readonly ended_at: Instant | null;
}

/** Whether the pause `p` is one of the enrollment `e`, to join them by. */
export const pauseHolds = sql`((p.kind = 'sequence' AND p.target = e.sequence)
  OR (p.kind = 'lead' AND p.target = e.lead_id::text) OR (p.kind = 'enrollment' AND p.target = e.id::text))`;

/** Whether a pause holds the enrollment `e`: of its own, of its lead or of its sequence. */
export const isPaused = sql`(EXISTS (SELECT 1 FROM pause p WHERE p.kind = 'sequence' AND p.target = e.sequence)
  OR EXISTS (SELECT 1 FROM pause p WHERE p.kind = 'lead' AND p.target = e.lead_id::text)
  OR EXISTS (SELECT 1 FROM pause p WHERE p.kind = 'enrollment' AND p.target = e.id::text))`;

/** Whether the enrollment `e` has halted at a mail because the domain or the relay that sends it is paused. */
export const isHeldAtMail = sql`(e.parked AND EXISTS (
  SELECT 1 FROM message held JOIN pause p ON (p.kind = 'domain' AND p.target = held.from_domain)
    OR (p.kind = 'relay' AND p.target = held.relay)
  WHERE held.lead_id = e.lead_id AND held.enrollment_id = e.id AND held.step_id = e.step_id AND held.state = 'DEFERRED'))`;

/** What an `EnrollmentRow` is selected from, with `e` for the enrollment. */
export const selectEnrollment = sql`
  SELECT e.id, e.lead_id, l.email, e.sequence, v.number AS version, e.number, e.workflow_id, e.status, e.reason, e.step_id,
    e.wait_until, e.status = 'active' AND (${isPaused} OR ${isHeldAtMail}) AS paused, e.origin, e.created_at, e.ended_at, CASE e.status WHEN 'active' THEN coalesce((
      SELECT m.detail FROM message m
      WHERE m.lead_id = e.lead_id AND m.enrollment_id = e.id AND m.step_id = e.step_id AND m.state = 'DEFERRED'
      ORDER BY m.created_at DESC LIMIT 1
    ), (
      SELECT 'the call failed: ' || k.arm FROM step_mark k
      WHERE k.enrollment_id = e.id AND k.step_id = e.step_id AND k.kind = 'call' AND k.answer IS NULL
      ORDER BY k.visit DESC LIMIT 1
    )) END AS held_by
  FROM enrollment e JOIN lead l ON l.id = e.lead_id JOIN sequence_version v ON v.id = e.sequence_version_id`;

export const enrollmentView = (row: EnrollmentRow): EnrollmentView => ({
  id: row.id,
  leadId: row.lead_id,
  email: row.email,
  sequence: row.sequence,
  version: row.version,
  number: row.number,
  workflowId: row.workflow_id,
  status: row.status,
  reason: row.reason,
  stepId: row.step_id,
  waitUntil: row.wait_until,
  heldBy: row.held_by,
  paused: row.paused,
  origin: row.origin,
  createdAt: row.created_at,
  endedAt: row.ended_at,
});

/** @throws ENROLLMENT_UNKNOWN */
export async function enrollmentViewOf(on: Queryable, id: string): Promise<EnrollmentView> {
  const [row] = await on.rows<EnrollmentRow>(sql`${selectEnrollment} WHERE e.id = ${checkedEnrollmentId(id)}`);
  if (!row) throw unknownEnrollment(id);
  return enrollmentView(row);
}

/** Locks the lead of an enrollment, as everything does that depends on its events. @throws ENROLLMENT_UNKNOWN */
export async function lockByEnrollment(
  tx: Queryable,
  enrollmentId: string,
): Promise<{ readonly id: string; readonly lead_id: string }> {
  const id = checkedEnrollmentId(enrollmentId);
  const row = await orAgain(async () => {
    const [found] = await tx.rows<{ readonly id: string; readonly lead_id: string }>(sql`
      SELECT e.id, e.lead_id FROM enrollment e JOIN lead l ON l.id = e.lead_id WHERE e.id = ${id} FOR NO KEY UPDATE OF l`);
    return found ?? null;
  });
  if (!row) throw unknownEnrollment(enrollmentId);
  return row;
}

export const unknownEnrollment = (id: string): TendrilError =>
  new TendrilError('ENROLLMENT_UNKNOWN', `There is no enrollment ${id}`, { enrollmentId: id });

export function checkedEnrollmentId(id: string): string {
  if (!isId(id)) throw unknownEnrollment(id);
  return id;
}
