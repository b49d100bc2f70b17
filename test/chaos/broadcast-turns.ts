/** Takes the turns of a broadcast as its workflow does, over as many lanes. Waits are skipped. */
import type { createSendBroadcast } from '../../activities/broadcast.ts';
import { later } from '../../domain/instant.ts';
import type { BroadcastDispatch, Report } from './sending-process.ts';

/** As the workflow. */
const lanes = 2;
const limit = 100_000;

export interface BroadcastTools {
  readonly sendBroadcast: ReturnType<typeof createSendBroadcast>;
  say(report: Report): void;
}

/** Resolves when nothing will ever be left to do. */
export async function takeTurns({ sendBroadcast, say }: BroadcastTools, order: BroadcastDispatch): Promise<void> {
  const { broadcastId } = order;
  for (let { now } = order; ; ) {
    say({ kind: 'reached', at: now });
    const request = { broadcastId, limit, now };
    const turns = await Promise.all(Array.from({ length: lanes }, () => sendBroadcast(request)));
    if (turns.some(({ more }) => more)) continue;
    // What one lane found at its end may have been in the hands of another: the last look is taken alone.
    const { more, nextAt } = await sendBroadcast(request);
    if (more) continue;
    if (nextAt === null) return;
    now = later(now, nextAt);
  }
}
