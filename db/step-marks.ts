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

/** Marks the visit as done; false when it was done before. */
export async function markDone(
  tx: Queryable,
  { enrollmentId, stepId, visit }: StepVisit,
  mark: {
    readonly kind: 'act' | 'split' | 'call';
    readonly arm?: string;
    readonly design?: string;
    readonly answer?: CallAnswer;
  },
  now: Instant,
): Promise<boolean> {
  const { kind, arm = null, design = null, answer } = mark;
  const rows = await tx.rows(sql`
    INSERT INTO step_mark (enrollment_id, step_id, visit, kind, arm, design, answer, at)
    VALUES (${enrollmentId}, ${stepId}, ${visit}, ${kind}, ${arm}, ${design},
      ${answer === undefined ? null : json(answer)}::jsonb, ${now})
    ON CONFLICT DO NOTHING RETURNING visit`);
  return rows.length > 0;
}

/**
 * Records which case a branch took, and returns the one that was recorded first: what follows the branch may change what
 * it asked, and a conversation that is held again must not take the other arm.
 */
export async function decideOnce(
  on: Queryable,
  { enrollmentId, stepId, visit }: StepVisit,
  index: number | null,
  now: Instant,
): Promise<number | null> {
  const [row] = await on.rows<{ readonly arm: string | null }>(sql`
    INSERT INTO step_mark (enrollment_id, step_id, visit, kind, arm, at)
    VALUES (${enrollmentId}, ${stepId}, ${visit}, 'branch', ${index === null ? null : String(index)}, ${now})
    ON CONFLICT (enrollment_id, step_id, visit) DO UPDATE SET at = step_mark.at RETURNING arm`);
  const arm = row?.arm ?? null;
  return arm === null ? null : Number(arm);
}

/** What a webhook answered for the visit, if it did. */
export async function answerOf(on: Queryable, { enrollmentId, stepId, visit }: StepVisit): Promise<CallAnswer | null> {
  if (!isId(enrollmentId)) return null;
  const [row] = await on.rows<{ readonly answer: CallAnswer | null }>(sql`
    SELECT answer FROM step_mark WHERE enrollment_id = ${enrollmentId} AND step_id = ${stepId} AND visit = ${visit}`);
  return row?.answer ?? null;
}
