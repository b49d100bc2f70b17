/**
 * "Did you mean …?": the one place that decides which known word a mistyped one was meant to be.
 */

/** How alike words look to a person: case and the marks between words do not count (`wait_for` is `waitFor`). */
const folded = (word: string): string => word.toLowerCase().replaceAll(/[\s_.-]/g, '');

/** Words longer than this are not compared: nobody mistypes them, and the cost grows with the square. */
const longestWord = 80;

/**
 * The known word nearest to `word`, or null when none is near: at most one edit for every three letters, where a swap
 * of two neighbours is one edit.
 * @example nearest('sned', ['send', 'wait']) // 'send'
 */
export function nearest(word: string, known: Iterable<string>): string | null {
  if (word.length > longestWord) return null;
  const wanted = folded(word);
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    if (candidate.length > longestWord) continue;
    const distance = editDistance(wanted, folded(candidate));
    if (distance < least && distance < wanted.length) [best, least] = [candidate, distance];
  }
  return best;
}

/** The tail of a message: `; did you mean "send"?`, or nothing. */
export const didYouMean = (suggestion: string | null): string => (suggestion ? `; did you mean "${suggestion}"?` : '');

/** Words in a list for people: `a, b or c`. */
export function listed(words: readonly string[], conjunction = 'or'): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replace = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(least);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
