/**
 * What came of a broadcast: distinct mails by what their leads did with them, and why the others did not leave.
 */

import type { DeliveryClass } from '../domain/delivery-class.ts';
import { deliveryRules } from '../domain/delivery-rules.ts';
import { broadcastViewOf } from './broadcast-rows.ts';
import type { Queryable } from './database.ts';
import { sql } from './sql.ts';
import type { BroadcastReport } from './store.ts';

/** @throws BROADCAST_UNKNOWN */
export async function reportOf(on: Queryable, idOrName: string): Promise<BroadcastReport> {
  const view = await broadcastViewOf(on, idOrName);
  const [answers, heldBack] = [await answersTo(on, view.id), await heldBackBy(on, view.id)];
  const mails = (kind: string): number => answers.find((row) => row.kind === kind && row.link === null)?.mails ?? 0;
  const clicked = answers.flatMap(({ kind, link, mails: count }) =>
    kind === 'click' && link !== null ? [[link, count] as const] : [],
  );
  return {
    ...view,
    opened: mails('open'),
    clicked: mails('click'),
    replied: mails('reply'),
    bounced: mails('bounce_hard'),
    complained: mails('complaint'),
    unsubscribed: mails('unsubscribe'),
    links: Object.fromEntries(clicked),
    heldBack,
  };
}

interface Answers {
  readonly kind: string;
  /** Null: whatever the link. */
  readonly link: string | null;
  readonly mails: number;
}

/** Clicks are counted for each link as well. A click on a link without a name counts for no link. */
const answersTo = (on: Queryable, id: string): Promise<readonly Answers[]> =>
  on.rows<Answers>(sql`
    SELECT e.kind, CASE WHEN grouping(e.link) = 0 THEN e.link END AS link, count(DISTINCT e.message_id)::int AS mails
    FROM message m JOIN event e ON e.lead_id = m.lead_id AND e.message_id = m.id
    WHERE m.broadcast_id = ${id} AND e.kind IN ('open', 'click', 'reply', 'bounce_hard', 'complaint', 'unsubscribe')
    GROUP BY GROUPING SETS ((e.kind), (e.kind, e.link)) HAVING grouping(e.link) = 1 OR e.link IS NOT NULL`);

/** So many reasons at most; the commonest come first. */
const mostReasons = 50;

/**
 * In words that many mails share: a refusal by its class, what the gate said without its code, and what the calendar said
 * without the time.
 */
async function heldBackBy(on: Queryable, id: string): Promise<Readonly<Record<string, number>>> {
  const rows = await on.rows<{
    readonly verdict: DeliveryClass | null;
    readonly why: string;
    readonly mails: number;
  }>(sql`
    SELECT verdict, why, count(*)::int AS mails FROM (
      SELECT m.verdict, CASE WHEN m.verdict IS NOT NULL THEN ''
        WHEN m.state = 'SUPPRESSED' THEN regexp_replace(m.detail, '^[a-z_]+: ', '')
        ELSE coalesce(regexp_replace(m.detail, ' at [0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:]+ [^ ,;]+', '', 'g'), '') END AS why
      FROM message m
      WHERE m.broadcast_id = ${id} AND m.state IN ('DEFERRED', 'SUPPRESSED', 'SKIPPED', 'FAILED')
    ) held GROUP BY verdict, why ORDER BY mails DESC, verdict, why LIMIT ${mostReasons}`);
  const counts: Record<string, number> = {};
  for (const { verdict, why, mails } of rows) {
    const words = verdict === null ? why || 'nobody has said why' : deliveryRules[verdict].about;
    counts[words] = (counts[words] ?? 0) + mails;
  }
  return counts;
}
