/**
 * A question that a person answers with yes or no, on stderr: stdout is for data. Nobody is asked where nobody can answer.
 */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Screen } from './screen.ts';

/** A stream that may be a terminal: `process.stdin`, or any readable in tests. */
export type Input = Readable & { readonly isTTY?: boolean };

/** Whether a person sits at both ends. */
export const canAsk = (screen: Screen, input: Input | undefined): input is Input =>
  input?.isTTY === true && screen.interactive && !screen.json;

/** Resolves with true for `y` or `yes`, and with false for everything else, the end of the input and an abort included. */
export async function askYesNo(screen: Screen, input: Input, question: string, signal: AbortSignal): Promise<boolean> {
  screen.raw(`${question} [y/N] `);
  // The terminal itself echoes and edits the line.
  const reader = createInterface({ input, terminal: false, signal });
  try {
    const answer = await new Promise<string>((resolve) => {
      reader.once('line', resolve);
      reader.once('close', () => resolve(''));
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    reader.close();
  }
}
