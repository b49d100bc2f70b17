/**
 * How a score goes on when nothing else happens: the most that it can be, and when it must be looked at next because time
 * alone may have changed the temperature.
 */
import { type Instant, instantFromMs, msOf } from './instant.ts';
import { newestOf } from './score-ledger.ts';
import {
  type Engagement,
  engagementAt,
  externalAt,
  type Grade,
  type GroupState,
  gainedAt,
  groupAt,
  hundredths,
  leftOf,
  markOf,
  momentMs,
  recencyAt,
  type ScoringModel,
} from './scoring.ts';
import { type ScoringTerms, termsOf } from './scoring-terms.ts';

/** The newest moment of all that the state knows; null when it knows nothing. */
function newestMoment(state: Engagement): number | null {
  let newest = Math.max(newestOf(state), state.last ?? Number.NEGATIVE_INFINITY);
  if (state.external) for (const { at } of Object.values(state.external)) newest = Math.max(newest, at);
  return Number.isFinite(newest) ? newest : null;
}

/**
 * An upper bound of the score from the newest change on, at whatever moment, while nothing is added: points only shrink, and
 * what was taken away may be forgotten. In steps that double, because it is indexed: of the gains of a lead hardly any changes
 * it, and a row whose indexed columns stay is written without touching an index. The least of them is that of a new lead.
 * They lie a little below round numbers, as which thresholds are written.
 */
export function scoreBound(model: ScoringModel, state: Engagement): number {
  const most = exactBound(model, state);
  let bound: number = leastScoreBound;
  while (bound < most) bound *= 2;
  return bound;
}

/** Of a lead that has earned nothing. */
export const leastScoreBound = 19.98;

function exactBound(model: ScoringModel, state: Engagement): number {
  const terms = termsOf(model);
  const from = newestMoment(state);
  if (from === null) return 0;
  const { gained, rest } = partsAt(terms, state, from);
  return Math.max(0, hundredths(gained + Math.max(0, recencyAt(terms, state, from)) + rest.most));
}

interface Parts {
  /** What the groups count, without what was taken away; and that. Both halve with every half-life, or fall slower. */
  readonly gained: number;
  readonly lost: number;
  /** The scores of services: those that add, all of them, and when the next of them is too old. */
  readonly rest: { readonly most: number; readonly now: number };
}

function partsAt(terms: ScoringTerms, { groups, external }: Engagement, ms: number): Parts {
  let [gained, lost, most, now] = [0, 0, 0, 0];
  for (const group in groups) {
    const own = groups[group] as GroupState;
    gained += gainedAt(terms, group, own, ms);
    if (own.debt) lost += leftOf(own.debt, ms, terms.halfLife);
  }
  if (external === undefined) return { gained, lost, rest: { most, now } };
  for (const [service, { value, at }] of Object.entries(external)) {
    const told = externalAt(terms, service, value, at, ms);
    now += told;
    most += Math.max(0, told);
  }
  return { gained, lost, rest: { most, now } };
}

/** Nothing is looked at again sooner: a limit may make a fall slower than the earliest one possible. */
const leastWaitMs = 600_000;
/** Looked at a little after, so that the change is there. */
const afterMs = 1_000;

/**
 * When the temperature can change at the earliest if nothing else happens; null when it cannot. Never too late; where a cap
 * bites or debts fade, too early, and then it is to be asked again.
 */
export function nextChange(
  model: ScoringModel,
  state: Engagement,
  grade: Grade,
  now: Instant,
  score = engagementAt(model, state, now),
): Instant | null {
  const terms = termsOf(model);
  const ms = msOf(now);
  const parts = partsAt(terms, state, ms);
  const mayRise = parts.lost > 0 || terms.lowering === true;
  const marks = [model.temperature.warm, model.temperature.hot]
    .map(markOf)
    .filter((mark) => grade <= mark.minGrade && (mayRise || score >= mark.at));
  if (marks.length === 0) return null;
  const steady = recencyAt(terms, state, ms) + parts.rest.now;
  const times = marks.map(({ at }) => ms + timeTo(at, score, parts, steady, terms.halfLife));
  times.push(...stepsAfter(terms, state, ms));
  const next = Math.min(...times);
  return Number.isFinite(next) ? instantFromMs(Math.ceil(Math.max(next + afterMs, ms + leastWaitMs))) : null;
}

/** How long a score needs at least to fall below a mark, or to rise to it; infinite when it never does. */
function timeTo(mark: number, score: number, { gained, lost }: Parts, steady: number, halfLife: number): number {
  const edge = mark - 0.005;
  if (score >= mark) {
    if (edge <= steady) return Number.POSITIVE_INFINITY;
    return gained - lost <= 0 ? 0 : timeFrom(gained - lost, edge - steady, halfLife);
  }
  const reachable = gained + steady - edge;
  return lost <= 0 || reachable <= 0 ? Number.POSITIVE_INFINITY : timeFrom(lost, reachable, halfLife);
}

const timeFrom = (from: number, to: number, halfLife: number): number =>
  to >= from ? 0 : halfLife * Math.log2(from / to);

/** The moments at which recency and the scores of services change by a step. */
function stepsAfter({ within, after, external }: ScoringTerms, state: Engagement, ms: number): readonly number[] {
  const { last } = state;
  // The end of `within` belongs to it.
  const recency =
    last === undefined ? [] : [...within.map(([time]) => last + time + 1), ...after.map(([time]) => last + time)];
  const expiries = Object.entries(state.external ?? {}).flatMap(([service, { at }]) => {
    const rule = external[service];
    return rule ? [at + rule[3]] : [];
  });
  return [...recency, ...expiries].filter((moment) => moment > ms);
}

/** What each group counts at a moment, in hundredths; for the record of a move. */
export function countedGroups(model: ScoringModel, state: Engagement, now: Instant): Readonly<Record<string, number>> {
  const terms = termsOf(model);
  const groups = Object.entries(state.groups).map(
    ([group, own]) => [group, hundredths(groupAt(terms, group, own, msOf(now)))] as const,
  );
  const told = Object.entries(state.external ?? {}).map(
    ([service, { value, at }]) =>
      [`external ${service}`, hundredths(externalAt(terms, service, value, momentMs(at), msOf(now)))] as const,
  );
  const recency = hundredths(recencyAt(terms, state, msOf(now)));
  return Object.fromEntries([...groups, ...told, ['recency', recency] as const].filter(([, points]) => points !== 0));
}

/** Where nothing but time passes, points of one sign only shrink; with debts among the groups a score may also rise. */
const mostHalfLives = 64;
const stepsAHalfLife = 16;

/** The last moment at which the score still reaches the threshold; null when it does not now. */
export function reachedUntil(
  model: ScoringModel,
  engagement: Engagement,
  threshold: number,
  now: Instant,
): Instant | null {
  const start = msOf(now);
  const reached = (ms: number): boolean => engagementAt(model, engagement, instantFromMs(ms)) >= threshold;
  if (!reached(start)) return null;
  const step = termsOf(model).halfLife / stepsAHalfLife;
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
