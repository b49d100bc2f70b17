/** Hand-offs for which nobody is there: they are asked about again when something changed by which somebody may be. */
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { sql } from './sql.ts';

/** A place that gets free is for one; that more are asked than can have it costs little, and one may not suit. */
const asked = 5;

export async function joinQueue(tx: Queryable, id: string, now: Instant): Promise<void> {
  await tx.rows(sql`UPDATE handoff SET queued_at = coalesce(queued_at, ${now}) WHERE id = ${id}`);
}

export async function leaveQueue(tx: Queryable, id: string): Promise<void> {
  await tx.rows(sql`UPDATE handoff SET queued_at = NULL WHERE id = ${id} AND queued_at IS NOT NULL`);
}

/** Those that wait longest ask for an offer now. @param all not only some: what has changed is for everybody */
export async function wakeQueue(tx: Queryable, now: Instant, { all = false } = {}): Promise<void> {
  const waiting = await tx.rows<{ readonly workflow_id: string; readonly next: number }>(sql`
    SELECT h.workflow_id, coalesce((SELECT max(number) FROM handoff_offer WHERE handoff_id = h.id), 0) + 1 AS next
    FROM handoff h WHERE h.queued_at IS NOT NULL AND h.status = 'open'
    ORDER BY h.queued_at, h.id LIMIT ${all ? 10_000 : asked}`);
  const drafts = waiting.map(
    ({ workflow_id: workflowId, next }): OutboxDraft => ({
      kind: 'signal_handoff',
      workflowId,
      payload: { kind: 'reassigned', offer: next },
    }),
  );
  await enqueue(tx, drafts, now);
}
