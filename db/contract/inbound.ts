/** The contract of the database: what came from outside, and how far each way in has been read. */
import type { InboundReading } from '../../domain/inbound-reading.ts';
import type { Instant } from '../../domain/time.ts';
import type { Page, PageRequest } from './pages.ts';

/** `unsubscribe`: a mail to an unsubscribe address, or an answer that says nothing else. */
export const inboundKinds = ['bounce', 'complaint', 'reply', 'auto-reply', 'unsubscribe', 'other'] as const;
export type InboundKind = (typeof inboundKinds)[number];

/**
 * `pending`: kept, and not acted on yet. `held`: a person is to say whom it is about. `ignored`: it says nothing of a lead.
 * `dismissed`: a person said so.
 */
export const inboundStatuses = ['pending', 'applied', 'ignored', 'held', 'dismissed'] as const;
export type InboundStatus = (typeof inboundStatuses)[number];

/** By what it was found out which mail it is about. */
export const matchWays = ['token', 'in-reply-to', 'references', 'provider-id', 'person'] as const;
export type MatchWay = (typeof matchWays)[number];

export interface NewInboundItem {
  /** smtp | imap/MAILBOX | webhook/ENDPOINT | api */
  readonly way: string;
  /** What the way calls it; null when it has no name there. */
  readonly wayKey: string | null;
  /** The same for the same content, whichever way it comes. */
  readonly contentKey: string;
  readonly format: 'mail' | 'event';
  readonly receivedAt: Instant;
  readonly envelopeFrom: string | null;
  readonly envelopeTo: readonly string[];
  readonly raw: Uint8Array;
}

/** What it is and whom it is about, as far as it was found out. */
export interface InboundFinding {
  readonly kind: InboundKind;
  readonly reading: InboundReading;
  readonly messageId: string | null;
  readonly leadId: string | null;
  readonly matchedBy: MatchWay | null;
  readonly status: InboundStatus;
  /** Why, for people. */
  readonly note: string;
}

export interface InboundItemView extends InboundFinding {
  readonly id: string;
  readonly way: string;
  readonly format: 'mail' | 'event';
  readonly receivedAt: Instant;
  readonly envelopeFrom: string | null;
  readonly envelopeTo: readonly string[];
  /** Bytes. */
  readonly size: number;
  /** Whether it can still be read again. */
  readonly kept: boolean;
  readonly subject: string | null;
  readonly fromAddress: string | null;
  /** Of an answer: what was newly written. */
  readonly text: string | null;
  readonly intent: string | null;
  readonly handledAt: Instant | null;
  readonly handledBy: string | null;
}

/** One of our mails, found by what an incoming one names. */
export interface FoundMessage {
  readonly messageId: string;
  readonly leadId: string;
  /** It went to a person of one's own: what comes back says nothing of the lead. */
  readonly internal: boolean;
}

export interface InboundItems {
  /** Keeps an item as `pending`. When it is known, by its way or its content, nothing changes, and `known` is true. */
  keep(item: NewInboundItem): Promise<{ readonly id: string; readonly known: boolean; readonly status: InboundStatus }>;
  /** Records what it is and what became of it. `by`: the person who said so; null: the engine. @throws INBOUND_UNKNOWN */
  settle(id: string, finding: InboundFinding, by: string | null, now: Instant): Promise<void>;
  /** @throws INBOUND_UNKNOWN */
  get(id: string): Promise<InboundItemView>;
  /** As it came; null when it is not kept any more. @throws INBOUND_UNKNOWN */
  raw(id: string): Promise<Uint8Array | null>;
  list(
    filter: { readonly status?: InboundStatus; readonly kind?: InboundKind; readonly leadId?: string },
    page: PageRequest,
  ): Promise<Page<InboundItemView>>;
  /** Ids of items that were kept before an instant and never acted on: their process died. Oldest first, at most 100. */
  abandoned(before: Instant): Promise<readonly string[]>;
  /** Which of our mails have one of these Message-IDs (without brackets), as we or the relay call them. */
  messagesCalled(messageIds: readonly string[]): Promise<readonly FoundMessage[]>;
  /** The mail with this id. */
  message(messageId: string): Promise<FoundMessage | null>;
  /** Leads with this address, newest mail first: a guess for the person who is to say whom an item is about. */
  guesses(address: string): Promise<readonly { readonly leadId: string; readonly messageId: string | null }[]>;
  /**
   * The lead is away: no mail before `until`. A later day of an earlier notice stays. False when nothing changed.
   * @throws LEAD_UNKNOWN
   */
  away(leadId: string, until: Instant, now: Instant): Promise<boolean>;
}

/** Where the reading of a mailbox has come to. */
export interface MailboxCursor {
  readonly uidValidity: string;
  readonly lastUid: number;
}

export interface MailboxView extends MailboxCursor {
  readonly mailbox: string;
  readonly readAt: Instant | null;
  readonly lastError: string | null;
}

export interface Mailboxes {
  read(mailbox: string): Promise<MailboxCursor | null>;
  write(mailbox: string, cursor: MailboxCursor, now: Instant): Promise<void>;
  /** Notes that it could not be read; null: it could. */
  note(mailbox: string, error: string | null, now: Instant): Promise<void>;
  /** Takes or prolongs the right to read a mailbox: true when it is ours until then. */
  lease(mailbox: string, by: string, until: Instant, now: Instant): Promise<boolean>;
  release(mailbox: string, by: string): Promise<void>;
  list(): Promise<readonly MailboxView[]>;
}
