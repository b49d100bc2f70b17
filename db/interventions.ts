/**
 * What people did to enrollments on their way, and where migrations took them: a row for each, written in the transaction
 * that does it, never changed. What is so now (a pause, a version) is in other tables; this is what the timeline tells.
 */
import type { StepId } from '../domain/program.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { newId } from './ids.ts';
import { json, sql } from './sql.ts';
import type { LeadPauseScope } from './store.ts';

/** What was done, to what, and by whom. Steps are null between two steps, and before the first. */
export type Intervention = { readonly about: LeadPauseScope; readonly actor: string } & (
  | { readonly kind: 'paused'; readonly reason: string | null }
  | { readonly kind: 'resumed' | 'stopped' }
  | { readonly kind: 'moved'; readonly fromStep: StepId | null; readonly toStep: StepId }
  | {
      readonly kind: 'migrated';
      readonly fromVersion: number;
      readonly toVersion: number;
      readonly fromStep: StepId | null;
      readonly toStep: StepId | null;
    }
);

/** Writes down what is being done in this transaction; of what has been erased nothing is kept. */
export async function noteInterventions(
  tx: Queryable,
  interventions: readonly Intervention[],
  at: Instant,
): Promise<void> {
  if (interventions.length === 0) return;
  const rows = interventions.map(({ about: { kind: _, ...about }, ...rest }) => ({ id: newId(), ...about, ...rest }));
  await tx.rows(sql`
    INSERT INTO intervention (id, kind, sequence, lead_id, enrollment_id, actor, reason, from_step, to_step, from_version,
      to_version, at)
    SELECT id, kind, sequence, "leadId", "enrollmentId", actor, reason, "fromStep", "toStep", "fromVersion", "toVersion",
      ${at}
    FROM jsonb_to_recordset(${json(rows)}::jsonb) AS row (id uuid, kind text, sequence text, "leadId" uuid,
      "enrollmentId" uuid, actor text, reason text, "fromStep" text, "toStep" text, "fromVersion" int, "toVersion" int)
    WHERE ("leadId" IS NULL OR EXISTS (SELECT 1 FROM lead l WHERE l.id = "leadId"))
      AND ("enrollmentId" IS NULL OR EXISTS (SELECT 1 FROM enrollment e WHERE e.id = "enrollmentId"))`);
}

/** One that concerns a lead, as it is read; what its kind does not have is null. */
export interface InterventionRow {
  readonly kind: Intervention['kind'];
  readonly scope: LeadPauseScope['kind'];
  readonly enrollment_id: string | null;
  /** Of the enrollment, or the paused sequence itself; null when it is about the lead. */
  readonly sequence: string | null;
  readonly actor: string;
  readonly reason: string | null;
  readonly from_step: StepId | null;
  readonly to_step: StepId | null;
  readonly from_version: number | null;
  readonly to_version: number | null;
  readonly at: Instant;
}

const columns = sql`i.id, i.enrollment_id, i.actor, i.reason, i.from_step, i.to_step, i.from_version, i.to_version, i.at`;

/**
 * All that concern the lead, oldest first; those of a sequence while the lead was in it, with the pause that it was
 * enrolled into.
 */
export const interventionsOf = (database: Database, leadId: string): Promise<readonly InterventionRow[]> =>
  database.rows<InterventionRow>(sql`
    SELECT i.kind, 'lead' AS scope, NULL::text AS sequence, ${columns} FROM intervention i WHERE i.lead_id = ${leadId}
    UNION ALL
    SELECT i.kind, 'enrollment', e.sequence, ${columns} FROM enrollment e JOIN intervention i ON i.enrollment_id = e.id
    WHERE e.lead_id = ${leadId}
    UNION ALL
    SELECT i.kind, 'sequence', i.sequence, ${columns} FROM intervention i
    WHERE i.sequence = ANY (SELECT sequence FROM enrollment WHERE lead_id = ${leadId}) AND EXISTS (
      SELECT 1 FROM enrollment e WHERE e.lead_id = ${leadId} AND e.sequence = i.sequence
        AND (e.ended_at IS NULL OR e.ended_at >= i.at)
        AND (e.created_at <= i.at OR i.kind = 'paused' AND NOT EXISTS (
          SELECT 1 FROM intervention lifted
          WHERE lifted.sequence = i.sequence AND lifted.kind = 'resumed' AND lifted.at >= i.at AND lifted.at < e.created_at
        ))
    )
    ORDER BY id`);
