/**
 * Whether two samples come from one distribution (Mann and Whitney 1947), by the sum of ranks: what a busy machine does to both
 * of them alike, outliers among it, changes nothing.
 * @returns how many standard deviations the first is off; about ±√(3n/2) where samples of n do not overlap at all
 */
export function rankDifference(first: readonly number[], second: readonly number[]): number {
  const [n, m] = [first.length, second.length];
  const wins = first.flatMap((a) => second.map((b) => (a > b ? 1 : a < b ? 0 : 0.5) as number));
  const sum = wins.reduce((total, win) => total + win, 0);
  return (sum - (n * m) / 2) / Math.sqrt((n * m * (n + m + 1)) / 12);
}
