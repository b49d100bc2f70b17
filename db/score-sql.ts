/**
 * The score of a lead, `l`, as an expression of SQL. The function `engagement_at` of the database reads any state by any
 * terms, and takes them apart for every lead. Where all leads are asked, the terms are written out instead, for the states that
 * were added up by them; every other state goes to the function. Both give what `engagementAt` of the domain gives.
 */
import type { ScoringModel } from '../domain/scoring.ts';
import { type ScoringTerms, termsOf } from '../domain/scoring-terms.ts';
import { type Instant, msOf } from '../domain/time.ts';
import { json, type Sql, sql } from './sql.ts';

export interface ScoreContext {
  /** Null while none is published. */
  readonly model: ScoringModel | null;
  readonly now: Instant;
  /**
   * `each`: a page of leads is asked, so what lies beside a lead is looked up for it. `all`: every lead is asked, so what
   * lies beside them is gathered once.
   */
  readonly for: 'each' | 'all';
}

export function scoreOf({ model, now, for: asked }: ScoreContext): Sql {
  if (model === null) return sql`l.score`;
  const terms = termsOf(model);
  const called = sql`engagement_at(l.engagement, ${json(terms)}::jsonb, ${now}::timestamptz)`;
  if (asked === 'each') return called;
  return sql`CASE
    WHEN l.engagement ->> 'fold' = ${terms.fold}::text THEN ${writtenOut(terms, msOf(now))}
    WHEN l.engagement -> 'groups' = '{}' AND NOT l.engagement ?| '{external,last}' THEN 0::float8
    ELSE ${called} END`;
}

/** `engagementAt`, in a form that names what is costly once: a sum in a query of its own would keep the count to one process. */
function writtenOut(terms: ScoringTerms, ms: number): Sql {
  const earned = sumOf(terms.names.map((group) => groupOf(terms, group, ms)));
  const recency = recencyOf(terms, ms);
  const told = Object.entries(terms.external).map(([service, rule]) => externalOf(service, rule, ms));
  // Silence takes away no more than was earned; where nothing is added, a score below 0 is none anyway.
  const alone = recency ? sql`${earned} + ${recency}` : earned;
  const held = recency ? sql`greatest(${earned} + ${recency}, least(${earned}, 0::float8))` : earned;
  const total =
    told.length > 0 ? sql`CASE WHEN l.engagement ? 'external' THEN ${held} + ${sumOf(told)} ELSE ${alone} END` : alone;
  return sql`greatest(0::float8, floor((${total}) * 100 + 0.500001) / 100)`;
}

const sumOf = (parts: readonly Sql[]): Sql =>
  sql`(${parts.reduce((sum, part) => sql`${sum} + ${part}`, sql`0::float8`)})`;

/** A number within the state. */
const numberAt = (...path: readonly string[]): Sql => sql`(l.engagement #> ${path}::text[])::float8`;

const isThere = (...path: readonly string[]): Sql => sql`l.engagement #> ${path}::text[] IS NOT NULL`;

/** What is left of points that were counted at another moment. */
const leftOf = (points: Sql, at: Sql, ms: number, { halfLife }: ScoringTerms): Sql =>
  sql`${points} * power(2::float8, greatest(-1000::float8, least(0::float8, (${at} - ${ms}::float8) / ${halfLife}::float8)))`;

/** What a group counts. A state of these terms has a day that is open only where a day has a limit. */
function groupOf(terms: ScoringTerms, group: string, ms: number): Sql {
  const path = ['groups', group] as const;
  const left = leftOf(numberAt(...path, 'points'), numberAt(...path, 'at'), ms, terms);
  const [cap, perDay] = [terms.caps[group], terms.perDay[group]];
  const ofDay = (limit: number): Sql => {
    const points = sql`least(${numberAt(...path, 'day', 'points')}, ${limit}::float8)`;
    return sql`CASE WHEN ${isThere(...path, 'day')}
      THEN ${leftOf(points, numberAt(...path, 'day', 'at'), ms, terms)} ELSE 0::float8 END`;
  };
  const worth = perDay === undefined ? left : sql`${left} + ${ofDay(perDay)}`;
  const counted = cap === undefined ? worth : sql`least(${worth}, ${cap}::float8)`;
  const debt = leftOf(numberAt(...path, 'debt', 'points'), numberAt(...path, 'debt', 'at'), ms, terms);
  return sql`CASE WHEN ${isThere(...path)}
    THEN ${counted} - CASE WHEN ${isThere(...path, 'debt')} THEN ${debt} ELSE 0::float8 END ELSE 0::float8 END`;
}

/** Points for the time since the newest gain; null where the terms have none. */
function recencyOf({ within, after }: ScoringTerms, ms: number): Sql | null {
  if (within.length + after.length === 0) return null;
  const age = sql`(${ms}::float8 - (l.engagement -> 'last')::float8)`;
  const first = (rules: ScoringTerms['within'], by: Sql): Sql => {
    const cases = rules.reduce(
      (all, [time, points]) => sql`${all} WHEN ${age} ${by} ${time}::float8 THEN ${points}::float8`,
      sql``,
    );
    return rules.length === 0 ? sql`0::float8` : sql`CASE ${cases} ELSE 0::float8 END`;
  };
  return sql`CASE WHEN l.engagement ? 'last' THEN ${first(within, sql`<=`)} + ${first(after, sql`>=`)} ELSE 0::float8 END`;
}

function externalOf(service: string, [weight, min, max, expires]: ScoringTerms['external'][string], ms: number): Sql {
  const path = ['external', service] as const;
  const value = sql`least(${max}::float8, greatest(${min}::float8, ${numberAt(...path, 'value')}))`;
  return sql`CASE WHEN ${ms}::float8 < ${numberAt(...path, 'at')} + ${expires}::float8
    THEN ${weight}::float8 * ${value} ELSE 0::float8 END`;
}
