/** Reads the files that people name on the command line: text in UTF-8, named in messages as it was given. */
import { readFile } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import type { SourceText } from '../authoring/findings.ts';
import { type ErrorCode, TendrilError } from '../domain/errors.ts';

/**
 * Reads a file.
 * @param ifNotText the code for a file that is not UTF-8 text.
 * @throws FILE_UNKNOWN
 */
export async function readSource(path: string, ifNotText: ErrorCode): Promise<SourceText> {
  const file = shownPath(path);
  const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
    throw unreadable(path, cause);
  });
  try {
    return { file, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch (cause) {
    const message = 'the file is not UTF-8 text; save it as UTF-8';
    throw new TendrilError(ifNotText, message, { file, line: 1, col: 1 }, cause);
  }
}

/** Why a file cannot be read, or written. */
export function unreadable(path: string, cause: NodeJS.ErrnoException): TendrilError {
  const file = shownPath(path);
  return new TendrilError('FILE_UNKNOWN', `${file}: ${reason(cause)}`, { file }, cause);
}

/** The path as people know it: relative to where they are, unless that is longer. */
export function shownPath(path: string): string {
  if (!isAbsolute(path)) return path;
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

function reason(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EACCES':
    case 'EPERM':
      return 'it may not be read';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return error.message;
  }
}
