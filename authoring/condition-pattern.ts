/**
 * Which patterns `matches` may have: those whose cost grows slowly with the text. JavaScript's patterns backtrack, so
 * `(a+)+$` takes for ever on thirty letters; what leads write must not be able to stop the engine.
 */

/** Each one that runs without end multiplies the time by the length of the text. */
const mostUnbounded = 3;
const longestPattern = 300;

/** What is wrong with a pattern, or null. */
export function patternProblem(pattern: string): string | null {
  if (pattern.length > longestPattern) return `the pattern is longer than ${longestPattern} characters`;
  try {
    new RegExp(pattern);
  } catch (error) {
    return `the pattern cannot be read: ${(error as Error).message.replace(/^Invalid regular expression: \/.*\/\w*: /s, '')}`;
  }
  const bare = withoutLiterals(pattern);
  if (/\\[1-9k]/.test(bare) || /\(\?[=!<]/.test(bare)) {
    return 'the pattern refers back or looks around, which can take very long: write it without';
  }
  if (repeatsRepetition(bare)) {
    return 'the pattern repeats a group that repeats or chooses by itself, which can take very long: repeat single characters or sets such as [a-z]';
  }
  const unbounded = bare.match(/[*+]|\{\d+,\}/g)?.length ?? 0;
  return unbounded > mostUnbounded ? `the pattern has more than ${mostUnbounded} endless repetitions (* or +)` : null;
}

/** Sets and escaped characters become one letter, so that what is left of the special characters is meant. */
const withoutLiterals = (pattern: string): string =>
  pattern
    .replace(/\\([1-9k])|\\./gs, (_, reference?: string) => (reference ? `\\${reference}` : 'x'))
    .replace(/\[\^?\]?[^\]]*\]/g, 'x');

function repeatsRepetition(bare: string): boolean {
  const open: number[] = [];
  for (const [i, character] of [...bare].entries()) {
    if (character === '(') open.push(i);
    if (character !== ')') continue;
    const start = open.pop() ?? 0;
    const repeated = /^([*+]|\{\d+(,\d*)?\})/.test(bare.slice(i + 1));
    if (repeated && /[*+|?]|\{\d+,/.test(bare.slice(start + 1, i).replaceAll('(?:', '('))) return true;
  }
  return false;
}
