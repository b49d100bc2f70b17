/** Where in the code a step was written: so that findings about it show the author's own line. */
import type { SourcePosition } from '../../domain/errors.ts';

/** How the builder's own files begin: they are no call sites. */
const own = new URL('.', import.meta.url).href;

/** The first place outside the builder that led here; the start of `file` when the engine does not tell. */
export const callSite = (file: string): SourcePosition =>
  placeInStack(new Error().stack ?? '') ?? { file, line: 1, col: 1 };

/**
 * The first place of a stack trace that is code of the author: not the builder's, not Node's, no package's. Reads V8's
 * form, one line a frame: `at name (file:///path/x.ts:12:5)`. Null when there is none.
 */
export function placeInStack(stack: string): SourcePosition | null {
  for (const frame of stack.split('\n').slice(1)) {
    const [, url, line, col] = /\(?((?:file:\/\/)?\/[^():]+):(\d+):(\d+)\)?$/.exec(frame.trim()) ?? [];
    if (!url || !line || !col || url.startsWith(own) || `file://${url}`.startsWith(own)) continue;
    if (url.includes('/node_modules/')) continue;
    const [path = ''] = (url.startsWith('file://') ? decodeURI(url.slice('file://'.length)) : url).split('?');
    return { file: path, line: Number(line), col: Number(col) };
  }
  return null;
}
