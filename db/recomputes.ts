/**
 * Recomputes: all leads valued anew after the model has changed, in the order of their ids, a page at a time. A page is one
 * transaction that holds the recompute's row and moves the cursor with what it wrote: killed at any moment, no lead is left
 * out. Nobody is given to sales by it unless that was asked for; who is over the threshold then is so with the next sign. One
 * that publishing begins by itself (`scope` fit) finds only the grades.
 */

import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import { engagementAt, temperatureOf } from '../domain/scoring.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { rulesOf } from './events.ts';
import type { LeadRow } from './lead-rows.ts';
import { promoteLocked } from './mql.ts';
import {
  beginRecompute,
  checkedId,
  leadsBetween,
  noLock,
  recomputeView,
  selectRecompute,
  unknownRecompute,
} from './recompute-rows.ts';
import { refit } from './refit.ts';
import { revalued, type ValuationRules } from './revaluation.ts';
import { sql } from './sql.ts';
import type { RecomputeForecast, RecomputeScope, RecomputeView, Scores } from './store.ts';
import { valuesOf, writeValues } from './valuation.ts';
import type { Workspaces } from './workspaces.ts';

export interface RecomputesDeps {
  readonly database: Database;
  readonly workspaces: Workspaces;
  readonly conditions: Conditions;
  readonly isLocalRelay: (relay: string) => boolean;
}

type Recomputes = Pick<
  Scores,
  'beginRecompute' | 'recompute' | 'recomputes' | 'stopRecompute' | 'carryOnRecompute' | 'forecastRecompute'
>;

export function createRecomputes(deps: RecomputesDeps): Recomputes {
  const { database } = deps;
  return {
    async beginRecompute({ promote, pace }, actor, now) {
      if (!(Number.isFinite(pace) && pace > 0)) {
        throw new TendrilError('REQUEST_INVALID', `A pace of ${pace} leads per second is not a number above 0`);
      }
      await valuation(deps);
      return database.transaction((tx) => beginRecompute(tx, { scope: 'all', promote, pace }, actor, now));
    },
    recompute: (id) => recomputeView(database, id),
    recomputes: () => database.rows<RecomputeView>(sql`${selectRecompute} ORDER BY id DESC`),
    async stopRecompute(id, now) {
      await database.rows(sql`
        UPDATE score_recompute SET status = 'stopped', ended_at = ${now} WHERE id = ${checkedId(id)} AND status = 'running'`);
      return recomputeView(database, id);
    },
    async carryOnRecompute(id, limit, now) {
      // Of this moment: a page by a model that is remembered from before would not be looked at again.
      deps.workspaces.forget();
      const rules = await valuation(deps);
      return database.transaction((tx) => carryOn(tx, rules, id, limit, now));
    },
    async forecastRecompute(now, onProgress = () => {}) {
      return forecast(database, await valuation(deps), now, onProgress);
    },
  };
}

/** @throws MODEL_UNKNOWN */
async function valuation(deps: RecomputesDeps): Promise<ValuationRules> {
  const { model, consent } = await rulesOf(deps);
  if (!model) throw new TendrilError('MODEL_UNKNOWN', 'The workspace in force has no scoring model');
  return { model, consent, conditions: deps.conditions };
}

interface Running {
  readonly scope: RecomputeScope;
  readonly promote: boolean;
  readonly pace: number;
  readonly status: RecomputeView['status'];
  readonly cursor: string | null;
  readonly last: string | null;
}

async function carryOn(
  tx: Queryable,
  rules: ValuationRules,
  id: string,
  limit: number,
  now: Instant,
): ReturnType<Scores['carryOnRecompute']> {
  const [run] = await tx.rows<Running>(sql`
    SELECT scope, promote, pace, status, "cursor", last FROM score_recompute WHERE id = ${checkedId(id)} FOR UPDATE`);
  if (!run) throw unknownRecompute(id);
  const { pace } = run;
  if (run.status !== 'running') return { looked: 0, more: false, pace };
  // Locked in the order of their ids, as everybody does who locks several.
  const leads = await leadsBetween(tx, run.cursor, run.last, limit, sql`FOR NO KEY UPDATE OF l`);
  const { changed, promoted } =
    run.scope === 'fit'
      ? { changed: await refit(tx, rules, leads, now), promoted: 0 }
      : await revalue(tx, rules, leads, run.promote, now);
  const more = leads.length === limit && leads.at(-1)?.id !== run.last;
  await tx.rows(sql`
    UPDATE score_recompute SET looked = looked + ${leads.length}, promoted = promoted + ${promoted},
      changed = changed + ${changed}, "cursor" = ${leads.at(-1)?.id ?? run.cursor},
      status = ${more ? 'running' : 'done'}, ended_at = ${more ? null : now}
    WHERE id = ${id}`);
  return { looked: leads.length, more, pace };
}

/** Everything that leads are worth, and what follows of it. */
async function revalue(
  tx: Queryable,
  rules: ValuationRules,
  leads: readonly LeadRow[],
  promote: boolean,
  now: Instant,
): Promise<{ readonly changed: number; readonly promoted: number }> {
  const all = await revalued(tx, rules, leads, now);
  const told = await valuesOf(tx, rules, all, promote, now);
  await writeValues(tx, told, now);
  let promoted = 0;
  for (const { of, promotion } of told) {
    if (promotion.moves.length === 0) continue;
    const lead = { id: of.lead.id, grade: of.fit.grade };
    await promoteLocked(tx, lead, { promotion, actor: 'recompute', score: null, by: null }, now);
    promoted += promotion.mql ? 1 : 0;
  }
  return { changed: told.filter(({ changes }) => changes).length, promoted };
}

/** Leads of which the values are worked out at a time, where nothing is written. */
const atOnce = 1_000;

async function forecast(
  database: Database,
  rules: ValuationRules,
  now: Instant,
  onProgress: (looked: number) => void,
): Promise<RecomputeForecast> {
  const { model } = rules;
  const grades: Record<string, number> = {};
  const temperatures: Record<string, number> = {};
  const count = (of: Record<string, number>, before: string, after: string): void => {
    if (before !== after) of[`${before} → ${after}`] = (of[`${before} → ${after}`] ?? 0) + 1;
  };
  let [looked, changed, ready] = [0, 0, 0];
  for (let cursor: string | null = null; ; ) {
    const leads: readonly LeadRow[] = await leadsBetween(database, cursor, null, atOnce, noLock);
    const told = await valuesOf(database, rules, await revalued(database, rules, leads, now), true, now);
    for (const { of, promotion, changes } of told) {
      const { lead, fit } = of;
      if (changes) changed += 1;
      if (promotion.mql) ready += 1;
      count(grades, lead.grade, fit.grade);
      const before = temperatureOf(model, engagementAt(model, lead.engagement, now), lead.grade);
      count(temperatures, before, promotion.temperature);
    }
    looked += leads.length;
    onProgress(looked);
    cursor = leads.at(-1)?.id ?? null;
    if (leads.length < atOnce) return { looked, changed, grades, temperatures, ready };
  }
}
