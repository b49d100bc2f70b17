/**
 * A run of the retention: batch after batch of what is older than it is kept, kind by kind, for so many batches. A kind that
 * cannot be kept keeps no other back. The same run for the schedule and for a person who does not want to wait for it.
 */
import { errorCode, isOutage } from './errors.ts';
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
    /** The code of the error that ended it early. */
    readonly failure: string | null;
  }): Promise<void>;
}

export type SweptRows = Readonly<Partial<Record<RetentionKind, number>>>;

/** By kind, the code of the error that ended it early. */
export type SweepFailures = Readonly<Partial<Record<RetentionKind, string>>>;

/** What the turns of a run have come to. */
export interface SweptSoFar {
  readonly rows: SweptRows;
  readonly failures: SweepFailures;
}

export const nothingSwept: SweptSoFar = { rows: {}, failures: {} };

/** Rows of one transaction. */
const batchRows = 500;
/** Batches of one turn: some seconds of work. */
const batchesAtOnce = 20;

interface TurnOptions {
  readonly stopping?: AbortSignal;
  /** Told of each failure, for the log. */
  readonly failed?: (kind: RetentionKind, error: unknown) => void;
}

/**
 * One turn. `before`: what the turns before it came to; with `more`, another turn goes on where this one ended. What fails is
 * left for the next run, whatever else there is goes on.
 * @throws what the signal was aborted with, and what is no failure of a kind but an outage
 */
export async function takeTurn(
  sweeper: Sweeper,
  periods: RetentionPeriods,
  before: SweptSoFar,
  now: Instant,
  { stopping, failed }: TurnOptions = {},
): Promise<SweptSoFar & { readonly more: boolean }> {
  const rows: Partial<Record<RetentionKind, number>> = { ...before.rows };
  const failures: Partial<Record<RetentionKind, string>> = { ...before.failures };
  let batches = 0;
  for (const kind of retentionKinds) {
    const since = keptSince(periods, kind, now);
    if (since === null || failures[kind] !== undefined) continue;
    for (;;) {
      if (batches >= batchesAtOnce) return { rows, failures, more: true };
      stopping?.throwIfAborted();
      batches += 1;
      const gone = await sweeper.sweep(kind, since, batchRows, now).catch(failureOf);
      if (typeof gone !== 'number') {
        failed?.(kind, gone.error);
        failures[kind] = errorCode(gone.error);
        break;
      }
      rows[kind] = (rows[kind] ?? 0) + gone;
      if (gone < batchRows) break;
    }
    await sweeper.swept({ kind, before: since, at: now, rows: rows[kind] ?? 0, failure: failures[kind] ?? null });
  }
  return { rows, failures, more: false };
}

/** @throws the error itself when it is worth to try again soon: then nothing can be kept */
function failureOf(error: unknown): { readonly error: unknown } {
  if (isOutage(error)) throw error;
  return { error };
}
