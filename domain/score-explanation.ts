/**
 * Why a score is what it is: which rules of fit hold, what each entry of the ledger is still worth, where a cap bites, and
 * how long it stays so when nothing else happens. Pure: it repeats what `scoring.ts` does, entry by entry. Long, because all
 * that a score is made of stands here side by side, each part as a type and as the few lines that fill it.
 */
import { instantFromMs } from './instant.ts';
import { type Nurture, nurtured } from './mql.ts';
import { reachedUntil } from './score-course.ts';
import { foldLedger, type ScoreEntry } from './score-ledger.ts';
import {
  accountScore,
  type Engagement,
  engagementAt,
  externalAt,
  type FastTrack,
  type Grade,
  type GroupState,
  gradeOf,
  groupAt,
  hundredths,
  leftOf,
  markOf,
  recencyAt,
  type ScoringModel,
  type Temperature,
  temperatureOf,
} from './scoring.ts';
import { type ScoringTerms, termsOf } from './scoring-terms.ts';
import { durationMs, type Instant, msOf } from './time.ts';

/** One row of the score ledger. */
export interface LedgerEntry extends ScoreEntry {
  readonly reason: string;
}

export interface ExplainedFit {
  readonly points: number;
  readonly grade: Grade;
  /**
   * What the rules give now, where the lead still goes by other points: the model has changed, and its turn has not come. Null
   * when it is the same.
   */
  readonly due: { readonly points: number; readonly grade: Grade } | null;
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
  /** What its gains are worth now, before any limit. */
  readonly points: number;
  /** What of them the limit of a day left out, and what was lost: that is subtracted after the cap. */
  readonly overDay: number;
  readonly lost: number;
  /** Null: the model has none, or does not know the group any more, and nothing limits it. */
  readonly cap: number | null;
  readonly perDay: number | null;
  /** What of it counts; less than 0 where more was lost. */
  readonly counted: number;
  /** Newest first; `worth`: the points as they are now, with what a return left of them. */
  readonly entries: readonly (LedgerEntry & { readonly worth: number })[];
  /** What the entries do not explain: added up by older versions or by a former half-life, until the next event. */
  readonly settled: number;
}

export interface ExplainedReturn {
  readonly at: Instant;
  /** The share that stayed of all that was earned until then. */
  readonly share: number;
  readonly reason: string;
}

export interface ExplainedExternal {
  readonly service: string;
  readonly value: number;
  readonly at: Instant;
  readonly counted: number;
  /** What a point of it counts; null when the model does not name the service. */
  readonly weight: number | null;
  /** When it is too old, or was. */
  readonly expires: Instant | null;
  readonly reason: string | null;
}

export interface ExplainedMql {
  readonly minGrade: Grade;
  readonly gradeSuffices: boolean;
  readonly rearmBelow: number;
  /** False once the threshold was crossed, until the score has fallen below `rearmBelow`. */
  readonly armed: boolean;
  /** Null: the model asks for none. `until`: when it is asked again; null when it had enough. */
  readonly nurture:
    | (Nurture & { readonly needed: number; readonly neededDays: number; readonly until: Instant | null })
    | null;
  /** By these a lead asks for sales itself. */
  readonly fastTrack: readonly FastTrack[];
}

export interface ExplainedThreshold {
  readonly name: 'warm' | 'hot' | 'prospect' | 'mql';
  readonly at: number;
  /** The least grade with which it counts; null: whatever the grade. */
  readonly minGrade: Grade | null;
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
  readonly returns: readonly ExplainedReturn[];
  /** Points for how long ago the newest gain was; null when the model has no such rule. */
  readonly recency: { readonly points: number; readonly last: Instant | null } | null;
  readonly externals: readonly ExplainedExternal[];
  readonly thresholds: readonly ExplainedThreshold[];
  readonly mql: ExplainedMql;
  /** Of its company; null when it has none. */
  readonly account: { readonly name: string; readonly score: number; readonly best: number } | null;
}

