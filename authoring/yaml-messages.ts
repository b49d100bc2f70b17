/**
 * What a YAML parser complains about, in the words of somebody who writes a sequence.
 */
import type { YAMLError } from 'yaml';

/** The message for one syntax error; says how to get out of the usual ones. */
export function syntaxMessage(error: YAMLError, text: string): string {
  const here = text.slice(error.pos[0], error.pos[1]);
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'a tab is used for indentation: use spaces';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a value that holds ": " must be in quotes';
    case 'MULTIPLE_DOCS':
      return 'the file holds several documents ("---"): write one per file';
    case 'BAD_SCALAR_START':
      return `a value that begins with "${here.slice(0, 1)}" must be in quotes`;
    case 'RESOURCE_EXHAUSTION':
      return 'the file is nested too deeply';
    case 'UNEXPECTED_TOKEN':
      return error.message === 'Unexpected scalar at node end'
        ? 'text stands behind a value that has ended: check the indentation, or put the whole value in quotes'
        : decapitalised(error.message);
    case 'MISSING_CHAR':
      if (error.message.startsWith('Implicit map keys')) return `"${here.trim()}" has no ":" behind it`;
      if (error.message.startsWith('Sequence item')) return 'the indentation does not fit the lines above';
      return error.message.startsWith('Missing closing')
        ? 'a quote is opened and not closed'
        : decapitalised(error.message);
    case 'MULTILINE_IMPLICIT_KEY':
      return 'the line has no ":" behind its key';
    case 'BAD_INDENT':
      if (error.message.startsWith('Flow')) return 'a "[" or "{" is opened and not closed';
      return error.message.startsWith('All mapping items')
        ? 'the indentation does not fit the lines above'
        : decapitalised(error.message);
    default:
      return decapitalised(error.message);
  }
}

const decapitalised = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1);
