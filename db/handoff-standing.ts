/** What a step of sales does to the lead: its stage, and, when it comes back, how many of its points stay. */
import { inSales, type Stage, stagePath } from '../domain/lifecycle.ts';
import { countedGroups } from '../domain/score-course.ts';
import { type Engagement, engagementAt, type ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import type { LeadRow } from './lead-rows.ts';
import { numbersOf, type Promotion } from './promotion.ts';
import type { ScoreRow } from './promotion-write.ts';
import { stateOf } from './score-ledger.ts';

export interface Moved {
  readonly promotion: Promotion;
  readonly score: ScoreRow | null;
}

/** The lead at another stage. */
export const movedTo = (lead: LeadRow, model: ScoringModel | null, to: Stage, reason: string, now: Instant): Moved => ({
  promotion: standing(lead, model, lead.engagement, to, reason, now),
  score: null,
});

/** A lead that came back. Only a share of its points stays, so that it takes new interest to come again; the ledger has the share. */
export async function movedBack(
  tx: Queryable,
  {
    id,
    reason: why,
    keep,
    to,
  }: { readonly id: string; readonly reason: string; readonly keep: number | null; readonly to: Stage },
  lead: LeadRow,
  model: ScoringModel | null,
  now: Instant,
): Promise<Moved> {
  if (!model) return movedTo(lead, model, to, why, now);
  const share = keep ?? model.keepOnReturn;
  const entry = { key: `return/${id}`, kind: 'return', group: 'return', points: share, at: now } as const;
  const engagement = await stateOf(tx, model, lead, entry);
  const promotion = standing(lead, model, engagement, to, why, now);
  const change = promotion.score - engagementAt(model, lead.engagement, now);
  return { promotion, score: { ...entry, eventId: null, reason: why, change } };
}

function standing(
  lead: LeadRow,
  model: ScoringModel | null,
  engagement: Engagement,
  to: Stage,
  reason: string,
  now: Instant,
): Promotion {
  const path = inSales.has(lead.stage) ? stagePath(lead.stage, to) : [];
  const moves = path.map((next, i) => ({ from: path[i - 1] ?? lead.stage, to: next, reason }));
  const { score, temperature } = lead;
  const numbers = model
    ? numbersOf(model, engagement, lead.grade, now)
    : { engagement, score, temperature, scoreBound: null, reviewAt: null };
  const groups = model && moves.length > 0 ? countedGroups(model, engagement, now) : {};
  return { ...numbers, stage: moves.at(-1)?.to ?? lead.stage, moves, groups, mql: false, waits: false };
}
