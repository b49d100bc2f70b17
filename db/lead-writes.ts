/**
 * What changes a lead's standing: the lock that serialises everything about one lead, the one statement that writes
 * promotions with their ledger rows, and the hand-off that an MQL gets.
 *
 * The lock is FOR NO KEY UPDATE: it excludes the other writers of the lead as FOR UPDATE would, and lets rows that only
 * refer to the lead (the event of a mail that was just sent) be inserted meanwhile.
 */
import type { EventFact } from '../domain/events.ts';
import { handoffWorkflowId } from '../domain/identity.ts';
import { type Instant, later } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { stopEnrollments } from './enrollment-stops.ts';
import { newId } from './ids.ts';
import { type LeadRow, leadColumns } from './lead-rows.ts';
import type { OutboxDraft } from './outbox-writes.ts';
import type { Promotion } from './promotion.ts';
import { type PromotionLedger, type PromotionWrite, promotionFacts, promotionWrite } from './promotion-write.ts';
import { json, sql } from './sql.ts';
import { announce, announceStandings } from './webhook-announcements.ts';

/** Locks a lead until the end of the transaction; null when there is none. What is read afterwards is up to date. */
export async function lockLead(tx: Queryable, leadId: string): Promise<LeadRow | null> {
  const [row] = await tx.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
    WHERE l.id = ${leadId} FOR NO KEY UPDATE OF l`);
  return row ?? null;
}

/** Writes what a promotion made of a lead, and returns what changed. */
export async function writePromotion(
  tx: Queryable,
  leadId: string,
  promotion: Promotion,
  ledger: PromotionLedger,
): Promise<readonly EventFact[]> {
  const write = promotionWrite(leadId, promotion, ledger);
  await writePromotions(tx, [write], ledger.now);
  return promotionFacts(write);
}

/** The number of the workspace version whose rules hold. */
export const versionInForce = sql`(SELECT max(number) FROM workspace_version)`;

/**
 * Writes what promotions made of locked leads: standing, ledger rows and stage moves, in one statement. Of several of one
 * lead the last is what it is now.
 */
export async function writePromotions(tx: Queryable, writes: readonly PromotionWrite[], now: Instant): Promise<void> {
  if (writes.length === 0) return;
  await announceStandings(tx, writes, now);
  const standings = new Map(
    writes.map(({ leadId, promotion: { stage, engagement, score, temperature, scoreBound, reviewAt } }) => [
      leadId,
      { leadId, stage, engagement, score, temperature, scoreBound, reviewAt },
    ]),
  );
  const entries = writes.flatMap(({ leadId, promotion, entries: own }) =>
    own.map((entry) => entryRecord(leadId, entry, promotion.score)),
  );
  const moves = writes.flatMap(({ leadId, promotion, ledger: { actor, grade }, moves: own }) => {
    const { score, temperature, groups } = promotion;
    return own.map((move) => ({
      ...move,
      leadId,
      actor,
      score,
      grade,
      snapshot: { score, grade, temperature, groups },
    }));
  });
  await tx.rows(sql`
    WITH entries AS (
      INSERT INTO score_entry (id, lead_id, event_id, key, kind, "group", points, reason, at, score_after, change)
      SELECT id, "leadId", "eventId", key, kind, "group", points, reason, at, "scoreAfter", change
      FROM jsonb_to_recordset(${json(entries)}::jsonb) AS entry (id uuid, "leadId" uuid, "eventId" uuid, key text,
        kind text, "group" text, points float8, reason text, at timestamptz, "scoreAfter" float8, change float8)
    ), moves AS (
      INSERT INTO stage_move (id, lead_id, "from", "to", actor, reason, score, grade, workspace, snapshot, at)
      SELECT id, "leadId", "from", "to", actor, reason, score, grade, ${versionInForce}, snapshot, ${now}
      FROM jsonb_to_recordset(${json(moves)}::jsonb) AS move (id uuid, "leadId" uuid, "from" text, "to" text,
        actor text, reason text, score float8, grade text, snapshot jsonb)
    )
    UPDATE lead l SET stage = s.stage, engagement = s.engagement, score = s.score, temperature = s.temperature,
      score_bound = s."scoreBound", review_at = least(l.review_at, s."reviewAt"), updated_at = ${now}
    FROM jsonb_to_recordset(${json([...standings.values()])}::jsonb) AS s ("leadId" uuid, stage text, engagement jsonb,
      score float8, temperature text, "scoreBound" float8, "reviewAt" timestamptz)
    WHERE l.id = s."leadId"`);
}

// Written out, for each event that scores: spreading takes three times the memory.
const entryRecord = (leadId: string, entry: PromotionWrite['entries'][number], scoreAfter: number) => ({
  id: entry.id,
  leadId,
  eventId: entry.eventId,
  key: entry.key,
  kind: entry.kind,
  group: entry.group,
  points: entry.points,
  reason: entry.reason,
  at: entry.at,
  scoreAfter,
  change: entry.change,
});

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
  await stopColleagues(tx, leadId, now);
  const data = { handoff: id, number, score: promotion.score, grade };
  await announce(tx, [{ type: 'handoff.opened', leadId, data }], now);
  return { id, start: { kind: 'start_handoff', workflowId, payload: { handoffId: id } } };
}

/** Sequences that say so end for the others of a company of which sales has somebody: one voice speaks to a company. */
const stopColleagues = (tx: Queryable, leadId: string, now: Instant): Promise<number> =>
  stopEnrollments(
    tx,
    sql`id IN (
      SELECT e.id FROM lead l JOIN lead x ON x.account_id = l.account_id AND x.id <> l.id
      JOIN enrollment e ON e.lead_id = x.id AND e.status = 'active' JOIN sequence_version v ON v.id = e.sequence_version_id
      WHERE l.id = ${leadId} AND (v.program #>> '{settings,stops,colleague}')::boolean)`,
    'colleague',
    now,
  );

/** When points were earned: never after now, or a source with a fast clock would score for the future. */
export const earnedAt = (occurredAt: Instant, now: Instant): Instant =>
  later(occurredAt, now) === now ? occurredAt : now;
