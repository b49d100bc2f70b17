/**
 * What holds a broadcast as a whole: its own state, pauses of who sends it, and a relay that is away. The row is locked, so
 * that lanes take turns.
 */
import type { BroadcastStatus } from '../domain/broadcast.ts';
import { assertNever } from '../domain/errors.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import { leaveOutRest } from './broadcast-commands.ts';
import { nextAt, noteLost, type Progress, sharedTime } from './broadcast-next.ts';
import { checkedBroadcastId, unknownBroadcast } from './broadcast-rows.ts';
import type { Queryable } from './database.ts';
import { sql } from './sql.ts';
import type { BatchFilter, SendRoute } from './store.ts';

/** A broadcast whose row is locked. */
export interface LockedBroadcast extends Progress {
  readonly filter: BatchFilter;
  readonly status: BroadcastStatus;
  readonly template_version_id: string;
  readonly start_at: Instant;
  /** Whether somebody has activated the sending domain. */
  readonly activated: boolean;
  /** Whether the sending domain or the relay is paused. */
  readonly held: boolean;
}

/** @throws BROADCAST_UNKNOWN */
export async function lockBroadcast(tx: Queryable, id: string, rules: SendRoute): Promise<LockedBroadcast> {
  const [broadcast] = await tx.rows<LockedBroadcast>(sql`
    SELECT b.id, b.filter, b.status, b.template_version_id, b.start_at, b."cursor", b.last,
      EXISTS (SELECT 1 FROM sender_domain d WHERE d.domain = ${rules.fromDomain} AND d.activated_at IS NOT NULL) AS activated,
      EXISTS (SELECT 1 FROM pause p WHERE (p.kind = 'domain' AND p.target = ${rules.fromDomain})
        OR (p.kind = 'relay' AND p.target = ${rules.relay})) AS held
    FROM broadcast b WHERE b.id = ${checkedBroadcastId(id)} FOR NO KEY UPDATE OF b`);
  if (!broadcast) throw unknownBroadcast(id);
  return broadcast;
}

/** Whoever resumes a broadcast tells its workflow; this is for what was not told. */
const pausedMs = 60 * 60_000;
/** Nobody tells a broadcast that its sender goes on. */
const senderHeldMs = 60_000;

/** Whether no lead is to be looked at now, and when to look again (null: never); `no` when nothing holds it. */
export async function heldUntil(
  tx: Queryable,
  { id, status, start_at: startAt, held, activated }: LockedBroadcast,
  rules: SendRoute,
  now: Instant,
): Promise<Instant | null | 'no'> {
  switch (status) {
    case 'done':
      return null;
    case 'stopped':
      await noteLost(tx, id, now);
      await leaveOutRest(tx, id, now);
      return nextAt(tx, id, now);
    case 'paused':
      await noteLost(tx, id, now);
      return plusMs(now, pausedMs);
    case 'scheduled':
      if (now < startAt) return startAt;
      break;
    case 'running':
      break;
    default:
      return assertNever(status);
  }
  if (held) {
    await noteLost(tx, id, now);
    return plusMs(now, senderHeldMs);
  }
  if (activated || !rules.mustBeActivated) return 'no';
  await tx.rows(sql`SELECT hold_unactivated(${rules.fromDomain}, ${now})`);
  return plusMs(now, senderHeldMs);
}

/**
 * What was refused comes a moment before the rest: the index then gives the same few first every time, their pauses grow, and
 * everybody waits for them. Mails that are due later for another reason keep their times.
 */
export async function holdBack(on: Queryable, id: string, until: Instant, now: Instant): Promise<Instant> {
  const look = sharedTime(until);
  await on.rows(sql`
    WITH held AS MATERIALIZED (SELECT b.id FROM broadcast b WHERE b.id = ${checkedBroadcastId(id)} FOR NO KEY UPDATE)
    UPDATE message m SET lease_until = CASE WHEN m.lease_until <= ${now} THEN ${look}::timestamptz
      ELSE ${plusMs(look, -1)}::timestamptz END
    FROM held WHERE m.broadcast_id = held.id AND m.state = 'DEFERRED' AND m.lease_until < ${look}
      AND (m.lease_until <= ${now} OR m.verdict = 'unreachable')`);
  return look;
}
