/**
 * The hand-offs of one company about one product: the first one leads, those that come while it runs are attached to it and make no
 * offer of their own. How a group changes later is the work of `regrouping.ts`.
 */
import { personalReasons } from '../domain/buying-group.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { type Sql, sql } from './sql.ts';
import type { GroupMember } from './store.ts';

/** So long after a person turned out to be the wrong one, whoever found that out gets their colleague. */
const keptDays = 30;

/** Of a hand-off `h`: sales gave it back because of its person alone, a short while before `now`. */
export const wrongPerson = (now: Instant): Sql =>
  sql`(h.status = 'returned' AND h.reason = ANY (${[...personalReasons]}) AND h.decided_at > ${now}::timestamptz - make_interval(days => ${keptDays}))`;

export interface Leader {
  readonly id: string;
  readonly status: 'open' | 'accepted';
}

interface Seeking {
  /** Null: of a lead that has no hand-off yet. */
  readonly id: string | null;
  readonly leadId: string;
  readonly product: string | null;
}

/**
 * What a hand-off is to be attached to, locked, so that no decision about it falls between; null when it is on its own, or leads
 * others. Turns are taken one at a time (the lock of `makeOffer`), so two never attach to each other.
 */
export async function leaderFor(tx: Queryable, seeking: Seeking): Promise<Leader | null> {
  for (;;) {
    const found = await leaderNow(tx, seeking);
    if (!found) return null;
    const [leader] = await tx.rows<Leader>(
      sql`SELECT g.id, g.status FROM handoff g WHERE g.id = ${found.id} AND ${leads} FOR NO KEY UPDATE`,
    );
    if (leader) return leader;
  }
}

/** The same, of this moment, and not locked. */
export async function leaderNow(on: Queryable, { id, leadId, product }: Seeking): Promise<Leader | null> {
  const [found] = await on.rows<Leader>(sql`
    SELECT g.id, g.status FROM lead l JOIN lead x ON x.account_id = l.account_id AND x.id <> l.id JOIN handoff g ON g.lead_id = x.id
    WHERE l.id = ${leadId} AND ${leads} AND g.product IS NOT DISTINCT FROM ${product}
      AND NOT EXISTS (SELECT 1 FROM handoff m WHERE m.attached_to = ${id})
    ORDER BY g.status, g.id LIMIT 1`);
  return found ?? null;
}

/** One that was accepted and is not followed may stay so for ever: nothing says when it is over. */
const leads: Sql = sql`(g.attached_to IS NULL AND (g.status = 'open' OR (g.status = 'accepted' AND g.follow)))`;

export const attach = (tx: Queryable, id: string, leader: Leader): Promise<unknown> =>
  tx.rows(sql`UPDATE handoff SET attached_to = ${leader.id} WHERE id = ${id}`);

/** Those that are attached and not over, oldest first. */
export async function attachedTo(tx: Queryable, leaderId: string): Promise<readonly string[]> {
  const rows = await tx.rows<{ readonly id: string }>(sql`
    SELECT id FROM handoff WHERE attached_to = ${leaderId} AND status = ANY (ARRAY['open', 'accepted']) ORDER BY id`);
  return rows.map(({ id }) => id);
}

/** The leads of a group in the order in which all who lock several do it, or two who do it in two orders wait for each other. */
export const lockGroup = (tx: Queryable, id: string): Promise<unknown> =>
  tx.rows(sql`
    SELECT 1 FROM lead WHERE id IN (
      SELECT lead_id FROM handoff WHERE id = ${id} OR attached_to = ${id}
    ) ORDER BY id FOR NO KEY UPDATE`);

/** The others of the group of a hand-off, for who looks at it: the leading one first. */
export const groupOf = (on: Queryable, id: string): Promise<readonly GroupMember[]> =>
  on.rows<GroupMember>(sql`
    SELECT g.id, g.lead_id AS "leadId", l.email, coalesce(nullif(concat_ws(' ', l.first_name, l.last_name), ''), l.email) AS name,
      l.title, l.score, g.status, g.attached_to IS NULL AS leads
    FROM handoff h JOIN handoff g ON coalesce(g.attached_to, g.id) = coalesce(h.attached_to, h.id) AND g.id <> h.id
    JOIN lead l ON l.id = g.lead_id
    WHERE h.id = ${id} ORDER BY g.attached_to IS NOT NULL, g.id LIMIT 50`);
