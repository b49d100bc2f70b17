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
const mostCandidates = 200;

/** What a mail names, before anybody has looked whether it is signed: so it is read where no key is. */
export interface MailTraces extends Omit<MailNames, 'tokens'> {
  /** What looks like an address with a token, in the header, and in the mail that a report returns. */
  readonly addressed: readonly string[];
  readonly returned: readonly string[];
}

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

/** @param returned header of the mail that a report returns. */
export function tracesIn(raw: Uint8Array, returned: string): MailTraces {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = headerEnd(bytes);
  const header = fields(bytes.toString('latin1', 0, Math.min(end, longestHeader)));
  const of = (name: string): string => (header.get(name) ?? []).join(' ');
  const ownId = idsIn(of('message-id'))[0] ?? '';
  return {
    addressed: candidatesIn(addressFields.map(of).join('\n')),
    returned: candidatesIn(returned),
    inReplyTo: idsIn(of('in-reply-to')),
    references: idsIn(of('references')).reverse(),
    ownId,
    fingerprint: createHash('sha256').update(`${ownId}\n`, 'latin1').update(bytes.subarray(end)).digest('hex'),
  };
}

/** @param envelopeTo recipients of the transaction; empty when they are not known: then the header is asked. */
export function namesOf(
  signer: Signer,
  { addressed, returned, ...names }: MailTraces,
  envelopeTo: readonly string[],
): MailNames {
  const addresses = envelopeTo.length > 0 ? envelopeTo : addressed;
  return {
    ...names,
    tokens: [...tokensIn(signer, addresses.join('\n')), ...tokensIn(signer, returned.join('\n'))],
  };
}

/** What looks like a token, each once; more than that no mail of ours brought about. */
const candidatesIn = (text: string): readonly string[] => [
  ...new Set(
    [...text.slice(0, longestHeader).matchAll(tagged)]
      .slice(0, mostCandidates)
      .map(([, tag, token]) => `${tag}+${token}@`),
  ),
];

/** Where the blank line begins that ends the header (RFC 5322 §2.1); the end of the mail when there is none. */
function headerEnd(bytes: Buffer): number {
  const ends = ['\n\n', '\n\r\n'].map((blank) => bytes.indexOf(blank)).filter((at) => at >= 0);
  if (ends.length === 0) return bytes.length;
  const at = Math.min(...ends);
  return bytes[at - 1] === 13 ? at - 1 : at;
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
