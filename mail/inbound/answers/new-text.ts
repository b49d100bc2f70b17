/**
 * What was newly written in an answer: without what it quotes, above, below or between the lines, without signatures and
 * without what phones add. Every pattern looks at one line, or at a few that are joined, of bounded length: the time grows
 * with the length of the text alone. It runs in a thread of its own all the same (`reader-pool.ts`).
 */
import { plainWords } from '../../../domain/reply-words.ts';
import { htmlLines } from './html-lines.ts';
import {
  farewell,
  footer,
  footerEnd,
  fromLabel,
  namesWriter,
  opensQuote,
  otherLabel,
  separator,
} from './quote-words.ts';

/** The parts of a mail that are read; either may be empty. */
export interface Body {
  readonly text: string;
  readonly html: string;
}

/** Characters of the new text that are kept, and of a part that are looked at. */
export const longestText = 64 * 1024;
export const longestPart = 4 * longestText;

/** At most 64 KB; empty when all is quoted. The plain part counts, unless it says nothing new. */
export function newText({ text, html }: Body): string {
  const plain = text.trim() === '' ? '' : newLines(text.slice(0, longestPart));
  return plain === '' && html.trim() !== '' ? newLines(htmlLines(html.slice(0, longestPart))) : plain;
}

/** The crude way, for a text that the reader was not done with in time: everything above the first quoted line. */
export function aboveQuote({ text, html }: Body): string {
  const source = text.trim() === '' ? html.slice(0, longestText).replace(/<[^<>]{0,2000}>/g, ' ') : text;
  const lines = source.slice(0, longestText).split(/\r\n|\r|\n/);
  const quote = lines.findIndex((line) => /^\s{0,8}(?:>|-{4,}|_{8,})/.test(line));
  return lines
    .slice(0, quote < 0 ? lines.length : quote)
    .join('\n')
    .trim();
}

/** A line as it is written, and in the form in which words are compared. */
interface Line {
  readonly written: string;
  readonly plain: string;
  readonly quoted: boolean;
}

/** No line that mail programs write is longer. */
const longestHeader = 400;

function newLines(text: string): string {
  const lines = text.split(/\r\n|[\r\n\u2028\u2029]/).map(lineOf);
  const kept: string[] = [];
  let own: string[] = [];
  const endOwn = () => {
    kept.push(...withoutFarewell(own), '');
    own = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    if (line === undefined || startsRest(lines, at)) break;
    const attribution = line.quoted ? 0 : attributionAt(lines, at);
    if (line.quoted) endOwn();
    else if (attribution > 0) {
      endOwn();
      at += attribution - 1;
      // A quote that is not marked ends nowhere.
      if (!isMarked(lines, at + 1)) break;
    } else if (/^(?:--|—|––)$/.test(line.plain)) {
      endOwn();
      at = signatureEnd(lines, at) - 1;
    } else if (!isFooter(line)) own.push(line.written);
  }
  endOwn();
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .slice(0, longestText);
}

function lineOf(text: string): Line {
  const written = text
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\u00a0/g, ' ')
    .trimEnd();
  return {
    written,
    plain: plainWords(written.slice(0, longestHeader)).trim(),
    quoted: /^\s{0,3}>/.test(written),
  };
}

/** Whether all from here on is a mail that is quoted or forwarded: by a line of dashes, or by the block of Outlook. */
function startsRest(lines: readonly Line[], at: number): boolean {
  const { plain = '', quoted = true } = lines[at] ?? {};
  if (quoted) return false;
  if (separator.test(plain)) return true;
  if (/^[_-]{5,}$/.test(plain)) {
    const next = lines.slice(at + 1, at + 4).findIndex((line) => line.plain !== '');
    return next >= 0 && isHeaderBlock(lines, at + 1 + next);
  }
  return isHeaderBlock(lines, at);
}

/** From, and two more labels in the lines that follow. */
function isHeaderBlock(lines: readonly Line[], at: number): boolean {
  if (!fromLabel.test(lines[at]?.plain ?? '')) return false;
  return lines.slice(at + 1, at + 9).filter(({ plain }) => otherLabel.test(plain)).length >= 2;
}

/** How many lines from here make up "On … wrote:"; 0 when it is none. Mail programs wrap it at will. */
function attributionAt(lines: readonly Line[], at: number): number {
  const first = lines[at]?.plain ?? '';
  const opened = opensQuote.test(first) || /^(?:在|20\d\d)/.test(first);
  if (!opened && !first.includes('@') && !/\d/.test(first)) return 0;
  let joined = '';
  for (let count = 1; count <= 4; count += 1) {
    const line = lines[at + count - 1];
    if (line === undefined || line.plain === '' || line.quoted || (count > 1 && opensQuote.test(line.plain))) return 0;
    joined = `${joined} ${line.plain}`.trim();
    if (joined.length > longestHeader) return 0;
    if (isAttribution(joined, opened)) return count;
  }
  return 0;
}

/** Who wrote, and when or from which address: a sentence that says "he wrote:" names neither. */
function isAttribution(text: string, opened: boolean): boolean {
  if (!/[:：]\*?$/.test(text) || !namesWriter.test(text)) return false;
  const dated = /\b(?:19|20)\d\d\b|\d[./]\d{1,2}[./]\d\d|\d{1,2}[:.]\d\d/.test(text);
  return text.includes('@') ? opened || dated || / ?<[^<>]{3,200}>/.test(text) : opened && dated;
}

/** Whether the next line that says something is marked as quoted. */
function isMarked(lines: readonly Line[], from: number): boolean {
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at];
    if (line && line.written.trim() !== '') return line.quoted;
  }
  return false;
}

/** The first line behind a signature: RFC 3676 §4.3 ends it nowhere, but a quote may follow. */
function signatureEnd(lines: readonly Line[], from: number): number {
  for (let at = from + 1; at < lines.length; at += 1) {
    if (lines[at]?.quoted || attributionAt(lines, at) > 0 || startsRest(lines, at)) return at;
  }
  return lines.length;
}

const isFooter = ({ plain }: Line): boolean =>
  plain.length <= 160 && footer.test(plain) && (!plain.startsWith('von meinem') || footerEnd.test(plain));

/** Lines after a farewell that are still a signature. */
const mostSignatureLines = 12;

/** Cuts "Best regards" and what follows, if that is short, and if something is left. */
function withoutFarewell(lines: readonly string[]): readonly string[] {
  // A signature is at the end: looking for one everywhere would take the square of a long text's time.
  const earliest = Math.max(1, lines.length - 3 * mostSignatureLines);
  const from = lines.findIndex(
    (line, at) =>
      at >= earliest && line.length <= 60 && farewell.test(plainWords(line).trim()) && isSignature(lines.slice(at + 1)),
  );
  return from < 0 || lines.slice(0, from).every((line) => line.trim() === '') ? lines : lines.slice(0, from);
}

function isSignature(lines: readonly string[]): boolean {
  const said = lines.filter((line) => line.trim() !== '');
  return said.length <= mostSignatureLines && said.every((line) => line.length <= 120 && !/[?!]/.test(line));
}
