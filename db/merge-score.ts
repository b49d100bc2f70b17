/**
 * The points of leads that become one, or two again: those that the rows of the ledger make, whoever they came from.
 */
import { foldLedger, type ScoreEntry } from '../domain/score-ledger.ts';
import { type Engagement, engagementAt, type Grade, type ScoringModel, temperatureOf } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import type { RowJson } from './merge-facts.ts';
import { sql } from './sql.ts';

/** What all rows of a locked lead make of it. */
export async function engagementOf(
  tx: Queryable,
  model: ScoringModel,
  leadId: string,
  armed: boolean,
): Promise<Engagement> {
  const entries = await tx.rows<ScoreEntry>(
    sql`SELECT key, kind, "group", points, at FROM score_entry WHERE lead_id = ${leadId}`,
  );
  return { ...foldLedger(model, entries), armed };
}

/** The columns of a lead that follow from its points. Whoever looks at leads by and by looks at this one anew. */
export function scoreColumns(model: ScoringModel, engagement: Engagement, grade: Grade, now: Instant): RowJson {
  const score = engagementAt(model, engagement, now);
  const temperature = temperatureOf(model, score, grade);
  return { engagement, score, temperature, score_bound: null, review_at: now };
}
