/**
 * The form in which words of an answer are compared, and the part of a text that its writer wrote. Pure and bounded in
 * time: nothing here looks back over more than it has read.
 */

/** Letters that are no others with an accent. */
const letters: Readonly<Record<string, string>> = { ł: 'l', ø: 'o', æ: 'ae', œ: 'oe', ß: 'ss', đ: 'd', ı: 'i' };

/** Lower case, without accents, one space between words; typographic apostrophes and dashes as plain ones. */
export const plainWords = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘`´]/g, "'")
    .replace(/[‐‑‒–]/g, '-')
    .toLowerCase()
    .replace(/[łøæœßđı]/g, (letter) => letters[letter] ?? letter)
    .replace(/[^\S\n]+/g, ' ');

/** Characters that are read, characters of the own words that are looked at, and lines of them. */
const longest = 64 * 1024;
const longestOwn = 4 * 1024;
const mostLines = 60;

/**
 * What a human wrote above the quoted mail and the signature, in the form in which words are compared. A text that was
 * extracted before passes unchanged; one that comes by the API may still hold both.
 */
export function ownWords(text: string): string {
  const own: string[] = [];
  for (const line of text.slice(0, longest).split(/\r\n|\r|\n/)) {
    const trimmed = line.trim();
    if (trimmed.startsWith('>')) continue;
    if (own.length === mostLines || (own.length > 0 && endsReply(trimmed))) break;
    if (trimmed !== '') own.push(trimmed);
  }
  return plainWords(own.join('\n').slice(0, longestOwn)).slice(0, longestOwn);
}

/** The line that mail programs put above what they quote, or above a signature (RFC 3676 §4.3). */
const endsReply = (line: string): boolean =>
  line === '--' ||
  /^(?:from|von|de): .{0,200}@/i.test(line) ||
  /^-{2,} ?(?:original message|ursprungliche nachricht|ursprüngliche nachricht|message d'origine|mensaje original)/i.test(
    line,
  ) ||
  (line.length < 300 && /^(?:on|am|le|el) .{0,200}(?:wrote|schrieb|a écrit|escribió)\b.{0,80}:?$/i.test(line));
