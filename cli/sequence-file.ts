/**
 * Reads a sequence from a file: YAML, or TypeScript whose default export was made by the builder. Both are checked by the
 * same rules; what is published of a TypeScript file is the YAML that it writes.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isBuiltSequence } from '../authoring/builder/index.ts';
import type { SourceText } from '../authoring/findings.ts';
import { type CheckedSequence, checkDocument, checkSequence } from '../authoring/sequence.ts';
import type { SequenceContext } from '../authoring/sequence-context.ts';
import { TendrilError } from '../domain/errors.ts';
import { readSource, shownPath } from './source-file.ts';

/** The endings of files in `sequences/`, and of words that mean a file. */
export const sequenceFileEnding = /\.(ya?ml|m?ts)$/i;

export interface SequenceFile {
  /** The text that is published; findings of a TypeScript file name its own lines all the same. */
  readonly source: SourceText;
  check(context: SequenceContext): CheckedSequence;
}

/**
 * Reads a file; one in TypeScript is run, like any code of one's own.
 * @throws FILE_UNKNOWN, AUTHORING_SHAPE when a TypeScript file exports no sequence or fails
 */
export async function readSequenceFile(path: string): Promise<SequenceFile> {
  const source = await readSource(path, 'YAML_SYNTAX');
  if (!/\.m?ts$/i.test(path)) return { source, check: (context) => checkSequence(source.file, source.text, context) };
  const { default: built } = await imported(path, source.file);
  if (!isBuiltSequence(built)) {
    const message = 'the default export is no sequence: export default sequence("name", …)';
    throw new TendrilError('AUTHORING_SHAPE', message, { file: source.file, line: 1, col: 1 });
  }
  return {
    source: { file: source.file, text: built.toYaml() },
    check(context) {
      const checked = checkDocument(built.located, context);
      if (checked.kind === 'checked') return checked;
      return { ...checked, findings: checked.findings.map((found) => ({ ...found, file: shownPath(found.file) })) };
    },
  };
}

async function imported(path: string, file: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TendrilError('AUTHORING_SHAPE', `the file cannot be run: ${why}`, { file, line: 1, col: 1 }, cause);
  }
}
