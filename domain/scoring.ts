/**
 * The score: fit (a grade A–D from what the lead is) × engagement (points from what it does, decaying). Here is how a
 * state is read by a model (`scoring-model.ts`); `score-ledger.ts` says what the state is: a fold of the ledger.
 *
 * A state is a few sums `(points, at)`: all points decayed to `at`. Such a sum stays one when something is added, so that
 * nothing has to run at night. Caps, recency and the scores of other services apply when the score is read.
 */
import type { EventFact } from './events.ts';
import type { EngagementRule, Grade, ScoringModel, Temperature, TemperatureMark } from './scoring-model.ts';
import { type ScoringTerms, termsOf } from './scoring-terms.ts';
import { type Instant, msOf } from './time.ts';

export type {
  EngagementRule,
  FastTrack,
  Grade,
  ScoringModel,
  Temperature,
  TemperatureMark,
} from './scoring-model.ts';

/** Milliseconds since 1970; states that older versions stored have an instant. */
export type Moment = number | Instant;

export const momentMs = (at: Moment): number => (typeof at === 'number' ? at : msOf(at));

/** A sum of points, decayed to a moment. */
export interface PointSum {
  readonly points: number;
  readonly at: Moment;
}

export interface GroupState extends PointSum {
  /** What the newest day earned, while its limit may still bite; not in `points`. */
  readonly day?: PointSum;
  /** What was taken away; counted after the cap, so that no cap swallows it. More than 0. */
  readonly debt?: PointSum;
}

/** The engagement of a lead; plain JSON, one row in the database. */
export interface Engagement {
  readonly groups: Readonly<Record<string, GroupState>>;
  /** False from the moment the threshold was crossed until the score has fallen below `rearmBelow`. */
  readonly armed: boolean;
  /** It crossed the threshold and lacked only nurture: it is given to sales when it has had enough, without a new sign. */
  readonly waits?: true;
  /** When the newest points were gained, and when sales returned the lead last. */
  readonly last?: number;
  readonly returned?: number;
  /** The newest score of each service that told one. */
  readonly external?: Readonly<Record<string, { readonly value: number; readonly at: number }>>;
  /** The terms by which it was added up; absent in what older versions stored. */
  readonly fold?: string;
}

export const noEngagement: Engagement = { groups: {}, armed: true };

/** Beyond so many half-lives nothing is left, and PostgreSQL would complain of a number that is too small. */
const mostHalfLives = 1000;

/** What is left of points at another moment. Before they were earned they count as on that day. */
export const leftOf = ({ points, at }: PointSum, ms: number, halfLife: number): number =>
  points * 2 ** Math.max(-mostHalfLives, Math.min(0, (momentMs(at) - ms) / halfLife));

/** What a group counts at a moment; less than 0 when more was taken away than it has. */
export function groupAt(terms: ScoringTerms, group: string, state: GroupState, ms: number): number {
  const counted = gainedAt(terms, group, state, ms);
  return state.debt ? counted - leftOf(state.debt, ms, terms.halfLife) : counted;
}

/** What a group counts without what was taken away. */
export function gainedAt(
  { halfLife, caps, perDay }: ScoringTerms,
  group: string,
  state: GroupState,
  ms: number,
): number {
  let worth = leftOf(state, ms, halfLife);
  if (state.day) {
    const { points, at } = state.day;
    worth += leftOf({ points: Math.min(points, perDay[group] ?? points), at }, ms, halfLife);
  }
  return Math.min(worth, caps[group] ?? worth);
}

/** What all groups count at a moment; less than 0 when more was taken away than they have. */
function earnedAt(terms: ScoringTerms, { groups }: Engagement, ms: number): number {
  let total = 0;
  // Not by entries, which are made for each call: this runs several times for every event.
  for (const group in groups) total += groupAt(terms, group, groups[group] as GroupState, ms);
  return total;
}

/**
 * Points for how long ago the newest gain was; none while there was none. Silence takes away no more than was earned:
 * otherwise a lead that visited once, long ago, would stand below one that never did, and an event that arrives late could
 * lower a score.
 */
export function recencyAt(
  terms: ScoringTerms,
  state: Engagement,
  ms: number,
  earned = earnedAt(terms, state, ms),
): number {
  const { within, after } = terms;
  const { last } = state;
  if (last === undefined) return 0;
  const age = ms - last;
  const fresh = within.find(([time]) => age <= time)?.[1] ?? 0;
  const points = fresh + (after.find(([time]) => age >= time)?.[1] ?? 0);
  return Math.max(points, Math.min(0, -earned));
}

