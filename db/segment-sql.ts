/** Leads that conditions mean, found by the database, with memory for what it cannot tell. */
import type { Conditions } from '../domain/conditions.ts';
import { isOpaque, type Predicate } from '../domain/predicate.ts';
import type { Instant } from '../domain/time.ts';
import type { Workspace } from '../domain/workspace.ts';
import type { Queryable } from './database.ts';
import { filterConditions } from './lead-filter.ts';
import { type Bound, type PredicateContext, predicateSql } from './predicate-sql.ts';
import { type Sql, sql } from './sql.ts';
import { boundsHold } from './standing-review.ts';
import type { BatchFilter } from './store.ts';

/** Whom a filter means, as SQL over `lead l LEFT JOIN account a`. */
export interface Meant {
  readonly conditions: readonly string[];
  /** Everybody whom it may mean; and whom it surely means. */
  readonly may: Sql;
  readonly must: Sql;
  /** Whether both are the same, so that memory need not be asked. */
  readonly exact: boolean;
}

/** @throws SEGMENT_UNKNOWN, CONDITION_INVALID */
export async function meantBy(
  on: Queryable,
  filter: BatchFilter,
  { evaluator, workspace }: { readonly evaluator: Conditions; readonly workspace: Workspace | null },
  now: Instant,
  wanted: PredicateContext['for'],
): Promise<Meant> {
  const conditions = filterConditions(filter, workspace);
  const predicates = conditions.map((condition) => evaluator.predicate(condition));
  const bounds = conditions.length > 0 && (await boundsHold(on));
  const context: PredicateContext = { model: workspace?.scoring ?? null, now, bounds, for: wanted };
  const all = (bound: Bound): Sql => allOf(filter, predicates, context, bound);
  return { conditions, may: all('may'), must: all('must'), exact: !predicates.some(isOpaque) };
}

function allOf(filter: BatchFilter, predicates: readonly Predicate[], context: PredicateContext, bound: Bound): Sql {
  const { source, tag } = filter;
  const parts = [
    ...(source === null ? [] : [sql`l.source = ${source}::text`]),
    ...(tag === null ? [] : [sql`l.tags @> ARRAY[${tag}::text]`]),
    ...predicates.map((predicate) => predicateSql(predicate, context, bound)),
  ];
  return parts.reduce((sum, part) => sql`${sum} AND ${part}`, sql`l.erased_at IS NULL`);
}

/** Whether a filter means every lead. */
export const meansAll = ({ when, segment, source, tag }: BatchFilter): boolean =>
  [when, segment, source, tag].every((part) => part === null);
