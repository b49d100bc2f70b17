/**
 * What became of leads in the past, with what they had done before: what a model is held against. Read in the order of the
 * leads' ids, a page at a time; writes nothing.
 */
import type { EventKind } from '../domain/events.ts';
import { type Stage, stages } from '../domain/lifecycle.ts';
import type { ScoreEntry } from '../domain/score-ledger.ts';
import type { Instant } from '../domain/time.ts';
import type { Database } from './database.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { isInternal } from './message-evidence.ts';
import { sql } from './sql.ts';
import type { PastEvent, PastLead, Scores } from './store.ts';
import type { Workspaces } from './workspaces.ts';

interface Deps {
  readonly database: Database;
  readonly workspaces: Workspaces;
}

interface Row extends LeadRow {
  readonly good: boolean;
  readonly outcome: string;
  readonly decided: Instant;
}

const firstId = '00000000-0000-0000-0000-000000000000';
/** Kinds that no model can have a rule for. */
const silent: readonly EventKind[] = ['sent', 'open', 'click_held', 'click_machine', 'preferences'];

/** @see Scores.past */
export async function pastLeads(
  { database, workspaces }: Deps,
  { since, positive, after, limit }: Parameters<Scores['past']>[0],
): Promise<readonly PastLead[]> {
  const model = (await workspaces.current())?.scoring ?? null;
  const good = goodStages(positive);
  // The first good outcome decides; a lead without one is bad by the first bad outcome.
  const leads = await database.rows<Row>(sql`
    SELECT ${leadColumns}, told.good, told.outcome, told.at AS decided
    FROM lead l LEFT JOIN account a ON a.id = l.account_id
    CROSS JOIN LATERAL (
      SELECT m."to" = ANY (${good}::text[]) AS good, m."to" AS outcome, m.at FROM stage_move m
      WHERE m.lead_id = l.id AND m."to" = ANY (${[...good, 'recycled', 'disqualified']}::text[])
        AND (${since}::timestamptz IS NULL OR m.at >= ${since})
      ORDER BY good DESC, m.at LIMIT 1
    ) told
    WHERE l.id > ${after ?? firstId} AND l.erased_at IS NULL ORDER BY l.id LIMIT ${limit}`);
  const ids = leads.map(({ id }) => id);
  const [events, entries, mails] = await Promise.all([
    database.rows<PastEvent & { readonly leadId: string }>(sql`
      SELECT e.id, e.lead_id AS "leadId", e.kind, e.name, e.link, least(e.occurred_at, e.recorded_at) AS at
      FROM event e LEFT JOIN message m ON m.id = e.message_id
      WHERE e.lead_id = ANY (${ids}::uuid[]) AND e.kind <> ALL (${silent}::text[]) AND ${isInternal} IS NOT TRUE
      ORDER BY at, e.id`),
    database.rows<ScoreEntry & { readonly leadId: string }>(sql`
      SELECT lead_id AS "leadId", key, kind, "group", points, at FROM score_entry
      WHERE lead_id = ANY (${ids}::uuid[]) AND kind <> 'correction' AND key NOT LIKE 'event/%' ORDER BY at, id`),
    database.rows<{ readonly leadId: string; readonly at: Instant }>(sql`
      SELECT m.lead_id AS "leadId", m.sent_at AS at FROM message m
      WHERE m.lead_id = ANY (${ids}::uuid[]) AND m.sent_at IS NOT NULL AND NOT ${isInternal}
        AND (m.enrollment_id IS NOT NULL OR m.broadcast_id IS NOT NULL) ORDER BY m.sent_at`),
  ]);
  return leads.map((lead) => {
    const own = <T extends { readonly leadId: string; readonly at: Instant }>(rows: readonly T[]): readonly T[] =>
      rows.filter(({ leadId, at }) => leadId === lead.id && at < lead.decided);
    return {
      ...{ id: lead.id, good: lead.good, outcome: lead.outcome, at: lead.decided },
      facts: factsOf(lead, model, lead.decided),
      ...{ events: own(events), entries: own(entries), mails: own(mails).map(({ at }) => at) },
    };
  });
}

/** The stage and those beyond it; a stage beside the way up has none beyond. */
function goodStages(positive: Stage): readonly Stage[] {
  const ladder = stages.slice(0, stages.indexOf('recycled'));
  const from = ladder.indexOf(positive);
  return from < 0 ? [positive] : ladder.slice(from);
}
