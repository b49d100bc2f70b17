/**
 * Why a score is what it is: which rules of fit hold, what each entry of the ledger is still worth, where a cap bites, and
 * how long it stays so when nothing else happens. Pure: it repeats what `scoring.ts` does, entry by entry.
 */
import { instantFromMs } from './instant.ts';
import {
  type Engagement,
  engagementAt,
  type Grade,
  type ScoringModel,
  type Temperature,
  temperatureOf,
  worthAt,
} from './scoring.ts';
import { durationMs, type Instant, msOf } from './time.ts';

/** One row of the score ledger. */
export interface LedgerEntry {
  readonly group: string;
  readonly points: number;
  readonly reason: string;
  /** When they were earned. */
  readonly at: Instant;
}

export interface ExplainedFit {
  readonly points: number;
  readonly grade: Grade;
  readonly rules: readonly {
    readonly when: string;
    readonly points: number;
    readonly reason: string;
    readonly holds: boolean;
  }[];
  /** The next better grade and the points that are missing to it; null at A. */
  readonly next: { readonly grade: Grade; readonly missing: number } | null;
}

export interface ExplainedGroup {
  readonly group: string;
  /** What its entries are worth now, before the cap. */
  readonly points: number;
  /** Null: the model does not know the group any more, and nothing limits it. */
  readonly cap: number | null;
  /** What of it counts. */
  readonly counted: number;
  /** Newest first; `worth`: the points as they are now. */
  readonly entries: readonly (LedgerEntry & { readonly worth: number })[];
  /**
   * What the entries alone do not explain: of what sales returned only a share stays, and a model with another half-life
   * counts entries that were added up before in another way.
   */
  readonly settled: number;
}

export interface ExplainedThreshold {
  readonly name: 'warm' | 'hot' | 'prospect' | 'mql';
  readonly at: number;
  /** Points that are missing; 0 when it is reached. */
  readonly missing: number;
  /** Until when it stays reached if nothing else happens; null when it is not reached. */
  readonly until: Instant | null;
}

export interface ScoreExplanation {
  readonly model: string;
  /** The moment for which all of it holds. */
  readonly at: Instant;
  readonly halfLifeDays: number;
  readonly score: number;
  readonly temperature: Temperature;
  readonly fit: ExplainedFit;
  readonly groups: readonly ExplainedGroup[];
  readonly thresholds: readonly ExplainedThreshold[];
  readonly mql: {
    readonly minGrade: Grade;
    readonly gradeSuffices: boolean;
    readonly rearmBelow: number;
    /** False once the threshold was crossed, until the score has fallen below `rearmBelow`. */
    readonly armed: boolean;
  };
}

export interface Scored {
  readonly engagement: Engagement;
  readonly fitPoints: number;
  readonly grade: Grade;
}

/**
 * @param holds whether the condition of a fit rule holds for the lead
 * @param entries all of the lead's rows of the ledger, in any order
 */
export function explainScore(
  model: ScoringModel,
  lead: Scored,
  entries: readonly LedgerEntry[],
  holds: (when: string) => boolean,
  now: Instant,
): ScoreExplanation {
  const { engagement, grade, fitPoints } = lead;
  const score = engagementAt(model, engagement, now);
  const threshold = (name: ExplainedThreshold['name'], at: number): ExplainedThreshold => ({
    name,
    at,
    missing: hundredths(Math.max(0, at - score)),
    until: reachedUntil(model, engagement, at, now),
  });
  return {
    model: model.name,
    at: now,
    halfLifeDays: durationMs(model.halfLife) / dayMs,
    score,
    temperature: temperatureOf(model, score),
    fit: {
      points: fitPoints,
      grade,
      rules: model.fit.map((rule) => ({ ...rule, holds: holds(rule.when) })),
      next: nextGrade(model, fitPoints),
    },
    groups: groupsOf(model, engagement, entries, now),
    thresholds: [
      threshold('warm', model.temperature.warm),
      threshold('prospect', model.prospectAt),
      threshold('hot', model.temperature.hot),
      threshold('mql', model.mql.at),
    ].sort((a, b) => a.at - b.at),
    mql: {
      minGrade: model.mql.minGrade,
      gradeSuffices: grade <= model.mql.minGrade,
      rearmBelow: model.mql.rearmBelow,
      armed: engagement.armed || score < model.mql.rearmBelow,
    },
  };
}

const dayMs = 86_400_000;
const hundredths = (points: number): number => Math.round(points * 100) / 100;

function groupsOf(
  model: ScoringModel,
  engagement: Engagement,
  entries: readonly LedgerEntry[],
  now: Instant,
): readonly ExplainedGroup[] {
  const names = new Set([...Object.keys(model.groups), ...Object.keys(engagement.groups)]);
  return [...names]
    .map((group): ExplainedGroup => {
      const state = engagement.groups[group];
      const points = state ? worthAt(model, state, now) : 0;
      const cap = model.groups[group] ?? null;
      const own = entries
        .filter((entry) => entry.group === group)
        .map((entry) => ({ ...entry, worth: hundredths(worthAt(model, entry, now)) }))
        .sort((a, b) => (a.at < b.at ? 1 : -1));
      const told = own.reduce((sum, { worth }) => sum + worth, 0);
      const counted = Math.min(points, cap ?? Number.POSITIVE_INFINITY);
      const settled = hundredths(points - told);
      return {
        ...{ group, points: hundredths(points), cap, counted: hundredths(counted), entries: own },
        // Each is rounded by itself.
        settled: Math.abs(settled) <= 0.01 * (own.length + 1) ? 0 : settled,
      };
    })
    .filter(({ points, entries: own }) => points !== 0 || own.length > 0)
    .sort((a, b) => b.counted - a.counted);
}

/** Where nothing but time passes, points of one sign only shrink; with debts among the groups a score may also rise. */
const mostHalfLives = 64;
const stepsAHalfLife = 16;

/** The last moment at which the score still reaches the threshold; null when it does not now. */
function reachedUntil(model: ScoringModel, engagement: Engagement, threshold: number, now: Instant): Instant | null {
  const start = msOf(now);
  const reached = (ms: number): boolean => engagementAt(model, engagement, instantFromMs(ms)) >= threshold;
  if (!reached(start)) return null;
  const step = durationMs(model.halfLife) / stepsAHalfLife;
  let low = start;
  for (let i = 0; i < mostHalfLives * stepsAHalfLife && reached(low + step); i += 1) low += step;
  let high = low + step;
  while (high - low > 1_000) {
    const middle = (low + high) / 2;
    if (reached(middle)) low = middle;
    else high = middle;
  }
  return instantFromMs(Math.floor(low));
}

function nextGrade({ grades }: ScoringModel, fitPoints: number): ExplainedFit['next'] {
  const better = (['C', 'B', 'A'] as const).find((grade) => fitPoints < grades[grade]);
  return better === undefined ? null : { grade: better, missing: hundredths(grades[better] - fitPoints) };
}
