/**
 * The score: fit (a grade A–D from what the lead is) × engagement (points from what it does, decaying).
 *
 * Engagement is kept per group as `(points, at)`: the sum of all points decayed to `at`. Adding an event is exact and
 * does not depend on the order in which events arrive; nothing has to run at night. The cap of a group applies when
 * the score is read, so it does not depend on order either.
 */
import type { EventFact } from './events.ts';
import { type Duration, durationMs, type Instant, later, msOf } from './time.ts';

export type Grade = 'A' | 'B' | 'C' | 'D';
export type Temperature = 'cold' | 'warm' | 'hot';

/** Points for an event: `link` and `name` narrow a click or a custom event; null means any. */
export interface EngagementRule {
  readonly on: EventFact['kind'];
  readonly link: string | null;
  readonly name: string | null;
  readonly points: number;
  readonly group: string;
  readonly reason: string;
}

/** Points for what the lead is; `when` is a condition over the lead's fields. */
export interface FitRule {
  readonly when: string;
  readonly points: number;
  readonly reason: string;
}

export interface ScoringModel {
  readonly name: string;
  readonly halfLife: Duration;
  /** Cap of each group, in points at the moment of reading. */
  readonly groups: Readonly<Record<string, number>>;
  readonly rules: readonly EngagementRule[];
  readonly fit: readonly FitRule[];
  /** Least fit points for A, B and C; below C is D. */
  readonly grades: { readonly A: number; readonly B: number; readonly C: number };
  readonly temperature: { readonly warm: number; readonly hot: number };
  readonly prospectAt: number;
  readonly mql: {
    readonly at: number;
    /** The score must fall below this before the threshold can be crossed again. */
    readonly rearmBelow: number;
    readonly minGrade: Grade;
  };
  /** The share of the points that stays when sales returns a lead, 0–1. */
  readonly keepOnReturn: number;
}

export interface GroupPoints {
  readonly points: number;
  readonly at: Instant;
}

/** The engagement of a lead; plain JSON, one row in the database. */
export interface Engagement {
  readonly groups: Readonly<Record<string, GroupPoints>>;
  /** False from the moment the threshold was crossed until the score has fallen below `rearmBelow`. */
  readonly armed: boolean;
}

export const noEngagement: Engagement = { groups: {}, armed: true };

/** A half-life is read once, not for every event of every lead. */
const halfLives = new Map<Duration, number>();

function halfLifeMs(halfLife: Duration): number {
  const known = halfLives.get(halfLife) ?? durationMs(halfLife);
  halfLives.set(halfLife, known);
  return known;
}

/** The points of an instant, seen from another: halved with every half-life. Works backwards as well. */
function decay(points: number, from: Instant, to: Instant, halfLife: Duration): number {
  return points * 2 ** ((msOf(from) - msOf(to)) / halfLifeMs(halfLife));
}

/** What points of a moment are worth at another. */
export const worthAt = (model: ScoringModel, { points, at }: GroupPoints, now: Instant): number =>
  decay(points, at, now, model.halfLife);

/** Adds points that were earned at `at`, which may lie before what is already counted. */
export function addPoints(
  model: ScoringModel,
  state: Engagement,
  group: string,
  points: number,
  at: Instant,
): Engagement {
  const old = state.groups[group] ?? { points: 0, at };
  const anchor = later(old.at, at);
  const sum = decay(old.points, old.at, anchor, model.halfLife) + decay(points, at, anchor, model.halfLife);
  return { ...state, groups: { ...state.groups, [group]: { points: sum, at: anchor } } };
}

/**
 * Engagement points at a moment: the groups' points, decayed and capped, never below zero. In hundredths: between an
 * event and its booking points decay by a millionth, and a threshold that is hit exactly must count as reached.
 */
export function engagementAt(model: ScoringModel, state: Engagement, now: Instant): number {
  const total = Object.entries(state.groups).reduce((sum, [group, earned]) => {
    const current = worthAt(model, earned, now);
    return sum + Math.min(current, model.groups[group] ?? Number.POSITIVE_INFINITY);
  }, 0);
  return Math.max(0, Math.round(total * 100) / 100);
}

/** Keeps only a share of the points: what sales returned must show new interest before it is offered again. */
export function keepShare(state: Engagement, share: number): Engagement {
  const groups = Object.fromEntries(
    Object.entries(state.groups).map(([group, { points, at }]) => [group, { points: points * share, at }]),
  );
  return { groups, armed: true };
}

export interface PointsForEvent {
  readonly group: string;
  readonly points: number;
  readonly reason: string;
}

/** What an event is worth: the first rule that names its link or name, else the first general one. */
export function pointsFor(
  model: ScoringModel,
  event: Pick<EventFact, 'kind' | 'link' | 'name'>,
): PointsForEvent | null {
  const fitting = model.rules.filter(
    (rule) =>
      rule.on === event.kind &&
      (rule.link === null || rule.link === event.link) &&
      (rule.name === null || rule.name === event.name),
  );
  const rule = fitting.find((r) => r.link !== null || r.name !== null) ?? fitting[0];
  return rule ? { group: rule.group, points: rule.points, reason: rule.reason } : null;
}

export function gradeOf(model: ScoringModel, fitPoints: number): Grade {
  if (fitPoints >= model.grades.A) return 'A';
  if (fitPoints >= model.grades.B) return 'B';
  return fitPoints >= model.grades.C ? 'C' : 'D';
}

export function temperatureOf(model: ScoringModel, score: number): Temperature {
  if (score >= model.temperature.hot) return 'hot';
  return score >= model.temperature.warm ? 'warm' : 'cold';
}

/**
 * The MQL rule, asked after every change: an up-crossing of the threshold by a lead whose grade is good enough. It
 * fires once, and again only after the score fell below `rearmBelow` (or sales returned the lead).
 */
export function crossing(
  model: ScoringModel,
  before: Engagement,
  after: Engagement,
  grade: Grade,
  now: Instant,
): { readonly engagement: Engagement; readonly mql: boolean } {
  const rearmed = before.armed || engagementAt(model, before, now) < model.mql.rearmBelow;
  const above = engagementAt(model, after, now) >= model.mql.at && grade <= model.mql.minGrade;
  return { engagement: { ...after, armed: rearmed && !above }, mql: rearmed && above };
}
