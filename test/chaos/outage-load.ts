/**
 * Acts at a pace, whether or not what went before was answered; and what became of those that were answered as taken.
 */
import { setInterval as ticks } from 'node:timers/promises';
import type { Act } from './outage-doers.ts';

/**
 * Does `next` so often per second for so long, and waits for the last answer. Every act gets the share of the time that
 * has passed, from 0 to 1.
 */
export async function atPace(
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
  next: (passed: number) => Promise<Act>,
): Promise<readonly Act[]> {
  const doing: Promise<Act>[] = [];
  const all = perSecond * seconds;
  const began = performance.now();
  for await (const _ of ticks(1_000 / perSecond)) {
    const passed = (performance.now() - began) / (seconds * 1_000);
    // A late tick makes up for those that were missed.
    while (doing.length < all * Math.min(passed, 1)) doing.push(next(doing.length / all));
    if (passed >= 1) break;
  }
  return Promise.all(doing);
}

export const isTaken = ({ answer }: Act): boolean => typeof answer === 'number' && answer >= 200 && answer < 400;

export interface Balance {
  readonly taken: number;
  /** Marks that were promised and are not in the ledger. */
  readonly lost: readonly string[];
  /** Marks that are in it more than once. */
  readonly twice: readonly string[];
}

/** @param marks how often each is in the ledger */
export function balanceOf(acts: readonly Act[], marks: ReadonlyMap<string, number>): Balance {
  const promised = new Set(acts.filter(isTaken).map(({ mark }) => mark));
  return {
    taken: promised.size,
    lost: [...promised].filter((mark) => !marks.has(mark)),
    twice: [...marks].filter(([, times]) => times > 1).map(([mark]) => mark),
  };
}

/** How many acts of each kind got which answer: `click 302: 512`. */
export function answersOf(acts: readonly Act[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind, answer } of acts) {
    const name = `${kind} ${answer}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
