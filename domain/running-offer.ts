/** An offer to a salesperson that waits for an answer, and its reminders. Pure. */
import type { Instant } from './instant.ts';

/** Plain JSON, kept by the workflow. */
export interface RunningOffer {
  readonly offer: number;
  readonly deadline: Instant;
  /** The next reminder; null: there is none any more. Not there while one is being written. */
  readonly remindAt?: Instant | null;
  /** The reminders after the next, in order. */
  readonly remindAgainAt?: readonly Instant[];
  /** How many have gone. */
  readonly reminded?: number;
}

export type WaitingOffer = RunningOffer & { readonly remindAt: Instant | null };

/** Of several reminders whose time has come one is sent: the last of them, counted from 0. */
export function reminding(
  { offer, deadline, remindAgainAt = [], reminded = 0 }: WaitingOffer,
  at: Instant,
): { readonly which: number; readonly running: RunningOffer } {
  const coming = remindAgainAt.filter((next) => next > at);
  const which = remindAgainAt.length - coming.length + reminded;
  const more = { ...(coming.length > 0 ? { remindAgainAt: coming } : {}), ...(which > 0 ? { reminded: which } : {}) };
  return { which, running: { offer, deadline, ...more } };
}

/** The reminder has left: the next one is waited for. */
export function wasReminded({ remindAgainAt = [], reminded = 0, ...running }: RunningOffer): WaitingOffer {
  const [next = null, ...later] = remindAgainAt;
  const more = next === null ? {} : { remindAgainAt: later, reminded: reminded + 1 };
  return { ...running, remindAt: next, ...more };
}
