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
import { countedGroups } from '../domain/score-course.ts';
import { type Engagement, engagementAt, type ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import { orAgain } from './aliases.ts';
import type { Queryable } from './database.ts';
import { wake } from './enrollment-writes.ts';
import { alreadyDecided, checkedHandoffId, handoffViewOf, unknownHandoff } from './handoff-rows.ts';
import type { LeadRow } from './lead-rows.ts';
import { lockLead, writePromotion } from './lead-writes.ts';
import { enqueue } from './outbox-writes.ts';
import { numbersOf, type Promotion } from './promotion.ts';
import { noMail, type ScoreRow } from './promotion-write.ts';
import { stateOf } from './score-ledger.ts';
import { sql } from './sql.ts';
import type { HandoffView } from './store.ts';
import { announce } from './webhook-announcements.ts';

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
    decision.kind === 'accepted'
      ? { promotion: standing(lead, model, lead.engagement, 'sql', 'accepted by sales', now), score: null }
      : await returned(tx, id, lead, decision.reason, model, now);
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
  await announce(
    tx,
    [{ type: `handoff.${decision.kind}`, leadId: lead.id, data: { handoff: id, reason, actor } }],
    now,
  );
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
  const lead = await orAgain(async () => {
    const [owner] = await tx.rows<{ readonly lead_id: string }>(
      sql`SELECT lead_id FROM handoff WHERE id = ${checkedHandoffId(id)}`,
    );
    return owner ? lockLead(tx, owner.lead_id) : null;
  });
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
  if (handoff.status !== 'open') throw alreadyDecided(id, handoff.status, handoff.decided_by);
  if (offer !== null && offer !== handoff.running) {
    const message = `Offer ${offer} of this hand-off has lapsed; it is with somebody else now`;
    throw new TendrilError('HANDOFF_REASSIGNED', message, { handoffId: id, offer });
  }
}

interface Moved {
  readonly promotion: Promotion;
  readonly score: ScoreRow | null;
}

/** Only a share of the points stays, so that it takes new interest to come back; the ledger has the share. */
async function returned(
  tx: Queryable,
  id: string,
  lead: LeadRow,
  reason: string,
  model: ScoringModel | null,
  now: Instant,
): Promise<Moved> {
  const why = `returned by sales: ${reason}`;
  if (!model) return { promotion: standing(lead, model, lead.engagement, 'recycled', why, now), score: null };
  const entry = { key: `return/${id}`, kind: 'return', group: 'return', points: model.keepOnReturn, at: now } as const;
  const engagement = await stateOf(tx, model, lead, entry);
  const promotion = standing(lead, model, engagement, 'recycled', why, now);
  const change = promotion.score - engagementAt(model, lead.engagement, now);
  return { promotion, score: { ...entry, eventId: null, reason: why, change } };
}

/** The lead at its new stage. One that left the stage of an MQL by another way stays where it is. */
function standing(
  lead: LeadRow,
  model: ScoringModel | null,
  engagement: Engagement,
  to: Stage,
  reason: string,
  now: Instant,
): Promotion {
  const moves =
    lead.stage === 'mql' ? stagePath('mql', to).map((next) => ({ from: lead.stage, to: next, reason })) : [];
  const { score, temperature } = lead;
  const numbers = model
    ? numbersOf(model, engagement, lead.grade, now)
    : { engagement, score, temperature, scoreBound: null, reviewAt: null };
  const groups = model && moves.length > 0 ? countedGroups(model, engagement, now) : {};
  return { ...numbers, stage: moves.at(-1)?.to ?? lead.stage, moves, groups, mql: false, waits: false };
}
