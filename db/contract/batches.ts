/** The contract of the database: mass enrollments. */
import type { Instant } from '../../domain/time.ts';

/** Who a mass enrollment takes: those that fit all that is given. */
export interface BatchFilter {
  readonly when: string | null;
  readonly segment: string | null;
  readonly source: string | null;
  readonly tag: string | null;
}

export interface BatchView {
  readonly id: string;
  readonly sequence: string;
  readonly filter: BatchFilter;
  readonly status: 'running' | 'done' | 'stopped';
  /** Leads per second at most. */
  readonly pace: number;
  /** Leads there were when it began. */
  readonly total: number;
  readonly looked: number;
  readonly enrolled: number;
  /** How many were not enrolled, by error code; `NOT_MEANT` did not fit the filter. */
  readonly refused: Readonly<Record<string, number>>;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
}

export interface Batches {
  /** Begins a mass enrollment, carried on by its workflow. @throws SEQUENCE_UNKNOWN, CONDITION_INVALID, SEGMENT_UNKNOWN */
  begin(sequence: string, filter: BatchFilter, pace: number, now: Instant): Promise<BatchView>;
  /** @throws BATCH_UNKNOWN */
  get(id: string): Promise<BatchView>;
  list(): Promise<readonly BatchView[]>;
  /** No more leads are enrolled. @throws BATCH_UNKNOWN */
  stop(id: string, now: Instant): Promise<BatchView>;
  /**
   * Enrolls up to `limit` leads more and moves the cursor on, in one transaction: killed at any moment, no lead is left
   * out and none is enrolled twice. `more` is false when the batch is over.
   */
  carryOn(
    id: string,
    limit: number,
    now: Instant,
  ): Promise<{ readonly looked: number; readonly more: boolean; readonly pace: number }>;
}
