/**
 * How much one API key may ask for in a minute, so that a program that runs wild leaves room for the others. Kept in the memory
 * of this process: one number a key, by its id, and only keys that are valid come this far.
 */
import { TendrilError } from '../../domain/errors.ts';
import { type Instant, msOf } from '../../domain/time.ts';
import type { Log } from '../log.ts';

const minuteMs = 60_000;

export interface KeyLimit {
  /**
   * Lets a request in while anything of the minute is left. One that turns out to be many is let in as a whole and counted
   * afterwards, by `count`: who takes more than is left waits the longer for the next.
   * @throws RATE_LIMITED
   */
  admit(key: { readonly id: string; readonly name: string }, now: Instant): void;
  /** So many more than the one that was let in. */
  count(keyId: string, more: number): void;
}

/** @param perMinute null: as much as anybody likes */
export function createKeyLimit(perMinute: number | null, log: Log): KeyLimit {
  if (perMinute === null) return { admit: () => undefined, count: () => undefined };
  const eachMs = minuteMs / perMinute;
  /** Until when what was taken is paid for (a generic cell rate); a whole minute may be taken at once. */
  const paidUntilMs = new Map<string, number>();
  /** When the log was last told of a key. */
  const toldMs = new Map<string, number>();
  return {
    admit({ id, name }, now) {
      const nowMs = msOf(now);
      const from = Math.max(paidUntilMs.get(id) ?? 0, nowMs);
      const waitMs = from + eachMs - nowMs - minuteMs;
      // A part of a millisecond is what sums of fractions err by.
      if (waitMs < 1) {
        paidUntilMs.set(id, from + eachMs);
        return;
      }
      if (nowMs - (toldMs.get(id) ?? 0) >= minuteMs) {
        toldMs.set(id, nowMs);
        log.warn({ key: name, perMinute }, 'an API key asks for more than it may');
      }
      const retryAfterSeconds = Math.ceil(waitMs / 1_000);
      throw new TendrilError(
        'RATE_LIMITED',
        `The key "${name}" has asked for more than ${perMinute} in a minute; again in ${retryAfterSeconds} s`,
        { perMinute, retryAfterSeconds },
      );
    },
    count(keyId, more) {
      const paid = paidUntilMs.get(keyId);
      if (paid !== undefined) paidUntilMs.set(keyId, paid + more * eachMs);
    },
  };
}
