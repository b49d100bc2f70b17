/**
 * The HTML part of a mail as it travels, put together from pieces of quoted-printable. Values are escaped for texts and
 * for attributes in quotes; nothing that a lead says becomes markup.
 */
import type { MailBody } from './ports.ts';
import { bodyOfPieces, encodedPiece, keptPiece, softBreak } from './quoted-printable.ts';

const markup = /[&<>"'`=]/g;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
};
/** What is the same in HTML and in quoted-printable, with room for the soft break behind it. */
const plainValue = /^[ !#-%(-;?-_a-~]{1,75}$/;

/** A text of the template, which is HTML already. */
export const htmlPiece = keptPiece;

const pixelStart = htmlPiece('<img src="');
const pixelEnd = htmlPiece('" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0;">\n');
const trapStart = htmlPiece('<a href="');
const trapEnd = htmlPiece('" style="display:none;" aria-hidden="true" tabindex="-1"></a>\n');

/** Gathers the pieces of one HTML part. */
export class HtmlBody {
  #pieces = '';

  text(piece: string): void {
    this.#pieces += piece;
  }

  value(value: string): void {
    this.#pieces += plainValue.test(value)
      ? value + softBreak
      : encodedPiece(value.replace(markup, (character) => entities[character] ?? ''));
  }

  /** An image of one point, whose retrieval tells that the mail was opened. */
  pixel(url: string): void {
    this.#pieces += pixelStart;
    this.value(url);
    this.#pieces += pixelEnd;
  }

  /** A link that is not shown, read out or reached by keys: whoever follows it reads the markup. */
  trap(url: string): void {
    this.#pieces += trapStart;
    this.value(url);
    this.#pieces += trapEnd;
  }

  body(): MailBody {
    return bodyOfPieces(this.#pieces);
  }
}
