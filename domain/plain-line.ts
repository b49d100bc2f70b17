/**
 * A line of a text in the form in which words are compared, which knows where each of its characters stands in the line as it
 * was written: what is found is told in the writer's own words. Pure, in a time that the length sets.
 */
import { plainWords } from './reply-words.ts';

export interface PlainLine {
  /** On one line: each run of spaces, line breaks and control characters is one space. */
  readonly written: string;
  /** Lower case, without accents, emoji and marks of emphasis. */
  readonly plain: string;
  /** Where each character of `plain` stands in `written`; and, last, where `written` ends. */
  readonly places: readonly number[];
}

/** Characters that nobody sees: zero-width, soft hyphens, marks of the direction of writing; and halves of characters. */
const unseen = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Cs}]/gu;
const picture = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[*_~]/u;

/** @param text of any kind; the caller bounds its length. */
export function plainLine(text: string): PlainLine {
  const written = text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replace(unseen, '')
    .normalize('NFC')
    .trim();
  let plain = '';
  const places: number[] = [];
  let at = 0;
  for (const character of written) {
    for (const letter of plainOf(character)) {
      // A picture between two words leaves one space.
      if (letter === ' ' && (plain === '' || plain.endsWith(' '))) continue;
      plain += letter;
      places.push(at);
    }
    at += character.length;
  }
  places.push(at);
  return { written, plain, places };
}

/** In UTF-16 units, as patterns count them. */
function plainOf(character: string): readonly string[] {
  if (character >= ' ' && character <= '~') return [/[*_~]/.test(character) ? ' ' : character.toLowerCase()];
  if (/[—―−]/.test(character)) return ['-'];
  // A raised or circled digit belongs to no number.
  if (/\p{No}/u.test(character)) return ['#'];
  return picture.test(character) ? [' '] : plainWords(character).split('');
}

/** What stands between two places of `plain`, as it was written. */
export const writtenBetween = ({ written, places }: PlainLine, from: number, to: number): string =>
  written.slice(places[from] ?? written.length, places[to] ?? written.length).trim();
