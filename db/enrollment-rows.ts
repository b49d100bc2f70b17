/**
 * An enrollment as the tables hold it, and its view.
 */
import type { Instant } from '../domain/time.ts';
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
  readonly origin: string;
  readonly created_at: Instant;
  readonly ended_at: Instant | null;
}

/** What an `EnrollmentRow` is selected from, with `e` for the enrollment. */
export const selectEnrollment = sql`
  SELECT e.id, e.lead_id, l.email, e.sequence, v.number AS version, e.number, e.workflow_id, e.status, e.reason, e.step_id,
    e.wait_until, e.origin, e.created_at, e.ended_at
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
  origin: row.origin,
  createdAt: row.created_at,
  endedAt: row.ended_at,
});
