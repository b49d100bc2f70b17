/** What becomes of leads that are valued anew, and how it is written: ledgers and standings, whatever the number of leads. */
import { engagementAt } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { nurtureOf } from './nurture.ts';
import { type Promotion, promote } from './promotion.ts';
import { looksOtherwise, type Revalued, type ValuationRules } from './revaluation.ts';
import { json, sql } from './sql.ts';

export interface Valued {
  readonly of: Revalued;
  readonly promotion: Promotion;
  readonly changes: boolean;
}

/** What becomes of leads: with `climb` as by a gain, else nobody moves and whoever is over the threshold stays armed. */
export async function valuesOf(
  on: Queryable,
  { model }: ValuationRules,
  all: readonly Revalued[],
  climb: boolean,
  now: Instant,
): Promise<readonly Valued[]> {
  const nurture =
    model.mql.minNurture && climb
      ? await nurtureOf(
          on,
          all.map(({ lead }) => lead.id),
          now,
        )
      : null;
  return all.map((of) => {
    const { lead, engagement, fit } = of;
    const by = climb ? 'gain' : 'loss';
    const change = { engagement, by, behaviour: null, nurture: nurture?.get(lead.id) ?? null } as const;
    const promotion = promote(model, { ...lead, grade: fit.grade }, change, now);
    const before = { score: engagementAt(model, lead.engagement, now) };
    return { of, promotion, changes: looksOtherwise(of, before, { ...promotion, grade: fit.grade }) };
  });
}

/** Ledgers and standings, whatever the number of leads. Time is no change: `updated_at` is of those that look otherwise. */
export async function writeValues(tx: Queryable, told: readonly Valued[], now: Instant): Promise<void> {
  if (told.length === 0) return;
  const gone = told.flatMap(({ of }) => of.gone);
  const entries = told.flatMap(({ of, promotion: { score } }) =>
    of.written.map((entry) => ({ ...entry, leadId: of.lead.id, scoreAfter: score })),
  );
  const leads = told.map(({ of: { lead, fit }, promotion, changes }) => {
    const { engagement, score, temperature, scoreBound, reviewAt } = promotion;
    return { id: lead.id, ...fit, engagement, score, temperature, scoreBound, reviewAt, changes };
  });
  if (gone.length > 0) await tx.rows(sql`DELETE FROM score_entry WHERE id = ANY (${gone}::uuid[])`);
  await tx.rows(sql`
    WITH entries AS (
      INSERT INTO score_entry (id, lead_id, event_id, key, kind, "group", points, reason, at, score_after)
      SELECT id, "leadId", "eventId", key, kind, "group", points, reason, at, "scoreAfter"
      FROM jsonb_to_recordset(${json(entries)}::jsonb) AS entry (id uuid, "leadId" uuid, "eventId" uuid, key text,
        kind text, "group" text, points float8, reason text, at timestamptz, "scoreAfter" float8)
      ON CONFLICT (id) DO UPDATE SET key = excluded.key, kind = excluded.kind, "group" = excluded."group",
        points = excluded.points, reason = excluded.reason
    )
    UPDATE lead l SET engagement = s.engagement, score = s.score, temperature = s.temperature, grade = s.grade,
      fit_points = s."fitPoints", score_bound = s."scoreBound", review_at = least(l.review_at, s."reviewAt"),
      updated_at = CASE WHEN s.changes THEN ${now}::timestamptz ELSE l.updated_at END
    FROM jsonb_to_recordset(${json(leads)}::jsonb) AS s (id uuid, "fitPoints" float8, grade text, engagement jsonb,
      score float8, temperature text, "scoreBound" float8, "reviewAt" timestamptz, changes boolean)
    WHERE l.id = s.id`);
}
