/**
 * What follows when the standing of a locked lead changes by something that is no event: the points of a step, a better
 * fit, a step that gives the lead to sales. Enrollments that wait for the score or the stage are told; with an MQL a
 * hand-off opens, and the enrollments whose settings say so stop.
 */
import type { ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { wake } from './enrollment-writes.ts';
import type { LeadRow } from './lead-rows.ts';
import { openHandoff, writePromotion } from './lead-writes.ts';
import { hasNewInterest } from './new-interest.ts';
import { nurtureOf } from './nurture.ts';
import { enqueue } from './outbox-writes.ts';
import { type Change, type Promotion, promote, promoteQuietly } from './promotion.ts';
import type { ScoreRow } from './promotion-write.ts';

export interface StandingChange {
  readonly promotion: Promotion;
  readonly actor: string;
  /** The row of the score ledger, if points were given. */
  readonly score: ScoreRow | null;
  /** The enrollment whose own step does it: becoming an MQL does not stop that one. */
  readonly by: string | null;
}

/** Writes the promotion of a locked lead with everything that follows from it; returns the hand-off that it opened. */
export async function promoteLocked(
  tx: Queryable,
  lead: Pick<LeadRow, 'id' | 'grade'>,
  { promotion, actor, score, by }: StandingChange,
  now: Instant,
): Promise<{ readonly handoffId: string | null }> {
  const facts = await writePromotion(tx, lead.id, promotion, { actor, grade: lead.grade, score, now });
  const handoff = promotion.mql ? await openHandoff(tx, lead.id, promotion, lead.grade, now) : null;
  const mql = promotion.mql ? { by } : null;
  const signals = await wake(tx, lead.id, { facts, enrollmentId: null, stops: true, mql, holds: () => false, now });
  await enqueue(tx, handoff ? [...signals, handoff.start] : signals, now);
  return { handoffId: handoff?.id ?? null };
}

/** As `promote`; looks up what a lead that is over the threshold has had of us, if the model asks for that. */
export async function promoteAsking(
  tx: Queryable,
  model: ScoringModel,
  lead: Pick<LeadRow, 'id' | 'stage' | 'grade' | 'engagement'>,
  change: Change,
  now: Instant,
): Promise<Promotion> {
  const promotion = promote(model, lead, change, now);
  if (!promotion.mql && !promotion.waits) return promotion;
  if (!(await hasNewInterest(tx, lead.id, null))) return promoteQuietly(model, lead, change, now);
  if (promotion.mql) return promotion;
  const nurture = (await nurtureOf(tx, [lead.id], now)).get(lead.id) ?? null;
  return promote(model, lead, { ...change, nurture }, now);
}

/** What the fit of a locked lead, just found anew, leads to: a lead that earned enough points before may become an MQL. */
export async function promoteByFit(
  tx: Queryable,
  lead: LeadRow,
  model: ScoringModel,
  now: Instant,
  actor: string,
): Promise<LeadRow> {
  const change: Change = { engagement: lead.engagement, by: 'fit', behaviour: null };
  const promotion = await promoteAsking(tx, model, lead, change, now);
  const { mql, waits, temperature, stage, engagement, score } = promotion;
  if (!mql && !waits && temperature === lead.temperature) return lead;
  await promoteLocked(tx, lead, { promotion, actor, score: null, by: null }, now);
  return { ...lead, stage, engagement, score, temperature, updated_at: now };
}
