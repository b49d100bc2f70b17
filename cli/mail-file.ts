/** Mails on disk, for commands that are given some: as they arrived (RFC 5322), `-` for stdin. */
import { createReadStream } from 'node:fs';
import { TendrilError } from '../domain/errors.ts';
import { failureOf } from './failure.ts';

/** RFC 1870, as the listener takes them. */
export const mostMailBytes = 10 * 1024 * 1024;

/** The bytes of a file, at most one more than a mail may have. @throws FILE_UNKNOWN */
export async function readMailFile(file: string): Promise<Uint8Array> {
  try {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const input = file === '-' ? createReadStream('', { fd: 0, autoClose: false }) : createReadStream(file);
    for await (const chunk of input as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostMailBytes) break;
    }
    return Buffer.concat(chunks).subarray(0, mostMailBytes + 1);
  } catch (cause) {
    throw new TendrilError(
      'FILE_UNKNOWN',
      `The mail ${file} cannot be read: ${failureOf(cause).message}`,
      { file },
      cause,
    );
  }
}
