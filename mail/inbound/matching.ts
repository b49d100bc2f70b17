/**
 * Which of our messages an incoming mail is about. A signed token in the address it was sent to decides; nothing that
 * a stranger can write freely (From, subject) ever does. In-Reply-To and References are taken only for answers whose
 * tag was stripped on the way: our Message-IDs hold 74 random bits that only a reader of the mail knows, and all that
 * knowing one allows is to speak for that one lead.
 */
import type { Email } from 'postal-mime';
import { readToken, type Signer, type TokenPurpose } from '../../domain/tokens.ts';

export type Via = 'reply' | 'bounce' | 'unsubscribe' | 'reference';

export interface Match {
  readonly messageId: string;
  readonly via: Via;
}

const purposes: Readonly<Record<string, TokenPurpose & Via>> = { r: 'reply', b: 'bounce', u: 'unsubscribe' };
const tagged = /(?:^|[\s<,:;"])([rbu])\+([a-z2-7]{58})@/gi;

/** The message that the local part of an address names by a valid token, such as `r+TOKEN@…`. Ignores case. */
export function matchAddress(signer: Signer, address: string): Match | null {
  return tokensIn(signer, address)[0] ?? null;
}

/** Every valid token in a text with addresses. */
export function tokensIn(signer: Signer, text: string): readonly Match[] {
  return [...text.slice(0, 200_000).matchAll(tagged)].flatMap(([, tag, token]) => {
    const via = purposes[tag?.toLowerCase() ?? ''];
    const content = via && readToken(signer, via, token ?? '');
    return content ? [{ messageId: content.id, via }] : [];
  });
}

/** @param envelopeTo The recipients of the SMTP transaction; empty when only the file is at hand. */
export function matchMail(signer: Signer, mail: Email, envelopeTo: readonly string[]): Match | null {
  const addresses =
    envelopeTo.length > 0 ? envelopeTo : ['delivered-to', 'x-original-to', 'to'].flatMap((name) => headers(mail, name));
  for (const address of addresses) {
    const match = matchAddress(signer, address);
    if (match) return match;
  }
  const references = [...headers(mail, 'in-reply-to'), ...headers(mail, 'references')].map(lastOwnMessageId);
  const messageId = references.find((id) => id !== null);
  return messageId ? { messageId, via: 'reference' } : null;
}

/** From right to left, since the newest is last (RFC 5322 §3.6.4). */
function lastOwnMessageId(header: string): string | null {
  const ids = [...header.matchAll(/<m\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]+>/gi)];
  return ids.at(-1)?.[1]?.toLowerCase() ?? null;
}

const headers = (mail: Email, name: string): readonly string[] =>
  mail.headers.filter(({ key }) => key === name).map(({ value }) => value);

export const header = (mail: Email, name: string): string => headers(mail, name)[0] ?? '';
