/** The contract of the database: what happened to leads, written once. */
import type { EventKind } from '../../domain/events.ts';
import type { Stage } from '../../domain/lifecycle.ts';
import type { Instant } from '../../domain/time.ts';

export interface EventInput {
  /** Unique name of this very event at its source; a second one with the same key is the same event. */
  readonly dedupeKey: string;
  readonly kind: EventKind;
  /** Either the lead, or the message it answers. */
  readonly lead: { readonly id: string } | { readonly messageId: string };
  readonly name?: string | null;
  readonly link?: string | null;
  /** Small JSON; reply text goes to `text`. */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly occurredAt: Instant;
}

export interface IngestResult {
  readonly eventId: string;
  /** False when the event was known; then nothing else happened. */
  readonly recorded: boolean;
  readonly leadId: string;
  readonly score: number;
  readonly stage: Stage;
  /** The hand-off that this event opened. */
  readonly handoffId: string | null;
}

export interface Events {
  /**
   * THE ingest transaction: records the event once, adds the points its rule gives (with a ledger row), moves the
   * stage (a click, reply, form or custom event makes a name *engaged*; the prospect threshold a *prospect*; an MQL
   * crossing an *mql* with a hand-off), writes suppressions (unsubscribe, complaint, hard bounce), marks enrollments
   * that must stop, and puts a signal in the outbox for those that wait for it or must stop. Locks the lead's row.
   * An event of a mail about a hand-off is the salesperson's: it is recorded, and changes nothing about the lead or the
   * addresses that may be mailed.
   * @throws LEAD_UNKNOWN when neither lead nor message exist.
   */
  ingest(input: EventInput, now: Instant): Promise<IngestResult>;
}
