/**
 * A lead as the tables hold it, and what the rest of the project sees of it: its facts and its view at a moment.
 */
import type { ConsentRule } from '../domain/consent.ts';
import type { FieldValue, LeadFacts, LeadKind } from '../domain/lead.ts';
import type { Stage } from '../domain/lifecycle.ts';
import type { Temperature } from '../domain/scoring.ts';
import { type Engagement, engagementAt, type Grade, type ScoringModel, temperatureOf } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import { sql } from './sql.ts';
import type { LeadView } from './store.ts';

export interface LeadRow {
  readonly id: string;
  readonly email: string;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly title: string | null;
  readonly country: string | null;
  readonly language: string | null;
  readonly time_zone: string | null;
  readonly source: string | null;
  readonly phone: string | null;
  readonly kind: LeadKind | null;
  readonly consent_rule: ConsentRule | null;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly tags: readonly string[];
  readonly stage: Stage;
  readonly fit_points: number;
  readonly grade: Grade;
  readonly engagement: Engagement;
  readonly score: number;
  readonly temperature: Temperature;
  readonly company: string | null;
  readonly created_at: Instant;
  readonly updated_at: Instant;
}

/** The columns of a `LeadRow`, with `l` for the lead and `a` for its account. */
export const leadColumns = sql`l.id, l.email, l.first_name, l.last_name, l.title, l.country, l.language, l.time_zone,
  l.source, l.phone, l.kind, l.consent_rule, l.fields, l.tags, l.stage, l.fit_points, l.grade, l.engagement, l.score, l.temperature, a.name AS company,
  l.created_at, l.updated_at`;

/** What a condition, a template or a mail may know of the lead at a moment: the score is decayed to it. */
export function factsOf(row: LeadRow, model: ScoringModel | null, now: Instant): LeadFacts {
  const score = model ? engagementAt(model, row.engagement, now) : row.score;
  return {
    email: row.email,
    firstName: row.first_name,
    lastName: row.last_name,
    company: row.company,
    title: row.title,
    country: row.country,
    source: row.source,
    language: row.language,
    timeZone: row.time_zone,
    phone: row.phone,
    kind: row.kind,
    stage: row.stage,
    score,
    grade: row.grade,
    temperature: model ? temperatureOf(model, score, row.grade) : row.temperature,
    fields: row.fields,
    tags: row.tags,
  };
}

/** `gradeDue`: of a lead that was not just saved, by the rules of now. */
export const leadView = (
  row: LeadRow,
  suppressed: string | null,
  model: ScoringModel | null,
  now: Instant,
  gradeDue: Grade | null = null,
): LeadView => ({
  ...factsOf(row, model, now),
  id: row.id,
  gradeDue,
  suppressed,
  consentRule: row.consent_rule,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
});
