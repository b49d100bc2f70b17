/**
 * The text part of a mail as it travels, put together from pieces that know where their white space is. What a condition
 * leaves behind when it comes out empty is taken away in passing: blanks at the ends of lines, more than one empty line,
 * control characters. So the constant pieces are encoded once, and nobody reads through the finished text again.
 */
import type { MailBody } from './ports.ts';
import { encodedPiece, softBreak } from './quoted-printable.ts';

/** A text between white space; `encoded` is quoted-printable that begins a line and ends within one. */
export interface TextPiece {
  readonly before: WhiteSpace;
  readonly encoded: string;
  readonly after: WhiteSpace;
}

/** Line breaks, and the blanks behind the last of them. */
interface WhiteSpace {
  readonly breaks: number;
  readonly blanks: string;
}

const nothing: WhiteSpace = { breaks: 0, blanks: '' };
/** ASCII in one line that begins and ends with no blank: most values. */
const plainText = /^[!-~](?:[ -~]*[!-~])?$/;

/** Any text as a piece. */
export function textPiece(text: string): TextPiece {
  if (plainText.test(text)) return { before: nothing, encoded: withinLine(text), after: nothing };
  const clean = withoutControl(text);
  const start = clean.search(/[^ \n]/);
  if (start < 0) return { before: whiteSpace(clean), encoded: '', after: nothing };
  let end = clean.length;
  while (clean[end - 1] === ' ' || clean[end - 1] === '\n') end -= 1;
  const core = clean.slice(start, end);
  return {
    before: whiteSpace(clean.slice(0, start)),
    encoded: withinLine(core.includes('\n') ? tidyLines(core) : core),
    after: whiteSpace(clean.slice(end)),
  };
}

/** Encoded, without the soft break at its end. */
const withinLine = (text: string): string => encodedPiece(text).slice(0, -softBreak.length);

const tidyLines = (text: string): string => text.replace(/ +\n/g, '\n').replace(/\n{3,}/g, '\n\n');

const withoutControl = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    .replace(/[\x00-\x09\x0b-\x1f\x7f-\x9f]+/g, ' ');

function whiteSpace(text: string): WhiteSpace {
  if (text === '') return nothing;
  const lines = text.split('\n');
  return { breaks: lines.length - 1, blanks: lines.at(-1) ?? '' };
}

/** Gathers the pieces of one text part. */
export class TextBody {
  #encoded = '';
  #breaks = 0;
  #blanks = '';

  text(piece: TextPiece): void {
    this.#space(piece.before);
    if (piece.encoded !== '') {
      this.#writeSpace();
      this.#encoded += piece.encoded;
    }
    this.#space(piece.after);
  }

  value(value: string): void {
    if (value !== '') this.text(textPiece(value));
  }

  /** The whole of it. Blanks at the end are gone with it. */
  body(): MailBody {
    return { quotedPrintable: this.#encoded + '\r\n'.repeat(Math.min(2, this.#breaks)) };
  }

  #space({ breaks, blanks }: WhiteSpace): void {
    this.#blanks = breaks > 0 ? blanks : this.#blanks + blanks;
    this.#breaks += breaks;
  }

  #writeSpace(): void {
    if (this.#breaks > 0) this.#encoded += this.#breaks > 1 ? '\r\n\r\n' : '\r\n';
    else if (this.#encoded !== '') this.#encoded += softBreak;
    if (this.#blanks !== '') this.#encoded += encodedPiece(this.#blanks);
    this.#breaks = 0;
    this.#blanks = '';
  }
}
