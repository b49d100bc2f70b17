/**
 * Keeping the retention periods: takes away what is older, so many rows at a time, the oldest first. Each call is one
 * transaction (one for each lead, of leads); asked again it goes on where the last one ended.
 */
import { assertNever, isOutage } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { eraseLead } from './erasure.ts';
import { subjectOf } from './lead-export.ts';
import { lockLead } from './lead-writes.ts';
import { answeredWhom } from './match-tasks.ts';
import { type Sql, sql } from './sql.ts';
import type { Retention, SweepView } from './store.ts';

export function createRetention(database: Database, addressHash: (address: string) => string): Retention {
  const count = async (statement: Sql): Promise<number> =>
    database.retried(async (on) => (await on.rows<{ readonly count: number }>(statement))[0]?.count ?? 0);
  return {
    async sweep(kind, before, limit, now) {
      switch (kind) {
        case 'rawMail':
          return database.transaction((tx) => rawMail(tx, before, limit, now));
        case 'requests':
          return count(requests(before, limit));
        case 'machineEvents':
          return count(machineEvents(before, limit));
        case 'bookkeeping':
          return (
            (await count(answeredRequests(before, limit))) +
            (await count(doneTasks(before, limit))) +
            (await count(oldWebhooks(before, limit))) +
            (await count(refusedForms(before, limit)))
          );
        case 'requestsToConfirm':
          return count(unconfirmedRequests(before, limit));
        case 'visitors':
          return (await count(oldViews(before, limit))) + (await count(idleVisitors(before, limit)));
        case 'idleLeads':
          return idleLeads(database, addressHash, before, limit, now);
        default:
          return assertNever(kind);
      }
    },

    async swept({ kind, before, at, rows, failure }) {
      await database.rows(sql`
        INSERT INTO retention_sweep AS s (kind, before, at, rows, failure)
        VALUES (${kind}, ${before}, ${at}, ${rows}, ${failure})
        ON CONFLICT (kind) DO UPDATE
          SET before = excluded.before, at = excluded.at, rows = excluded.rows, failure = excluded.failure`);
    },

    sweeps: () =>
      database.rows<SweepView>(sql`SELECT kind, before, at, rows, failure FROM retention_sweep ORDER BY kind`),
  };
}

const counted = (statement: Sql): Sql =>
  sql`WITH gone AS (${statement} RETURNING 1) SELECT count(*)::int AS count FROM gone`;

/**
 * A mail that nobody was found for has nobody to live as long as: it goes whole, and nobody can say any more whom it is
 * about, so that what was asked about it is over.
 */
async function rawMail(tx: Queryable, before: Instant, limit: number, now: Instant): Promise<number> {
  const gone = await tx.rows<{ readonly id: string; readonly asked: boolean }>(sql`
    UPDATE inbound_item i SET raw = NULL,
      envelope_from = CASE WHEN i.lead_id IS NOT NULL THEN i.envelope_from END,
      envelope_to = CASE WHEN i.lead_id IS NOT NULL THEN i.envelope_to ELSE '{}' END,
      subject = CASE WHEN i.lead_id IS NOT NULL THEN i.subject END,
      text = CASE WHEN i.lead_id IS NOT NULL THEN i.text END,
      status = CASE WHEN i.status = 'pending' OR i.lead_id IS NULL AND i.status = 'held' THEN 'ignored' ELSE i.status END,
      reading = CASE WHEN i.lead_id IS NOT NULL THEN i.reading ELSE '{"kind":"other","reason":"its time was over"}' END
    WHERE i.id IN (
      SELECT id FROM inbound_item WHERE raw IS NOT NULL AND received_at < ${before}
      ORDER BY received_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING i.id, i.lead_id IS NULL AND EXISTS (
      SELECT 1 FROM task t WHERE t.inbound_item_id = i.id AND t.kind = 'match' AND t.done_at IS NULL) AS asked`);
  for (const { id, asked } of gone) if (asked) await answeredWhom(tx, id, 'retention', now);
  await tx.rows(sql`
    UPDATE inbound_item SET from_address = NULL
    WHERE id = ANY (${gone.map(({ id }) => id)}::uuid[]) AND lead_id IS NULL`);
  return gone.length;
}

