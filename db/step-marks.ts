/**
 * What the visits of steps did: one row for each, written in the transaction that did it, so that whatever asks again
 * finds that it is done.
 */
import type { CallAnswer } from '../domain/lead.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { json, sql } from './sql.ts';
import type { StepVisit } from './store.ts';

type MarkKind = 'act' | 'split' | 'call' | 'branch';

/**
 * What visits did under a former id of their step goes on under the present one. A migration does the same when it is
 * recorded, but the enrollment goes on in the new version before that.
 */
export async function adoptFormerMarks(
  on: Queryable,
  { enrollmentId, stepId, formerSteps = [] }: StepVisit,
  kind: MarkKind,
): Promise<void> {
  if (formerSteps.length === 0 || !isId(enrollmentId)) return;
  await on.rows(sql`
    UPDATE step_mark m SET step_id = ${stepId} FROM (
      SELECT DISTINCT ON (visit) step_id, visit FROM step_mark
      WHERE enrollment_id = ${enrollmentId} AND step_id = ANY (${formerSteps}::text[]) AND kind = ${kind}
      ORDER BY visit, at DESC
    ) former
    WHERE m.enrollment_id = ${enrollmentId} AND m.step_id = former.step_id AND m.visit = former.visit
      AND NOT EXISTS (
        SELECT 1 FROM step_mark other
        WHERE other.enrollment_id = ${enrollmentId} AND other.step_id = ${stepId} AND other.visit = former.visit
      )`);
}

/** Marks the visit as done; false when it was done before. */
export async function markDone(
  tx: Queryable,
  { enrollmentId, stepId, visit }: StepVisit,
  mark: {
    readonly kind: 'act' | 'split';
    readonly arm?: string;
    readonly design?: string;
  },
  now: Instant,
): Promise<boolean> {
  const { kind, arm = null, design = null } = mark;
  const rows = await tx.rows(sql`
    INSERT INTO step_mark (enrollment_id, step_id, visit, kind, arm, design, at)
    VALUES (${enrollmentId}, ${stepId}, ${visit}, ${kind}, ${arm}, ${design}, ${now})
    ON CONFLICT DO NOTHING RETURNING visit`);
  return rows.length > 0;
}

/**
 * What a try of a call came to: an answer, which is kept for good, or why it failed, which the next try replaces. Only
 * an answer counts as done. Of a lead that was erased while it was asked for, no answer is kept.
 */
export async function markCall(
  on: Queryable,
  { enrollmentId, stepId, visit }: StepVisit,
  { answer, failure }: { readonly answer: CallAnswer | null; readonly failure: string | null },
  now: Instant,
): Promise<void> {
  await on.rows(sql`
    WITH person AS MATERIALIZED (
      -- Held, so that an erasure of this moment either is seen here or sees what is written.
      SELECT l.erased_at IS NOT NULL AS gone FROM enrollment e JOIN lead l ON l.id = e.lead_id
      WHERE e.id = ${enrollmentId} FOR SHARE OF l
    )
    INSERT INTO step_mark (enrollment_id, step_id, visit, kind, arm, answer, at)
    SELECT ${enrollmentId}::uuid, ${stepId}, ${visit}, 'call', ${failure},
      CASE WHEN NOT gone THEN ${answer === null ? null : json(answer)}::jsonb END, ${now}::timestamptz FROM person
    ON CONFLICT (enrollment_id, step_id, visit) DO UPDATE SET arm = EXCLUDED.arm, answer = EXCLUDED.answer, at = EXCLUDED.at
    WHERE step_mark.kind = 'call' AND step_mark.answer IS NULL`);
}

/**
 * Records which case a branch took, and returns the one that was recorded first: what follows the branch may change what
 * it asked, and a conversation that is held again must not take the other arm.
 */
export async function decideOnce(
  on: Queryable,
  place: StepVisit,
  index: number | null,
  now: Instant,
): Promise<number | null> {
  const { enrollmentId, stepId, visit } = place;
  await adoptFormerMarks(on, place, 'branch');
  const [row] = await on.rows<{ readonly arm: string | null }>(sql`
    INSERT INTO step_mark (enrollment_id, step_id, visit, kind, arm, at)
    VALUES (${enrollmentId}, ${stepId}, ${visit}, 'branch', ${index === null ? null : String(index)}, ${now})
    ON CONFLICT (enrollment_id, step_id, visit) DO UPDATE SET at = step_mark.at RETURNING arm`);
  const arm = row?.arm ?? null;
  return arm === null ? null : Number(arm);
}

/** What a webhook answered for the visit, if it did. */
export async function answerOf(on: Queryable, place: StepVisit): Promise<CallAnswer | null> {
  const { enrollmentId, stepId, visit } = place;
  if (!isId(enrollmentId)) return null;
  await adoptFormerMarks(on, place, 'call');
  const [row] = await on.rows<{ readonly answer: CallAnswer | null }>(sql`
    SELECT answer FROM step_mark WHERE enrollment_id = ${enrollmentId} AND step_id = ${stepId} AND visit = ${visit}`);
  return row?.answer ?? null;
}
