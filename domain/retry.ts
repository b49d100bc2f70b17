/** When something that failed is tried again. Pure: what is random about it comes from a seed. */
import type { ClassRule } from './delivery-class.ts';
import { fractionOf } from './fraction.ts';
import { type Instant, msOf, plusMs } from './instant.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * By how much a pause may grow. What waited for the end of one outage would otherwise come back in one second; and the
 * same part of every pause for the same seed keeps the tries of one mail in their order.
 */
const jitter = 0.25;

/** The pause before the n-th retry, in minutes; `attempt` counts from 1, and the last pause repeats. */
export const pauseMinutes = (pauses: readonly [number, ...number[]], attempt: number): number =>
  pauses[Math.min(Math.max(attempt, 1), pauses.length) - 1] ?? pauses[0];

/**
 * The instant of the next try after so many refusals in a row for the same reason, the last of them now: an outage before
 * must not make a mail that is greylisted wait for hours. Null when there is no further try, or it would come after the
 * time to give up. `seed`: the id of the mail.
 */
export function retryAt(
  { retryMinutes, giveUpHours }: Pick<ClassRule, 'retryMinutes' | 'giveUpHours'>,
  now: Instant,
  inARow: number,
  firstTriedAt: Instant,
  seed: string,
): Instant | null {
  if (retryMinutes === null) return null;
  const pauseMs = pauseMinutes(retryMinutes, inARow) * minuteMs * (1 + jitter * fractionOf(seed));
  const next = plusMs(now, Math.round(pauseMs));
  return giveUpHours !== null && msOf(next) > msOf(firstTriedAt) + giveUpHours * hourMs ? null : next;
}
