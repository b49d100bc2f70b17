/** What sales makes of the leads that it is given: how many it takes, how fast it calls, why it gives them back. Pure. */
import type { HandoffStatus } from './handoff.ts';

export const deskGroups = ['person', 'source', 'sequence', 'product'] as const;
export type DeskGroup = (typeof deskGroups)[number];

/** A hand-off as the numbers need it. */
export interface CountedHandoff {
  /** The person, source, sequence or product; null: none. */
  readonly group: string | null;
  readonly status: HandoffStatus;
  readonly reason: string | null;
  readonly accepted: boolean;
  /** Whether it was accepted before the deadline of the offer; null: it is not accepted, and the deadline lies ahead. */
  readonly inTime: boolean | null;
  /** Working time of whoever has it from the hand-off to the first contact, in milliseconds; null: none is logged. */
  readonly contactMs: number | null;
  /** How long it has been open, in milliseconds of the clock on the wall; null: it is decided. */
  readonly waitingMs: number | null;
}

export interface DeskNumbers {
  readonly group: string | null;
  readonly given: number;
  readonly open: number;
  /** Accepted at any time, whatever became of them then. */
  readonly accepted: number;
  readonly won: number;
  readonly lost: number;
  readonly returned: number;
  /** Of those that are decided, the share that was accepted; null: none is decided. */
  readonly acceptRate: number | null;
  /** The share that was accepted in time; null: no deadline is over. */
  readonly inTime: number | null;
  /** To the first contact, in milliseconds of working time; null: no contact is logged. */
  readonly contact: { readonly median: number; readonly p90: number } | null;
  /** The longest that one of the open ones has waited, in milliseconds. */
  readonly longestWait: number | null;
  readonly reasons: Readonly<Record<string, number>>;
}

/** By group, the one with the most first; of the same number by name. */
export function deskNumbers(handoffs: readonly CountedHandoff[]): readonly DeskNumbers[] {
  const groups = new Map<string | null, CountedHandoff[]>();
  for (const one of handoffs) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  return [...groups]
    .map(([group, rows]) => numbersOf(group, rows))
    .sort((a, b) => b.given - a.given || ((a.group ?? '') < (b.group ?? '') ? -1 : 1));
}

export function numbersOf(group: string | null, rows: readonly CountedHandoff[]): DeskNumbers {
  const count = (holds: (row: CountedHandoff) => boolean): number => rows.filter(holds).length;
  const open = count(({ status }) => status === 'open');
  const accepted = count((row) => row.accepted);
  const judged = rows.filter(({ inTime }) => inTime !== null);
  const contacts = rows.flatMap(({ contactMs }) => contactMs ?? []).sort((a, b) => a - b);
  const waits = rows.flatMap(({ waitingMs }) => waitingMs ?? []);
  return {
    group,
    given: rows.length,
    open,
    accepted,
    won: count(({ status }) => status === 'won'),
    lost: count(({ status }) => status === 'lost'),
    returned: count(({ status }) => status === 'returned'),
    acceptRate: rows.length === open ? null : accepted / (rows.length - open),
    inTime: judged.length === 0 ? null : judged.filter(({ inTime }) => inTime).length / judged.length,
    contact: contacts.length === 0 ? null : { median: quantile(contacts, 0.5), p90: quantile(contacts, 0.9) },
    longestWait: waits.length === 0 ? null : Math.max(...waits),
    reasons: reasonsOf(rows),
  };
}

/** The smallest that so large a share is not above; of sorted values, at least one. */
const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

function reasonsOf(rows: readonly CountedHandoff[]): Readonly<Record<string, number>> {
  const reasons = new Map<string, number>();
  for (const { status, reason } of rows) {
    if ((status === 'returned' || status === 'lost') && reason !== null)
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  return Object.fromEntries([...reasons].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}
