/**
 * A page of mails that were claimed together, sent by the handful: while one leaves, the next is made and booked as leaving,
 * so that the relay always has something to do and a crash leaves few mails UNKNOWN.
 */
import type { BroadcastClaim } from '../db/store.ts';
import { later } from '../domain/instant.ts';
import { giveBack } from './broadcast-booking.ts';
import { type HandfulResult, sendHandful } from './broadcast-handful.ts';
import type { BroadcastRun } from './broadcast-run.ts';

/** So many mails become IN_FLIGHT by one statement, and are booked by one. */
const handful = 25;
/** So many handfuls are on their way at one moment: a crash leaves as many mails of a turn UNKNOWN at most. */
const atOnce = 2;

/**
 * Sends them. What is left when a handful finds that nothing can be sent now, or when the worker stops, is given back.
 * @throws what the store throws when the database stays away; what could not be given back is free when its lease ends
 */
export async function sendPage(
  run: BroadcastRun,
  claims: readonly BroadcastClaim[],
  stopping?: AbortSignal,
): Promise<HandfulResult> {
  let left = claims;
  let sum: HandfulResult = { tried: 0, holdUntil: null };
  let failed = false;
  const goesOn = () => left.length > 0 && !failed && !stopping?.aborted && whyHalted(run, sum) === null;
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
  if (end?.status === 'rejected') {
    // Their leases end by themselves; this only spares them the wait.
    await giveBack(run, left, 'the mails before it failed').catch(() => undefined);
    throw end.reason;
  }
  await giveBack(run, left, whyHalted(run, sum) ?? 'the worker is stopping');
  return sum;
}

/** Why nothing more is to be sent now; null: go on. */
export const whyHalted = ({ making }: BroadcastRun, { holdUntil }: HandfulResult): string | null =>
  making.broken ?? (holdUntil === null ? null : 'the relay cannot be reached');

const together = (one: HandfulResult, other: HandfulResult): HandfulResult => ({
  tried: one.tried + other.tried,
  holdUntil:
    one.holdUntil === null || other.holdUntil === null
      ? (one.holdUntil ?? other.holdUntil)
      : later(one.holdUntil, other.holdUntil),
});
