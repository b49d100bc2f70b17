/** Counts requests where a line in the log for each would cost more than answering it; says the counts once a minute. */
import { type Instant, msOf } from '../../domain/time.ts';
import type { Log } from '../log.ts';

export type Tally = (kind: 'links' | 'traps' | 'pixels', at: Instant) => void;

const everyMs = 60_000;

/** The line comes with the first request after the minute. */
export function createTally(log: Log): Tally {
  const counts = { links: 0, traps: 0, pixels: 0 };
  let from: number | null = null;
  return (kind, at) => {
    const ms = msOf(at);
    from ??= ms;
    if (ms - from >= everyMs) {
      log.info({ ...counts, seconds: Math.round((ms - from) / 1000) }, 'tracked requests');
      Object.assign(counts, { links: 0, traps: 0, pixels: 0 });
      from = ms;
    }
    counts[kind] += 1;
  };
}
