/**
 * A mass enrollment as the tables hold it, and its view.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { sql } from './sql.ts';
import type { BatchView } from './store.ts';

export interface BatchRow {
  readonly id: string;
  readonly sequence: string;
  readonly filter: BatchView['filter'];
  readonly status: BatchView['status'];
  readonly pace: number;
  readonly total: number;
  readonly looked: number;
  readonly enrolled: number;
  readonly refused: BatchView['refused'];
  readonly created_at: Instant;
  readonly ended_at: Instant | null;
}

/** What a `BatchRow` is selected from, with `b` for the batch. */
export const selectBatch = sql`
  SELECT b.id, b.sequence, b.filter, b.status, b.pace, b.total, b.looked, b.enrolled, b.refused, b.created_at, b.ended_at
  FROM enrollment_batch b`;

export const batchView = ({ created_at, ended_at, ...row }: BatchRow): BatchView => ({
  ...row,
  createdAt: created_at,
  endedAt: ended_at,
});

/** @throws BATCH_UNKNOWN */
export async function batchViewOf(on: Queryable, id: string): Promise<BatchView> {
  const [row] = await on.rows<BatchRow>(sql`${selectBatch} WHERE b.id = ${checkedBatchId(id)}`);
  if (!row) throw unknownBatch(id);
  return batchView(row);
}

export const unknownBatch = (id: string): TendrilError =>
  new TendrilError('BATCH_UNKNOWN', `There is no mass enrollment ${id}`, { batchId: id });

export function checkedBatchId(id: string): string {
  if (!isId(id)) throw unknownBatch(id);
  return id;
}
