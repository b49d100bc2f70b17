/**
 * What an incoming mail names of ours: signed tokens in the addresses it was sent to, and the Message-IDs it answers. Reads
 * the header only, as text, so that a mail whose body cannot be read is matched all the same.
 *
 * A token may come back in capitals, inside a rewritten return path (`prvs=…=b+TOKEN@…`, `SRS0=…=b+TOKEN@…`), or only in
 * the header of the mail that a report returns.
 */
import { createHash } from 'node:crypto';
import type { MailNames, TokenUse } from '../../domain/mail-names.ts';
import { readToken, type Signer } from '../../domain/tokens.ts';

const uses: Readonly<Record<string, TokenUse>> = { r: 'reply', b: 'bounce', u: 'unsubscribe' };
const tagged = /(?:^|[\s<,:;"=/])([rbu])\+([a-z2-7]{58})(?=[@=>])/gi;
/** Bytes of a header that are looked at, and names of one field. */
const longestHeader = 256 * 1024;
const mostIds = 50;
/** Fields that name somebody or something, and how many of one name are looked at: a mail may repeat one for ever. */
const addressFields = ['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'to', 'cc'];
const naming: ReadonlySet<string> = new Set([...addressFields, 'message-id', 'in-reply-to', 'references']);
const mostOfOne = 20;

/** Every valid token in a text with addresses, in its order, each once. */
export function tokensIn(signer: Signer, text: string): MailNames['tokens'] {
  const found = new Map<string, MailNames['tokens'][number]>();
  for (const [, tag = '', token = ''] of text.slice(0, longestHeader).matchAll(tagged)) {
    const use = uses[tag.toLowerCase()];
    const content = use && readToken(signer, use, token);
    if (use && content) found.set(`${use}/${content.id}`, { use, messageId: content.id });
  }
  return [...found.values()];
}

/**
 * @param envelopeTo recipients of the transaction; empty when they are not known: then the header is asked.
 * @param returned header of the mail that a report returns.
 */
export function namesIn(signer: Signer, raw: Uint8Array, envelopeTo: readonly string[], returned: string): MailNames {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  const header = fields(end ? text.slice(0, end.index) : text);
  const body = end ? text.slice(end.index) : '';
  const of = (name: string): string => (header.get(name) ?? []).join(' ');
  const addresses = envelopeTo.length > 0 ? envelopeTo : addressFields.map(of);
  const ownId = idsIn(of('message-id'))[0] ?? '';
  return {
    tokens: [...tokensIn(signer, addresses.join('\n')), ...tokensIn(signer, returned)],
    inReplyTo: idsIn(of('in-reply-to')),
    references: idsIn(of('references')).reverse(),
    ownId,
    fingerprint: createHash('sha256').update(`${ownId}\n${body}`, 'latin1').digest('hex'),
  };
}

/** The header fields that name something, by lower-case name, folded lines joined (RFC 5322 §2.2.3). */
function fields(text: string): ReadonlyMap<string, readonly string[]> {
  const lines = text
    .slice(0, longestHeader)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const found = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!naming.has(name)) continue;
    const values = found.get(name);
    if (values === undefined) found.set(name, [line.slice(colon + 1).trim()]);
    else if (values.length < mostOfOne) values.push(line.slice(colon + 1).trim());
  }
  return found;
}

const idsIn = (text: string): string[] =>
  [...text.matchAll(/<([^<>\s\0]{3,250})>/g)].slice(-mostIds).map(([, id]) => id ?? '');
