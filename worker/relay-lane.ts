/**
 * One lane of the outbox relay: takes what is due until nothing is, and then waits to be woken. While nobody can be reached
 * it tries a few entries now and then: a long outage must not become a write per entry and try, and what waits is all due
 * at the moment when it is over.
 */
import type { Logger } from 'pino';
import type { Delivery, OutboxEntry, OutboxLane, OutboxQueue } from '../db/store.ts';
import { instantFromMs } from '../domain/instant.ts';

/** Looks for due retries this often even when nothing notifies, and for whom it could not reach. */
const pollMs = 1000;
/** How many entries are tried while nobody can be reached: more than one, so that an odd one does not stop all others. */
const probes = 8;

export interface Lane {
  /** There may be something to do. */
  notify(): void;
  stop(): Promise<void>;
}

/** What became of an entry, and whether whom it is for was there at all. */
export interface Carried {
  readonly delivery: Delivery;
  readonly reached: boolean;
}

/** Empties one lane of the outbox for as long as it runs, `atOnce` entries in a transaction. Lanes do not wait for each other. */
export function startLane(
  outbox: OutboxQueue,
  lane: OutboxLane,
  atOnce: number,
  log: Logger,
  carry: (entry: OutboxEntry) => Promise<Carried>,
): Lane {
  let stopping = false;
  let wake: () => void = () => {};
  let woken = false;
  let away = false;
  const notify = (): void => {
    woken = true;
    wake();
  };
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wake = () => {
        if (away && !stopping) return;
        clearTimeout(timer);
        resolve();
      };
    });
  const deliver = async (entries: readonly OutboxEntry[]): Promise<readonly Delivery[]> => {
    const carried = await Promise.all(entries.map(carry));
    away = carried.every(({ reached }) => !reached);
    return carried.map(({ delivery }) => delivery);
  };
  const loop = async (): Promise<void> => {
    while (!stopping) {
      woken = false;
      const taken = await outbox
        .drain(away ? probes : atOnce, instantFromMs(Date.now()), deliver, lane)
        .catch((error: unknown) => {
          log.warn({ err: error }, 'the outbox cannot be read; trying again');
          return 0;
        });
      if ((away || (taken === 0 && !woken)) && !stopping) await pause();
    }
  };
  const running = loop();
  return {
    notify,
    async stop() {
      stopping = true;
      notify();
      await running;
    },
  };
}
