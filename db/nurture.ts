/** How much leads have had of us: mails of sequences and broadcasts that left. Looked up only where a rule asks for it. */
import type { Nurture } from '../domain/mql.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isInternal } from './message-evidence.ts';
import { sql } from './sql.ts';

/** By lead; a lead that got nothing has an entry all the same. */
export async function nurtureOf(
  on: Queryable,
  leadIds: readonly string[],
  now: Instant,
): Promise<ReadonlyMap<string, Nurture>> {
  const none = new Map<string, Nurture>(leadIds.map((id) => [id, { mails: 0, first: null }]));
  if (leadIds.length === 0) return none;
  const rows = await on.rows<Nurture & { readonly lead_id: string }>(sql`
    SELECT m.lead_id, count(*)::int AS mails, min(m.sent_at) AS first FROM message m
    WHERE m.lead_id = ANY (${leadIds}::uuid[]) AND m.sent_at <= ${now} AND NOT ${isInternal}
      AND (m.enrollment_id IS NOT NULL OR m.broadcast_id IS NOT NULL)
    GROUP BY m.lead_id`);
  return new Map([...none, ...rows.map(({ lead_id, ...had }) => [lead_id, had] as const)]);
}
