/**
 * How long what is kept is kept. Pure words and numbers: what a period means for the tables stands in db/retention.ts, and
 * a schedule of the worker keeps them.
 */
import { type Instant, plusMs } from './instant.ts';

/** How long what is kept is kept, in days; null: for good. */
export interface RetentionPeriods {
  /** Whole incoming mails; what they said in words stays as long as the lead. */
  readonly rawMail: number | null;
  /** What was seen of requests (client, network). */
  readonly requests: number | null;
  /** Opens and machines' clicks. */
  readonly machineEvents: number | null;
  /** Answered API requests, delivered tasks. */
  readonly bookkeeping: number | null;
  /** Leads that nobody has mailed and that have done nothing for so long are erased. */
  readonly idleLeads: number | null;
}

export type RetentionKind = keyof RetentionPeriods;

/** In the order in which they are kept: what is quick first. */
export const retentionKinds = [
  'rawMail',
  'requests',
  'machineEvents',
  'bookkeeping',
  'idleLeads',
] as const satisfies readonly RetentionKind[];

/** What an organisation keeps that says nothing of it. */
export const defaultRetention: RetentionPeriods = {
  rawMail: 30,
  requests: 90,
  machineEvents: 400,
  bookkeeping: 30,
  idleLeads: null,
};

const dayMs = 86_400_000;

/** What is older than this is to go; null when nothing is. */
export function keptSince(periods: RetentionPeriods, kind: RetentionKind, now: Instant): Instant | null {
  const days = periods[kind];
  return days === null ? null : plusMs(now, -days * dayMs);
}
