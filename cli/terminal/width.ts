/**
 * How wide text stands in a terminal, how it is cut and broken there, and text that is safe to print. Data of leads comes
 * from strangers: a name that holds escape sequences must not move the cursor or recolour the screen of whoever lists it.
 */

// Wide and fullwidth forms of Unicode Standard Annex 11 (the blocks that matter in practice), and emoji.
const wide =
  /[\u1100-\u115f\u231a\u231b\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const noWidth = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}]+$/u;
const plainAscii = /^[\x20-\x7e]*$/;
const unsafe = /[\p{Control}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

const widthOf = (grapheme: string): number => (noWidth.test(grapheme) ? 0 : wide.test(grapheme) ? 2 : 1);

/** The number of terminal columns that the text takes. */
export function displayWidth(text: string): number {
  if (plainAscii.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += widthOf(segment);
  return width;
}

/** The text cut to at most `columns`, with an ellipsis where something is missing. */
export function cutTo(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width += widthOf(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** The text on one line, without characters that steer a terminal or turn the direction of writing. */
export const printable = (text: string): string => text.replace(unsafe, ' ');

/** A line in parts of at most `width` columns, broken between words, and within a word that fits into no line. */
export function wrapped(line: string, width: number): readonly string[] {
  const parts: string[] = [];
  let part = '';
  for (const word of line.split(' ')) {
    const longer = part === '' ? word : `${part} ${word}`;
    if (displayWidth(longer) <= width) {
      part = longer;
      continue;
    }
    if (part !== '') parts.push(part);
    const pieces = cutUp(word, width);
    parts.push(...pieces.slice(0, -1));
    part = pieces.at(-1) ?? '';
  }
  return [...parts, part];
}

function cutUp(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece !== '' && displayWidth(piece) + displayWidth(letter) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...pieces, piece];
}
