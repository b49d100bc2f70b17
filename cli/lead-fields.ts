/** Reads `name=value` of the command line. */
import { TendrilError } from '../domain/errors.ts';

/** @throws USAGE when a word has no `=`. */
export function fieldAssignments(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at < 1) throw new TendrilError('USAGE', `--field ${word} is not of the form name=value`);
      return [word.slice(0, at), word.slice(at + 1)] as const;
    }),
  );
}
