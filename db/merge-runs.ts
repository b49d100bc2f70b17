/**
 * What is under way for two leads that become one: no sequence goes on twice, no two of sales have the same person, and no
 * broadcast reaches it twice. What is stopped is told by the outbox, and ends as visibly as anything that is stopped.
 */

import { inSales, type Stage } from '../domain/lifecycle.ts';
import { furtherStage, withSales } from '../domain/merging.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isStopping, stopEnrollments } from './enrollment-stops.ts';
import { endHandoffs } from './handoff-endings.ts';
import type { Pair } from './merge-moves.ts';
import { type Sql, sql } from './sql.ts';
import { announce } from './webhook-announcements.ts';

export interface StoppedRun {
  readonly enrollmentId: string;
  readonly sequence: string;
}

/** Stops what mailed the one of both that sales does not have, as becoming an MQL would. A customer stays one, in what customers are in. */
export async function stopForSales(
  tx: Queryable,
  { keptId, mergedId }: Pair,
  stages: BothStages,
  now: Instant,
): Promise<readonly StoppedRun[]> {
  if (!inSales.has(furtherStage(stages.kept, stages.merged)) || inSales.has(stages.kept) === inSales.has(stages.merged))
    return [];
  const nurtured = inSales.has(stages.kept) ? mergedId : keptId;
  const ending = await tx.rows<StoppedRun>(sql`
    SELECT e.id AS "enrollmentId", e.sequence FROM enrollment e JOIN sequence_version v ON v.id = e.sequence_version_id
    WHERE e.lead_id = ${nurtured} AND e.status = 'active' AND NOT ${isStopping}
      AND coalesce((v.program #>> '{settings,stops,mql}')::boolean, false) ORDER BY e.id`);
  const ids = ending.map(({ enrollmentId }) => enrollmentId);
  await stopEnrollments(tx, sql`id = ANY (${ids}::uuid[])`, 'mql', now);
  return ending;
}

/**
 * Asks those enrollments of the lead that goes to stop whose sequence the other one is in, and exclusive ones where the other
 * is in an exclusive one too. All others go on for the lead that is left.
 */
export async function stopColliding(
  tx: Queryable,
  { keptId, mergedId }: Pair,
  now: Instant,
): Promise<readonly StoppedRun[]> {
  const colliding = await tx.rows<StoppedRun>(sql`
    WITH live AS (
      SELECT e.id, e.lead_id, e.sequence, coalesce((v.program #>> '{settings,exclusive}')::boolean, false) AS exclusive
      FROM enrollment e JOIN sequence_version v ON v.id = e.sequence_version_id
      WHERE e.lead_id IN (${keptId}, ${mergedId}) AND e.status = 'active' AND NOT ${isStopping}
    )
    SELECT m.id AS "enrollmentId", m.sequence FROM live m WHERE m.lead_id = ${mergedId} AND EXISTS (
      SELECT 1 FROM live k WHERE k.lead_id = ${keptId} AND (k.sequence = m.sequence OR (k.exclusive AND m.exclusive)))
    ORDER BY m.id`);
  const ids = colliding.map(({ enrollmentId }) => enrollmentId);
  await stopEnrollments(tx, sql`id = ANY (${ids}::uuid[])`, 'merged', now);
  return colliding;
}

/** Who decided a hand-off that a merge ended. Nobody is nurtured because of it. */
export const mergeDecider = (actor: string): string => `merge/${actor}`;

export interface EndedHandoffs {
  /** Of the lead that goes. */
  readonly merged: readonly string[];
  /** Of the lead that is left. */
  readonly kept: readonly string[];
}

/** The stages of both leads before they became one. */
export interface BothStages {
  readonly kept: Stage;
  readonly merged: Stage;
}

/**
 * Ends all but one of the hand-offs of what becomes one person: an open one where sales has the other lead, or it is offered as well;
 * and of two that sales has, that of the lead that goes.
 */
export async function endDoubleHandoffs(
  tx: Queryable,
  { keptId, mergedId }: Pair,
  stages: BothStages,
  actor: string,
  now: Instant,
): Promise<EndedHandoffs> {
  const others = (leadId: string, statuses: readonly string[]) =>
    sql`EXISTS (SELECT 1 FROM handoff o WHERE o.lead_id = ${leadId} AND o.status = ANY (${[...statuses]}))`;
  const merged = await endDoubles(
    tx,
    sql`h.lead_id = ${mergedId} AND (
      (h.status = 'open' AND (${withSales.has(stages.kept)} OR ${others(keptId, ['open'])}))
      OR (h.status = 'accepted' AND h.follow AND EXISTS (
        SELECT 1 FROM handoff o WHERE o.lead_id = ${keptId} AND o.status = 'accepted' AND o.follow)))`,
    actor,
    now,
  );
  const kept = await endDoubles(
    tx,
    sql`h.lead_id = ${keptId} AND h.status = 'open' AND (${withSales.has(stages.merged)} OR ${others(mergedId, ['accepted'])})`,
    actor,
    now,
  );
  return { merged, kept };
}

/** Other systems are told that sales has one of them less. */
async function endDoubles(tx: Queryable, matching: Sql, actor: string, now: Instant): Promise<readonly string[]> {
  const by = mergeDecider(actor);
  const ended = await endHandoffs(tx, matching, { reason: 'duplicate', by }, now);
  const told = ended.map(({ id, lead_id: leadId }) => ({
    type: 'handoff.returned' as const,
    leadId,
    data: { handoff: id, reason: 'duplicate', actor: by },
  }));
  await announce(tx, told, now);
  return ended.map(({ id }) => id);
}

/** Of two mails of one broadcast, one that has surely not left stays where it is. */
export async function dropDoubleMails(tx: Queryable, { keptId, mergedId }: Pair, now: Instant): Promise<void> {
  await tx.rows(sql`
    WITH pairs AS (
      SELECT m.id AS merged, k.id AS kept, k.state IN ('PENDING', 'CLAIMED', 'DEFERRED')
        AND m.state IN ('SENT', 'IN_FLIGHT', 'UNKNOWN') AS keeps_merged
      FROM message m JOIN message k ON k.broadcast_id = m.broadcast_id AND k.lead_id = ${keptId}
      WHERE m.lead_id = ${mergedId} AND m.broadcast_id IS NOT NULL
    )
    UPDATE message d SET state = 'SUPPRESSED', detail = 'merged: the person has another mail of this broadcast',
      claim_token = NULL, lease_until = NULL, updated_at = ${now}
    FROM pairs p WHERE d.id = CASE WHEN p.keeps_merged THEN p.kept ELSE p.merged END
      AND d.state IN ('PENDING', 'CLAIMED', 'DEFERRED')`);
}
