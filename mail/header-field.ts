/**
 * Header fields (RFC 5322 §2.2): one field a call, ASCII, folded, and nothing in a value can become a second field.
 * Text of people is taken as text whatever it looks like: an encoded word or an address in a name stays part of the name.
 */
import { encodeWord } from 'nodemailer/lib/mime-funcs';
import { parseAddress } from '../domain/address.ts';
import { TendrilError } from '../domain/errors.ts';
import { oneLine } from './one-line.ts';

/** Folded lines stay within the 78 characters of RFC 5322 §2.1.1. */
const lineLength = 78;
/** With the longest name of a field before it, an encoded word still fits into its line (RFC 2047 §2 allows 75). */
const wordLength = 62;
/** Longer names and subjects are no names and subjects; they are cut rather than folded over hundreds of lines. */
const mostLetters = 500;

/** Marks that turn the direction of writing, with which a name can pass for an address. */
const directions = /[\u202a-\u202e\u2066-\u2069]/g;
const unencodable = /[^\x20-\x7e]|=\?/;
const longWord = new RegExp(`[^ ]{${wordLength - 1}}`);
/** What a phrase may hold without quotes (RFC 5322 §3.2.3), and spaces. */
const plainPhrase = /^[\w!#$%&'*+/=?^`{|}~ -]+$/;

/** A field whose value is made by us: checked, and folded at its spaces. @throws INTERNAL */
export function plainField(name: string, value: string): string {
  if (!/^[!-~](?: ?[!-~])*$/.test(value)) {
    throw new TendrilError('INTERNAL', `${JSON.stringify(value)} cannot stand in the header ${name}`);
  }
  return folded(name, value.split(' '));
}

/** A field of free text, e.g. a subject. */
export function textField(name: string, text: string): string {
  const line = headerLine(text);
  return folded(name, isPlain(line) ? line.split(' ') : encodedWords(line));
}

/**
 * A field of one mailbox (RFC 5322 §3.4).
 * @throws ADDRESS_INVALID and ADDRESS_MULTIPLE
 */
export function mailboxField(field: string, mailbox: { readonly name: string; readonly address: string }): string {
  const address = parseAddress(mailbox.address);
  return headerLine(mailbox.name) === '' ? plainField(field, address) : phraseField(field, mailbox.name, address);
}

/** A field of a name and something in angle brackets; the latter is the caller's to check. */
export function phraseField(field: string, name: string, bracketed: string): string {
  return folded(field, [...phrase(headerLine(name)), `<${bracketed}>`]);
}

function phrase(line: string): readonly string[] {
  if (line === '') return [];
  if (!isPlain(line)) return encodedWords(line);
  return (plainPhrase.test(line) ? line : `"${line.replace(/["\\]/g, '\\$&')}"`).split(' ');
}

const isPlain = (line: string): boolean => !unencodable.test(line) && !longWord.test(line);

/** One line of at most so many letters, without what cannot be encoded or is not to be seen. */
function headerLine(text: string): string {
  const line = oneLine(text.toWellFormed().replace(directions, '')).replace(/ {2,}/g, ' ');
  return line.length <= mostLetters ? line : [...line].slice(0, mostLetters).join('').trimEnd();
}

/** RFC 2047 §4: Q where most of it stays readable, else B, which is shorter. */
function encodedWords(line: string): readonly string[] {
  const foreign = line.match(/[^\x20-\x7e]/g)?.length ?? 0;
  return encodeWord(line, foreign * 3 > line.length ? 'B' : 'Q', wordLength).split(' ');
}

/** Breaks before words only, never between the name and the first: some readers take such a field for an empty one. */
function folded(name: string, words: readonly string[]): string {
  let field = `${name}:`;
  let length = field.length - lineLength;
  for (const [i, word] of words.entries()) {
    length += 1 + word.length;
    if (i > 0 && length > 0) {
      field += '\r\n';
      length = 1 + word.length - lineLength;
    }
    field += ` ${word}`;
  }
  return field;
}
