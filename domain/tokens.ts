/**
 * Signed tokens: what a link, a pixel, an unsubscribe header or a return path carries. A token names one thing (a
 * message, a hand-off offer) and what may be done with it; it holds no data of the lead and no destination, never
 * expires, and stays valid when keys rotate, because it names its key.
 *
 * Lower-case base32 without padding (RFC 4648 §6), since some relays fold the case of a local part; 58 characters, so
 * that `r+TOKEN` fits the 64 octets of a local part (RFC 5321 §4.5.3.1.1).
 *
 * A `link` and a `trap` stand in an address as `/c/TOKEN/DESTINATION`, the second part in base64url (RFC 4648 §5): the
 * token is bound to where it leads, so that a redirect needs nothing but the key, and leads nowhere else.
 */

/** Signs with a key named by a number 0–255; `sign` returns at least 16 bytes. Implemented over HMAC-SHA256. */
export interface Signer {
  readonly currentKey: number;
  sign(key: number, bytes: Uint8Array): Uint8Array | null;
}

/** Their places are in tokens that were sent: new ones are added at the end. */
export const tokenPurposes = [
  'click',
  'open',
  'unsubscribe',
  'reply',
  'bounce',
  'offer',
  'link',
  'trap',
  'preferences',
  'confirm',
  'form',
] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

export interface TokenContent {
  readonly purpose: TokenPurpose;
  /** UUID of the message, or of the hand-off for `offer`. */
  readonly id: string;
  /** Index of the link, number of the offer; otherwise 0. At most 65,535. */
  readonly index: number;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
/** Ten bits at a time. */
const pairs = Array.from(alphabet, (first) => Array.from(alphabet, (second) => first + second)).flat();
const headLength = 20;
const macLength = 16;
const textLength = Math.ceil(((headLength + macLength) * 8) / 5);

/**
 * @param bound a text that is not in the token, without which it is void
 * @throws RangeError for an id that is no UUID
 */
export function makeToken(signer: Signer, content: TokenContent, bound?: string): string {
  const token = new Uint8Array(headLength + macLength);
  const head = token.subarray(0, headLength);
  head[0] = signer.currentKey;
  head[1] = tokenPurposes.indexOf(content.purpose);
  writeUuid(content.id, head, 2);
  head[18] = content.index >>> 8;
  head[19] = content.index;
  const mac = signer.sign(signer.currentKey, signed(head, bound));
  if (!mac) throw new RangeError('The current signing key is missing');
  token.set(mac.subarray(0, macLength), headLength);
  return encode(token);
}

/**
 * The content of a token, or null if it was not made by one of our keys for this purpose and bound to this text. Ignores
 * the case of the token, not of the text.
 */
export function readToken(signer: Signer, purpose: TokenPurpose, token: string, bound?: string): TokenContent | null {
  if (token.length !== textLength) return null;
  const bytes = decode(token);
  if (bytes === null) return null;
  const head = bytes.slice(0, headLength);
  const mac = signer.sign(bytes[0] ?? 0, signed(head, bound));
  if (!mac || !equal(mac.subarray(0, macLength), bytes.subarray(headLength))) return null;
  if (tokenPurposes[head[1] ?? -1] !== purpose) return null;
  return { purpose, id: uuidText(head.subarray(2, 18)), index: new DataView(head.buffer).getUint16(18) };
}

/** What is signed. The head is always as long, so no two pairs of head and text are the same bytes. */
function signed(head: Uint8Array, bound: string | undefined): Uint8Array {
  if (bound === undefined) return head;
  const bytes = new Uint8Array(headLength + bound.length * 3);
  bytes.set(head);
  const { written } = new TextEncoder().encodeInto(bound, bytes.subarray(headLength));
  return bytes.subarray(0, headLength + written);
}

/** Compares without telling by its duration where two values differ. */
function equal(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Read letter by letter: a mail has half a dozen tokens. */
function writeUuid(uuid: string, bytes: Uint8Array, start: number): void {
  let digits = 0;
  for (let i = 0; i < uuid.length; i += 1) {
    const code = uuid.charCodeAt(i);
    if (code === 0x2d) continue;
    const digit = code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57;
    if (digit < 0 || digit > 15 || (code > 0x39 && digit < 10)) throw new RangeError(`${uuid} is not a UUID`);
    const at = start + (digits >> 1);
    bytes[at] = ((bytes[at] ?? 0) << 4) | digit;
    digits += 1;
  }
  if (digits !== 32) throw new RangeError(`${uuid} is not a UUID`);
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
/** A hyphen stands before these bytes. */
const hyphens: ReadonlySet<number> = new Set([4, 6, 8, 10]);

function uuidText(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 1) text += (hyphens.has(i) ? '-' : '') + hex[bytes[i] ?? 0];
  return text;
}

function encode(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    if (bits < 10) continue;
    bits -= 10;
    text += pairs[value >>> bits];
    value &= (1 << bits) - 1;
  }
  if (bits >= 5) {
    bits -= 5;
    text += alphabet[value >>> bits];
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[value << (5 - bits)] : text;
}

/** Of each character in the range of one byte; -1 for one that is no letter of ours. */
const values = Int8Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code).toLowerCase()));

/** Takes both cases. */
function decode(text: string): Uint8Array | null {
  const bytes = new Uint8Array((text.length * 5) >>> 3);
  let length = 0;
  let bits = 0;
  let value = 0;
  for (let i = 0; i < text.length; i += 1) {
    const five = values[text.charCodeAt(i)] ?? -1;
    if (five < 0) return null;
    value = (value << 5) | five;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[length] = value >>> bits;
      length += 1;
      value &= (1 << bits) - 1;
    }
  }
  // Left-over bits must be zero, or several texts would name one token.
  return value === 0 ? bytes : null;
}
