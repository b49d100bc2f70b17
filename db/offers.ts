/**
 * Offers of a hand-off: who is next, once for each number, and taken back when the deadline has passed.
 */
import type { HandoffDecision } from '../domain/handoff.ts';
import type { Instant } from '../domain/time.ts';
import type { Salesperson } from '../domain/workspace.ts';
import type { Queryable } from './database.ts';
import { checkedHandoffId, decisionFrom, unknownHandoff } from './handoff-rows.ts';
import { newId } from './ids.ts';
import { sql } from './sql.ts';
import type { HandoffView } from './store.ts';

export interface OfferTimes {
  readonly now: Instant;
  readonly remindAt: Instant;
  readonly deadline: Instant;
}

export type Offered =
  | {
      readonly kind: 'offered';
      readonly salesperson: Salesperson;
      readonly remindAt: Instant;
      readonly deadline: Instant;
    }
  | { readonly kind: 'decided'; readonly decision: HandoffDecision };

type OfferRow = Salesperson & { readonly remind_at: Instant; readonly deadline: Instant };

/** Makes the n-th offer, or finds it; null when there is nobody to offer to. */
export async function makeOffer(tx: Queryable, id: string, n: number, times: OfferTimes): Promise<Offered | null> {
  const decision = await lockHandoff(tx, id);
  if (decision) return { kind: 'decided', decision };
  const [known] = await tx.rows<OfferRow>(sql`
    SELECT s.key, s.name, s.address, s.title, o.remind_at, o.deadline
    FROM handoff_offer o JOIN salesperson s ON s.id = o.salesperson_id WHERE o.handoff_id = ${id} AND o.number = ${n}`);
  if (known) return offered(known, { ...times, remindAt: known.remind_at, deadline: known.deadline });
  const salesperson = await nextSalesperson(tx, id, times.now);
  if (!salesperson) return null;
  await tx.rows(sql`
    INSERT INTO handoff_offer (id, handoff_id, number, salesperson_id, offered_at, remind_at, deadline)
    VALUES (${newId()}, ${id}, ${n}, ${salesperson.id}, ${times.now}, ${times.remindAt}, ${times.deadline})`);
  return offered(salesperson, times);
}

/** Takes the n-th offer back, unless a decision was faster. */
export async function lapseOffer(
  tx: Queryable,
  id: string,
  n: number,
  now: Instant,
): Promise<{ readonly kind: 'lapsed' } | { readonly kind: 'decided'; readonly decision: HandoffDecision }> {
  const decision = await lockHandoff(tx, id);
  if (decision) return { kind: 'decided', decision };
  await tx.rows(sql`
    UPDATE handoff_offer SET lapsed_at = ${now} WHERE handoff_id = ${id} AND number = ${n} AND lapsed_at IS NULL`);
  return { kind: 'lapsed' };
}

const offered = ({ key, name, address, title }: Salesperson, { remindAt, deadline }: OfferTimes): Offered => ({
  kind: 'offered',
  salesperson: { key, name, address, title },
  remindAt,
  deadline,
});

/** Locks the hand-off against a decision, and returns the one that was made already. @throws HANDOFF_UNKNOWN */
async function lockHandoff(tx: Queryable, id: string): Promise<HandoffDecision | null> {
  const [row] = await tx.rows<{ readonly status: HandoffView['status']; readonly reason: string | null }>(
    sql`SELECT status, reason FROM handoff WHERE id = ${checkedHandoffId(id)} FOR NO KEY UPDATE`,
  );
  if (!row) throw unknownHandoff(id);
  return decisionFrom(row);
}

/**
 * Whose turn it is: who was given an offer longest ago, never the one before if there is another. Turns are taken one at
 * a time, by an advisory lock, and get times that grow, so that two offers of one millisecond are still in order.
 */
async function nextSalesperson(
  tx: Queryable,
  handoffId: string,
  now: Instant,
): Promise<(Salesperson & { readonly id: string }) | null> {
  await tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended('tendril salesperson turns', 0))`);
  const [next] = await tx.rows<Salesperson & { readonly id: string }>(sql`
    UPDATE salesperson SET last_assigned_at = greatest(
      ${now}::timestamptz, (SELECT max(last_assigned_at) FROM salesperson) + interval '1 millisecond')
    WHERE id = (
      SELECT s.id FROM salesperson s
      LEFT JOIN (
        SELECT salesperson_id FROM handoff_offer WHERE handoff_id = ${handoffId} ORDER BY number DESC LIMIT 1
      ) before ON before.salesperson_id = s.id
      WHERE s.active ORDER BY before.salesperson_id IS NOT NULL, s.last_assigned_at NULLS FIRST, s.key LIMIT 1
    )
    RETURNING id, key, name, address, title`);
  return next ?? null;
}
