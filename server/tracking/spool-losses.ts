/** Counts what could not be kept, and says so at most once a minute, loudly. */
import type { EventInput } from '../../db/store.ts';
import type { Log } from '../log.ts';

export interface Losses {
  lose(input: EventInput, why: string): void;
  /** A request was answered before its event was on the disk. */
  late(): void;
  /** Says what has not been said. */
  report(): void;
  /** Since the process began. */
  lost(): number;
}

const everyMs = 60_000;

export function createLosses(log: Log): Losses {
  let total = 0;
  let late = 0;
  let opens = 0;
  let clicks = 0;
  let reason = '';
  let saidAt = Number.NEGATIVE_INFINITY;

  function report(): void {
    if (late + opens + clicks === 0) return;
    saidAt = performance.now();
    if (opens + clicks > 0) log.error({ opens, clicks, why: reason }, 'Events lost: they could not be kept');
    if (late > 0) log.warn({ late }, 'Requests were answered before their events were on the disk');
    late = 0;
    opens = 0;
    clicks = 0;
  }
  const reportNowAndThen = (): void => {
    if (performance.now() - saidAt >= everyMs) report();
  };

  return {
    lose({ kind }, why) {
      total += 1;
      if (kind === 'open') opens += 1;
      else clicks += 1;
      reason = why;
      reportNowAndThen();
    },
    late() {
      late += 1;
      reportNowAndThen();
    },
    report,
    lost: () => total,
  };
}
