/**
 * What a wait finds when it looks back, as its enrollment sees it: events of the ledger, stages passed, scores reached and
 * decisions of sales since the wait looks back to, and what is so at this moment. Reads; decides nothing.
 */
import type { Awaited } from '../domain/awaiting.ts';
import type { Conditions } from '../domain/conditions.ts';
import { type ArmedMatcher, type EventFact, type EventMatcher, type FactKind, ledgerKind } from '../domain/events.ts';
import { currentSettings } from '../domain/formats.ts';
import type { Stage } from '../domain/lifecycle.ts';
import type { ProgramSettings } from '../domain/program-settings.ts';
import { type Engagement, engagementAt, type ScoringModel } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { conditionsOn, ruleMatchers, withHolds } from './event-conditions.ts';
import { newId } from './ids.ts';
import { isInternal } from './message-evidence.ts';
import { noMail } from './promotion-write.ts';
import { sql } from './sql.ts';

export interface WaitDeps {
  /** For conditions on the payload of custom events. */
  readonly conditions: Conditions;
  /** The scoring model in force; null while none is published. */
  readonly model: ScoringModel | null;
}

export interface LookUp {
  /** Oldest first. */
  readonly facts: readonly EventFact[];
  readonly settings: ProgramSettings;
}

interface Looking {
  readonly awaited: Awaited;
  readonly consumed: readonly string[];
  readonly now: Instant;
}

/** Looks for everything that the wait, or a stop rule of its program, could be about. */
export async function lookUp(
  tx: Queryable,
  enrollment: { readonly id: string; readonly lead_id: string },
  looking: Looking,
  { conditions, model }: WaitDeps,
): Promise<LookUp> {
  const standing = await standingOf(tx, enrollment.id);
  const settings = currentSettings(standing?.settings);
  const rows = await rowsSince(tx, enrollment, looking, kindsOf(looking.awaited.events, settings));
  const matchers = [...looking.awaited.events, ...ruleMatchers(settings)];
  const past = rows.map((row) =>
    withHolds(factOf(row), matchers, conditionsOn(conditions, { name: row.name ?? '', payload: row.payload ?? {} })),
  );
  return { facts: [...past, ...(standing ? presentFacts(standing, looking, model) : [])], settings };
}

interface Standing {
  readonly settings: unknown;
  readonly stage: Stage;
  readonly engagement: Engagement;
  readonly score: number;
}

async function standingOf(tx: Queryable, enrollmentId: string): Promise<Standing | null> {
  const [row] = await tx.rows<Standing>(sql`
    SELECT v.program -> 'settings' AS settings, l.stage, l.engagement, l.score
    FROM enrollment e JOIN sequence_version v ON v.id = e.sequence_version_id JOIN lead l ON l.id = e.lead_id
    WHERE e.id = ${enrollmentId}`);
  return row ?? null;
}

const factKind = ({ kind }: ArmedMatcher | EventMatcher): FactKind =>
  ledgerKind[kind] ?? (kind as Extract<FactKind, typeof kind>);

/** A stop that is lifted may have another behind it, so that what stops is looked for as well. */
function kindsOf(awaited: readonly ArmedMatcher[], { stops }: ProgramSettings): readonly FactKind[] {
  const stopping: readonly FactKind[] = stops.reply ? ['reply'] : [];
  return [...new Set([...awaited.map(factKind), ...stops.on.map(factKind), ...stopping])];
}

interface LedgerRow {
  readonly id: string;
  readonly kind: FactKind;
  readonly name: string | null;
  readonly link: string | null;
  readonly step_id: string | null;
  readonly visit: number | null;
  readonly recorded_at: Instant;
  readonly payload: Readonly<Record<string, unknown>> | null;
  readonly detail: string | null;
  readonly value: number | null;
}

/** The rows of these kinds; of events before `since` only clicks in the enrollment's own mails. */
const rowsSince = (
  tx: Queryable,
  enrollment: { readonly id: string; readonly lead_id: string },
  { awaited: { since }, consumed }: Looking,
  kinds: readonly FactKind[],
): Promise<readonly LedgerRow[]> =>
  tx.rows<LedgerRow>(sql`
    SELECT found.* FROM (
      SELECT e.id, e.kind, e.name, e.link, CASE WHEN own THEN e.step_id END AS step_id, CASE WHEN own THEN e.visit END AS visit,
        e.recorded_at, CASE WHEN e.kind = 'custom' THEN e.payload END AS payload, NULL AS detail, NULL::float8 AS value
      FROM event e LEFT JOIN message m ON m.id = e.message_id
        CROSS JOIN LATERAL (SELECT coalesce(e.enrollment_id = ${enrollment.id}, false) AS own) mail
      WHERE e.lead_id = ${enrollment.lead_id} AND e.kind = ANY (${kinds}) AND coalesce(NOT ${isInternal}, true)
        AND (e.recorded_at >= ${since} OR (own AND e.kind = 'click'))
      UNION ALL
      SELECT id, 'stage', "to", NULL, NULL, NULL, at, NULL, NULL, NULL FROM stage_move
      WHERE 'stage' = ANY (${kinds}) AND lead_id = ${enrollment.lead_id} AND at >= ${since}
      UNION ALL
      SELECT id, 'score', NULL, NULL, NULL, NULL, at, NULL, NULL, score_after FROM score_entry
      WHERE 'score' = ANY (${kinds}) AND lead_id = ${enrollment.lead_id} AND at >= ${since}
      UNION ALL
      SELECT id, 'decision', status, NULL, NULL, NULL, decided_at, NULL, reason, NULL FROM handoff
      WHERE 'decision' = ANY (${kinds}) AND lead_id = ${enrollment.lead_id} AND decided_at >= ${since}
    ) found
    WHERE found.id <> ALL (${consumed}::uuid[])
    ORDER BY found.recorded_at, found.id`);

function factOf({ id, kind, name, link, step_id, visit, recorded_at, detail, value }: LedgerRow): EventFact {
  const fact = { id, kind, name, link, stepId: step_id, visit, recordedAt: recorded_at };
  if (kind === 'score') return { ...fact, value };
  return kind === 'decision' ? { ...fact, detail } : fact;
}

/** What is so now. Each is newly named: it may be met by one wait after another. */
function presentFacts(standing: Standing, { awaited, now }: Looking, model: ScoringModel | null): readonly EventFact[] {
  const asked = new Set(awaited.events.map(factKind));
  const value = model ? engagementAt(model, standing.engagement, now) : standing.score;
  const fact = { ...noMail, recordedAt: now };
  return [
    ...(asked.has('stage') ? [{ ...fact, id: newId(), kind: 'stage' as const, name: standing.stage }] : []),
    ...(asked.has('score') ? [{ ...fact, id: newId(), kind: 'score' as const, name: null, value }] : []),
  ];
}
