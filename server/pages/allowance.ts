/** How often something may be done in a while, by a name. Kept in the memory of this process: it only has to be a brake. */
import { type Instant, msOf } from '../../domain/time.ts';
import { createRecent } from '../tracking/recent.ts';

const remembered = 5_000;

/** @returns whether it may be done once more, and counts it */
export function createAllowance(most: number, withinMs: number): (name: string, now: Instant) => boolean {
  const counted = createRecent<{ readonly sinceMs: number; readonly count: number }>(remembered);
  return (name, now) => {
    const known = counted.get(name);
    const current = known && msOf(now) - known.sinceMs < withinMs ? known : { sinceMs: msOf(now), count: 0 };
    if (current.count >= most) return false;
    counted.set(name, { ...current, count: current.count + 1 });
    return true;
  };
}
