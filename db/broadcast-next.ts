/**
 * Who is next in a broadcast: leads whose mail was put off and is due, or was lost with its lane, then leads that nobody has
 * looked at yet. The broadcast's row must be locked.
 */
import type { BroadcastStatus } from '../domain/broadcast.ts';
import { type Instant, instantFromMs, msOf } from '../domain/time.ts';
import type { StandingLead } from './broadcast-standing.ts';
import type { Queryable } from './database.ts';
import { type LeadPage, nextLeads } from './lead-pages.ts';
import { leadColumns } from './lead-rows.ts';
import type { Meant } from './segment-sql.ts';
import { type Sql, sql } from './sql.ts';
import type { BatchFilter } from './store.ts';

/** How far a broadcast has come. */
export interface Progress {
  readonly id: string;
  readonly cursor: string | null;
  readonly last: string | null;
}

/** A mail that has a row already. */
export interface DueMail {
  readonly lead_id: string;
  readonly detail: string | null;
}

const lostWhileLeaving = (id: string, now: Instant): Sql => sql`
  UPDATE message SET state = 'UNKNOWN', detail = 'the worker was lost while the mail was leaving', updated_at = ${now}
  WHERE broadcast_id = ${id} AND state = 'IN_FLIGHT' AND lease_until <= ${now}`;

/** Mails whose lane was lost while they were leaving: nobody knows whether they did. */
export const noteLost = (tx: Queryable, id: string, now: Instant): Promise<unknown> =>
  tx.rows(lostWhileLeaving(id, now));

/** Those that wait longest come first. Each part reads no more of the index than it gives. */
export const dueMails = (tx: Queryable, id: string, limit: number, now: Instant): Promise<readonly DueMail[]> =>
  tx.rows<DueMail>(sql`
    WITH lost AS (${lostWhileLeaving(id, now)})
    (SELECT lead_id, detail FROM message WHERE broadcast_id = ${id} AND state = 'PENDING' LIMIT ${limit})
    UNION ALL
    (SELECT lead_id, detail FROM message WHERE broadcast_id = ${id} AND state = 'CLAIMED' AND lease_until <= ${now}
      ORDER BY lease_until LIMIT ${limit})
    UNION ALL
    (SELECT lead_id, detail FROM message WHERE broadcast_id = ${id} AND state = 'DEFERRED' AND lease_until <= ${now}
      ORDER BY lease_until LIMIT ${limit})
    LIMIT ${limit}`);

const selectLeads = sql`
  SELECT ${leadColumns}, l.address_hash FROM lead l LEFT JOIN account a ON a.id = l.account_id`;

/** Locks the leads of mails that are due; they are given in the order of the mails. */
export async function lockDue(tx: Queryable, due: readonly DueMail[]): Promise<readonly StandingLead[]> {
  const leads = await tx.rows<StandingLead>(sql`
    ${selectLeads} WHERE l.id = ANY (${due.map(({ lead_id }) => lead_id)}::uuid[])
    ORDER BY l.id FOR NO KEY UPDATE OF l`);
  const byId = new Map(leads.map((lead) => [lead.id, lead]));
  return due.flatMap(({ lead_id }) => byId.get(lead_id) ?? []);
}

const firstId = '00000000-0000-0000-0000-000000000000';

/** Locks the next leads whom it may be for; they come after all that have a mail already. */
export const nextMeant = (
  tx: Queryable,
  progress: Progress,
  filtered: { readonly filter: BatchFilter; readonly meant: Meant },
  limit: number,
): Promise<LeadPage<StandingLead>> => nextLeads<StandingLead>(tx, selectLeads, progress, filtered, limit);

const sharedMs = 15_000;

/**
 * A due time that many have in common, some seconds after `at`: what is put off is spread by jitter, and each time of its own
 * would be a turn of the workflow. Not for what only the pace keeps back: that goes on within seconds.
 */
export const sharedTime = (at: Instant): Instant => instantFromMs(Math.ceil(msOf(at) / sharedMs) * sharedMs);

/** When a mail that has no end yet is to be looked at; null when all have one. */
export async function nextAt(tx: Queryable, id: string, now: Instant): Promise<Instant | null> {
  const first = (state: string): Sql =>
    sql`(SELECT min(lease_until) FROM message WHERE broadcast_id = ${id} AND state = ${state})`;
  const [row] = await tx.rows<{ readonly at: Instant | null }>(sql`
    SELECT least(${first('DEFERRED')}, ${first('CLAIMED')}, ${first('IN_FLIGHT')},
      (SELECT ${now}::timestamptz WHERE EXISTS (
        SELECT 1 FROM message WHERE broadcast_id = ${id} AND state = 'PENDING'))) AS at`);
  return row?.at ?? null;
}

/** It begins now: which leads there are is fixed. */
export async function setOut(tx: Queryable, id: string): Promise<string | null> {
  const [row] = await tx.rows<{ readonly last: string | null }>(sql`
    UPDATE broadcast SET status = 'running', total = (SELECT count(*)::int FROM lead WHERE erased_at IS NULL),
      last = (SELECT id FROM lead ORDER BY id DESC LIMIT 1)
    WHERE id = ${id} RETURNING last`);
  return row?.last ?? null;
}

/** Ends a broadcast of which nothing is left; what it is then. */
export async function finish(tx: Queryable, id: string, now: Instant): Promise<BroadcastStatus> {
  const [row] = await tx.rows<{ readonly status: BroadcastStatus }>(sql`
    WITH ended AS (
      UPDATE broadcast b SET status = 'done', ended_at = ${now} WHERE b.id = ${id} AND b.status = 'running'
        AND NOT EXISTS (SELECT 1 FROM lead l WHERE l.id > coalesce(b."cursor", ${firstId}::uuid) AND l.id <= b.last AND l.erased_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM message m WHERE m.broadcast_id = b.id
          AND m.state IN ('PENDING', 'CLAIMED', 'IN_FLIGHT', 'DEFERRED'))
      RETURNING b.status
    )
    SELECT coalesce((SELECT status FROM ended), (SELECT status FROM broadcast WHERE id = ${id})) AS status`);
  return row?.status ?? 'done';
}