export interface Scored {
  readonly engagement: Engagement;
  readonly fitPoints: number;
  readonly grade: Grade;
  /** Null when the model asks for none. */
  readonly nurture: Nurture | null;
}

export interface ScoredAround {
  /** Whether the condition of a fit rule holds for the lead. */
  readonly holds: (when: string) => boolean;
  /** Its company with the engagement of everybody there, or null. */
  readonly company: { readonly name: string; readonly engagements: readonly Engagement[] } | null;
}

/** @param entries all of the lead's rows of the ledger, in any order */
export function explainScore(
  model: ScoringModel,
  lead: Scored,
  entries: readonly LedgerEntry[],
  { holds, company }: ScoredAround,
  now: Instant,
): ScoreExplanation {
  const { engagement, grade, fitPoints } = lead;
  const score = engagementAt(model, engagement, now);
  const rules = model.fit.map((rule) => ({ ...rule, holds: holds(rule.when) }));
  return {
    model: model.name,
    at: now,
    halfLifeDays: durationMs(model.halfLife) / dayMs,
    score,
    temperature: temperatureOf(model, score, grade),
    fit: {
      points: fitPoints,
      grade,
      due: dueOf(model, fitPoints, rules),
      rules,
      next: nextGrade(model, fitPoints),
    },
    groups: groupsOf(model, engagement, entries, now),
    returns: returnsOf(entries).map(({ at, points, reason }) => ({ at, share: points, reason })),
    recency: recencyOf(model, engagement, now),
    externals: externalsOf(model, engagement, entries, now),
    thresholds: thresholdsOf(model, engagement, score, now),
    mql: mqlOf(model, lead, score, now),
    account: company && {
      name: company.name,
      score: accountScore(
        model,
        company.engagements.map((one) => engagementAt(model, one, now)),
      ),
      best: model.account?.best ?? 1,
    },
  };
}

const dayMs = 86_400_000;

function dueOf(model: ScoringModel, written: number, rules: ExplainedFit['rules']): ExplainedFit['due'] {
  const points = rules.reduce((sum, rule) => (rule.holds ? sum + rule.points : sum), 0);
  return points === written ? null : { points, grade: gradeOf(model, points) };
}

const returnsOf = (entries: readonly LedgerEntry[]): readonly LedgerEntry[] =>
  entries.filter(({ kind }) => kind === 'return').sort((a, b) => (a.at < b.at ? 1 : -1));

const isOfGroup = ({ kind }: LedgerEntry): boolean => kind === 'points' || kind === 'correction';

function groupsOf(
  model: ScoringModel,
  engagement: Engagement,
  entries: readonly LedgerEntry[],
  now: Instant,
): readonly ExplainedGroup[] {
  const terms = termsOf(model);
  const folded = foldLedger(model, entries).groups;
  const returns = returnsOf(entries);
  const stays = (at: Instant): number => returns.reduce((all, one) => (one.at >= at ? all * one.points : all), 1);
  const worth = (entry: LedgerEntry): number =>
    leftOf({ points: entry.points * stays(entry.at), at: entry.at }, msOf(now), terms.halfLife);
  return [...new Set([...Object.keys(model.groups), ...Object.keys(engagement.groups)])]
    .map((group): ExplainedGroup => {
      const own = entries.filter((entry) => isOfGroup(entry) && entry.group === group);
      const told = own.reduce((sum, entry) => sum + worth(entry), 0);
      const rows = own
        .map((entry) => ({ ...entry, worth: hundredths(worth(entry)) }))
        .sort((a, b) => (a.at < b.at ? 1 : -1));
      return { ...explained(terms, group, engagement.groups[group], folded[group], told, msOf(now)), entries: rows };
    })
    .filter(({ points, counted, entries: own }) => points !== 0 || counted !== 0 || own.length > 0)
    .sort((a, b) => b.counted - a.counted);
}

