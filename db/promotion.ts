/**
 * What a change of a lead's engagement or fit leads to: its score, its temperature, the stages it climbs, and whether it
 * becomes an MQL. Pure; the numbers are of `domain/scoring`, the moves of `domain/lifecycle`.
 */
import { climbs, type Stage, stagePath } from '../domain/lifecycle.ts';
import {
  addPoints,
  crossing,
  type Engagement,
  engagementAt,
  type Grade,
  type ScoringModel,
  type Temperature,
  temperatureOf,
} from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';

/** The part of a lead that promotion looks at and changes. */
export interface Standing {
  readonly stage: Stage;
  readonly grade: Grade;
  readonly engagement: Engagement;
}

export interface StageMove {
  readonly from: Stage;
  readonly to: Stage;
  readonly reason: string;
}

export interface Points {
  readonly group: string;
  readonly points: number;
  /** When they were earned. */
  readonly at: Instant;
}

export interface Promotion {
  readonly stage: Stage;
  readonly engagement: Engagement;
  readonly score: number;
  readonly temperature: Temperature;
  readonly moves: readonly StageMove[];
  /** True when a hand-off must be opened. */
  readonly mql: boolean;
}

/**
 * Adds the points, if any, and climbs. `behaviour` is what the lead did, if that alone makes a name *engaged*. Nobody
 * climbs by losing points.
 */
export function promote(
  model: ScoringModel,
  lead: Standing,
  points: Points | null,
  behaviour: string | null,
  now: Instant,
): Promotion {
  const after = points ? addPoints(model, lead.engagement, points.group, points.points, points.at) : lead.engagement;
  const gained = points === null || points.points > 0;
  const asked = gained
    ? crossing(model, lead.engagement, after, lead.grade, now)
    : { engagement: { ...after, armed: lead.engagement.armed }, mql: false };
  const score = engagementAt(model, after, now);
  const rounded = Math.round(score * 10) / 10;
  let way: Way = { stage: lead.stage, moves: [] };
  if (behaviour !== null) way = climb(way, 'engaged', behaviour);
  if (points !== null && gained && score >= model.prospectAt) {
    way = climb(way, 'prospect', `score ${rounded} reached ${model.prospectAt}`);
  }
  const mql = asked.mql && climbs(way.stage, 'mql');
  if (mql) way = climb(way, 'mql', `score ${rounded} reached ${model.mql.at} with grade ${lead.grade}`);
  return { ...way, engagement: asked.engagement, score, temperature: temperatureOf(model, score), mql };
}

/** What behaviour alone does to a lead while there is no scoring model. */
export function promoteUnscored(
  lead: Standing & { readonly score: number; readonly temperature: Temperature },
  behaviour: string | null,
): Promotion {
  const { stage, engagement, score, temperature } = lead;
  const way = behaviour === null ? { stage, moves: [] } : climb({ stage, moves: [] }, 'engaged', behaviour);
  return { ...way, engagement, score, temperature, mql: false };
}

interface Way {
  readonly stage: Stage;
  readonly moves: readonly StageMove[];
}

/** Goes up to a stage through all between; stays when that would not be up. */
function climb(way: Way, to: Stage, reason: string): Way {
  if (!climbs(way.stage, to)) return way;
  const path = stagePath(way.stage, to);
  const moves = path.map((next, i) => ({ from: path[i - 1] ?? way.stage, to: next, reason }));
  return { stage: to, moves: [...way.moves, ...moves] };
}
