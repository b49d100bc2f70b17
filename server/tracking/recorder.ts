/** Takes the events of tracked addresses, so that nobody who clicks has to wait for the database; see `spool.ts`. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventInput } from '../../db/store.ts';
import type { Instant } from '../../domain/time.ts';

export interface SpoolStatus {
  /** Bytes that the database does not have yet. */
  readonly waiting: number;
  /** When the oldest of them came; null when there are none. */
  readonly oldest: Instant | null;
  /** Events that are lost for good, since this process began. */
  readonly lost: number;
  /** Why some cannot be read or put aside for now, such as `EIO` or `ENOSPC`: it is kept and tried again. Null when all can. */
  readonly trouble: string | null;
}

export interface Recorder {
  /**
   * Resolves when the event survives the end of this process, or that takes too long; never rejects. True when it does for
   * sure: what must not be lost, such as an opt-out, is answered by that.
   */
  record(input: EventInput): Promise<boolean>;
  /** Resolves when the database has everything. */
  idle(): Promise<void>;
  /** Tries once more to bring in what waits; what cannot be is kept for the next start. Never rejects. */
  close(): Promise<void>;
  status(): SpoolStatus;
}

/** Waits for the work, but no longer than so many milliseconds; the work goes on. */
export async function atMost(work: Promise<void>, ms: number): Promise<void> {
  const timer = new AbortController();
  try {
    await Promise.race([work, sleep(ms, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
