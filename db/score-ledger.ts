/** The score ledger of one lead, and what it says of the score that the lead has. */

import type { Conditions } from '../domain/lead.ts';
import { explainScore as explained, type LedgerEntry, type ScoreExplanation } from '../domain/score-explanation.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { factsOf, type LeadRow } from './lead-rows.ts';
import { sql } from './sql.ts';

/** The entries and the standing are of one moment when `on` is a transaction that sees one. */
export async function explainScoreOf(
  on: Queryable,
  lead: LeadRow,
  model: ScoringModel,
  conditions: Conditions,
  now: Instant,
): Promise<ScoreExplanation> {
  const entries = await on.rows<LedgerEntry>(sql`
    SELECT "group", points, reason, at FROM score_entry WHERE lead_id = ${lead.id} ORDER BY at, id`);
  const facts = factsOf(lead, model, now);
  const standing = { engagement: lead.engagement, fitPoints: lead.fit_points, grade: lead.grade };
  return explained(model, standing, entries, (when) => conditions.evaluate(when, facts), now);
}
