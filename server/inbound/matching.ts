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

/** A person said whom it is about, and that lead was never sent a mail. */
export interface NamedLead {
  readonly messageId: null;
  readonly leadId: string;
  readonly internal: false;
  readonly by: 'person';
  readonly use: null;
}

/** Whom an incoming mail is about. */
export type About = Matched | NamedLead;

type Inbound = Store['inbound'];

/** A thread may be long; our mail is among the last that were answered. */
const mostLookedUp = 10;

/** Mails that one incoming mail may be about: whoever gathers addresses of ours does not get them all looked up. */
const mostMails = 10;

/**
 * In the order of their weight; empty when it is about none of our mails. Several only by tokens: each of them is a proof of
 * its own.
 */
export async function matchMails(
  inbound: Pick<Inbound, 'message' | 'messagesCalled'>,
  names: MailNames,
  kind: InboundReading['kind'],
): Promise<readonly Matched[]> {
  const matches: Matched[] = [];
  for (const { use, messageId } of names.tokens.slice(0, mostMails)) {
    const found = await inbound.message(messageId);
    if (found) matches.push({ ...found, by: 'token', use });
  }
  if (matches.length > 0 || kind === 'bounce' || kind === 'complaint') return matches;
  const called =
    (await firstCalled(inbound, names.inReplyTo, 'in-reply-to')) ??
    (await firstCalled(inbound, names.references, 'references'));
  return called ? [called] : [];
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
