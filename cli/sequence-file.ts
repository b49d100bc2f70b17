/**
 * Reads a sequence from a file: YAML, or TypeScript whose default export was made by the builder. Both are checked by the
 * same rules; what is published of a TypeScript file is the YAML that it writes. A file that is there and cannot be read
 * as a sequence gives a finding and is no failure: one broken file must not keep the others from being checked.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SourceText } from '../authoring/findings.ts';
import { type CheckedSequence, checkDocument, checkSequence } from '../authoring/sequence.ts';
import type { SequenceContext } from '../authoring/sequence-context.ts';
import { errorKind, type Finding, TendrilError } from '../domain/errors.ts';
import { readSource, shownPath } from './source-file.ts';

/** Whether a file holds code, which is run when the sequence is read. */
export const isCode = (path: string): boolean => /\.m?ts$/i.test(path);

export interface SequenceFile {
  readonly kind: 'read';
  /** The text that is published; findings of a TypeScript file name its own lines all the same. */
  readonly source: SourceText;
  check(context: SequenceContext): CheckedSequence;
}

/** A file from which no sequence could be read. */
export interface UnreadFile {
  readonly kind: 'unread';
  readonly file: string;
  readonly finding: Finding;
}

/**
 * Reads a file; one in TypeScript is run, like any code of one's own.
 * @throws FILE_UNKNOWN
 */
export async function readSequenceFile(path: string): Promise<SequenceFile | UnreadFile> {
  try {
    const source = await readSource(path, isCode(path) ? 'CODE_INVALID' : 'YAML_SYNTAX');
    if (isCode(path)) return await readCode(path, source);
    return { kind: 'read', source, check: (context) => checkSequence(source.file, source.text, context) };
  } catch (error) {
    const finding = findingOf(error);
    if (finding === null) throw error;
    return { kind: 'unread', file: shownPath(path), finding };
  }
}

/** A failure that has a place in a file. */
function findingOf(error: unknown): Finding | null {
  if (!(error instanceof TendrilError)) return null;
  const { file, line, col } = error.details;
  if (typeof file !== 'string' || typeof line !== 'number' || typeof col !== 'number') return null;
  return { file, line, col, code: error.code, message: error.message, remedy: errorKind(error.code).remedy };
}

/** What only code needs is loaded only for code. */
async function readCode(path: string, source: SourceText): Promise<SequenceFile | UnreadFile> {
  const [{ isBuiltSequence }, { codeFailure, isModule, noModule, noSequence }] = await Promise.all([
    import('../authoring/builder/index.ts'),
    import('./code-failure.ts'),
  ]);
  const unread = (finding: Finding): UnreadFile => ({ kind: 'unread', file: source.file, finding });
  if (!isModule(path)) return unread(noModule(path));
  let built: unknown;
  try {
    built = ((await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown }).default;
  } catch (thrown) {
    return unread(codeFailure(path, source, thrown));
  }
  if (!isBuiltSequence(built)) return unread(noSequence(path, source, built));
  const { located } = built;
  return {
    kind: 'read',
    source: { file: source.file, text: built.toYaml() },
    check(context) {
      const checked = checkDocument(located, context);
      const shown = (findings: readonly Finding[]) =>
        findings.map((found) => ({ ...found, file: shownPath(found.file) }));
      return checked.kind === 'checked'
        ? { ...checked, warnings: shown(checked.warnings) }
        : { ...checked, findings: shown(checked.findings) };
    },
  };
}
