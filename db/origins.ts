/**
 * How leads came to be known: an append-only record. It is written when a lead is made, and again when it comes in by another
 * way; what says nothing new is left out, so that a system that tells its leads every night does not fill the record.
 */
import type { Origin, OriginDetail, OriginView } from '../domain/origin.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { json, sql } from './sql.ts';

/** One time that a lead came in. */
export interface Arrival {
  readonly leadId: string;
  /** The lead was made by it, so it is written whatever it tells. */
  readonly fresh: boolean;
  /** Who the lead is became other by it: duplicates are found by that, and are as sure as those who told it. */
  readonly compared: boolean;
  /** People of the organisation brought it, of a source of theirs. */
  readonly own: boolean;
  readonly origin: Origin;
}

/** Detail is said again each day at most; a source or a way without detail is said once. */
export async function recordOrigins(
  tx: Queryable,
  arrivals: readonly Arrival[],
  actor: string,
  now: Instant,
): Promise<void> {
  const told = arrivals
    .filter(({ fresh, compared, origin }) => fresh || compared || origin.source !== null || tells(origin.detail))
    .map(({ leadId, fresh, own, origin: { source, way, detail } }) => {
      return { id: newId(), leadId, fresh, own, source, way, detail, detailed: tells(detail) };
    });
  if (told.length === 0) return;
  await tx.rows(sql`
    INSERT INTO lead_origin (id, lead_id, source, way, detail, actor, own, at)
    SELECT o.id, o."leadId", o.source, o.way, o.detail, ${actor}, o.own, ${now}
    FROM jsonb_to_recordset(${json(told)}::jsonb)
      AS o (id uuid, "leadId" uuid, fresh boolean, own boolean, source text, way text, detail jsonb, detailed boolean)
    WHERE o.fresh OR NOT EXISTS (SELECT 1 FROM lead_origin k WHERE k.lead_id = o."leadId"
      AND k.source IS NOT DISTINCT FROM o.source AND k.way = o.way AND k.own = o.own
      AND (NOT o.detailed OR (k.detail = o.detail AND k.at > ${now}::timestamptz - interval '1 day')))`);
}

const tells = (detail: OriginDetail): boolean => Object.keys(detail).length > 0;

/** Oldest first: the first one is where the lead came from. */
export const originsOf = (on: Queryable, leadId: string): Promise<readonly OriginView[]> =>
  on.rows<OriginView>(sql`
    SELECT id, source, way, detail, actor, at FROM lead_origin WHERE lead_id = ${leadId} ORDER BY at, id`);
