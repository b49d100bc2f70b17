/**
 * What changes a lead's standing: the lock that serialises everything about one lead, the one statement that writes a
 * promotion with its ledger rows, and the hand-off that an MQL gets.
 *
 * The lock is FOR NO KEY UPDATE: it excludes the other writers of the lead as FOR UPDATE would, and lets rows that only
 * refer to the lead (the event of a mail that was just sent) be inserted meanwhile.
 */
import type { EventFact } from '../domain/events.ts';
import { handoffWorkflowId } from '../domain/identity.ts';
import { type Instant, later } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { type LeadRow, leadColumns } from './lead-rows.ts';
import type { OutboxDraft } from './outbox-writes.ts';
import type { Promotion } from './promotion.ts';
import { json, sql } from './sql.ts';

/** Locks a lead until the end of the transaction; null when there is none. What is read afterwards is up to date. */
export async function lockLead(tx: Queryable, leadId: string): Promise<LeadRow | null> {
  const [row] = await tx.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
    WHERE l.id = ${leadId} FOR NO KEY UPDATE OF l`);
  return row ?? null;
}

/** A row of the score ledger; `points` as they were earned, undecayed. */
export interface ScoreRow {
  readonly key: string;
  readonly eventId: string | null;
  readonly group: string;
  readonly points: number;
  readonly reason: string;
  readonly at: Instant;
}

/**
 * Writes what a promotion made of a lead: standing, ledger row and stage moves, in one statement. Returns what changed as
 * enrollments can wait for it; a climb through several stages is one fact for each, under the ids of the ledgers.
 */
export async function writePromotion(
  tx: Queryable,
  leadId: string,
  promotion: Promotion,
  ledger: { readonly actor: string; readonly grade: string; readonly score: ScoreRow | null; readonly now: Instant },
): Promise<readonly EventFact[]> {
  const { stage, engagement, score, temperature } = promotion;
  const { actor, grade, now } = ledger;
  const entries = ledger.score ? [{ id: newId(), ...ledger.score }] : [];
  const moves = promotion.moves.map((move) => ({ id: newId(), ...move }));
  await tx.rows(sql`
    WITH entries AS (
      INSERT INTO score_entry (id, lead_id, event_id, key, "group", points, reason, at, score_after)
      SELECT id, ${leadId}, "eventId", key, "group", points, reason, at, ${score}
      FROM jsonb_to_recordset(${json(entries)}::jsonb) AS entry
        (id uuid, "eventId" uuid, key text, "group" text, points float8, reason text, at timestamptz)
    ), moves AS (
      INSERT INTO stage_move (id, lead_id, "from", "to", actor, reason, score, grade, at)
      SELECT id, ${leadId}, "from", "to", ${actor}, reason, ${score}, ${grade}, ${now}
      FROM jsonb_to_recordset(${json(moves)}::jsonb) AS move (id uuid, "from" text, "to" text, reason text)
    )
    UPDATE lead SET stage = ${stage}, engagement = ${json(engagement)}::jsonb, score = ${score},
      temperature = ${temperature}, updated_at = ${now}
    WHERE id = ${leadId}`);
  return [
    ...entries.map(
      ({ id }): EventFact => ({ ...noMail, id, kind: 'score', name: null, value: score, recordedAt: now }),
    ),
    ...moves.map(({ id, to }): EventFact => ({ ...noMail, id, kind: 'stage', name: to, recordedAt: now })),
  ];
}

/** A fact that answers no mail. */
export const noMail = { link: null, stepId: null, visit: null } as const;

export interface OpenedHandoff {
  readonly id: string;
  readonly start: OutboxDraft;
}

/** Opens the next hand-off of a lead; null when one is open. The lead must be locked. */
export async function openHandoff(
  tx: Queryable,
  leadId: string,
  promotion: Pick<Promotion, 'score'>,
  grade: string,
  now: Instant,
): Promise<OpenedHandoff | null> {
  const [last] = await tx.rows<{ readonly number: number; readonly open: boolean }>(sql`
    SELECT coalesce(max(number), 0) AS number, coalesce(bool_or(status = 'open'), false) AS open
    FROM handoff WHERE lead_id = ${leadId}`);
  if (!last || last.open) return null;
  const id = newId();
  const number = last.number + 1;
  const workflowId = handoffWorkflowId(leadId, number);
  await tx.rows(sql`
    INSERT INTO handoff (id, lead_id, number, workflow_id, status, score, grade, created_at)
    VALUES (${id}, ${leadId}, ${number}, ${workflowId}, 'open', ${promotion.score}, ${grade}, ${now})`);
  return { id, start: { kind: 'start_handoff', workflowId, payload: { handoffId: id } } };
}

/** When points were earned: never after now, or a source with a fast clock would score for the future. */
export const earnedAt = (occurredAt: Instant, now: Instant): Instant =>
  later(occurredAt, now) === now ? occurredAt : now;
