/**
 * Leads looked at again because time has passed: the temperature that they have now, and whether one that waited only for
 * nurture is ready for sales. Nobody climbs by points here: that takes a sign of interest.
 */
import type { ScoringModel, Temperature } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { promoteLocked } from './mql.ts';
import { nurtureOf } from './nurture.ts';
import { type Promotion, promote, type Standing } from './promotion.ts';
import { json, sql } from './sql.ts';

export interface ReviewedStanding {
  readonly leadId: string;
  readonly score: number;
  readonly before: Temperature;
  readonly temperature: Temperature;
  /** The hand-off that it opened. */
  readonly handoffId: string | null;
  /** When it must be looked at next for this; null when time alone changes nothing of it. */
  readonly next: Instant | null;
}

interface Row extends Standing {
  readonly id: string;
  readonly score: number;
  readonly temperature: Temperature;
  readonly scoreBound: number | null;
}

/**
 * Looks at leads, locks them, and writes what changed: `score`, `temperature`, `score_bound`, and all that follows from an
 * MQL. Not `review_at`: whoever reviews has more reasons to come back than `next`.
 */
export async function reviewStanding(
  tx: Queryable,
  model: ScoringModel | null,
  leadIds: readonly string[],
  now: Instant,
): Promise<readonly ReviewedStanding[]> {
  if (!model || leadIds.length === 0) return [];
  const leads = await tx.rows<Row>(sql`
    SELECT id, stage, grade, engagement, score, temperature, score_bound AS "scoreBound" FROM lead
    WHERE id = ANY (${leadIds}::uuid[]) AND erased_at IS NULL ORDER BY id FOR NO KEY UPDATE`);
  const waiting = leads.filter(({ engagement }) => engagement.waits).map(({ id }) => id);
  const nurture = await nurtureOf(tx, waiting, now);
  const looked = leads.map((lead) => {
    const by = lead.engagement.waits ? 'fit' : 'loss';
    const change = { engagement: lead.engagement, by, behaviour: null, nurture: nurture.get(lead.id) ?? null } as const;
    return { lead, promotion: promote(model, lead, change, now) };
  });
  const handoffs = new Map<string, string | null>();
  for (const { lead, promotion } of looked) {
    if (!promotion.mql) continue;
    const change = { promotion, actor: 'review', score: null, by: null };
    handoffs.set(lead.id, (await promoteLocked(tx, lead, change, now)).handoffId);
  }
  await write(
    tx,
    looked.filter(({ lead, promotion }) => !promotion.mql && differs(lead, promotion)),
  );
  return looked.map(({ lead, promotion: { score, temperature, reviewAt } }) => ({
    ...{ leadId: lead.id, score, before: lead.temperature, temperature, next: reviewAt },
    handoffId: handoffs.get(lead.id) ?? null,
  }));
}

const differs = (lead: Row, { score, temperature, scoreBound, engagement }: Promotion): boolean =>
  lead.score !== score ||
  lead.temperature !== temperature ||
  lead.scoreBound !== scoreBound ||
  lead.engagement.armed !== engagement.armed ||
  lead.engagement.waits !== engagement.waits;

/** Time is no change of the lead: `updated_at` stays. */
async function write(
  tx: Queryable,
  looked: readonly { readonly lead: Row; readonly promotion: Promotion }[],
): Promise<void> {
  if (looked.length === 0) return;
  const rows = looked.map(({ lead: { id }, promotion: { engagement, score, temperature, scoreBound } }) => ({
    ...{ id, engagement, score, temperature, scoreBound },
  }));
  await tx.rows(sql`
    UPDATE lead l SET engagement = s.engagement, score = s.score, temperature = s.temperature, score_bound = s."scoreBound"
    FROM jsonb_to_recordset(${json(rows)}::jsonb)
      AS s (id uuid, engagement jsonb, score float8, temperature text, "scoreBound" float8)
    WHERE l.id = s.id`);
}

/**
 * Whether `score_bound` of every lead that has one is of the model in force. Another model makes other scores of the same
 * states, so between publishing one and the end of its recompute no lead may be left out by its bound.
 */
export async function boundsHold(on: Queryable): Promise<boolean> {
  const [row] = await on.rows<{ readonly hold: boolean }>(sql`
    SELECT coalesce(max(number) <= (SELECT max(workspace) FROM score_recompute WHERE status = 'done' AND scope = 'all'), max(number) IS NULL)
      AS hold
    FROM (
      SELECT number, lag(number) OVER versions AS before,
        content -> 'scoring' IS DISTINCT FROM lag(content -> 'scoring') OVER versions AS changed
      FROM workspace_version WINDOW versions AS (ORDER BY number)
    ) version WHERE changed AND before IS NOT NULL`);
  return row?.hold ?? false;
}
