/** Hand-offs that end because their person is not there any more, or is another lead as well: nobody of sales decided so. */
import type { BackReason } from '../domain/handoff.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { wakeQueue } from './handoff-queue.ts';
import { endOffers } from './offer-writes.ts';
import { enqueue, type OutboxDraft } from './outbox-writes.ts';
import { letNextLead } from './regrouping.ts';
import { type Sql, sql } from './sql.ts';

export interface EndedHandoff {
  readonly id: string;
  readonly lead_id: string;
  readonly workflow_id: string;
}

/**
 * Ends those that match as returned for a reason, by whom, under the locks of their leads; what was attached to one of them goes on
 * without it. `matching`: a condition with `h` for the hand-off.
 */
export async function endHandoffs(
  tx: Queryable,
  matching: Sql,
  { reason, by }: { readonly reason: BackReason; readonly by: string },
  now: Instant,
): Promise<readonly EndedHandoff[]> {
  const ended = await tx.rows<EndedHandoff>(sql`
    UPDATE handoff h SET status = 'returned', reason = ${reason}, decided_by = ${by}, decided_at = ${now}, queued_at = NULL, planned_at = NULL
    WHERE ${matching} RETURNING h.id, h.lead_id, h.workflow_id`);
  const signals = ended.map(
    ({ workflow_id: workflowId }): OutboxDraft => ({
      kind: 'signal_handoff',
      workflowId,
      payload: { kind: 'returned', reason },
    }),
  );
  await enqueue(tx, signals, now);
  for (const { id, lead_id } of ended) {
    await endOffers(tx, id, lead_id, now);
    await letNextLead(tx, id, now);
  }
  if (ended.length > 0) await wakeQueue(tx, now);
  return ended;
}
