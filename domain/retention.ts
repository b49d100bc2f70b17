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
  /** Webhooks that were told to other systems, answered API requests, delivered tasks, forms that nobody let in. */
  readonly bookkeeping: number | null;
  /** Requests for a consent that were not confirmed. Who came by a form alone goes as an idle lead does. */
  readonly requestsToConfirm: number | null;
  /** Visitors that nobody has seen for so long, and pages that were looked at before it was known by whom. */
  readonly visitors: number | null;
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
  'requestsToConfirm',
  'visitors',
  'idleLeads',
] as const satisfies readonly RetentionKind[];

/** What an organisation keeps that says nothing of it. */
export const defaultRetention: RetentionPeriods = {
  rawMail: 30,
  requests: 90,
  machineEvents: 400,
  bookkeeping: 30,
  requestsToConfirm: 30,
  visitors: 90,
  idleLeads: null,
};

const dayMs = 86_400_000;

/** What is older than this is to go; null when nothing is. */
export function keptSince(periods: RetentionPeriods, kind: RetentionKind, now: Instant): Instant | null {
  const days = periods[kind];
  return days === null ? null : plusMs(now, -days * dayMs);
}