/** The verdict stays, which is what reports and scores go by. */
const requests = (before: Instant, limit: number): Sql =>
  counted(sql`
    UPDATE event e SET payload = e.payload - 'hit' WHERE e.id IN (
      SELECT id FROM event WHERE payload ? 'hit' AND recorded_at < ${before} AND kind <> 'click_held'
      ORDER BY recorded_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED)`);

const answeredRequests = (before: Instant, limit: number): Sql =>
  counted(sql`
    DELETE FROM idempotent_request r WHERE (r.api_key_id, r.key) IN (
      SELECT api_key_id, key FROM idempotent_request WHERE created_at < ${before}
      ORDER BY created_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)`);

/** Deletes rows of a table that has ids, the oldest `by` a time first; `isOver`: and only such rows. */
const oldest =
  (table: Sql, by: Sql, isOver = sql`true`) =>
  (before: Instant, limit: number): Sql =>
    counted(sql`
      DELETE FROM ${table} WHERE id IN (
        SELECT id FROM ${table} WHERE ${isOver} AND ${by} < ${before}
        ORDER BY ${by} LIMIT ${limit} FOR UPDATE SKIP LOCKED)`);

const machineEvents = oldest(sql`event`, sql`recorded_at`, sql`kind IN ('open', 'click_machine')`);
const doneTasks = oldest(sql`task`, sql`done_at`);
/** Also what was given up, and what waits for an endpoint that is no more: news of a month ago are none. */
const oldWebhooks = oldest(sql`webhook_delivery`, sql`created_at`);
/** What was confirmed is part of the record of consents. */
const unconfirmedRequests = oldest(sql`consent_request`, sql`requested_at`, sql`confirmed_at IS NULL`);
const oldViews = oldest(sql`visitor_view`, sql`at`);
const idleVisitors = oldest(sql`visitor`, sql`last_at`);
/** Whoever let nobody of them in within the time does not want to. */
const refusedForms = oldest(sql`form_submission`, sql`at`, sql`content IS NOT NULL AND status <> 'pending'`);

/** Stages in which a lead belongs to sales: it is for sales to forget. */
const ofSales = ['mql', 'sql', 'opportunity', 'customer'];

/** Nobody asked for that, so the address is not kept from coming back. */
async function idleLeads(
  database: Database,
  addressHash: (address: string) => string,
  before: Instant,
  limit: number,
  now: Instant,
): Promise<number> {
  const idle = await database.rows<{ readonly id: string }>(sql`
    SELECT l.id FROM lead l WHERE ${isIdle(before)} ORDER BY l.id LIMIT ${limit}`);
  let erased = 0;
  let failed: { readonly error: unknown } | null = null;
  for (const { id } of idle) {
    try {
      if (await database.transaction((tx) => eraseIdle(tx, id))) erased += 1;
    } catch (error) {
      if (isOutage(error)) throw error;
      failed ??= { error };
    }
  }
  // One that cannot be erased keeps the others of this batch no longer than itself.
  if (failed) throw failed.error;
  return erased;

  /** Looked at again under the lock: it may have done something meanwhile. */
  async function eraseIdle(tx: Queryable, id: string): Promise<boolean> {
    const lead = await lockLead(tx, id);
    const [still] = await tx.rows(sql`SELECT 1 FROM lead l WHERE l.id = ${id} AND ${isIdle(before)}`);
    if (!lead || !still) return false;
    const subject = await subjectOf(tx, lead, addressHash);
    const reason = 'idle for longer than the retention period';
    await eraseLead(tx, lead, subject, { actor: 'retention', reason, now, addressHash, suppressed: false });
    return true;
  }
}

const isIdle = (before: Instant): Sql => sql`(l.erased_at IS NULL AND l.updated_at < ${before}
  AND l.stage <> ALL (${ofSales})
  AND NOT EXISTS (SELECT 1 FROM enrollment e WHERE e.lead_id = l.id AND e.status = 'active')
  AND NOT EXISTS (SELECT 1 FROM handoff h WHERE h.lead_id = l.id AND h.status = 'open')
  AND NOT EXISTS (SELECT 1 FROM message m WHERE m.lead_id = l.id AND coalesce(m.sent_at, m.updated_at) >= ${before})
  AND NOT EXISTS (SELECT 1 FROM event v WHERE v.lead_id = l.id AND v.recorded_at >= ${before})
  AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.lead_id = l.id AND c.at >= ${before})
  AND NOT EXISTS (SELECT 1 FROM inbound_item i WHERE i.lead_id = l.id AND i.received_at >= ${before}))`;
