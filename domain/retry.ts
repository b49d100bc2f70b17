/** When a deferred mail is tried again. */
import { type Instant, plusMs } from './instant.ts';

const minute = 60_000;

/**
 * Minutes before the n-th retry. Greylisting passes after some minutes (RFC 6647 §4.1); RFC 5321 §4.5.4.1 asks for
 * half an hour and more in general. The last one repeats: an outage delays a lead, it does not eject it.
 */
const pauses = [1, 5, 15, 30, 60, 120, 240] as const;

/** The instant of the next try after `attempts` have failed (counted from 1). */
export const retryAt = (now: Instant, attempts: number): Instant =>
  plusMs(now, (pauses[Math.min(Math.max(attempts, 1), pauses.length) - 1] ?? 240) * minute);
