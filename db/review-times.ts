/**
 * When a lead must be looked at next although nothing happens to it: an event leaves a time in which it is counted, a score
 * falls below a mark, a consent runs out. Whoever is no such lead is not looked at.
 */

import type { Conditions } from '../domain/conditions.ts';
import { countedWithin } from '../domain/lead.ts';
import { questionsOf, subjectsOf } from '../domain/predicate.ts';
import { nextChange } from '../domain/score-course.ts';
import type { Engagement, Grade, ScoringModel } from '../domain/scoring.ts';
import { type Duration, durationMs, earlier, type Instant, plusMs } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { json, sql } from './sql.ts';
import { countedKinds, windowStart } from './surroundings.ts';

/** How time can change the answer of conditions. */
export interface TimeNeeds {
  readonly windows: readonly Duration[];
  /** Scores at which an answer changes. */
  readonly marks: readonly number[];
  readonly temperature: boolean;
  readonly consent: boolean;
  /** It asks for a score in a way that nobody can foresee: looked at once a day. */
  readonly daily: boolean;
}

export function timeNeedsOf(conditions: Conditions, asked: readonly string[]): TimeNeeds {
  const needs = conditions.needs(asked);
  const marks = new Set<number>();
  let [temperature, daily] = [false, false];
  for (const question of asked.flatMap((condition) => [...questionsOf(conditions.predicate(condition))])) {
    if (question.kind === 'opaque') daily ||= /\b(score|temperature)\b/.test(question.text);
    const subjects = [...subjectsOf(question)];
    temperature ||= subjects.some(({ of }) => of === 'temperature');
    if (!subjects.some(({ of }) => of === 'score')) continue;
    if (question.kind === 'compare' && question.left.of === 'score' && question.right.of === 'literal') {
      if (typeof question.right.value === 'number') marks.add(question.right.value);
    } else daily = true;
  }
  const windows = needs.map(countedWithin).filter((within) => typeof within === 'string');
  return { windows: [...new Set(windows)], marks: [...marks], temperature, consent: needs.includes('consent'), daily };
}

const dayMs = 86_400_000;

export interface Timed {
  readonly id: string;
  readonly engagement: Engagement;
  readonly grade: Grade;
}

/** By lead, the earliest moment at which time alone may change an answer; leads that have none are left out. */
export async function nextByTime(
  on: Queryable,
  needs: TimeNeeds,
  leads: readonly Timed[],
  model: ScoringModel | null,
  now: Instant,
): Promise<ReadonlyMap<string, Instant>> {
  const next = new Map<string, Instant>();
  const note = (id: string, at: Instant | null): void => {
    if (at !== null) next.set(id, earlier(next.get(id) ?? at, at));
  };
  const ids = leads.map(({ id }) => id);
  for (const { id, at } of await leavingWindows(on, needs.windows, ids, now)) note(id, at);
  if (needs.consent) for (const { id, at } of await consentChanges(on, ids, now)) note(id, at);
  for (const { id, engagement, grade } of leads) {
    if (!model) continue;
    for (const marked of modelsAt(model, needs)) note(id, nextChange(marked, engagement, grade, now));
    if (needs.daily && hasPoints(engagement)) note(id, plusMs(now, dayMs));
  }
  return next;
}

const hasPoints = ({ groups, external }: Engagement): boolean =>
  Object.keys(groups).length > 0 || external !== undefined;

/** The model with its temperatures put where the answers change. */
function modelsAt(model: ScoringModel, { marks, temperature }: TimeNeeds): readonly ScoringModel[] {
  const known = marked.get(model) ?? new Map<number, ScoringModel>();
  marked.set(model, known);
  const models = marks.map((mark) => {
    const one = known.get(mark) ?? { ...model, temperature: { warm: mark, hot: mark } };
    known.set(mark, one);
    return one;
  });
  return temperature ? [model, ...models] : models;
}

/** A model is worked out once for each mark. */
const marked = new WeakMap<ScoringModel, Map<number, ScoringModel>>();

interface Moment {
  readonly id: string;
  readonly at: Instant;
}

/** When the oldest event that is within a time leaves it. */
async function leavingWindows(
  on: Queryable,
  windows: readonly Duration[],
  ids: readonly string[],
  now: Instant,
): Promise<readonly Moment[]> {
  if (windows.length === 0 || ids.length === 0) return [];
  const asked = windows.map((within) => ({ since: windowStart(within, now), ms: durationMs(within) }));
  return on.rows<Moment>(sql`
    SELECT lead_id AS id, min(occurred_at + w.ms * interval '1 millisecond') AS at
    FROM event JOIN jsonb_to_recordset(${json(asked)}::jsonb) AS w (since timestamptz, ms float8) ON occurred_at > w.since
    WHERE lead_id = ANY (${ids}::uuid[]) AND kind IN ${countedKinds} GROUP BY lead_id`);
}

/** When a consent begins, ends or is withdrawn next. */
const consentChanges = (on: Queryable, ids: readonly string[], now: Instant): Promise<readonly Moment[]> =>
  on.rows<Moment>(sql`
    SELECT c.lead_id AS id, min(change.at) AS at
    FROM consent c CROSS JOIN LATERAL (VALUES (c.at), (c.expires_at), (c.withdrawn_at)) AS change (at)
    WHERE c.lead_id = ANY (${ids}::uuid[]) AND change.at > ${now} GROUP BY c.lead_id`);

/** After a segment was filled: makes those leads due of which time alone may change the answer, each when it may. */
export async function markForTime(
  tx: Queryable,
  conditions: Conditions,
  condition: string,
  model: ScoringModel | null,
  now: Instant,
): Promise<void> {
  const needs = timeNeedsOf(conditions, [condition]);
  for (const within of needs.windows) {
    await tx.rows(sql`
      UPDATE lead l SET review_at = least(l.review_at, leaving.at)
      FROM (
        SELECT lead_id, min(occurred_at) + ${durationMs(within)}::float8 * interval '1 millisecond' AS at FROM event
        WHERE occurred_at > ${windowStart(within, now)} AND kind IN ${countedKinds} GROUP BY lead_id
      ) leaving WHERE l.id = leaving.lead_id AND l.erased_at IS NULL`);
  }
  if (needs.consent) {
    await tx.rows(sql`
      UPDATE lead l SET review_at = least(l.review_at, changing.at)
      FROM (
        SELECT c.lead_id, min(change.at) AS at
        FROM consent c CROSS JOIN LATERAL (VALUES (c.at), (c.expires_at), (c.withdrawn_at)) AS change (at)
        WHERE change.at > ${now} GROUP BY c.lead_id
      ) changing WHERE l.id = changing.lead_id AND l.erased_at IS NULL`);
  }
  if (!model || (needs.marks.length === 0 && !needs.daily)) return;
  // A score below every mark rises by time alone where points were taken away, so who has any points is looked at once.
  await tx.rows(sql`
    UPDATE lead SET review_at = least(review_at, ${now})
    WHERE erased_at IS NULL AND (engagement -> 'groups' <> '{}' OR engagement ? 'external')`);
}
