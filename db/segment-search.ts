/**
 * Counting and listing the leads of a segment, within a time: the database may be asked anything, and must not be kept
 * busy by it. What it cannot tell is looked at in memory, a page at a time.
 */

import type { Conditions } from '../domain/conditions.ts';
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Database, Queryable } from './database.ts';
import { isMeant } from './lead-filter.ts';
import { factsOf, type LeadRow, leadColumns } from './lead-rows.ts';
import { type Meant, meantBy } from './segment-sql.ts';
import { once, type Sql, sql } from './sql.ts';
import type { BatchFilter, SegmentAsk } from './store.ts';
import { surroundingsOf } from './surroundings.ts';

export interface SearchContext {
  readonly conditions: Conditions;
  /** Null while none is published. */
  readonly workspace: Workspace | null;
}

const pageSize = 1_000;
const firstId = '00000000-0000-0000-0000-000000000000';

export const filterFor = (asked: SegmentAsk): BatchFilter => ({
  when: 'when' in asked ? asked.when : null,
  segment: 'segment' in asked ? asked.segment : null,
  source: null,
  tag: null,
});

/** @throws SEGMENT_UNKNOWN, CONDITION_INVALID, SEGMENT_SLOW */
export const countMeant = (
  database: Database,
  context: SearchContext,
  asked: SegmentAsk,
  withinMs: number,
  now: Instant,
): Promise<number> =>
  bounded(database, withinMs, async (tx, deadline) => {
    const filter = filterFor(asked);
    const meant = await meantBy(tx, filter, evaluatorOf(context), now, 'all');
    const sure = await countOf(tx, meant.must);
    if (meant.exact) return sure;
    const doubtful = sql`${meant.may} AND NOT (${meant.must})`;
    let found = 0;
    for (let after = firstId; ; ) {
      const leads = await pageOf(tx, sql`${doubtful} AND l.id > ${after}`, sql`l.id`, pageSize);
      found += (await fitting(tx, context, filter, meant, leads, now)).length;
      const last = leads.at(-1)?.id;
      if (last === undefined || leads.length < pageSize) return sure + found;
      deadline();
      after = last;
    }
  });

/** Up to `limit` leads with smaller ids than `before`, the newest first. @throws as `countMeant` */
export const findMeant = (
  database: Database,
  context: SearchContext,
  asked: SegmentAsk,
  { before, limit, withinMs }: { readonly before: string | null; readonly limit: number; readonly withinMs: number },
  now: Instant,
): Promise<readonly LeadRow[]> =>
  bounded(database, withinMs, async (tx, deadline) => {
    const filter = filterFor(asked);
    const meant = await meantBy(tx, filter, evaluatorOf(context), now, 'each');
    const size = meant.exact ? limit : Math.max(limit, pageSize);
    const found: LeadRow[] = [];
    for (let end = before; ; ) {
      const upTo = end === null ? sql`true` : sql`l.id < ${end}`;
      const leads = await pageOf(tx, sql`${meant.may} AND ${upTo}`, sql`l.id DESC`, size);
      found.push(...(await fitting(tx, context, filter, meant, leads, now)));
      const last = leads.at(-1)?.id;
      if (last === undefined || leads.length < size || found.length >= limit) return found.slice(0, limit);
      deadline();
      end = last;
    }
  });

const evaluatorOf = ({ conditions, workspace }: SearchContext) => ({ evaluator: conditions, workspace });

async function countOf(tx: Queryable, meant: Sql): Promise<number> {
  const [row] = await tx.rows<{ readonly count: number }>(
    once(sql`SELECT count(*)::int AS count FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE ${meant}`),
  );
  return row?.count ?? 0;
}

const pageOf = (tx: Queryable, meant: Sql, order: Sql, limit: number): Promise<readonly LeadRow[]> =>
  tx.rows<LeadRow>(
    once(sql`
      SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
      WHERE ${meant} ORDER BY ${order} LIMIT ${limit}`),
  );

/** Those of the leads that the filter means, by the word of memory. */
async function fitting(
  tx: Queryable,
  { conditions: evaluator, workspace }: SearchContext,
  filter: BatchFilter,
  { conditions, exact }: Meant,
  leads: readonly LeadRow[],
  now: Instant,
): Promise<readonly LeadRow[]> {
  if (exact || leads.length === 0) return leads;
  const model = workspace?.scoring ?? null;
  const needs = evaluator.needs(conditions);
  const asker = { leadIds: leads.map(({ id }) => id), enrollmentId: null };
  const surroundings = needs.length > 0 ? await surroundingsOf(tx, asker, needs, model, now) : null;
  return leads.filter((lead) => {
    const around = surroundings?.get(lead.id) ?? {};
    return isMeant({ facts: factsOf(lead, model, now), around }, filter, conditions, evaluator);
  });
}

/** SQLSTATE query_canceled. */
const canceled = '57014';

/**
 * A transaction that reads for so long at most. Sets of leads may lie in memory whole, or each lead would be looked up in
 * them on the disk.
 */
async function bounded<T>(
  database: Database,
  withinMs: number,
  work: (tx: Queryable, deadline: () => void) => Promise<T>,
): Promise<T> {
  const end = performance.now() + withinMs;
  const slow = (cause?: unknown) =>
    new TendrilError('SEGMENT_SLOW', `The leads were not found within ${withinMs / 1000} seconds`, {}, cause);
  try {
    return await database.transaction(async (tx) => {
      await tx.rows(sql`
        SELECT set_config('statement_timeout', ${String(Math.max(1, Math.ceil(withinMs)))}, true),
          set_config('work_mem', '256MB', true), set_config('jit', 'off', true)`);
      return work(tx, () => {
        if (performance.now() > end) throw slow();
      });
    });
  } catch (error) {
    throw (error as { readonly code?: unknown }).code === canceled ? slow(error) : error;
  }
}
