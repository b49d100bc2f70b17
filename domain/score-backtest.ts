/**
 * A scoring model held against what happened: for each lead that sales or somebody else decided about, what the model would
 * have said before that. Pure; a sweep over the time of one lead, and the counts of all.
 *
 * Its limits: what a lead is (its fit) is known as of today only; and leads that were never offered to anybody have no
 * outcome, so a model that would have found others among them gets no credit for it.
 */

import type { EventKind } from './events.ts';
import { type Instant, instantFromMs, msOf } from './instant.ts';
import { nurturedFromMs } from './mql.ts';
import { addEntry, foldLedger, keyOfPoints, type ScoreEntry } from './score-ledger.ts';
import {
  type Engagement,
  engagementAt,
  type Grade,
  isHandRaise,
  noEngagement,
  pointsFor,
  type ScoringModel,
} from './scoring.ts';

export interface BacktestEvent {
  readonly id: string;
  readonly kind: EventKind;
  readonly name: string | null;
  readonly link: string | null;
  readonly at: Instant;
}

/** What is known of a lead from before its outcome. */
export interface BacktestLead {
  readonly good: boolean;
  /** When its outcome came. */
  readonly at: Instant;
  readonly events: readonly BacktestEvent[];
  /** Rows of the ledger that no event gave. */
  readonly entries: readonly ScoreEntry[];
  /** When mails of sequences and broadcasts left, the oldest first. */
  readonly mails: readonly Instant[];
}

export interface Foretold {
  readonly good: boolean;
  /** The highest threshold at which it would have been given to sales by its points; null when there is none. */
  readonly reach: number | null;
  /** It asked for sales itself. */
  readonly raised: boolean;
}

/**
 * What a model would have said of a lead with this grade, before its outcome. As in `mql.ts`: it is given to sales by a gain,
 * and who lacks only nurture at a gain waits until there is enough, if the points suffice all the time until then.
 */
export function foretell(model: ScoringModel, lead: BacktestLead, grade: Grade): Foretold {
  const happened = [
    ...lead.events.map((event) => ({ at: event.at, event, entry: entryOf(model, event) })),
    ...lead.entries.map((entry) => ({ at: entry.at, event: null, entry })),
  ].sort((a, b) => msOf(a.at) - msOf(b.at));
  const nurturedMs = nurturedFromMs(model, lead.mails);
  const fits = grade <= model.mql.minGrade;
  let state: Engagement = noEngagement;
  let reach: number | null = null;
  let raised = false;
  // At all thresholds up to this one it waits for nurture.
  let waits = 0;
  const seen: ScoreEntry[] = [];
  const endWait = (before: Instant): void => {
    if (waits === 0 || nurturedMs > msOf(before)) return;
    const score = Math.min(waits, engagementAt(model, state, instantFromMs(nurturedMs)));
    if (score > 0) reach = Math.max(reach ?? 0, score);
    waits = 0;
  };
  for (const { at, event, entry } of happened) {
    if (event) raised ||= isHandRaise(model, event, grade);
    if (!entry || !fits) continue;
    endWait(at);
    seen.push(entry);
    const before = state;
    const next = addEntry(model, state, entry);
    state = next === 'refold' ? foldLedger(model, seen) : next;
    const score = engagementAt(model, state, at);
    if (!isGain(model, entry, before, score)) waits = Math.min(waits, score);
    else if (nurturedMs > msOf(at)) waits = score;
    else reach = Math.max(reach ?? 0, score);
  }
  endWait(lead.at);
  return { good: lead.good, reach, raised };
}

/** Points that came are a gain also where a limit swallows them: the rule is asked all the same. */
const isGain = (model: ScoringModel, { kind, points, at }: ScoreEntry, before: Engagement, score: number): boolean =>
  kind === 'points' ? points > 0 : score > engagementAt(model, before, at);

function entryOf(model: ScoringModel, event: BacktestEvent): ScoreEntry | null {
  const worth = pointsFor(model, event);
  return (
    worth && { key: keyOfPoints(event.id), kind: 'points', group: worth.group, points: worth.points, at: event.at }
  );
}

export interface Confusion {
  readonly at: number;
  /** Leads that would have become MQL, and how many of them were good. */
  readonly chosen: number;
  readonly right: number;
  /** Good ones that would not have. */
  readonly missed: number;
  /** Of the chosen, the share that was good; null when none was chosen. */
  readonly precision: number | null;
  /** Of the good, the share that was chosen; null when none was good. */
  readonly recall: number | null;
  /** Their harmonic mean. */
  readonly f1: number;
}

export interface Backtest {
  readonly leads: number;
  readonly good: number;
  readonly bad: number;
  /** Of the chosen, those that asked themselves. */
  readonly raised: number;
  /** With the threshold of the model. */
  readonly own: Confusion;
  /** With others, the lowest first. */
  readonly thresholds: readonly Confusion[];
  /** The one with the best F1, of equals the highest; null when nothing can be told. */
  readonly suggested: number | null;
  /** Too few outcomes to go by. */
  readonly few: boolean;
}

/** Fewer outcomes say nothing: one lead more or less would move every share by several points. */
const enough = 30;
const step = 5;

export function backtestOf(model: ScoringModel, told: readonly Foretold[]): Backtest {
  const good = told.filter((one) => one.good).length;
  const top = Math.max(model.mql.at, ...told.map(({ reach }) => reach ?? 0));
  const steps = Array.from({ length: Math.min(60, Math.floor(top / step)) }, (_, i) => (i + 1) * step);
  const marks = [...new Set([...steps, model.mql.at])].sort((a, b) => a - b);
  const thresholds = marks.map((at) => confusion(told, at));
  const best = thresholds.reduce<Confusion | null>(
    (most, one) => (one.f1 > 0 && one.f1 >= (most?.f1 ?? 0) ? one : most),
    null,
  );
  return {
    ...{ leads: told.length, good, bad: told.length - good },
    raised: told.filter(({ raised }) => raised).length,
    own: confusion(told, model.mql.at),
    thresholds,
    suggested: good === 0 || good === told.length ? null : (best?.at ?? null),
    few: told.length < enough,
  };
}

function confusion(told: readonly Foretold[], at: number): Confusion {
  const chosen = told.filter(({ reach, raised }) => raised || (reach !== null && reach >= at));
  const right = chosen.filter(({ good }) => good).length;
  const good = told.filter((one) => one.good).length;
  const precision = chosen.length === 0 ? null : right / chosen.length;
  const recall = good === 0 ? null : right / good;
  const sum = (precision ?? 0) + (recall ?? 0);
  const f1 = sum === 0 ? 0 : (2 * (precision ?? 0) * (recall ?? 0)) / sum;
  return { at, chosen: chosen.length, right, missed: good - right, precision, recall, f1 };
}
