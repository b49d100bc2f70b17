/**
 * Asking active enrollments to stop by something that is no event: their gate shuts in the transaction, and the signal
 * is in the outbox. Their lead must be locked.
 */
import type { StopReason } from '../domain/events.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { type Sql, sql } from './sql.ts';

/**
 * Whether an enrollment was asked to stop by something that no wait can lift. The stop of a reply, or of an event that
 * the program's own rules name, may be lifted by the wait that uses the event up; one with no event may not.
 */
export const isStopping = sql`(stop_reason IS NOT NULL AND (stop_reason NOT IN ('reply', 'rule') OR stop_event_id IS NULL))`;

/** Those that match, once: one that stops already is not asked again. Returns how many were asked. */
export async function stopEnrollments(tx: Queryable, matching: Sql, reason: StopReason, now: Instant): Promise<number> {
  const stopped = await tx.rows<{ readonly workflow_id: string }>(sql`
    UPDATE enrollment SET stop_reason = ${reason}, stop_event_id = NULL, wait_for = NULL, wait_since = NULL
    WHERE ${matching} AND status = 'active' AND NOT ${isStopping} RETURNING workflow_id`);
  const signals = stopped.map(
    ({ workflow_id }): OutboxDraft => ({
      kind: 'signal_nurture',
      workflowId: workflow_id,
      payload: { kind: 'stop', reason },
    }),
  );
  await enqueue(tx, signals, now);
  return signals.length;
}
