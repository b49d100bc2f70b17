/**
 * Signs ready messages (RFC 6376, rsa-sha256, relaxed/relaxed). By hand rather than by nodemailer's signer, because that
 * one sends a mail unsigned when its key does not work, signs only when the body is already leaving, leaves out headers
 * that receivers ask for, and cannot sign the absence of more. Signing runs on the thread pool: it takes most of a
 * millisecond, as long as everything else about a mail together.
 */
import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { TendrilError } from '../domain/errors.ts';
import type { DkimKey } from './ports.ts';

/**
 * The headers that are signed as often as they occur and once more, so that nobody on the way can add another one
 * (RFC 6376 §8.15): what readers show, and what one-click unsubscribing needs (RFC 8058 §4).
 */
const sealedFields = [
  'from',
  'to',
  'cc',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'content-type',
  'list-unsubscribe',
  'list-unsubscribe-post',
];
/** Signed if they are there. Not sealed, because relays and lists add one of their own (Amazon SES: Feedback-ID). */
const signedFields = ['in-reply-to', 'references', 'list-id', 'feedback-id', 'auto-submitted'];

const smallestKey = 2048;
const signed = promisify(sign);
const keys = new WeakMap<DkimKey, KeyObject>();

/**
 * The message with a DKIM-Signature before it. The same message and key give the same bytes.
 * @throws CONFIG_INVALID when the key is not one to sign with
 */
export async function dkimSigned(message: Buffer, key: DkimKey): Promise<Buffer> {
  const [head, body] = divided(message);
  const fields = fieldsOf(head);
  const names = signedNames(fields);
  const bodyHash = createHash('sha256').update(relaxedBody(body), 'latin1').digest('base64');
  const unsigned = signatureField(key, names, bodyHash);
  const data = [...chosen(fields, names), relaxedField(unsigned)].join('\r\n');
  const signature = await signed('sha256', Buffer.from(data, 'latin1'), privateKeyOf(key));
  const lines = signature.toString('base64').replace(/.{72}(?!$)/g, '$&\r\n ');
  return Buffer.concat([Buffer.from(`${unsigned}${lines}\r\n`, 'latin1'), message]);
}

function privateKeyOf(key: DkimKey): KeyObject {
  const known = keys.get(key);
  if (known) return known;
  const { domain, selector } = key;
  const invalid = (why: string) =>
    new TendrilError('CONFIG_INVALID', `The DKIM key ${selector} of ${domain} cannot sign: ${why}`, {
      domain,
      selector,
    });
  let parsed: KeyObject;
  try {
    parsed = createPrivateKey(key.privateKey);
  } catch {
    // What OpenSSL says of a broken key is no help, and must not quote the key.
    throw invalid('it is not a private key in PEM');
  }
  const bits = parsed.asymmetricKeyDetails?.modulusLength ?? 0;
  if (parsed.asymmetricKeyType !== 'rsa' || bits < smallestKey) {
    throw invalid(`it is not an RSA key of at least ${smallestKey} bits (RFC 8301 §3.2)`);
  }
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(domain) || !/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i.test(selector)) {
    throw invalid('its domain or its selector is not a host name');
  }
  keys.set(key, parsed);
  return parsed;
}

interface Field {
  readonly name: string;
  /** In relaxed form. */
  readonly line: string;
}

/** Header lines and body; the message is ours, so both are there. */
function divided(message: Buffer): readonly [string, string] {
  const text = message.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) throw new TendrilError('INTERNAL', 'A message without a body cannot be signed');
  return [text.slice(0, end), text.slice(end + 4)];
}

const fieldsOf = (head: string): readonly Field[] =>
  head.split(/\r\n(?![ \t])/).map((field) => {
    const line = relaxedField(field);
    return { name: line.slice(0, line.indexOf(':')), line };
  });

/** RFC 6376 §5.4.2: the h= tag names a field once for each time it is signed. */
function signedNames(fields: readonly Field[]): readonly string[] {
  const present = new Map<string, number>();
  for (const { name } of fields) present.set(name, (present.get(name) ?? 0) + 1);
  const times = (name: string, more: number) => Array<string>((present.get(name) ?? 0) + more).fill(name);
  return [...sealedFields.flatMap((name) => times(name, 1)), ...signedFields.flatMap((name) => times(name, 0))];
}

/** The fields in the order of h=, from the bottom of the header up; a name too many adds nothing (§3.7). */
function chosen(fields: readonly Field[], names: readonly string[]): readonly string[] {
  const left = [...fields];
  return names.flatMap((wanted) => {
    const at = left.findLastIndex(({ name }) => name === wanted);
    return at < 0 ? [] : left.splice(at, 1).map(({ line }) => line);
  });
}

/** Folded as it travels; b= is empty, as it is when it is signed. */
function signatureField({ domain, selector }: DkimKey, names: readonly string[], bodyHash: string): string {
  const tags = `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain};\r\n s=${selector};`;
  return `${tags}\r\n h=${foldedNames(names)};\r\n bh=${bodyHash};\r\n b=`;
}

function foldedNames(names: readonly string[]): string {
  const lines = [''];
  for (const name of names) {
    const line = lines.at(-1) ?? '';
    if (line.length + name.length > 70) lines.push(name);
    else lines[lines.length - 1] = line === '' ? name : `${line}:${name}`;
  }
  return lines.join(':\r\n ');
}

/** RFC 6376 §3.4.2. */
function relaxedField(field: string): string {
  const colon = field.indexOf(':');
  const value = field.slice(colon + 1).replace(/[\r\n]+/g, '');
  return `${field.slice(0, colon).trimEnd().toLowerCase()}:${value.replace(/[ \t]+/g, ' ').trim()}`;
}

/** RFC 6376 §3.4.4. Blanks first become one, so that the ends of lines need no search. */
function relaxedBody(body: string): string {
  const lines = body.replace(/[ \t]+/g, ' ').replaceAll(' \r\n', '\r\n');
  let end = lines.length;
  while (lines.endsWith('\r\n', end) && end > 1) end -= 2;
  return end === 0 ? '' : `${lines.slice(0, end)}\r\n`;
}
