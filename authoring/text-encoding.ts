/**
 * The encodings of text files: told apart by their bytes, and decoded piece by piece. What is not UTF-8 and says nothing of
 * itself is taken for Windows-1252, and that is told with an example, because no program can know.
 */
import { createHash } from 'node:crypto';
import { TendrilError } from '../domain/errors.ts';

/** An encoding of the WHATWG standard by its canonical name. */
export type Encoding = string;

export interface Inspection {
  /** SHA-256 of the bytes, in hex. */
  readonly hash: string;
  readonly bytes: number;
  /** Line ends; the lines of the file, give or take one. */
  readonly lines: number;
  readonly encoding: Encoding;
  /** How that is known; `guessed`: nothing tells it, and the example shows what it makes of the first line that matters. */
  readonly known: 'mark' | 'valid' | 'damaged' | 'asked' | 'guessed';
  readonly example: { readonly line: number; readonly text: string } | null;
  /** Why this is no text at all, and what to do. */
  readonly refusal: string | null;
}

export interface Inspector {
  push(bytes: Uint8Array): void;
  end(asked?: Encoding | null): Inspection;
}

const names: Readonly<Record<string, Encoding>> = { macroman: 'macintosh', ansi: 'windows-1252' };

/** @throws USAGE when there is no such encoding */
export function encodingNamed(name: string): Encoding {
  const label = name.trim().toLowerCase();
  try {
    return new TextDecoder(Object.hasOwn(names, label) ? names[label] : label).encoding;
  } catch {
    const few = 'utf-8, utf-16le, windows-1252, windows-1250, windows-1251, iso-8859-2, iso-8859-15 and macroman';
    throw new TendrilError(
      'USAGE',
      `There is no encoding ${JSON.stringify(name.slice(0, 40))}; there are ${few}, and more`,
    );
  }
}

/** Looks at the bytes of a file once: what they are, how many, and their hash. */
export function createInspector(): Inspector {
  const hash = createHash('sha256');
  const utf8 = new TextDecoder('utf-8');
  let [bytes, lines, returns, nuls, good, bad] = [0, 0, 0, 0, 0, 0];
  let head: Uint8Array = new Uint8Array();
  let sample: { readonly line: number; readonly bytes: Uint8Array } | null = null;
  const count = (text: string) => {
    bad += text.split('\ufffd').length - 1;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what is ASCII is the question
    good += text.replaceAll(/[\x00-\x7f\ufffd]+/g, '').length;
  };
  return {
    push(piece) {
      if (piece.length === 0) return;
      if (head.length < headSize) head = Buffer.concat([head, piece.subarray(0, headSize - head.length)]);
      hash.update(piece);
      const text = utf8.decode(piece, { stream: true });
      if (text.length !== piece.length || beyondAscii.test(text)) {
        count(text);
        sample ??= sampleOf(piece, lines);
      }
      bytes += piece.length;
      const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      for (let at = buffer.indexOf(10); at >= 0; at = buffer.indexOf(10, at + 1)) lines += 1;
      if (lines === 0) for (let at = buffer.indexOf(13); at >= 0; at = buffer.indexOf(13, at + 1)) returns += 1;
      for (let at = buffer.indexOf(0); at >= 0 && nuls < 1000; at = buffer.indexOf(0, at + 1)) nuls += 1;
    },
    end(asked = null) {
      count(utf8.decode());
      const found = asked === null ? encodingOf(head, good, bad) : ({ encoding: asked, known: 'asked' } as const);
      const text = sample ? textOf(sample.bytes, found.encoding) : '';
      return {
        hash: hash.digest('hex'),
        bytes,
        lines: Math.max(lines, returns),
        ...found,
        example: sample ? { line: sample.line, text } : null,
        refusal: refusalOf(head, found.encoding, nuls),
      };
    },
  };
}

const headSize = 512;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what is ASCII is the question
const beyondAscii = /[^\x00-\x7f]/;

function encodingOf(head: Uint8Array, good: number, bad: number): Pick<Inspection, 'encoding' | 'known'> {
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', known: 'mark' };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', known: 'mark' };
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', known: 'mark' };
  if (bad === 0) return { encoding: 'utf-8', known: 'valid' };
  // Letters of other encodings hardly ever look like those of UTF-8: where many do, the rest is damage.
  return good > bad ? { encoding: 'utf-8', known: 'damaged' } : { encoding: 'windows-1252', known: 'guessed' };
}

/** The rest of the line around the first byte that is not ASCII. */
function sampleOf(piece: Uint8Array, before: number): { readonly line: number; readonly bytes: Uint8Array } | null {
  const at = piece.findIndex((byte) => byte >= 0x80);
  if (at < 0) return null;
  const begin = piece.subarray(0, at).lastIndexOf(10) + 1;
  const end = piece.indexOf(10, at);
  const line = before + 1 + piece.subarray(0, begin).filter((byte) => byte === 10).length;
  return { line, bytes: piece.slice(Math.max(begin, at - 40), Math.min(end < 0 ? piece.length : end, at + 40)) };
}

const textOf = (bytes: Uint8Array, encoding: Encoding): string => {
  const decoder = createDecoder(encoding);
  return (decoder.push(bytes) + decoder.end()).trim();
};

function refusalOf(head: Uint8Array, encoding: Encoding, nuls: number): string | null {
  const magic = Buffer.from(head.subarray(0, 8)).toString('latin1');
  if (magic.startsWith('PK\x03\x04')) {
    return 'this is a workbook of Excel or LibreOffice (.xlsx, .ods), or a ZIP file: save the sheet as "CSV UTF-8"';
  }
  if (magic.startsWith('\xd0\xcf\x11\xe0')) return 'this is an Excel workbook (.xls): save the sheet as "CSV UTF-8"';
  if (magic.startsWith('%PDF')) return 'this is a PDF: what is needed is a table, saved as "CSV UTF-8"';
  if (magic.startsWith('\x1f\x8b')) return 'this is a compressed file: unpack it first (gunzip)';
  if (nuls > 0 && !encoding.startsWith('utf-16') && head.filter((byte) => byte === 0).length > head.length / 4) {
    return 'the file is not UTF-8 text: save it as "CSV UTF-8", or say --encoding utf-16le';
  }
  return null;
}

export interface Decoder {
  push(bytes: Uint8Array): string;
  end(): string;
}

/** What no byte stands for becomes U+FFFD, which no value may hold: so it is found, and never stored. */
export function createDecoder(encoding: Encoding): Decoder {
  if (encoding === 'windows-1252') return createWindows1252();
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return { push: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

/** The bytes 0x80 to 0x9f of Windows-1252 (WHATWG Encoding, index windows-1252); the rest is Latin-1. */
const upper = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** By hand: TextDecoder of Node 20 and of some later versions takes it for Latin-1 (nodejs/node issue 56542). */
const createWindows1252 = (): Decoder => ({
  push: (bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      .toString('latin1')
      .replaceAll(/[\x80-\x9f]/g, (mark) => upper[mark.charCodeAt(0) - 0x80] ?? mark),
  end: () => '',
});
