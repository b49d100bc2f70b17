/**
 * What is wrong with a sequence in TypeScript that cannot be run: the place in the code, and what to do, by the kind of
 * failure. Node and its loader tell the place in as many ways as there are kinds; this is the one file that knows them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeInStack } from '../authoring/builder/call-site.ts';
import type { SourceText } from '../authoring/findings.ts';
import { errorKind, type Finding, type SourcePosition, TendrilError } from '../domain/errors.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { shownPath } from './source-file.ts';

const builder = fileURLToPath(new URL('../authoring/builder/index.ts', import.meta.url));

/** The names that a sequence in code may import. */
const builderNames = ['sequence', 'allOf', 'anyOf', 'not'];

/** What was thrown while the file `path` was read and run, as a finding at its place. */
export function codeFailure(path: string, source: SourceText, thrown: unknown): Finding {
  const start = { file: resolve(path), line: 1, col: 1 };
  return (
    builderFailure(thrown) ??
    syntaxFailure(thrown) ??
    missingModule(thrown) ??
    missingExport(thrown, start) ??
    thrownByCode(thrown, start, source)
  );
}

/**
 * The file was run and exports no sequence.
 * @param exported its default export.
 */
export function noSequence(path: string, { text }: SourceText, exported: unknown): Finding {
  const remedy = 'Write: export default sequence("name", …), or move a file that holds none out of the folder.';
  const at = placeOf(resolve(path), text, /\bexport\s+default\b/) ?? { file: resolve(path), line: 1, col: 1 };
  if (exported === undefined) return found('the file exports no sequence: it has no default export', at, remedy);
  const what = typeof exported === 'function' ? 'a function that nobody calls' : 'something else';
  return found(`the file exports no sequence: its default export is ${what}`, at, remedy);
}

/** Whether Node takes a file for a module; what it takes for a script cannot import the builder. */
export function isModule(path: string): boolean {
  if (/\.mts$/i.test(path)) return true;
  for (let dir = dirname(resolve(path)); ; dir = dirname(dir)) {
    const description = join(dir, 'package.json');
    if (existsSync(description)) return /"type"\s*:\s*"module"/.test(readFileSync(description, 'utf8'));
    if (dir === dirname(dir)) return false;
  }
}

/** A file `.ts` in a folder whose code Node takes for scripts. */
export function noModule(path: string): Finding {
  const renamed = shownPath(path).replace(/\.ts$/i, '.mts');
  const remedy = `Rename it to ${renamed}, or write { "type": "module" } into a package.json in the folder of the workspace.`;
  return found('Node runs no ".ts" in this folder as a module', { file: resolve(path), line: 1, col: 1 }, remedy);
}

/** What the builder refuses has its code and its place. */
function builderFailure(thrown: unknown): Finding | null {
  if (!(thrown instanceof TendrilError)) return null;
  const { file, line, col } = thrown.details;
  if (typeof file !== 'string' || typeof line !== 'number' || typeof col !== 'number') return null;
  const { code, message } = thrown;
  return { file: shownPath(file), line, col, code, message, remedy: errorKind(code).remedy };
}

/** esbuild counts columns from 0, and names a file `.mts` after what it becomes. */
function syntaxFailure(thrown: unknown): Finding | null {
  const [, file, line, col, what = ''] = /^(.+):(\d+):(\d+): ERROR: (.*)$/m.exec(messageOf(thrown)) ?? [];
  if (!file || !line || !col) return null;
  const there = existsSync(file) ? file : file.replace(/\.ts$/, '.mts');
  const at = { file: there, line: Number(line), col: Number(col) + 1 };
  return found(`the TypeScript cannot be read: ${what}`, at, 'Correct the TypeScript at the place shown.');
}

function missingModule(thrown: unknown): Finding | null {
  const said = /^Cannot find (?:module|package) '([^']+)' imported from (.+)$/m.exec(messageOf(thrown));
  const [, wanted, importer] = said ?? [];
  if (!wanted || !importer || !existsSync(importer)) return null;
  const text = readFileSync(importer, 'utf8');
  const imports = [...text.matchAll(/\b(?:from|import)\s*\(?\s*(['"])([^'"\n]+)\1/g)];
  const written = imports.find(([, , name = '']) => resolve(dirname(importer), name) === wanted || isIn(name, wanted));
  const at = written ? placeAt(importer, text, written.index + written[0].search(/['"]/)) : null;
  const near = relative(dirname(importer), builder);
  const remedy = `Correct the path. The builder is imported from '${near.startsWith('.') ? near : `./${near}`}'.`;
  const message = `there is no "${written?.[2] ?? wanted}" to import`;
  return found(message, at ?? { file: importer, line: 1, col: 1 }, remedy);
}

const isIn = (name: string, packageName: string): boolean => name === packageName || name.startsWith(`${packageName}/`);

function missingExport(thrown: unknown, start: SourcePosition): Finding | null {
  const said = /^The requested module '([^']+)' does not provide an export named '([^']+)'/m.exec(messageOf(thrown));
  const [, module, name] = said ?? [];
  if (!module || !name) return null;
  const [, told] = /^(?:file:\/\/)?(\/[^\n]*?)(?:\?[^\n:]*)?:\d+\n/.exec(stackOf(thrown)) ?? [];
  const file = told && existsSync(told) ? told : start.file;
  const at = placeOf(file, readFileSync(file, 'utf8'), new RegExp(`\\b${name.replaceAll('$', '\\$')}\\b`)) ?? start;
  const suggestion = module.includes('builder') ? nearest(name, builderNames) : null;
  const message = `"${module}" exports no "${name}"${didYouMean(suggestion)}`;
  return found(message, at, 'Import a name that the module exports.');
}

function thrownByCode(thrown: unknown, start: SourcePosition, source: SourceText): Finding {
  const at = placeInStack(stackOf(thrown)) ?? placeOf(start.file, source.text, /\bthrow\b/) ?? start;
  const what = messageOf(thrown).split('\n')[0] ?? '';
  const remedy = 'Correct the code at the place shown; it is run whenever the sequence is read.';
  return found(`the code fails: ${what}`, at, remedy);
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));
const stackOf = (thrown: unknown): string => (thrown instanceof Error ? (thrown.stack ?? '') : '');

function found(message: string, { file, line, col }: SourcePosition, remedy: string): Finding {
  return { file: shownPath(file), line, col, code: 'CODE_INVALID', message, remedy };
}

function placeOf(file: string, text: string, sought: RegExp): SourcePosition | null {
  const index = text.search(sought);
  return index < 0 ? null : placeAt(file, text, index);
}

function placeAt(file: string, text: string, index: number): SourcePosition {
  const before = text.slice(0, index).split('\n');
  return { file, line: before.length, col: (before.at(-1)?.length ?? 0) + 1 };
}
