/**
 * Arming a wait and ending it when its time is over. Under the lead's lock, as ingest is, so that no event can fall between "is one there already" and
 * "from now on I wait": it is either found here, or it finds the wait.
 */
import { type ArmedMatcher, type EventFact, matchesAny, stopReasonOf } from '../domain/events.ts';
import type { StepId } from '../domain/program.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { json, sql } from './sql.ts';

export interface Wait {
  readonly stepId: StepId;
  readonly any: readonly ArmedMatcher[];
  readonly since: Instant;
  readonly consumed: readonly string[];
}

interface Waiting {
  readonly id: string;
  readonly lead_id: string;
}

interface EventRow {
  readonly id: string;
  readonly kind: EventFact['kind'];
  readonly name: string | null;
  readonly link: string | null;
  readonly enrollment_id: string | null;
  readonly step_id: string | null;
  readonly visit: number | null;
  readonly recorded_at: Instant;
}

/** Arms the wait of an enrollment whose lead is locked; or returns the first event that satisfies it, and arms nothing. */
export async function armLocked(
  tx: Queryable,
  enrollment: Waiting,
  wait: Wait & { readonly until: Instant },
): Promise<EventFact | null> {
  const found = await useUp(tx, enrollment, wait);
  if (found) return found;
  await tx.rows(sql`
    UPDATE enrollment SET step_id = ${wait.stepId}, wait_until = ${wait.until}, wait_for = ${json(wait.any)},
      wait_since = ${wait.since}
    WHERE id = ${enrollment.id} AND status = 'active'`);
  return null;
}

/** Ends the wait of an enrollment whose lead is locked: with the event that satisfies it, if one came in. */
export async function expireLocked(tx: Queryable, enrollment: Waiting, wait: Wait): Promise<EventFact | null> {
  const found = await useUp(tx, enrollment, wait);
  if (found) return found;
  await tx.rows(sql`
    UPDATE enrollment SET wait_until = NULL, wait_for = NULL, wait_since = NULL
    WHERE id = ${enrollment.id} AND status = 'active'`);
  return null;
}

/** The first event that satisfies the wait; then the enrollment awaits nothing, and the stop it asked for is lifted. */
async function useUp(tx: Queryable, enrollment: Waiting, wait: Wait): Promise<EventFact | null> {
  const events = await eventsSince(tx, enrollment, wait);
  const found = events.find((event) => matchesAny(wait.any, event, wait.since));
  if (!found) return null;
  // A second stopping event, after the one that the wait uses up, keeps the gate shut.
  const next = events.find(
    (event) => event.id !== found.id && stopReasonOf(event.kind) !== null && event.recordedAt >= wait.since,
  );
  await tx.rows(sql`
    UPDATE enrollment SET step_id = ${wait.stepId}, wait_until = NULL, wait_for = NULL, wait_since = NULL,
      stop_reason = CASE WHEN stop_event_id = ${found.id} THEN ${next ? stopReasonOf(next.kind) : null} ELSE stop_reason END,
      stop_event_id = CASE WHEN stop_event_id = ${found.id} THEN ${next?.id ?? null}::uuid ELSE stop_event_id END
    WHERE id = ${enrollment.id} AND status = 'active'`);
  return found;
}

/** The events that could satisfy the wait, oldest first, as this enrollment sees them. */
async function eventsSince(tx: Queryable, enrollment: Waiting, wait: Wait): Promise<readonly EventFact[]> {
  const kinds = [...new Set(wait.any.map((matcher) => matcher.kind))];
  const rows = await tx.rows<EventRow>(sql`
    SELECT e.id, e.kind, e.name, e.link, e.enrollment_id, e.step_id, e.visit, e.recorded_at
    FROM event e LEFT JOIN message m ON m.id = e.message_id
    WHERE e.lead_id = ${enrollment.lead_id} AND e.kind = ANY (${kinds}) AND e.id <> ALL (${wait.consumed}::uuid[])
      AND m.handoff_id IS NULL
      AND (e.recorded_at >= ${wait.since} OR (e.enrollment_id = ${enrollment.id} AND e.kind = 'click'))
    ORDER BY e.recorded_at, e.id`);
  return rows.map((row) => {
    const own = row.enrollment_id === enrollment.id;
    const { id, kind, name, link } = row;
    return {
      id,
      kind,
      name,
      link,
      stepId: own ? row.step_id : null,
      visit: own ? row.visit : null,
      recordedAt: row.recorded_at,
    };
  });
}
