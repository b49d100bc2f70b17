/**
 * A page of mails that were claimed together, sent by the handful: while one leaves, the next is made and booked as leaving,
 * so that the relay always has something to do and a crash leaves few mails UNKNOWN.
 */
import type { BroadcastClaim } from '../db/store.ts';
import { earlier, type Instant } from '../domain/instant.ts';
import { booked } from './booking.ts';
import { givenBack, type HandfulResult, sendHandful } from './broadcast-handful.ts';
import type { BroadcastRun } from './broadcast-run.ts';

/** So many mails become IN_FLIGHT by one statement, and are booked by one. */
const handful = 25;
/** So many handfuls are on their way at one moment: a crash leaves as many mails of a turn UNKNOWN at most. */
const atOnce = 2;

/** What is not to be tried now after all, because of `why`; it may be tried `until` then. */
export const giveBack = ({ deps, now }: BroadcastRun, claims: readonly BroadcastClaim[], why: string, until: Instant) =>
  booked(() => deps.store.broadcasts.settle(givenBack(claims, why, until), now()));

/**
 * Sends them. What is left when a handful finds that nothing can be sent now, or when the worker stops, is given back.
 * @throws what the store throws when the database stays away; what has not been tried is free when its lease ends
 */
export async function sendPage(
  run: BroadcastRun,
  claims: readonly BroadcastClaim[],
  stopping?: AbortSignal,
): Promise<HandfulResult> {
  let left = claims;
  let sum: HandfulResult = { tried: 0, holdUntil: null, broken: null };
  let failed = false;
  const goesOn = () =>
    left.length > 0 && !failed && !stopping?.aborted && sum.holdUntil === null && sum.broken === null;
  const sendInTurn = async (): Promise<void> => {
    while (goesOn()) {
      const next = left.slice(0, handful);
      left = left.slice(handful);
      const result = await sendHandful(run, next);
      sum = together(sum, result);
    }
  };
  const ends = await Promise.allSettled(
    Array.from({ length: atOnce }, () =>
      sendInTurn().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    ),
  );
  const end = ends.find(({ status }) => status === 'rejected');
  if (end?.status === 'rejected') throw end.reason;
  if (left.length > 0) {
    const why = sum.broken ?? (sum.holdUntil === null ? 'the worker is stopping' : 'the relay cannot be reached');
    await giveBack(run, left, why, sum.broken === null ? (sum.holdUntil ?? run.now()) : run.now());
  }
  return sum;
}

const together = (one: HandfulResult, other: HandfulResult): HandfulResult => ({
  tried: one.tried + other.tried,
  holdUntil:
    one.holdUntil === null || other.holdUntil === null
      ? (one.holdUntil ?? other.holdUntil)
      : earlier(one.holdUntil, other.holdUntil),
  broken: one.broken ?? other.broken,
});
