/**
 * What follows when the standing of a locked lead changes by something that is no event: the points of a step, a better
 * fit, a step that gives the lead to sales. Enrollments that wait for the score or the stage are told; with an MQL a
 * hand-off opens, and the enrollments whose settings say so stop.
 */
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { wake } from './enrollment-writes.ts';
import type { LeadRow } from './lead-rows.ts';
import { openHandoff, type ScoreRow, writePromotion } from './lead-writes.ts';
import { enqueue } from './outbox-writes.ts';
import type { Promotion } from './promotion.ts';

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
