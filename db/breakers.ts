/**
 * Breakers: a sequence whose mails bounce too often, or are complained about, is paused in the transaction that records
 * the event; so is a broadcast. The pause says why and is the alert. Costs nothing but on such events.
 *
 * Only mails that were sent since it was paused or resumed last count: one that a person has lifted does not trip again
 * on what that person has seen.
 */
import { type Breaker, breakers, type Tally, tripReason } from '../domain/breaker.ts';
import type { EventKind } from '../domain/events.ts';
import { broadcastProgram } from '../domain/identity.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { noteInterventions } from './interventions.ts';
import { stepBack } from './pace.ts';
import { type Sql, sql } from './sql.ts';

/** What sent the mail. */
type Program =
  | { readonly kind: 'sequence'; readonly name: string }
  | { readonly kind: 'broadcast'; readonly id: string; readonly name: string };

export interface Trip {
  readonly program: Program;
  readonly reason: string;
}

const actor = 'breaker';

/**
 * Looks at the program of a mail when an event about that mail has been recorded, and pauses it if it must be. Null when
 * there is nothing to pause.
 */
export async function breakOn(tx: Queryable, kind: EventKind, messageId: string, now: Instant): Promise<Trip | null> {
  const breaker = kind === 'bounce_hard' || kind === 'complaint' ? breakers[kind] : null;
  if (breaker === null) return null;
  const sender = await senderOf(tx, messageId);
  if (sender === null) return null;
  const { program, fromDomain } = sender;
  const reason = tripReason(breaker, await tally(tx, breaker, program, await countedFrom(tx, program)));
  if (reason === null || !(await pause(tx, program, reason, now))) return null;
  if (kind === 'bounce_hard' && fromDomain !== null) await stepBack(tx, fromDomain, now);
  return { program, reason };
}

interface SenderRow {
  readonly from_domain: string | null;
  readonly sequence: string | null;
  readonly broadcast_id: string | null;
  readonly broadcast: string | null;
}

/** What sent the mail, unless it is held up already: then nothing needs to be counted. */
async function senderOf(
  tx: Queryable,
  messageId: string,
): Promise<{ readonly program: Program; readonly fromDomain: string | null } | null> {
  const [row] = await tx.rows<SenderRow>(sql`
    SELECT m.from_domain, e.sequence, m.broadcast_id, b.name AS broadcast
    FROM message m LEFT JOIN enrollment e ON e.id = m.enrollment_id LEFT JOIN broadcast b ON b.id = m.broadcast_id
    WHERE m.id = ${messageId} AND NOT m.internal
      AND NOT EXISTS (SELECT 1 FROM pause p WHERE p.kind = 'sequence' AND p.target = e.sequence)
      AND (b.status IS NULL OR b.status IN ('scheduled', 'running'))`);
  if (!row) return null;
  const { from_domain: fromDomain, sequence, broadcast_id: id, broadcast } = row;
  if (id !== null && broadcast !== null) return { program: { kind: 'broadcast', id, name: broadcast }, fromDomain };
  return sequence === null ? null : { program: { kind: 'sequence', name: sequence }, fromDomain };
}

/** By which name the interventions of a program are found. */
const noteOf = (program: Program): string =>
  program.kind === 'sequence' ? program.name : broadcastProgram(program.name);

async function countedFrom(tx: Queryable, program: Program): Promise<Instant | null> {
  const [row] = await tx.rows<{ readonly at: Instant | null }>(sql`
    SELECT max(at) AS at FROM intervention WHERE sequence = ${noteOf(program)} AND kind IN ('paused', 'resumed')`);
  return row?.at ?? null;
}

/**
 * So many mails are looked through, of all programs, newest first. It bounds what an event can cost; a program that has
 * too few among them to be judged harms little.
 */
const mostLookedAt = 50_000;

const isOf = (program: Program): Sql =>
  program.kind === 'sequence'
    ? sql`EXISTS (SELECT 1 FROM enrollment e WHERE e.id = m.enrollment_id AND e.sequence = ${program.name})`
    : sql`m.broadcast_id = ${program.id}`;

/** The newest sends of a program, and how many of them had such an event. A mail refused at once was a send as well. */
async function tally(tx: Queryable, breaker: Breaker, program: Program, since: Instant | null): Promise<Tally> {
  const hit = sql`EXISTS (
    SELECT 1 FROM event v WHERE v.lead_id = m.lead_id AND v.message_id = m.id AND v.kind = ${breaker.event})`;
  const [row] = await tx.rows<Tally>(sql`
    SELECT count(*)::int AS sends, count(*) FILTER (WHERE send.hit)::int AS events FROM (
      SELECT ${hit} AS hit
      FROM (
        SELECT id, lead_id, enrollment_id, broadcast_id, internal, state, coalesce(sent_at, updated_at) AS at FROM message
        ORDER BY id DESC LIMIT ${mostLookedAt}
      ) m
      WHERE NOT m.internal AND ${isOf(program)} AND (${since}::timestamptz IS NULL OR m.at > ${since})
        AND (m.state IN ('SENT', 'UNKNOWN', 'IN_FLIGHT') OR ${hit})
      ORDER BY m.id DESC LIMIT ${breaker.lastSends}
    ) send`);
  return row ?? { sends: 0, events: 0 };
}

/** Whether this very event paused it. */
async function pause(tx: Queryable, program: Program, reason: string, now: Instant): Promise<boolean> {
  if (program.kind === 'sequence') {
    const fresh = await tx.rows(sql`
      INSERT INTO pause (kind, target, reason, actor, since)
      VALUES ('sequence', ${program.name}, ${reason}, ${actor}, ${now}) ON CONFLICT DO NOTHING RETURNING kind`);
    if (fresh.length === 0) return false;
    const about = { kind: 'sequence', sequence: program.name } as const;
    await noteInterventions(tx, [{ kind: 'paused', about, actor, reason }], now);
    return true;
  }
  const fresh = await tx.rows(sql`
    WITH paused AS (
      UPDATE broadcast SET status = 'paused', reason = ${reason}
      WHERE id = ${program.id} AND status IN ('scheduled', 'running') RETURNING id
    )
    INSERT INTO intervention (id, kind, sequence, actor, reason, at)
    SELECT ${newId()}::uuid, 'paused', ${noteOf(program)}, ${actor}, ${reason}, ${now}::timestamptz FROM paused RETURNING id`);
  return fresh.length > 0;
}
