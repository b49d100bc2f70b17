/**
 * A run of the retention: batch after batch of what is older than it is kept, kind by kind, for so many batches. The same
 * run for the schedule and for a person who does not want to wait for it.
 */
import type { Instant } from './instant.ts';
import { keptSince, type RetentionKind, type RetentionPeriods, retentionKinds } from './retention.ts';

/** What a run needs of the database. */
export interface Sweeper {
  sweep(kind: RetentionKind, before: Instant, limit: number, now: Instant): Promise<number>;
  swept(sweep: {
    readonly kind: RetentionKind;
    readonly before: Instant;
    readonly at: Instant;
    readonly rows: number;
  }): Promise<void>;
}

export type SweptRows = Readonly<Partial<Record<RetentionKind, number>>>;

/** Rows of one transaction. */
const batchRows = 500;
/** Batches of one turn: some seconds of work. */
const batchesAtOnce = 20;

/**
 * One turn. `counted`: what the turns before it took away; with `more`, another turn goes on where this one ended.
 * @throws what the signal was aborted with
 */
export async function takeTurn(
  sweeper: Sweeper,
  periods: RetentionPeriods,
  counted: SweptRows,
  now: Instant,
  stopping?: AbortSignal,
): Promise<{ readonly rows: SweptRows; readonly more: boolean }> {
  const rows: Partial<Record<RetentionKind, number>> = { ...counted };
  let batches = 0;
  for (const kind of retentionKinds) {
    const since = keptSince(periods, kind, now);
    if (since === null) continue;
    for (;;) {
      if (batches >= batchesAtOnce) return { rows, more: true };
      stopping?.throwIfAborted();
      const gone = await sweeper.sweep(kind, since, batchRows, now);
      batches += 1;
      rows[kind] = (rows[kind] ?? 0) + gone;
      if (gone < batchRows) break;
    }
    await sweeper.swept({ kind, before: since, at: now, rows: rows[kind] ?? 0 });
  }
  return { rows, more: false };
}
