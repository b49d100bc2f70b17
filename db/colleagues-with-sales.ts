/** Whom sales has of a company: sequences that say so leave the others of it alone for so long. */
import type { Queryable } from './database.ts';
import type { LeadRow } from './lead-rows.ts';
import { sql } from './sql.ts';

/**
 * The address of a colleague whom sales has, by the id of the lead; of leads without one there is none. One that was accepted and is
 * not followed counts no more: nothing says when it is over.
 */
export async function colleaguesWithSales(
  on: Queryable,
  leads: readonly Pick<LeadRow, 'id'>[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await on.rows<{ readonly id: string; readonly email: string }>(sql`
    SELECT l.id, min(x.email) AS email
    FROM lead l JOIN lead x ON x.account_id = l.account_id AND x.id <> l.id JOIN handoff h ON h.lead_id = x.id
    WHERE l.id = ANY (${leads.map(({ id }) => id)}::uuid[])
      AND (h.status = 'open' OR (h.status = 'accepted' AND h.follow))
    GROUP BY l.id`);
  return new Map(rows.map(({ id, email }) => [id, email]));
}
