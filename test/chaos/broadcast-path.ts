/**
 * A broadcast: the real activity in a process of its own, which claims, marks and books a page at a time. What its workflow
 * does is done there, what Temporal does is done by the test: the next worker begins when the claims are free.
 */
import { readBroadcast } from '../../authoring/broadcast-order.ts';
import { type Instant, instantFromMs, later, plusMs } from '../../domain/instant.ts';
import { fill, type Installation, withStore } from './installation.ts';
import { resetBeforeData, shuttingDown, silentAfterDot } from './misbehaviour.ts';
import type { Crew, Path } from './path.ts';
import { processSender, type Report, startSendingProcess } from './sending-process.ts';

const mails = 2000;
const name = 'news';
/** Two handfuls for each of two lanes. */
const mostInFlight = 100;
/** Longer than the lease of a claim. */
const pauseMs = 181_000;

export const broadcast: Path = {
  name: 'broadcast',
  rounds: 5,
  mails,
  blow: 'kill',
  strikes: [1, 3],
  mostInFlight,
  faults: [shuttingDown, resetBeforeData, silentAfterDot],
  copied: true,
  async prepare(into) {
    await fill(into, { sequence: 'one', steps: [name], leads: mails });
    const now = instantFromMs(Date.now());
    const written = readBroadcast({ name, late: 'never' }, now);
    if (written.kind !== 'read') throw new Error(JSON.stringify(written.problems));
    const { settings, startAt } = written;
    const filter = { when: null, segment: null, source: null, tag: null };
    const order = { name, template: name, filter, sender: null, settings, pace: 100_000, startAt };
    await withStore(into, (store) => store.broadcasts.begin(order, 'chaos', now));
  },
  crew,
};

async function crew(of: Installation): Promise<Crew> {
  const { id: broadcastId } = await withStore(of, (store) => store.broadcasts.get(name));
  let now: Instant = instantFromMs(Date.now());
  const heard = (report: Report): void => {
    if (report.kind !== 'ready') now = later(now, report.at);
  };
  return {
    async hire() {
      const sender = await startSendingProcess(of, heard);
      return processSender(sender, () => {
        now = plusMs(now, pauseMs);
        return { kind: 'broadcast', now, broadcastId };
      });
    },
  };
}
