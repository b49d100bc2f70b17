/** What the receiving of mail works with, and the one way its parts tell what became of an item. */
import type { InboundFinding, Store } from '../../db/store.ts';
import type { InboundReading, ReadingContext } from '../../domain/inbound-reading.ts';
import type { MailNames } from '../../domain/mail-names.ts';
import type { Instant } from '../../domain/time.ts';
import type { Log } from '../log.ts';

export interface ReceivingDeps {
  readonly store: Store;
  /** What a mail is. */
  read(raw: Uint8Array, context: ReadingContext): Promise<InboundReading>;
  /** What a mail names of ours; `returned` is the header of the mail that a report returns. */
  names(raw: Uint8Array, envelopeTo: readonly string[], returned: string): MailNames;
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

/** One item about one mail is one event, however often it is delivered or replayed. */
export const eventKey = (messageId: string, kind: string, { fingerprint }: Pick<Item, 'fingerprint'>): string =>
  `inbound/${messageId}/${kind}/${fingerprint.slice(0, 32)}`;
