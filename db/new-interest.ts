/** Whether a lead that sales gave back, or lost, has done something since: old behaviour does not bring it to sales again. */
import type { EventKind } from '../domain/events.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { sql } from './sql.ts';

/** What only a lead does by itself. */
const interest: readonly EventKind[] = ['click', 'reply', 'form', 'page_view', 'custom', 'touch'];

/**
 * Asked when a lead is about to be given to sales, which hardly any event leads to. True as well when it never was there.
 * @param at when it did what is asked about; null: it is something else that makes it ready
 */
export async function hasNewInterest(tx: Queryable, leadId: string, at: Instant | null): Promise<boolean> {
  const [row] = await tx.rows<{ readonly since: Instant | null; readonly seen: boolean }>(sql`
    SELECT b.since, EXISTS (
      SELECT 1 FROM event e WHERE e.lead_id = ${leadId} AND e.kind = ANY (${[...interest]}) AND e.occurred_at > b.since
    ) AS seen
    FROM (
      SELECT max(decided_at) AS since FROM handoff
      WHERE lead_id = ${leadId} AND status = ANY (ARRAY['returned', 'lost'])
    ) b`);
  if (!row?.since) return true;
  return row.seen || (at !== null && at > row.since);
}
