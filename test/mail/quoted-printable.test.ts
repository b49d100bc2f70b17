/** Bodies as they travel: an independent reader finds what was written, and no line is one that relays would change. */
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import type { MailBody } from '../../mail/ports.ts';
import { bodyOf, bodyOfPieces, decodedBody, encodedPiece } from '../../mail/quoted-printable.ts';

const crlf = (text: string): string => text.replace(/\r\n|\r|\n/g, '\r\n');

/** What a mail program reads. It takes line ends for `\n`. */
async function readByAnother({ quotedPrintable }: MailBody): Promise<string> {
  const head = 'Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n';
  return (await PostalMime.parse(head + quotedPrintable)).text?.replaceAll('\r\n', '\n') ?? '';
}

/** Texts of what is hard for an encoder: long runs, blanks and tabs before line ends, `=`, every width of UTF-8. */
const anyText = fc
  .array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom('=', '.', ' ', '  ', '\t', '\n', '\r\n', '\r', 'From ', '€', '😀', 'é', '\0'),
      },
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.integer({ min: 60, max: 160 }).map((length) => 'x'.repeat(length)),
      fc.integer({ min: 8, max: 40 }).map((length) => 'ü'.repeat(length)),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

function expectSafeLines({ quotedPrintable }: MailBody): void {
  for (const line of quotedPrintable.split('\r\n')) {
    expect(line.length).toBeLessThanOrEqual(76);
    expect(line).toMatch(/^(?:[\x20-\x3c\x3e-\x7e]|=[0-9A-F]{2})*=?$/);
    expect(line).not.toMatch(/ $/);
  }
}

describe('a body', () => {
  it('is read back as it was written, with CRLF at the ends of its lines', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const body = bodyOf(text);
        expect(decodedBody(body)).toBe(crlf(text));
        // That reader ends every text with a line break, and takes the line break at the end for its own.
        expect((await readByAnother(body)).replace(/\n$/, '')).toBe(
          crlf(text).replaceAll('\r\n', '\n').replace(/\n$/, ''),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('has lines of at most 76 characters, ASCII without blanks at their ends, and no soft break behind the last', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const body = bodyOf(text);
        expectSafeLines(body);
        expect(body.quotedPrintable).not.toMatch(/=\r\n$/);
      }),
      { numRuns: 300 },
    );
  });

  it('may be put together from pieces that were encoded by themselves', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 5 }), (texts) => {
        const body = bodyOfPieces(texts.map(encodedPiece).join(''));
        expect(decodedBody(body)).toBe(texts.map(crlf).join(''));
        expectSafeLines(body);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['Grüße = 1\n', 'Gr=C3=BC=C3=9Fe =3D 1\r\n'],
    ['a \nb\t\n', 'a=20\r\nb=09\r\n'],
    ['ends with a blank ', 'ends with a blank=\r\n=20'],
    ['', ''],
    ['x'.repeat(76), `${'x'.repeat(75)}=\r\nx`],
    [`${'x'.repeat(73)}😀`, `${'x'.repeat(73)}=\r\n=F0=9F=98=80`],
    ['\ud800', '=EF=BF=BD'],
  ])('of %j is %j', (text, encoded) => {
    expect(bodyOf(text).quotedPrintable).toBe(encoded);
  });
});
