/** The score ledger of one lead, and what it says of the score that the lead has. */
import { instantFromMs } from '../domain/instant.ts';
import type { Conditions } from '../domain/lead.ts';
import { explainScore, type LedgerEntry, type ScoreExplanation } from '../domain/score-explanation.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { sql } from './sql.ts';

type Entry = Omit<LedgerEntry, 'at'> & { readonly ms: number };

/** Null when there is no such lead, or none any more. Read by one statement: an event of this moment is in all of it or in none. */
export async function explainScoreOf(
  on: Queryable,
  leadId: string,
  model: ScoringModel,
  conditions: Conditions,
  now: Instant,
): Promise<ScoreExplanation | null> {
  const [lead] = await on.rows<LeadRow & { readonly entries: readonly Entry[] }>(sql`
    SELECT ${leadColumns}, coalesce((
      SELECT jsonb_agg(jsonb_build_object('group', s."group", 'points', s.points, 'reason', s.reason,
        'ms', (extract(epoch FROM s.at) * 1000)::bigint) ORDER BY s.at, s.id)
      FROM score_entry s WHERE s.lead_id = l.id), '[]') AS entries
    FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE l.id = ${leadId} AND l.erased_at IS NULL`);
  if (!lead) return null;
  const entries = lead.entries.map(({ ms, ...entry }) => ({ ...entry, at: instantFromMs(ms) }));
  const facts = factsOf(lead, model, now);
  const standing = { engagement: lead.engagement, fitPoints: lead.fit_points, grade: lead.grade };
  return explainScore(model, standing, entries, (when) => conditions.evaluate(when, facts), now);
}
