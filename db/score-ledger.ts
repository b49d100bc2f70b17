/** The score ledger in the database: the rows of leads, and the states that they fold to. */

import type { Conditions } from '../domain/conditions.ts';
import { instantFromMs } from '../domain/instant.ts';
import { explainScore, type LedgerEntry, type ScoreExplanation } from '../domain/score-explanation.ts';
import { addEntry, foldLedger, type ScoreEntry } from '../domain/score-ledger.ts';
import type { Engagement, ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { nurtureOf } from './nurture.ts';
import { sql } from './sql.ts';

/** All rows of leads, oldest first; a lead without any has an entry all the same. The leads must be locked. */
export async function ledgersOf(tx: Queryable, leadIds: readonly string[]): Promise<ReadonlyMap<string, ScoreEntry[]>> {
  const ledgers = new Map<string, ScoreEntry[]>(leadIds.map((id) => [id, []]));
  if (leadIds.length === 0) return ledgers;
  const rows = await tx.rows<ScoreEntry & { readonly lead_id: string }>(sql`
    SELECT lead_id, key, kind, "group", points, at FROM score_entry
    WHERE lead_id = ANY (${leadIds}::uuid[]) ORDER BY lead_id, at`);
  for (const { lead_id, ...entry } of rows) ledgers.get(lead_id)?.push(entry);
  return ledgers;
}

/**
 * The state with one row more; from all rows, if the state alone does not tell.
 * @param ledger the rows that are written already, without that one
 */
export function stateWith(
  model: ScoringModel,
  state: Engagement,
  entry: ScoreEntry,
  ledger: readonly ScoreEntry[],
): Engagement {
  const next = addEntry(model, state, entry);
  if (next !== 'refold') return next;
  const armed = state.armed || entry.kind === 'return';
  return { ...foldLedger(model, [...ledger, entry]), armed, ...(state.waits && { waits: state.waits }) };
}

/** As `stateWith`, and reads the rows if they are needed. The lead must be locked. */
export async function stateOf(
  tx: Queryable,
  model: ScoringModel,
  lead: { readonly id: string; readonly engagement: Engagement },
  entry: ScoreEntry,
): Promise<Engagement> {
  const next = addEntry(model, lead.engagement, entry);
  if (next !== 'refold') return next;
  const ledgers = await ledgersOf(tx, [lead.id]);
  return stateWith(model, lead.engagement, entry, ledgers.get(lead.id) ?? []);
}

type Entry = Omit<LedgerEntry, 'at'> & { readonly ms: number };

/** Null when there is no such lead, or none any more. Read by one statement: an event of this moment is in all of it or in none. */
export async function explainScoreOf(
  on: Queryable,
  leadId: string,
  model: ScoringModel,
  conditions: Conditions,
  now: Instant,
): Promise<ScoreExplanation | null> {
  const [lead] = await on.rows<
    LeadRow & { readonly entries: readonly Entry[]; readonly peers: readonly Engagement[] | null }
  >(sql`
    SELECT ${leadColumns}, coalesce((
      SELECT jsonb_agg(jsonb_build_object('key', s.key, 'kind', s.kind, 'group', s."group", 'points', s.points,
        'reason', s.reason, 'ms', (extract(epoch FROM s.at) * 1000)::bigint) ORDER BY s.at, s.id)
      FROM score_entry s WHERE s.lead_id = l.id), '[]') AS entries,
      (SELECT jsonb_agg(p.engagement) FROM lead p
        WHERE p.account_id = l.account_id AND p.erased_at IS NULL AND (p.engagement -> 'groups' <> '{}' OR p.engagement ? 'external')) AS peers
    FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE l.id = ${leadId} AND l.erased_at IS NULL`);
  if (!lead) return null;
  const entries = lead.entries.map(({ ms, ...entry }) => ({ ...entry, at: instantFromMs(ms) }));
  const facts = factsOf(lead, model, now);
  const nurture = model.mql.minNurture ? ((await nurtureOf(on, [leadId], now)).get(leadId) ?? null) : null;
  const standing = { engagement: lead.engagement, fitPoints: lead.fit_points, grade: lead.grade, nurture };
  const company = lead.company === null ? null : { name: lead.company, engagements: lead.peers ?? [] };
  return explainScore(model, standing, entries, { holds: (when) => conditions.evaluate(when, facts), company }, now);
}