/** @param told what all of its entries are worth now, gains and losses */
function explained(
  terms: ScoringTerms,
  group: string,
  state: GroupState | undefined,
  folded: GroupState | undefined,
  told: number,
  ms: number,
): Omit<ExplainedGroup, 'entries'> {
  const limitless = { ...terms, caps: {} };
  const net = (of: GroupState | undefined): number => (of ? groupAt(limitless, group, of, ms) : 0);
  const lost = folded?.debt ? leftOf(folded.debt, ms, terms.halfLife) : 0;
  const settled = hundredths(net(state) - net(folded));
  return {
    group,
    points: hundredths(told + lost),
    overDay: hundredths(Math.max(0, told - net(folded))),
    lost: hundredths(lost),
    cap: terms.caps[group] ?? null,
    perDay: terms.perDay[group] ?? null,
    counted: state ? hundredths(groupAt(terms, group, state, ms)) : 0,
    settled: Math.abs(settled) <= 0.01 ? 0 : settled,
  };
}

function recencyOf(model: ScoringModel, engagement: Engagement, now: Instant): ScoreExplanation['recency'] {
  if (!model.recency || model.recency.length === 0) return null;
  const { last } = engagement;
  return {
    points: hundredths(recencyAt(termsOf(model), engagement, msOf(now))),
    last: last === undefined ? null : instantFromMs(last),
  };
}

const externalsOf = (
  model: ScoringModel,
  engagement: Engagement,
  entries: readonly LedgerEntry[],
  now: Instant,
): readonly ExplainedExternal[] =>
  Object.entries(engagement.external ?? {}).map(([service, { value, at }]) => {
    const terms = termsOf(model);
    const rule = terms.external[service];
    const row = entries.find((entry) => entry.kind === 'external' && entry.group === service && msOf(entry.at) === at);
    return {
      ...{ service, value, at: instantFromMs(at) },
      counted: hundredths(externalAt(terms, service, value, at, msOf(now))),
      weight: rule?.[0] ?? null,
      expires: rule ? instantFromMs(at + rule[3]) : null,
      reason: row?.reason ?? null,
    };
  });

function thresholdsOf(
  model: ScoringModel,
  engagement: Engagement,
  score: number,
  now: Instant,
): readonly ExplainedThreshold[] {
  const threshold = (name: ExplainedThreshold['name'], at: number, minGrade: Grade | null): ExplainedThreshold => ({
    ...{ name, at, minGrade },
    missing: hundredths(Math.max(0, at - score)),
    until: reachedUntil(model, engagement, at, now),
  });
  const [warm, hot] = [markOf(model.temperature.warm), markOf(model.temperature.hot)];
  const least = (grade: Grade): Grade | null => (grade === 'D' ? null : grade);
  return [
    threshold('warm', warm.at, least(warm.minGrade)),
    threshold('prospect', model.prospectAt, null),
    threshold('hot', hot.at, least(hot.minGrade)),
    threshold('mql', model.mql.at, least(model.mql.minGrade)),
  ].sort((a, b) => a.at - b.at);
}

function mqlOf(model: ScoringModel, { engagement, grade, nurture }: Scored, score: number, now: Instant): ExplainedMql {
  const { minGrade, rearmBelow, minNurture, fastTrack = [] } = model.mql;
  const ready = nurture && nurtured(model, nurture, now);
  return {
    ...{ minGrade, gradeSuffices: grade <= minGrade, rearmBelow },
    armed: engagement.armed || score < rearmBelow,
    nurture:
      minNurture && nurture && ready
        ? {
            ...nurture,
            needed: minNurture.mails,
            neededDays: minNurture.time === null ? 0 : durationMs(minNurture.time) / dayMs,
            until: ready.ready ? null : ready.until,
          }
        : null,
    fastTrack,
  };
}

function nextGrade({ grades }: ScoringModel, fitPoints: number): ExplainedFit['next'] {
  const better = (['C', 'B', 'A'] as const).find((grade) => fitPoints < grades[grade]);
  return better === undefined ? null : { grade: better, missing: hundredths(grades[better] - fitPoints) };
}
