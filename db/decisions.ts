/**
 * Deciding a hand-off: the first decision wins, moves the lead, and tells the hand-off's workflow and the
 * enrollments that wait for it. Under the lead's lock,
 * because it changes stage and points.
 */
import { TendrilError } from '../domain/errors.ts';
import type { EventFact } from '../domain/events.ts';
import type { HandoffDecision } from '../domain/handoff.ts';
import type { Stage } from '../domain/lifecycle.ts';
import { stagePath } from '../domain/lifecycle.ts';
import { engagementAt, keepShare, type ScoringModel, temperatureOf } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { wake } from './enrollment-writes.ts';
import { checkedHandoffId, handoffViewOf, unknownHandoff } from './handoff-rows.ts';
import type { LeadRow } from './lead-rows.ts';
import { lockLead, noMail, type ScoreRow, writePromotion } from './lead-writes.ts';
import { enqueue } from './outbox-writes.ts';
import type { Promotion } from './promotion.ts';
import { sql } from './sql.ts';
import type { HandoffView } from './store.ts';

export interface DecisionInput {
  readonly decision: HandoffDecision;
  readonly note: string | null;
  /** The offer that the decision is for; null when it is not bound to one. */
  readonly offer: number | null;
  readonly actor: string;
  readonly now: Instant;
}

interface OpenRow {
  readonly lead_id: string;
  readonly status: HandoffView['status'];
  readonly workflow_id: string;
  readonly decided_by: string | null;
  readonly running: number | null;
}

/** @throws HANDOFF_UNKNOWN, HANDOFF_DECIDED, HANDOFF_REASSIGNED */
export async function decideHandoff(
  tx: Queryable,
  id: string,
  input: DecisionInput,
  model: ScoringModel | null,
): Promise<HandoffView> {
  const { decision, note, actor, now } = input;
  const { lead, handoff } = await lockBoth(tx, id);
  check(id, handoff, input);
  const reason = decision.kind === 'returned' ? decision.reason : null;
  await tx.rows(sql`
    UPDATE handoff SET status = ${decision.kind}, reason = ${reason}, note = ${note}, decided_by = ${actor}, decided_at = ${now}
    WHERE id = ${id}`);
  const moved =
    decision.kind === 'accepted' ? accepted(lead, model, now) : returned(id, lead, decision.reason, model, now);
  const changes = await writePromotion(tx, lead.id, moved.promotion, {
    actor,
    grade: lead.grade,
    score: moved.score,
    now,
  });
  const facts = [decisionFact(id, decision, now), ...changes];
  const told = { facts, enrollmentId: null, stops: true, mql: null, holds: () => false, now };
  const signals = await wake(tx, lead.id, told);
  await enqueue(tx, [{ kind: 'signal_handoff', workflowId: handoff.workflow_id, payload: decision }, ...signals], now);
  return handoffViewOf(tx, id);
}

/** A hand-off is decided once, so that its id names the decision. */
const decisionFact = (handoffId: string, decision: HandoffDecision, now: Instant): EventFact => ({
  ...noMail,
  id: handoffId,
  kind: 'decision',
  name: decision.kind,
  detail: decision.kind === 'returned' ? decision.reason : null,
  recordedAt: now,
});

/** Locks the lead first, as everything does, then the hand-off, against an offer or a lapse of this moment. */
async function lockBoth(tx: Queryable, id: string): Promise<{ readonly lead: LeadRow; readonly handoff: OpenRow }> {
  const [owner] = await tx.rows<{ readonly lead_id: string }>(
    sql`SELECT lead_id FROM handoff WHERE id = ${checkedHandoffId(id)}`,
  );
  const lead = owner ? await lockLead(tx, owner.lead_id) : null;
  if (!lead) throw unknownHandoff(id);
  await tx.rows(sql`SELECT 1 FROM handoff WHERE id = ${id} FOR NO KEY UPDATE`);
  const [handoff] = await tx.rows<OpenRow>(sql`
    SELECT lead_id, status, workflow_id, decided_by,
      (SELECT max(number) FROM handoff_offer WHERE handoff_id = h.id AND lapsed_at IS NULL) AS running
    FROM handoff h WHERE id = ${id}`);
  if (!handoff) throw unknownHandoff(id);
  return { lead, handoff };
}

function check(id: string, handoff: OpenRow, { offer }: DecisionInput): void {
  if (handoff.status !== 'open') {
    const message = `The hand-off was ${handoff.status} by ${handoff.decided_by ?? 'somebody'} already`;
    throw new TendrilError('HANDOFF_DECIDED', message, { handoffId: id, status: handoff.status });
  }
  if (offer !== null && offer !== handoff.running) {
    const message = `Offer ${offer} of this hand-off has lapsed; it is with somebody else now`;
    throw new TendrilError('HANDOFF_REASSIGNED', message, { handoffId: id, offer });
  }
}

interface Moved {
  readonly promotion: Promotion;
  readonly score: ScoreRow | null;
}

function accepted(lead: LeadRow, model: ScoringModel | null, now: Instant): Moved {
  const score = model ? engagementAt(model, lead.engagement, now) : lead.score;
  return { promotion: standing(lead, model, score, 'sql', 'accepted by sales'), score: null };
}

/** Only a share of the points stays, so that it takes new interest to come back; the ledger shows the difference. */
function returned(id: string, lead: LeadRow, reason: string, model: ScoringModel | null, now: Instant): Moved {
  const why = `returned by sales: ${reason}`;
  if (!model) return { promotion: standing(lead, model, lead.score, 'recycled', why), score: null };
  const engagement = keepShare(lead.engagement, model.keepOnReturn);
  const before = engagementAt(model, lead.engagement, now);
  const after = engagementAt(model, engagement, now);
  const promotion = { ...standing(lead, model, after, 'recycled', why), engagement };
  const entry = { key: `return/${id}`, eventId: null, group: 'return', points: after - before, reason: why, at: now };
  return { promotion, score: entry };
}

/** The lead at its new stage. One that left the stage of an MQL by another way stays where it is. */
function standing(lead: LeadRow, model: ScoringModel | null, score: number, to: Stage, reason: string): Promotion {
  const moves =
    lead.stage === 'mql' ? stagePath('mql', to).map((next) => ({ from: lead.stage, to: next, reason })) : [];
  return {
    stage: moves.at(-1)?.to ?? lead.stage,
    engagement: lead.engagement,
    score,
    temperature: model ? temperatureOf(model, score) : lead.temperature,
    moves,
    mql: false,
  };
}
