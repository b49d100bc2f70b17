/**
 * The outbox as relays see it: due entries, the oldest of each workflow only, handed out under row locks that other
 * relays skip. What a relay does not confirm stays; so an entry is delivered at least once.
 */
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { callersWork } from './database-errors.ts';
import { listenTo } from './listener.ts';
import { outboxChannel } from './outbox-writes.ts';
import { json, type Sql, sql } from './sql.ts';
import type { Delivery, OutboxEntry, OutboxLane, OutboxQueue } from './store.ts';

interface OutboxDeps {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly warn: (details: object, message: string) => void;
}

export function createOutbox({ database, databaseUrl, warn }: OutboxDeps): OutboxQueue {
  return {
    // Guarded: `deliver` reaches out to Temporal while the rows are locked, and must not be run twice by a retry.
    drain: (limit, now, deliver, lane) =>
      database.guarded(async (tx) => {
        const entries = await takeDue(tx, limit, now, lane);
        if (entries.length === 0) return 0;
        const deliveries = await callersWork(() => deliver(entries));
        await noteLost(tx, deliveries, now, warn);
        await record(tx, deliveries, now);
        return entries.length;
      }),

    listen: (wake) => listenTo(databaseUrl, outboxChannel, wake, warn),

    pending: () => pendingOf(database),
  };
}

/** How much waits and for how long, and how much was given up. A judgement that is not due yet does not wait for anybody. */
export async function pendingOf(
  on: Queryable,
): Promise<{ readonly waiting: number; readonly dead: number; readonly oldest: Instant | null }> {
  const [row] = await on.rows<{ readonly waiting: number; readonly dead: number; readonly oldest: Instant | null }>(sql`
    SELECT count(*) FILTER (WHERE dead_at IS NULL)::int AS waiting, count(*) FILTER (WHERE dead_at IS NOT NULL)::int AS dead,
      min(created_at) FILTER (WHERE dead_at IS NULL) AS oldest
    FROM outbox WHERE NOT (kind = 'judge_clicks' AND attempts = 0 AND available_at > now())`);
  return row ?? { waiting: 0, dead: 0, oldest: null };
}

const inLane = (lane: OutboxLane | undefined): Sql => {
  if (lane === undefined) return sql`true`;
  return lane === 'clicks' ? sql`o.kind = 'judge_clicks'` : sql`o.kind <> 'judge_clicks'`;
};

/**
 * Entries of one workflow are written under one lead's lock, so their ids are in the order of their commits, and the
 * oldest that is there is the next to deliver. An entry that another relay holds is still there, and holds back the
 * ones after it.
 */
const takeDue = (
  tx: Queryable,
  limit: number,
  now: Instant,
  lane: OutboxLane | undefined,
): Promise<readonly OutboxEntry[]> =>
  tx.rows<OutboxEntry>(sql`
    SELECT o.id::text AS id, o.kind, o.workflow_id AS "workflowId", o.attempts, o.payload FROM outbox o
    WHERE o.dead_at IS NULL AND o.available_at <= ${now} AND ${inLane(lane)}
      AND NOT EXISTS (
        SELECT 1 FROM outbox older WHERE older.workflow_id = o.workflow_id AND older.id < o.id AND older.dead_at IS NULL
      )
    ORDER BY o.id LIMIT ${limit} FOR UPDATE OF o SKIP LOCKED`);

/**
 * A workflow that cannot be reached although its work is not done is lost: its history is gone, or somebody ended it.
 * That must not look as if it went on: the enrollment has failed and the lead can be enrolled again; a hand-off says so;
 * a mass enrollment or a migration has stopped. A broadcast whose workflow cannot be started is paused: to resume it tries anew.
 */
