/**
 * What a change of a lead's engagement or fit leads to: its score, its temperature, the stages it climbs, and whether it
 * becomes an MQL. Pure; the numbers are of `domain/scoring`, the rule of `domain/mql`, the moves of `domain/lifecycle`.
 */
import { climbs, type Stage, stagePath } from '../domain/lifecycle.ts';
import { afterLoss, type Crossing, crossing, type Nurture, nurtured } from '../domain/mql.ts';
import { countedGroups, nextChange, scoreBound } from '../domain/score-course.ts';
import {
  type Engagement,
  engagementAt,
  type Grade,
  type ScoringModel,
  type Temperature,
  temperatureOf,
} from '../domain/scoring.ts';
import { earlier, type Instant } from '../domain/time.ts';

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

/** What follows from an engagement alone, as the columns of a lead have it. */
export interface ScoreNumbers {
  readonly engagement: Engagement;
  readonly score: number;
  readonly temperature: Temperature;
  /** The most that the score can be until something happens; null without a model. */
  readonly scoreBound: number | null;
  /** When it must be looked at again because time alone changes it; null when it does not. */
  readonly reviewAt: Instant | null;
}

export interface Promotion extends ScoreNumbers {
  readonly stage: Stage;
  readonly moves: readonly StageMove[];
  /** What each group counted when it moved; empty when it did not. */
  readonly groups: Readonly<Record<string, number>>;
  /** True when a hand-off must be opened. */
  readonly mql: boolean;
  /** It is over the threshold and lacks only nurture, or nobody has looked yet how much it had. */
  readonly waits: boolean;
}

export function numbersOf(
  model: ScoringModel,
  engagement: Engagement,
  grade: Grade,
  now: Instant,
  score = engagementAt(model, engagement, now),
): ScoreNumbers {
  return {
    engagement,
    score,
    temperature: temperatureOf(model, score, grade),
    scoreBound: scoreBound(model, engagement),
    reviewAt: nextChange(model, engagement, grade, now, score),
  };
}

/** What changed of a lead. */
export interface Change {
  /** With what came to it. */
  readonly engagement: Engagement;
  /** Points came; `loss`: they went, or nothing of it counts. Nobody climbs by losing. `fit`: what the lead is changed. */
  readonly by: 'gain' | 'loss' | 'fit';
  /** What the lead did, if that alone makes a name *engaged*. */
  readonly behaviour: string | null;
  /** What it did, if by that it asks for sales itself: no score, grade or nurture is in its way. */
  readonly raises?: string | null;
  /** What it has had of us; null or absent: not looked up. */
  readonly nurture?: Nurture | null;
}

/** Sets what changed, and climbs. */
export function promote(model: ScoringModel, lead: Standing, change: Change, now: Instant): Promotion {
  const { by, behaviour, raises = null, nurture = null } = change;
  const asked =
    by === 'loss'
      ? lossOf(model, lead.engagement, change.engagement, now)
      : crossing(model, lead.engagement, change.engagement, lead.grade, now, nurture);
  const { score } = asked;
  const numbers = numbersOf(model, asked.engagement, lead.grade, now, score);
  const rounded = Math.round(score * 10) / 10;
  let way: Way = { stage: lead.stage, moves: [] };
  if (behaviour !== null) way = climb(way, 'engaged', behaviour);
  if (by === 'gain' && score >= model.prospectAt) {
    way = climb(way, 'prospect', `score ${rounded} reached ${model.prospectAt}`);
  }
  const open = climbs(way.stage, 'mql');
  const mql = open && (asked.mql || raises !== null);
  if (mql) way = climb(way, 'mql', raises ?? `score ${rounded} reached ${model.mql.at} with grade ${lead.grade}`);
  const groups = way.moves.length > 0 ? countedGroups(model, numbers.engagement, now) : {};
  const waits = open && !mql && asked.waits;
  return promotionOf(way, numbers, groups, mql, waits, reviewOf(model, numbers, waits ? nurture : null, now));
}

/** As `promote` where nobody may come to sales by it; the lead stays ready for what does. */
export const promoteQuietly = (model: ScoringModel, lead: Standing, change: Change, now: Instant): Promotion =>
  promote(model, lead, { ...change, by: 'loss', raises: null }, now);

/** Written out member by member: put together from other objects it takes five times the memory, for every event that scores. */
const promotionOf = (
  { stage, moves }: Way,
  { engagement, score, temperature, scoreBound }: Omit<ScoreNumbers, 'reviewAt'>,
  groups: Promotion['groups'],
  mql: boolean,
  waits: boolean,
  reviewAt: Instant | null,
): Promotion => ({ stage, moves, engagement, score, temperature, scoreBound, reviewAt, groups, mql, waits });

const lossOf = (model: ScoringModel, before: Engagement, after: Engagement, now: Instant): Crossing => ({
  ...{ engagement: afterLoss(model, before, after, now), score: engagementAt(model, after, now) },
  ...{ mql: false, waits: false },
});

/** Who lacks only nurture is looked at again when it may have had enough. */
function reviewOf(
  model: ScoringModel,
  { reviewAt }: ScoreNumbers,
  nurture: Nurture | null,
  now: Instant,
): Instant | null {
  const readiness = nurture && nurtured(model, nurture, now);
  if (!readiness || readiness.ready) return reviewAt;
  return earlier(reviewAt ?? readiness.until, readiness.until);
}

/** What behaviour alone does to a lead while there is no scoring model, or none may score it. */
export function promoteUnscored(
  model: ScoringModel | null,
  lead: Standing & { readonly score: number; readonly temperature: Temperature },
  { behaviour, raises = null }: Pick<Change, 'behaviour' | 'raises'>,
  now: Instant,
): Promotion {
  let way: Way = { stage: lead.stage, moves: [] };
  if (behaviour !== null) way = climb(way, 'engaged', behaviour);
  const mql = raises !== null && climbs(way.stage, 'mql');
  if (mql) way = climb(way, 'mql', raises);
  const { engagement, score, temperature } = lead;
  const numbers = model
    ? numbersOf(model, engagement, lead.grade, now)
    : { engagement, score, temperature, scoreBound: null, reviewAt: null };
  return promotionOf(way, numbers, {}, mql, false, numbers.reviewAt);
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
