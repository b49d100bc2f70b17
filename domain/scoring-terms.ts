/** A scoring model as it is calculated with, in memory and in the database: worked out once for each model. */
import type { ScoringModel } from './scoring-model.ts';
import { durationMs } from './time.ts';

/** The group of the points that steps of sequences give. */
export const stepGroup = 'sequence';

/** A model as it is calculated with: durations in milliseconds, limits by name. JSON, also for the database. */
export interface ScoringTerms {
  readonly halfLife: number;
  /** The groups that it knows, and how many. */
  readonly names: readonly string[];
  readonly count: number;
  /** What states depend on: one that was added up by another is not gone on with. */
  readonly fold: string;
  readonly caps: Readonly<Record<string, number>>;
  readonly perDay: Readonly<Record<string, number>>;
  /** `[milliseconds, points]`, the shortest first. */
  readonly within: readonly (readonly [number, number])[];
  /** The longest first. */
  readonly after: readonly (readonly [number, number])[];
  /** `[weight, min, max, milliseconds]` */
  readonly external: Readonly<Record<string, readonly [number, number, number, number]>>;
  /** There when there is any rule of recency. */
  readonly recency?: true;
  /** There when the score of a service can take away, so that a score may rise when it expires. */
  readonly lowering?: true;
}

/** A model is worked out once, not for every event of every lead. */
const known = new WeakMap<ScoringModel, ScoringTerms>();

export function termsOf(model: ScoringModel): ScoringTerms {
  const before = known.get(model);
  if (before) return before;
  const limits = Object.entries(model.groups);
  const halfLife = durationMs(model.halfLife);
  const names = [...new Set([...Object.keys(model.groups), stepGroup])].sort();
  const perDay = Object.fromEntries(
    limits.flatMap(([group, limit]) => (typeof limit === 'number' ? [] : [[group, limit.perDay]])),
  );
  const dayLimits = names.map((group) => (perDay[group] === undefined ? group : `${group}=${perDay[group]}`));
  const recency = model.recency ?? [];
  const terms: ScoringTerms = {
    ...{ halfLife, names, count: names.length, fold: [halfLife / 86_400_000, ...dayLimits].join(' '), perDay },
    caps: Object.fromEntries(limits.map(([group, limit]) => [group, typeof limit === 'number' ? limit : limit.cap])),
    within: recency
      .flatMap((rule) => ('within' in rule ? [[durationMs(rule.within), rule.points] as const] : []))
      .sort(([a], [b]) => a - b),
    after: recency
      .flatMap((rule) => ('after' in rule ? [[durationMs(rule.after), rule.points] as const] : []))
      .sort(([a], [b]) => b - a),
    external: Object.fromEntries(
      Object.entries(model.external ?? {}).map(([service, { weight, min, max, expires }]) => [
        service,
        [weight, min, max, durationMs(expires)] as const,
      ]),
    ),
    ...(recency.length > 0 && { recency: true }),
    ...(Object.values(model.external ?? {}).some(({ weight, min }) => weight < 0 || min < 0) && { lowering: true }),
  };
  known.set(model, terms);
  return terms;
}