async function noteLost(
  tx: Queryable,
  deliveries: readonly Delivery[],
  now: Instant,
  warn: OutboxDeps['warn'],
): Promise<void> {
  const ids = deliveries.filter(({ kind }) => kind === 'gone' || kind === 'dead').map(({ id }) => id);
  if (ids.length === 0) return;
  const enrollments = await tx.rows<{ readonly id: string }>(sql`
    UPDATE enrollment e SET status = 'failed', reason = 'its workflow is gone', ended_at = ${now}, step_id = NULL,
      wait_for = NULL, wait_since = NULL, wait_until = NULL
    FROM outbox o WHERE o.id = ANY (${ids}::bigint[]) AND e.workflow_id = o.workflow_id AND e.status = 'active'
    RETURNING e.id`);
  const handoffs = await tx.rows<{ readonly id: string }>(sql`
    UPDATE handoff h SET note = concat_ws(E'\\n', h.note, 'Not nurtured again: its workflow is gone')
    FROM outbox o WHERE o.id = ANY (${ids}::bigint[]) AND h.workflow_id = o.workflow_id AND h.recycled_as IS NULL
      AND h.status <> 'accepted' AND coalesce(h.note, '') NOT LIKE '%Not nurtured again%'
    RETURNING h.id`);
  const batches = await tx.rows<{ readonly id: string }>(sql`
    UPDATE enrollment_batch b SET status = 'stopped', ended_at = ${now}
    FROM outbox o WHERE o.id = ANY (${ids}::bigint[]) AND o.kind = 'start_batch' AND o.payload ->> 'batchId' = b.id::text
      AND b.status = 'running' RETURNING b.id`);
  const migrations = await tx.rows<{ readonly id: string }>(sql`
    UPDATE sequence_migration s SET status = 'stopped', ended_at = ${now}
    FROM outbox o WHERE o.id = ANY (${ids}::bigint[]) AND o.kind = 'start_migration'
      AND o.payload ->> 'migrationId' = s.id::text AND s.status = 'running' RETURNING s.id`);
  const broadcasts = await tx.rows<{ readonly id: string }>(sql`
    UPDATE broadcast b SET status = 'paused', reason = 'its workflow cannot be started'
    FROM outbox o WHERE o.id = ANY (${ids}::bigint[]) AND o.kind = 'start_broadcast'
      AND o.payload ->> 'broadcastId' = b.id::text AND b.status IN ('scheduled', 'running') RETURNING b.id`);
  for (const { id } of broadcasts) warn({ broadcastId: id }, 'a broadcast is paused: its workflow cannot be started');
  for (const { id } of batches) warn({ batchId: id }, 'a mass enrollment has stopped: its workflow is gone');
  for (const { id } of migrations) warn({ migrationId: id }, 'a migration has stopped: its workflow is gone');
  for (const { id } of enrollments) warn({ enrollmentId: id }, 'an enrollment has failed: its workflow is gone');
  for (const { id } of handoffs) warn({ handoffId: id }, 'a hand-off is stuck: its workflow is gone');
}

async function record(tx: Queryable, deliveries: readonly Delivery[], now: Instant): Promise<void> {
  const over = deliveries.filter(({ kind }) => kind === 'done' || kind === 'gone').map(({ id }) => id);
  if (over.length > 0) await tx.rows(sql`DELETE FROM outbox WHERE id = ANY (${over}::bigint[])`);
  const failed = deliveries.flatMap((delivery) => {
    if (delivery.kind !== 'failed' && delivery.kind !== 'dead') return [];
    const { id, kind, error } = delivery;
    return [{ id, error, dead: kind === 'dead', ms: kind === 'failed' ? delivery.retryInMs : 0 }];
  });
  if (failed.length === 0) return;
  await tx.rows(sql`
    UPDATE outbox o SET attempts = o.attempts + 1, last_error = f.error,
      available_at = ${now}::timestamptz + f.ms * interval '1 millisecond',
      dead_at = CASE WHEN f.dead THEN ${now}::timestamptz END
    FROM jsonb_to_recordset(${json(failed)}::jsonb) AS f (id bigint, error text, dead boolean, ms float8)
    WHERE o.id = f.id`);
}
