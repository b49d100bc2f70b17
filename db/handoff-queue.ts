/** Hand-offs for which nobody is there: they are asked about again when something changed by which somebody may be. */
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { sql } from './sql.ts';

/** Of so many, who waits longest: a place that gets free may suit only the last of them. */
const asked = 1000;

/** Whether it did not wait before. */
export async function joinQueue(tx: Queryable, id: string, now: Instant): Promise<boolean> {
  const joined = await tx.rows(
    sql`UPDATE handoff SET queued_at = ${now} WHERE id = ${id} AND queued_at IS NULL RETURNING id`,
  );
  return joined.length > 0;
}

export async function leaveQueue(tx: Queryable, id: string): Promise<void> {
  await tx.rows(sql`UPDATE handoff SET queued_at = NULL WHERE id = ${id} AND queued_at IS NOT NULL`);
}

/** Those that wait ask for an offer now: whoever had one less may take one, or the desk has changed. */
export async function wakeQueue(tx: Queryable, now: Instant): Promise<void> {
  const waiting = await tx.rows<{ readonly workflow_id: string; readonly next: number }>(sql`
    SELECT h.workflow_id, coalesce((SELECT max(number) FROM handoff_offer WHERE handoff_id = h.id), 0) + 1 AS next
    FROM handoff h WHERE h.queued_at IS NOT NULL AND h.status = 'open'
    ORDER BY h.queued_at, h.id LIMIT ${asked}`);
  const drafts = waiting.map(
    ({ workflow_id: workflowId, next }): OutboxDraft => ({
      kind: 'signal_handoff',
      workflowId,
      payload: { kind: 'reassigned', offer: next },
    }),
  );
  await enqueue(tx, drafts, now);
}
