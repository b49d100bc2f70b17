/** The bounce mails of the sisimai project (BSD 2-Clause, see LICENSE beside this file). */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Holds `expected.jsonl`, the verdicts of the reference decoder, and `mails/`. */
export const corpusFolder = fileURLToPath(new URL('.', import.meta.url));

export const corpusMails = (): readonly Buffer[] => {
  const folder = new URL('mails/', import.meta.url);
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(new URL(name, folder)));
};
