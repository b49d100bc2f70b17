/**
 * Arming a wait and ending it when its time is over. Under the lead's lock, as ingest is, so that no event can fall
 * between "is one there already" and "from now on I wait": it is either found here, or it finds the wait.
 */
import { type Awaited, isOver, meet } from '../domain/awaiting.ts';
import { stopReasonOf } from '../domain/ending.ts';
import type { EventFact } from '../domain/events.ts';
import type { StepId } from '../domain/program.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { json, sql } from './sql.ts';
import { type LookUp, lookUp, type WaitDeps } from './wait-look-up.ts';

export type { WaitDeps } from './wait-look-up.ts';

export interface Wait {
  readonly stepId: StepId;
  readonly awaited: Awaited;
  /** Events that earlier waits have used up. */
  readonly consumed: readonly string[];
}

/** An enrollment whose lead is locked. */
export interface Waiting {
  readonly id: string;
  readonly lead_id: string;
}

/**
 * Arms the wait, less what has happened already: the first event of each kind that is awaited is returned, oldest first.
 * When they end the wait nothing is armed. A stop that one of them had asked for is lifted.
 * @throws CONDITION_INVALID when the wait has a condition that cannot be evaluated; publishing checks them.
 */
export async function armLocked(
  tx: Queryable,
  enrollment: Waiting,
  wait: Wait & { readonly until: Instant },
  now: Instant,
  deps: WaitDeps,
): Promise<readonly EventFact[]> {
  const found = await lookFor(tx, enrollment, wait, now, deps);
  await write(tx, enrollment, wait, found, isOver(found.left) ? null : wait.until);
  return found.events;
}

/**
 * Ends the wait, whose time is over, with the events that it is for and that came in meanwhile; a stop that one of them
 * had asked for is lifted.
 * @throws CONDITION_INVALID as `armLocked`
 */
export async function expireLocked(
  tx: Queryable,
  enrollment: Waiting,
  wait: Wait,
  now: Instant,
  deps: WaitDeps,
): Promise<readonly EventFact[]> {
  const found = await lookFor(tx, enrollment, wait, now, deps);
  await write(tx, enrollment, wait, found, null);
  return found.events;
}

interface Found {
  readonly events: readonly EventFact[];
  readonly left: Awaited;
  /** What stops the enrollment although these events are used up. */
  readonly nextStop: EventFact | null;
  readonly settings: LookUp['settings'];
}

async function lookFor(
  tx: Queryable,
  enrollment: Waiting,
  { awaited, consumed }: Wait,
  now: Instant,
  deps: WaitDeps,
): Promise<Found> {
  const { facts, settings } = await lookUp(tx, enrollment, { awaited, consumed, now }, deps);
  const events: EventFact[] = [];
  let left = awaited;
  for (const fact of facts) {
    const after = isOver(left) ? null : meet(left, fact);
    if (!after) continue;
    events.push(fact);
    left = after;
  }
  // A second stopping event, after the one that the wait uses up, keeps the gate shut.
  const nextStop = facts.find(
    (fact) => !events.includes(fact) && fact.recordedAt >= awaited.since && stopReasonOf(settings, fact) !== null,
  );
  return { events, left, nextStop: nextStop ?? null, settings };
}

/** `until` null: nothing is awaited any more. */
async function write(
  tx: Queryable,
  enrollment: Waiting,
  { stepId }: Wait,
  { events, left, nextStop, settings }: Found,
  until: Instant | null,
): Promise<void> {
  const used = events.map(({ id }) => id);
  const nextReason = nextStop && stopReasonOf(settings, nextStop);
  await tx.rows(sql`
    UPDATE enrollment SET step_id = ${stepId}, wait_until = ${until},
      wait_for = ${until === null ? null : json(left)}, wait_since = ${until === null ? null : left.since},
      stop_reason = CASE WHEN stop_event_id = ANY (${used}::uuid[]) THEN ${nextReason} ELSE stop_reason END,
      stop_event_id = CASE WHEN stop_event_id = ANY (${used}::uuid[]) THEN ${nextStop?.id ?? null}::uuid
        ELSE stop_event_id END
    WHERE id = ${enrollment.id} AND status = 'active'`);
}
