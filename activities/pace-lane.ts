/**
 * One lane of mails in this process that share an allowance: it leases from the shared bucket for all who ask at one
 * moment, up to a second's worth ahead when mails come fast, and hands out what it has. What is left of a lease lapses.
 * Urgent mails go first, and are not held by what holds the others. Must not wait for anything but the lease.
 */
import type { PaceLease } from '../db/store.ts';
import { msOf } from '../domain/instant.ts';
import type { Wanted } from '../domain/pace-bucket.ts';

export type Turn =
  | { readonly kind: 'now' }
  /** `untilMs` is this mail's own place behind those that were put off before it. */
  | { readonly kind: 'later'; readonly untilMs: number; readonly held: PaceLease['held'] };

/** Asks the shared bucket. `ahead`: whether mails that nobody has asked for yet may be taken with it. */
export interface Lessor {
  lease(wanted: Wanted): Promise<PaceLease>;
  readonly ahead: boolean;
}

export interface Lane {
  /** A place among the mails of this lane. @throws what the lessor throws */
  ask(urgent: boolean, lessor: Lessor): Promise<Turn>;
}

/** How long a lease may be used. */
const leaseMs = 1000;
/** Mails that wait are spread over so long at most, and then come again: the allowance may have grown by then. */
const longestQueueMs = 60 * 60_000;
/** When nothing says how far apart they pass, e.g. at the beginning of a day. */
const usualGapMs = 1000;

interface Waiting {
  readonly urgent: boolean;
  resolve(turn: Turn): void;
  reject(error: unknown): void;
}

interface Queue {
  /** Nobody of its kind passes before; asking again is of no use. */
  closedUntilMs: number;
  /** Where the next mail that is put off is placed. */
  tailMs: number;
}

/** @param chance a number from 0 to below 1, so that mails which wait do not come back in one instant */
export function createLane(clock: () => number, chance: () => number): Lane {
  const queues = { urgent: emptyQueue(), bulk: emptyQueue() };
  const stock = { mails: 0, untilMs: 0, used: 0, leasedMs: Number.NEGATIVE_INFINITY };
  let waiting: Waiting[] = [];
  let leasing = false;
  let last: Pick<PaceLease, 'everyMs' | 'held'> = { everyMs: 0, held: null };

  function takeFromStock(): boolean {
    if (stock.mails === 0 || clock() >= stock.untilMs) return false;
    stock.mails -= 1;
    stock.used += 1;
    return true;
  }

  function putOff(urgent: boolean): Turn {
    const queue = urgent ? queues.urgent : queues.bulk;
    const gapMs = last.everyMs > 0 ? last.everyMs : usualGapMs;
    const placeMs = Math.max(queue.tailMs, queue.closedUntilMs) + chance() * gapMs;
    const isFull = placeMs - queue.closedUntilMs > longestQueueMs;
    if (isFull) return { kind: 'later', untilMs: queue.closedUntilMs + chance() * longestQueueMs, held: last.held };
    queue.tailMs = Math.max(queue.tailMs, queue.closedUntilMs) + gapMs;
    return { kind: 'later', untilMs: placeMs, held: last.held };
  }

  async function serve(lessor: Lessor): Promise<void> {
    leasing = true;
    while (waiting.length > 0) {
      const served = waiting.toSorted((a, b) => Number(b.urgent) - Number(a.urgent));
      waiting = [];
      try {
        handOut(served, await lessor.lease(wantedBy(served, lessor.ahead)));
      } catch (error) {
        for (const { reject } of served) reject(error);
      }
    }
    leasing = false;
  }

  function wantedBy(served: readonly Waiting[], ahead: boolean): Wanted {
    const urgent = served.filter((one) => one.urgent).length;
    const nowMs = clock();
    // As many ahead as were used of the last lease, if that was just now: so leases grow with the traffic.
    const spare = ahead && nowMs - stock.leasedMs < leaseMs ? stock.used : 0;
    stock.leasedMs = nowMs;
    stock.used = served.length;
    return { urgent, bulk: served.length - urgent + spare };
  }

  function handOut(served: readonly Waiting[], lease: PaceLease): void {
    last = lease;
    let { urgent, bulk } = lease.granted;
    for (const one of served) {
      if (one.urgent && urgent > 0) urgent -= 1;
      else if (bulk > 0) bulk -= 1;
      else {
        const queue = one.urgent ? queues.urgent : queues.bulk;
        queue.closedUntilMs = msOf(one.urgent ? lease.next.urgent : lease.next.bulk);
        one.resolve(putOff(one.urgent));
        continue;
      }
      one.resolve({ kind: 'now' });
    }
    stock.mails = bulk;
    stock.untilMs = clock() + leaseMs;
  }

  return {
    ask(urgent, lessor) {
      if (takeFromStock()) return Promise.resolve({ kind: 'now' });
      const { closedUntilMs } = urgent ? queues.urgent : queues.bulk;
      if (closedUntilMs > clock()) return Promise.resolve(putOff(urgent));
      return new Promise((resolve, reject) => {
        waiting.push({ urgent, resolve, reject });
        if (!leasing) void serve(lessor);
      });
    },
  };
}

const emptyQueue = (): Queue => ({ closedUntilMs: 0, tailMs: 0 });
