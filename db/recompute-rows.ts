/** The row of a recompute: how one begins and is looked up, and which leads come next. */
import { TendrilError } from '../domain/errors.ts';
import { recomputeWorkflowId } from '../domain/identity.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isId, newId } from './ids.ts';
import { type LeadRow, leadColumns } from './lead-rows.ts';
import { versionInForce } from './lead-writes.ts';
import { enqueue } from './outbox-writes.ts';
import { type Sql, sql } from './sql.ts';
import type { RecomputeView } from './store.ts';

export const selectRecompute = sql`
  SELECT id, workspace, scope, promote, pace, status, total, looked, changed, promoted, actor, created_at AS "createdAt",
    ended_at AS "endedAt" FROM score_recompute`;

/** @throws RECOMPUTE_UNKNOWN */
export async function recomputeView(on: Queryable, id: string): Promise<RecomputeView> {
  const [view] = await on.rows<RecomputeView>(sql`${selectRecompute} WHERE id = ${checkedId(id)}`);
  if (!view) throw unknownRecompute(id);
  return view;
}

export const unknownRecompute = (id: string): TendrilError =>
  new TendrilError('RECOMPUTE_UNKNOWN', `There is no recompute ${id}`, { recomputeId: id });

/** @throws RECOMPUTE_UNKNOWN */
export function checkedId(id: string): string {
  if (!isId(id)) throw unknownRecompute(id);
  return id;
}

type Order = Pick<RecomputeView, 'scope' | 'promote' | 'pace'>;

/** Ends the recompute that runs, and tells what it was; null when none does. A page of it that is on its way is waited for. */
export async function endRunning(tx: Queryable, now: Instant): Promise<(Order & { readonly actor: string }) | null> {
  const [ended] = await tx.rows<Order & { readonly actor: string }>(sql`
    UPDATE score_recompute SET status = 'stopped', ended_at = ${now} WHERE status = 'running'
    RETURNING scope, promote, pace, actor`);
  return ended ?? null;
}

/**
 * Begins one and ends one that runs: that would value by the newest model as well.
 * @param from its first page is not before that
 */
export async function beginRecompute(
  tx: Queryable,
  { scope, promote, pace }: Order,
  actor: string,
  now: Instant,
  from: Instant = now,
): Promise<RecomputeView> {
  const id = newId();
  await endRunning(tx, now);
  await tx.rows(sql`
    INSERT INTO score_recompute (id, workspace, scope, promote, pace, status, total, last, actor, created_at)
    SELECT ${id}, ${versionInForce}, ${scope}, ${promote}, ${pace}, 'running', count(*)::int,
      (SELECT id FROM lead ORDER BY id DESC LIMIT 1), ${actor}, ${now} FROM lead WHERE erased_at IS NULL`);
  const workflowId = recomputeWorkflowId(id);
  await enqueue(tx, [{ kind: 'start_recompute', workflowId, payload: { recomputeId: id }, availableAt: from }], now);
  return recomputeView(tx, id);
}

const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** The next leads behind a cursor, in the order of their ids; null: from the first one, and to the last one. */
export const leadsBetween = (
  on: Queryable,
  cursor: string | null,
  last: string | null,
  limit: number,
  lock: Sql,
): Promise<readonly LeadRow[]> =>
  on.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id
    WHERE l.id > ${cursor ?? firstId} AND l.id <= ${last ?? lastId} AND l.erased_at IS NULL
    ORDER BY l.id LIMIT ${limit} ${lock}`);

export const noLock = sql``;
