/**
 * The fit of leads found anew, because the scoring model is another one. Few leads are done at once, while the model is published;
 * many by a recompute, page after page, so that nobody waits for the lock of a lead as long as all of them take. Until its turn
 * comes, a lead goes by the grade that it has, and is shown with the one that is due.
 */
import type { Conditions } from '../domain/conditions.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { fitOf } from './fit.ts';
import { factsOf, type LeadRow } from './lead-rows.ts';
import { beginRecompute, endRunning, leadsBetween } from './recompute-rows.ts';
import { json, sql } from './sql.ts';
import { rememberedMs } from './workspaces.ts';

interface FitRules {
  readonly model: ScoringModel;
  readonly conditions: Conditions;
}

/** Locked for some hundredths of a second. */
const few = 1_000;
/** Leads per second where there are more: a million in a quarter of an hour, and most of the time nothing is locked. */
const pace = 1_000;

/** After a model was published: does it, or begins it. */
export async function refitAll(tx: Queryable, rules: FitRules, now: Instant): Promise<void> {
  const stopped = await endRunning(tx, now);
  // What was valued by the model of before is not done; the fit comes with all the rest.
  if (stopped?.scope === 'all') return begun(tx, stopped, stopped.actor, now);
  const found = await tx.rows(sql`SELECT 1 FROM lead WHERE erased_at IS NULL LIMIT ${few + 1}`);
  if (found.length > few) return begun(tx, { scope: 'fit', promote: false, pace }, 'publish', now);
  await refit(tx, rules, await leadsBetween(tx, null, null, few, sql`FOR NO KEY UPDATE OF l`), now);
}

/** Not before every process knows the model: who does not yet may save a lead by the one of before. */
async function begun(tx: Queryable, order: Parameters<typeof beginRecompute>[1], actor: string, now: Instant) {
  await beginRecompute(tx, order, actor, now, plusMs(now, 2 * rememberedMs));
}

/** Finds the fit of locked leads, and writes those that change; how many. */
export async function refit(
  tx: Queryable,
  { model, conditions }: FitRules,
  leads: readonly LeadRow[],
  now: Instant,
): Promise<number> {
  const changed = leads
    .map((lead) => ({ lead, fit: fitOf(model, conditions, factsOf(lead, model, now)) }))
    .filter(({ lead, fit }) => lead.fit_points !== fit.fitPoints || lead.grade !== fit.grade)
    .map(({ lead, fit }) => ({ id: lead.id, ...fit }));
  if (changed.length === 0) return 0;
  await tx.rows(sql`
    UPDATE lead SET fit_points = fit."fitPoints", grade = fit.grade, updated_at = ${now}
    FROM jsonb_to_recordset(${json(changed)}::jsonb) AS fit (id uuid, "fitPoints" float8, grade text)
    WHERE lead.id = fit.id`);
  return changed.length;
}
