/**
 * The way of a mail of a sequence, step by step: the real activity in a process of its own. What Temporal does here is done
 * by the test: what a worker has not reported as finished is given to the next one, a lease later.
 */
import { type Instant, instantFromMs, later, plusMs } from '../../domain/instant.ts';
import { enrollAll, fill, type Installation, withStore } from './installation.ts';
import { activeEnrollments } from './ledger.ts';
import { resetBeforeData, shuttingDown, silentAfterDot } from './misbehaviour.ts';
import type { Crew, Path } from './path.ts';
import { processSender, type Report, startSendingProcess } from './sending-process.ts';

/** Connections to the relay that SMTP_URL names: no more bodies than this are under way. */
export const relayConnections = 10;
/** Longer than the lease of a claim. */
const pauseMs = 31_000;
const mails = 2000;

const delivery = {
  mails,
  mostInFlight: relayConnections,
  faults: [shuttingDown, resetBeforeData, silentAfterDot],
  copied: true,
  async prepare(into: Installation) {
    await fill(into, { sequence: 'one', steps: ['one'], leads: mails });
    await withStore(into, (store) => enrollAll(store, 'one'));
  },
  crew,
} as const;

export const killedDelivery: Path = { ...delivery, name: 'delivery', rounds: 20, blow: 'kill', strikes: [1, 3] };
export const frozenDelivery: Path = { ...delivery, name: 'frozen', rounds: 3, blow: 'freeze', strikes: [2, 2] };

async function crew(of: Installation): Promise<Crew> {
  const open = new Map((await activeEnrollments(of.databaseUrl)).map((enrolled) => [enrolled.id, enrolled]));
  let now: Instant = instantFromMs(Date.now());
  const heard = (report: Report): void => {
    if (report.kind !== 'finished') return;
    open.delete(report.id);
    now = later(now, report.at);
  };
  return {
    async hire() {
      const sender = await startSendingProcess(of, heard);
      return processSender(sender, () => {
        now = plusMs(now, pauseMs);
        return { kind: 'conversations', now, enrollments: [...open.values()] };
      });
    },
  };
}
