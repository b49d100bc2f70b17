/**
 * How often a network may send a form. Kept in the memory of this process, and bounded: it only has to be a brake. The key is a
 * keyed hash of the network, so that no address is kept.
 */
import { type Instant, msOf } from '../../domain/time.ts';
import { createRecent } from '../tracking/recent.ts';

export interface Allowance {
  /** So many at once. */
  readonly burst: number;
  /** Then one in so many milliseconds. */
  readonly everyMs: number;
}

/** A school or an office behind one address fills in a form in one lesson or meeting. */
export const formAllowances = {
  /** Sent without a calculation. */
  free: { burst: 12, everyMs: 20_000 },
  /** Sent at all. */
  sent: { burst: 60, everyMs: 5_000 },
  /** Steps, sent forms among them. */
  steps: { burst: 200, everyMs: 1_000 },
} as const satisfies Readonly<Record<string, Allowance>>;

const remembered = 10_000;

/** @returns whether it may be done once more, and counts it (a generic cell rate: one number a name) */
export function createBucket({ burst, everyMs }: Allowance): (name: string, now: Instant) => boolean {
  const usedTo = createRecent<number>(remembered);
  return (name, now) => {
    const nowMs = msOf(now);
    const from = Math.max(usedTo.get(name) ?? 0, nowMs);
    if (from - nowMs > (burst - 1) * everyMs) return false;
    usedTo.set(name, from + everyMs);
    return true;
  };
}
