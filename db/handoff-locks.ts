/** A hand-off under lock, with its lead. */
import type { Instant } from '../domain/time.ts';
import { orAgain } from './aliases.ts';
import type { Queryable } from './database.ts';
import { checkedHandoffId, unknownHandoff } from './handoff-rows.ts';
import type { LeadRow } from './lead-rows.ts';
import { lockLead } from './lead-writes.ts';
import { sql } from './sql.ts';
import type { HandoffView } from './store.ts';

export interface LockedHandoff {
  readonly id: string;
  readonly lead_id: string;
  readonly status: HandoffView['status'];
  readonly reason: string | null;
  readonly workflow_id: string;
  readonly decided_by: string | null;
  readonly accepted_at: Instant | null;
  readonly follow: boolean;
  readonly product: string | null;
  readonly attached_to: string | null;
  /** The number of the offer that runs. */
  readonly running: number | null;
}

/** Locks the lead first, as everything does, then the hand-off, against an offer or a lapse of this moment. @throws HANDOFF_UNKNOWN */
export async function lockBoth(
  tx: Queryable,
  id: string,
): Promise<{ readonly lead: LeadRow; readonly handoff: LockedHandoff }> {
  const lead = await lockLeadOf(tx, id);
  return { lead, handoff: await lockHandoff(tx, id) };
}

/** @throws HANDOFF_UNKNOWN */
export async function lockLeadOf(tx: Queryable, id: string): Promise<LeadRow> {
  const lead = await orAgain(async () => {
    const [owner] = await tx.rows<{ readonly lead_id: string }>(
      sql`SELECT lead_id FROM handoff WHERE id = ${checkedHandoffId(id)}`,
    );
    return owner ? lockLead(tx, owner.lead_id) : null;
  });
  if (!lead) throw unknownHandoff(id);
  return lead;
}

/** Of a lead that is locked. @throws HANDOFF_UNKNOWN */
export async function lockHandoff(tx: Queryable, id: string): Promise<LockedHandoff> {
  await tx.rows(sql`SELECT 1 FROM handoff WHERE id = ${id} FOR NO KEY UPDATE`);
  const [handoff] = await tx.rows<LockedHandoff>(sql`
    SELECT id, lead_id, status, reason, workflow_id, decided_by, accepted_at, follow, product, attached_to,
      (SELECT max(number) FROM handoff_offer WHERE handoff_id = h.id AND lapsed_at IS NULL) AS running
    FROM handoff h WHERE id = ${id}`);
  if (!handoff) throw unknownHandoff(id);
  return handoff;
}
