/**
 * A mail as it came in, by whichever way, and the promise under which it is handed on. What it is about, and what is to
 * be done, is told later by others.
 */
import type { Instant } from './instant.ts';

export interface Arrival {
  /** The way it came: `smtp`, `imap/MAILBOX`, `webhook/ENDPOINT`, `api`. */
  readonly way: string;
  /**
   * The same for every redelivery of the same item by this way, e.g. `imap/MAILBOX/UIDVALIDITY/UID`; null when the way
   * knows none (SMTP): then the content decides.
   */
  readonly wayKey: string | null;
  /** Who sent it by the envelope; '' is the null return path of reports (RFC 5321 §4.5.5), null: not known. */
  readonly envelopeFrom: string | null;
  /** All recipients of the transaction; empty: not known. */
  readonly envelopeTo: readonly string[];
  /** The mail as it came (RFC 5322), nothing added. */
  readonly raw: Uint8Array;
  readonly receivedAt: Instant;
}

/**
 * Keeps the mail for good (commits) before it resolves; rejects when it cannot: then the sender tries again, or the
 * mailbox is asked again. Doing it twice is doing it once.
 */
export type Deliver = (arrival: Arrival) => Promise<void>;
