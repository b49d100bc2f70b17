/** Where in the code a step was written: so that findings about it show the author's own line. */
import type { SourcePosition } from '../../domain/errors.ts';

/** How the builder's own files begin: they are no call sites. */
const own = new URL('.', import.meta.url).href;

/**
 * The first place outside the builder that led here; the start of `file` when the engine does not tell.
 * Reads V8's stack trace, one line a frame: `at name (file:///path/x.ts:12:5)`.
 */
export function callSite(file: string): SourcePosition {
  const lines = (new Error().stack ?? '').split('\n').slice(1);
  for (const frame of lines) {
    const [, url, line, col] = /\(?((?:file:\/\/)?\/[^():]+):(\d+):(\d+)\)?$/.exec(frame.trim()) ?? [];
    if (!url || !line || !col || url.startsWith(own) || `file://${url}`.startsWith(own)) continue;
    return { file: url.replace('file://', ''), line: Number(line), col: Number(col) };
  }
  return { file, line: 1, col: 1 };
}
