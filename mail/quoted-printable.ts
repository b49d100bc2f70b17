/**
 * Bodies as they travel: UTF-8 in quoted-printable (RFC 2045 §6.7). A body is put together from pieces that are encoded
 * by themselves, so that what is constant in a template is encoded once: every piece begins at the start of a line and
 * ends with a line break, a soft one (`=`) where the text has none. Dots at the start of a line are the SMTP client's.
 */
import libqp from 'libqp';
import type { MailBody } from './ports.ts';

/** A line has at most 76 characters, the `=` of a soft break among them (RFC 2045 §6.7 rule 5). */
const softLength = 75;
export const softBreak = '=\r\n';

const oneShortLine = /^[\x20-\x3c\x3e-\x7e]{1,75}$/;
const plainRun = /[\x20-\x3c\x3e-\x7e]+/y;
const lineBreak = /\r\n|\r|\n/;

/**
 * A piece of a body: `text` encoded from the start of a line to the start of a line. Every line break of the text
 * becomes CRLF. Nothing becomes of an empty text.
 */
export function encodedPiece(text: string): string {
  if (oneShortLine.test(text)) return text + softBreak;
  if (text === '') return '';
  // The soft break protects blanks before it.
  if (!lineBreak.test(text)) return encodedLine(text, false) + softBreak;
  const lines = text.split(lineBreak);
  const last = lines.pop() ?? '';
  let piece = '';
  for (const line of lines) piece += `${encodedLine(line, true)}\r\n`;
  return piece + encodedPiece(last);
}

/**
 * A piece to keep, in one stretch of memory: a string that was added up stays a tree of its parts until it is read, and
 * every mail that it becomes a part of would have to climb it anew.
 */
export const keptPiece = (text: string): string => Buffer.from(encodedPiece(text), 'latin1').toString('latin1');

/** What consists of pieces, as a body. */
export function bodyOfPieces(pieces: string): MailBody {
  if (!pieces.endsWith(softBreak)) return { quotedPrintable: pieces };
  const quotedPrintable = pieces.slice(0, -softBreak.length);
  // A blank at the very end would be lost with the padding that relays add (rule 3); on its own line it has room.
  return quotedPrintable.endsWith(' ')
    ? { quotedPrintable: `${quotedPrintable.slice(0, -1)}${softBreak}=20` }
    : { quotedPrintable };
}

/** A whole text as a body. */
export const bodyOf = (text: string): MailBody => bodyOfPieces(encodedPiece(text));

/** The text of a body, with CRLF at the ends of its lines. */
export const decodedBody = (body: MailBody): string => libqp.decode(body.quotedPrintable).toString('utf8');

/** One line without its break; a blank at its end is encoded unless a soft break follows. */
function encodedLine(line: string, ends: boolean): string {
  const bare = ends && line.endsWith(' ') ? line.slice(0, -1) : line;
  const last = bare === line ? '' : '=20';
  let encoded = '';
  let room = softLength;
  for (let at = 0; at < bare.length; ) {
    plainRun.lastIndex = at;
    const end = plainRun.test(bare) ? plainRun.lastIndex : at;
    for (; end - at > room; room = softLength) {
      encoded += bare.slice(at, at + room) + softBreak;
      at += room;
    }
    encoded += bare.slice(at, end);
    room -= end - at;
    at = end;
    if (at === bare.length) break;
    // The bytes of one character stay together, which costs nothing and spares naive readers.
    const character = String.fromCodePoint(bare.codePointAt(at) ?? 0);
    const octets = encodedCharacter(character);
    if (room < octets.length) {
      encoded += softBreak;
      room = softLength;
    }
    encoded += octets;
    room -= octets.length;
    at += character.length;
  }
  return room < last.length ? encoded + softBreak + last : encoded + last;
}

const known = new Map<string, string>();

/** Remembered: a language has few characters beyond ASCII. */
function encodedCharacter(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  const octets = libqp.encode(character);
  if (known.size < 4096) known.set(character, octets);
  return octets;
}
