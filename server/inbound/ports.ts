/** What the receiving of mail works with, and the one way its parts tell what became of an item. */
import type { EventInput, InboundFinding, Store } from '../../db/store.ts';
import type { InboundReading, ReadingContext } from '../../domain/inbound-reading.ts';
import type { MailNames } from '../../domain/mail-names.ts';
import type { Instant } from '../../domain/time.ts';
import type { Log } from '../log.ts';
import type { About } from './matching.ts';

export interface ReceivingDeps {
  readonly store: Store;
  /**
   * What a mail is, and what it names of ours. `envelopeTo`: empty when it is not known.
   * @throws INBOUND_BUSY
   */
  read(
    raw: Uint8Array,
    context: ReadingContext,
    envelopeTo: readonly string[],
  ): Promise<{ readonly reading: InboundReading; readonly names: MailNames }>;
  /** The tokens of ours in texts with addresses. */
  tokens(texts: readonly string[]): MailNames['tokens'];
  now(): Instant;
  readonly log: Log;
}

/** An item that is to be acted on. */
export interface Item {
  readonly id: string;
  readonly receivedAt: Instant;
  /** SHA-256 of Message-ID and body, in hex. */
  readonly fingerprint: string;
}

/** What was done, or why nothing was. */
export type Outcome = Pick<InboundFinding, 'kind' | 'status' | 'note'>;

export const ignored = (kind: Outcome['kind'], note: string): Outcome => ({ kind, status: 'ignored', note });
export const applied = (kind: Outcome['kind'], note: string): Outcome => ({ kind, status: 'applied', note });

/** One item about one mail, or about a lead that was sent none, is one event, however often it is delivered or replayed. */
export const eventKey = (
  { messageId, leadId }: About,
  kind: string,
  { fingerprint }: Pick<Item, 'fingerprint'>,
): string => `inbound/${messageId ?? `lead/${leadId}`}/${kind}/${fingerprint.slice(0, 32)}`;

/** Whose event it is: the mail says more than the lead, where there is one. */
export const eventSubject = ({ messageId, leadId }: About): EventInput['lead'] =>
  messageId === null ? { id: leadId } : { messageId };
