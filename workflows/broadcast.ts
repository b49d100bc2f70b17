/**
 * The broadcast workflow: sends the mails of a broadcast, so many per second, over several lanes; then it sleeps until one
 * that was put off is due, until the broadcast begins, or until it is told to look. Where it has come to, and whether it is
 * paused, is in the database.
 */
import { condition, continueAsNew, defineSignal, setHandler } from '@temporalio/workflow';
import { msOf } from '../domain/instant.ts';
import { sendBroadcast } from './calls.ts';
import { type BroadcastInput, type SendBroadcastResult, signalNames } from './messages.ts';
import { inTurns } from './pacing.ts';

/** So many activities at a time, so that several workers share the work. */
const mostLanes = 2;
/** A lane is worth its cost from so many mails a second. */
const lanePace = 40;
/** A turn ends by its time; this is only a bound. */
const largestTurn = 100_000;
/** Before the pace is known: who sends slowly wants to be able to stop after the first mail. */
const firstTurn = 1;

const lookSignal = defineSignal(signalNames.look);

export async function broadcast({ broadcastId }: BroadcastInput): Promise<void> {
  const carryOn = () => continueAsNew<typeof broadcast>({ broadcastId });
  let told = false;
  setHandler(lookSignal, () => {
    told = true;
  });
  for (;;) {
    told = false;
    const nextAt = await sendAll(broadcastId, carryOn);
    if (told) continue;
    if (nextAt === null) return;
    await condition(() => told, Math.max(1, msOf(nextAt) - Date.now()));
  }
}

/** Sends what can be sent now; when to look again, null when it is over. */
async function sendAll(broadcastId: string, carryOn: () => Promise<never>): Promise<SendBroadcastResult['nextAt']> {
  let lanes = 1;
  let nextAt: SendBroadcastResult['nextAt'] = null;
  await inTurns(
    async (limit, now) => {
      const each = Math.ceil(limit / lanes);
      const turns = await Promise.all(
        Array.from({ length: lanes }, () => sendBroadcast({ broadcastId, limit: each, now })),
      );
      const alone = lanes === 1;
      nextAt = turns[0]?.nextAt ?? null;
      const more = turns.some((turn) => turn.more);
      const pace = turns[0]?.pace ?? 1;
      lanes = more ? Math.max(1, Math.min(mostLanes, Math.floor(pace / lanePace))) : 1;
      return {
        done: turns.reduce((sum, { done }) => sum + done, 0),
        busy: turns.some(({ busy }) => busy) || !more,
        // What one lane found at its end may have been in the hands of another: the last look is taken alone.
        more: more || !alone,
        pace,
      };
    },
    carryOn,
    { largest: largestTurn, first: firstTurn },
  );
  return nextAt;
}
