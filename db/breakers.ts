/**
 * Breakers: a sequence whose mails bounce too often, or are complained about, is paused in the transaction that records
 * the event; so is a broadcast. The pause says why and is the alert. Costs nothing but on such events.
 *
 * Bounces by mail come hours after the mail, complaints days, when much else has been sent. So an event is judged twice:
 * among the newest mails, and among those that were sent about when its own was.
 *
 * Only mails that were sent since it was paused or resumed last count: one that a person has lifted does not trip again
 * on what that person has seen, nor on what comes back later of the mails from before.
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
  const since = await countedFrom(tx, program);
  if (since !== null && sender.at <= since) return null;
  const tallies = await tally(tx, breaker, program, { id: messageId, at: sender.at }, since);
  const reason = tallies.map((counted) => tripReason(breaker, counted)).find((found) => found !== null) ?? null;
  if (reason === null || !(await pause(tx, program, reason, now))) return null;
  if (kind === 'bounce_hard' && fromDomain !== null) await stepBack(tx, fromDomain, now);
  return { program, reason };
}

interface SenderRow {
  readonly at: Instant;
  readonly from_domain: string | null;
  readonly sequence: string | null;
  readonly broadcast_id: string | null;
  readonly broadcast: string | null;
}

/** When the message `m` left. A mail refused at once was a send as well. */
const leftAt = sql`coalesce(m.sent_at, m.updated_at)`;

interface Sender {
  readonly program: Program;
  readonly fromDomain: string | null;
  /** When the mail left. */
  readonly at: Instant;
}

/** What sent the mail, unless it is held up already: then nothing needs to be counted. */
async function senderOf(tx: Queryable, messageId: string): Promise<Sender | null> {
  const [row] = await tx.rows<SenderRow>(sql`
    SELECT ${leftAt} AS at, m.from_domain, e.sequence, m.broadcast_id, b.name AS broadcast
    FROM message m LEFT JOIN enrollment e ON e.id = m.enrollment_id LEFT JOIN broadcast b ON b.id = m.broadcast_id
    WHERE m.id = ${messageId} AND NOT m.internal
      AND NOT EXISTS (SELECT 1 FROM pause p WHERE p.kind = 'sequence' AND p.target = e.sequence)
      AND (b.status IS NULL OR b.status IN ('scheduled', 'running'))`);
  if (!row) return null;
  const { at, from_domain: fromDomain, sequence, broadcast_id: id, broadcast } = row;
  if (id !== null && broadcast !== null) return { program: { kind: 'broadcast', id, name: broadcast }, fromDomain, at };
  return sequence === null ? null : { program: { kind: 'sequence', name: sequence }, fromDomain, at };
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
 * So many mails are looked through, of all programs, from the newest back and from the mail of the event in either
 * direction. It bounds what an event can cost; a program that has too few among them to be judged harms little.
 */
const mostLookedAt = { newest: 50_000, aside: 25_000 } as const;

const isOf = (program: Program): Sql =>
  program.kind === 'sequence'
    ? sql`EXISTS (SELECT 1 FROM enrollment e WHERE e.id = m.enrollment_id AND e.sequence = ${program.name})`
    : sql`m.broadcast_id = ${program.id}`;

interface TallyRow {
  readonly span: 'newest' | 'around';
  readonly sends: number;
  readonly events: number;
}

/**
 * The newest sends of a program and those around one of its mails, as many after it as before where there are, and how
 * many of each had such an event.
 */
async function tally(
  tx: Queryable,
  breaker: Breaker,
  program: Program,
  mail: { readonly id: string; readonly at: Instant },
  since: Instant | null,
): Promise<readonly Tally[]> {
  const hit = sql`EXISTS (
    SELECT 1 FROM event v WHERE v.lead_id = m.lead_id AND v.message_id = m.id AND v.kind = ${breaker.event})`;
  const sends = (which: Sql, order: Sql, lookedAt: number): Sql => sql`
    SELECT m.id, m.lead_id, row_number() OVER (ORDER BY m.id ${order}) AS place
    FROM (SELECT * FROM message WHERE ${which} ORDER BY id ${order} LIMIT ${lookedAt}) m
    WHERE NOT m.internal AND ${isOf(program)} AND (${since}::timestamptz IS NULL OR ${leftAt} > ${since})
      AND (m.state IN ('SENT', 'UNKNOWN', 'IN_FLIGHT') OR ${hit})
    ORDER BY m.id ${order} LIMIT ${breaker.window}`;
  const { newest, aside } = mostLookedAt;
  const rows = await tx.rows<TallyRow>(sql`
    SELECT span, count(*)::int AS sends, count(*) FILTER (WHERE ${hit})::int AS events FROM (
      (SELECT 'newest' AS span, id, lead_id FROM (${sends(sql`true`, sql`DESC`, newest)}) last)
      UNION ALL
      (SELECT 'around' AS span, id, lead_id FROM (
        (${sends(sql`id <= ${mail.id}::uuid`, sql`DESC`, aside)})
        UNION ALL
        (${sends(sql`id > ${mail.id}::uuid`, sql`ASC`, aside)})
      ) near ORDER BY place LIMIT ${breaker.window})
    ) m GROUP BY span ORDER BY span DESC`);
  return rows.map(({ span, ...counted }) => ({ ...counted, around: span === 'around' ? mail.at : null }));
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
