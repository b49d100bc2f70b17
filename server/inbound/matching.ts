/**
 * Which of our mails an incoming one is about. A token that we signed decides; without one, an answer is matched by the
 * Message-IDs it names, which only a reader of the mail knows (they hold 74 random bits) and which let one speak for that
 * one lead only. A report without a token is backscatter, or a forgery that would silence a lead: it matches nothing.
 */
import type { FoundMessage, MatchWay, Store } from '../../db/store.ts';
import type { InboundReading } from '../../domain/inbound-reading.ts';
import type { MailNames, TokenUse } from '../../domain/mail-names.ts';

export interface Matched extends FoundMessage {
  readonly by: MatchWay;
  /** The use of the token that matched; null when it was no token. */
  readonly use: TokenUse | null;
}

type Inbound = Store['inbound'];

/** A thread may be long; our mail is among the last that were answered. */
const mostLookedUp = 10;

/** Null when it is about none of our mails. */
export async function matchMail(
  inbound: Pick<Inbound, 'message' | 'messagesCalled'>,
  names: MailNames,
  kind: InboundReading['kind'],
): Promise<Matched | null> {
  for (const { use, messageId } of names.tokens) {
    const found = await inbound.message(messageId);
    if (found) return { ...found, by: 'token', use };
  }
  if (kind === 'bounce' || kind === 'complaint') return null;
  return (
    (await firstCalled(inbound, names.inReplyTo, 'in-reply-to')) ??
    (await firstCalled(inbound, names.references, 'references'))
  );
}

/** The first of the names that is one of ours: they come in the order of their weight. */
async function firstCalled(
  inbound: Pick<Inbound, 'messagesCalled'>,
  names: readonly string[],
  by: MatchWay,
): Promise<Matched | null> {
  if (names.length === 0) return null;
  for (const name of names.slice(0, mostLookedUp)) {
    const [found] = await inbound.messagesCalled([name]);
    if (found) return { ...found, by, use: null };
  }
  return null;
}