/** What the score of a service counts at a moment. */
export function externalAt({ external }: ScoringTerms, service: string, value: number, at: number, ms: number): number {
  const rule = external[service];
  if (!rule) return 0;
  const [weight, min, max, expires] = rule;
  return ms < at + expires ? weight * Math.min(max, Math.max(min, value)) : 0;
}

/** The score before it is rounded; may be less than 0. */
export function exactEngagementAt(terms: ScoringTerms, state: Engagement, ms: number): number {
  const earned = earnedAt(terms, state, ms);
  let total = earned + recencyAt(terms, state, ms, earned);
  if (state.external === undefined) return total;
  for (const [service, { value, at }] of Object.entries(state.external)) {
    total += externalAt(terms, service, value, at, ms);
  }
  return total;
}

/**
 * To hundredths: between an event and its booking points decay by a millionth, and a threshold that is hit exactly must
 * count as reached. Halves are a little below where a sum can lie, so that its last bits decide nothing.
 */
export const hundredths = (points: number): number => Math.floor(points * 100 + 0.500001) / 100;

/** Engagement points at a moment, in hundredths, never below zero. The function `engagement_at` of the database is the same. */
export const engagementAt = (model: ScoringModel, state: Engagement, now: Instant): number =>
  Math.max(0, hundredths(exactEngagementAt(termsOf(model), state, msOf(now))));

export interface PointsForEvent {
  readonly group: string;
  readonly points: number;
  readonly reason: string;
}

type Rated = Pick<EventFact, 'kind' | 'link' | 'name'>;

/** What an event is worth: the first rule that names its link or name, else the first general one. */
export function pointsFor(model: ScoringModel, event: Rated): PointsForEvent | null {
  let general: EngagementRule | null = null;
  for (const rule of model.rules) {
    if (rule.on !== event.kind || !isNamed(rule, event)) continue;
    if (rule.link !== null || rule.name !== null) return worthOf(rule);
    general ??= rule;
  }
  return general && worthOf(general);
}

const isNamed = (rule: Pick<EngagementRule, 'link' | 'name'>, event: Rated): boolean =>
  (rule.link === null || rule.link === event.link) && (rule.name === null || rule.name === event.name);

/** A rule of no points is there so that a general one does not apply. */
const worthOf = ({ group, points, reason }: EngagementRule): PointsForEvent | null =>
  points === 0 ? null : { group, points, reason };

/** Whether a lead of this grade asks for sales by this event. */
export const isHandRaise = (model: ScoringModel, event: Rated, grade: Grade): boolean =>
  model.mql.fastTrack?.some(
    ({ on, name, minGrade }) =>
      on === event.kind && (name === null || name === event.name) && (minGrade === null || grade <= minGrade),
  ) ?? false;

export function gradeOf(model: ScoringModel, fitPoints: number): Grade {
  if (fitPoints >= model.grades.A) return 'A';
  if (fitPoints >= model.grades.B) return 'B';
  return fitPoints >= model.grades.C ? 'C' : 'D';
}

export const markOf = (mark: TemperatureMark): { readonly at: number; readonly minGrade: Grade } =>
  typeof mark === 'number' ? { at: mark, minGrade: 'D' } : mark;

/** From both: enough points, and a grade that is good enough. */
export function temperatureOf(
  { temperature }: Pick<ScoringModel, 'temperature'>,
  score: number,
  grade: Grade,
): Temperature {
  if (reaches(temperature.hot, score, grade)) return 'hot';
  return reaches(temperature.warm, score, grade) ? 'warm' : 'cold';
}

function reaches(mark: TemperatureMark, score: number, grade: Grade): boolean {
  const { at, minGrade } = markOf(mark);
  return score >= at && grade <= minGrade;
}

/** The score of a company from those of its leads. */
export function accountScore({ account }: Pick<ScoringModel, 'account'>, scores: readonly number[]): number {
  const best = [...scores].sort((a, b) => b - a).slice(0, account?.best ?? 1);
  const sum = best.reduce((all, score) => all + score, 0);
  return hundredths(Math.max(0, Math.min(sum, account?.cap ?? sum)));
}
