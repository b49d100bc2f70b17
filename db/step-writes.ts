/** A step of sales, as the tables keep it: noted for good, and what the hand-off is from then on. */
import type { DeskStep } from '../domain/handoff-steps.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { sql } from './sql.ts';

/** A step that is taken. */
export interface WrittenStep {
  readonly step: DeskStep;
  readonly note: string | null;
  /** What tells of it; null: nothing that may tell of it twice. */
  readonly key: string | null;
  readonly actor: string;
  readonly now: Instant;
  /** Its workflow goes on after the acceptance. */
  readonly follow: boolean;
}

/** Notes it, and what it makes of a locked hand-off. */
export async function writeStep(
  tx: Queryable,
  id: string,
  { step, note, key, actor, now, follow }: WrittenStep,
): Promise<void> {
  await tx.rows(sql`
    INSERT INTO handoff_step (id, handoff_id, kind, at, actor, note, key)
    VALUES (${newId()}, ${id}, ${step.kind}, ${now}, ${actor}, ${note}, ${key})`);
  switch (step.kind) {
    case 'accepted':
      await tx.rows(sql`
        UPDATE handoff SET status = 'accepted', note = ${note}, decided_by = ${actor}, decided_at = ${now}, accepted_at = ${now},
          follow = ${follow}, queued_at = NULL WHERE id = ${id}`);
      return;
    case 'contacted':
      await tx.rows(sql`UPDATE handoff SET contacted_at = coalesce(contacted_at, ${now}),
          planned_at = CASE WHEN planned_at > ${now}::timestamptz THEN planned_at END
        WHERE id = ${id}`);
      return;
    case 'planned':
      return plan(tx, id, step.at);
    case 'meeting':
      // Who has agreed on a meeting has talked.
      await tx.rows(sql`
        UPDATE handoff SET contacted_at = coalesce(contacted_at, ${now}), meeting_at = coalesce(meeting_at, ${now}) WHERE id = ${id}`);
      // One that took place already is logged, and nobody is reminded of it.
      return step.at === null || step.at < now ? undefined : plan(tx, id, step.at);
    case 'won':
      await tx.rows(sql`
        UPDATE handoff SET status = 'won', note = ${note}, decided_by = ${actor}, decided_at = ${now}, planned_at = NULL,
          amount = ${step.amount}::numeric, currency = ${step.currency}, product = coalesce(${step.product}, product) WHERE id = ${id}`);
      return;
    case 'lost':
      await tx.rows(sql`
        UPDATE handoff SET status = 'lost', reason = ${step.reason}, note = ${note}, decided_by = ${actor}, decided_at = ${now},
          planned_at = NULL WHERE id = ${id}`);
      return;
    default:
      await tx.rows(sql`
        UPDATE handoff SET status = 'returned', reason = ${step.reason}, note = ${note}, decided_by = ${actor}, decided_at = ${now},
          again_on = ${step.againOn}::date, queued_at = NULL, planned_at = NULL WHERE id = ${id}`);
  }
}

const plan = async (tx: Queryable, id: string, at: Instant): Promise<void> => {
  await tx.rows(sql`UPDATE handoff SET planned_at = ${at}, plans = plans + 1 WHERE id = ${id}`);
};

/** Whether it was told before. */
export const isTaken = async (tx: Queryable, key: string): Promise<boolean> =>
  (await tx.rows(sql`SELECT 1 FROM handoff_step WHERE key = ${key}`)).length > 0;
