/** A file of leads on the disk, read in pieces. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { SourceText } from '../authoring/findings.ts';
import type { LeadFile } from './lead-import-plan.ts';
import { shownPath, unreadable } from './source-file.ts';

/** Bytes of one piece: about as many rows as one transaction takes. */
const pieceBytes = 256 * 1024;

/** @throws FILE_UNKNOWN */
export async function leadFile(path: string): Promise<LeadFile> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  if (found.isDirectory()) throw unreadable(path, Object.assign(new Error(), { code: 'EISDIR' }));
  return { name: shownPath(path), open: () => piecesOf(path) };
}

/** A text that is there already. */
export const textFile = ({ file, text }: SourceText): LeadFile => ({
  name: file,
  async *open() {
    yield Buffer.from(text);
  },
});

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) yield piece as Uint8Array;
  } catch (cause) {
    throw unreadable(path, cause as NodeJS.ErrnoException);
  }
}
