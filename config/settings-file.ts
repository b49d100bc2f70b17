/**
 * A file of settings in YAML or JSON that may hold secrets, or name where they are: in a variable of the environment or in a
 * file of their own. Of what is wrong only the place is told, since the words around it may be a password.
 */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { TendrilError } from '../domain/errors.ts';
import type { SecretSource } from './relay-shapes.ts';

export type Environment = Readonly<Record<string, string | undefined>>;
export type Complaint = (what: string) => TendrilError;

const mostBytes = 256 * 1024;

/** A warning, when the file holds secrets itself and others may read it. */
export const openToOthers = (file: string): readonly string[] =>
  (statSync(file).mode & 0o044) === 0
    ? []
    : [
        `${file} holds secrets and other accounts of this machine may read it: chmod 600, or name the secrets with env or file`,
      ];

/** @throws what `complain` makes, for a file that cannot be read or is too large */
export function contents(file: string, complain: Complaint): string {
  try {
    if (statSync(file).size <= mostBytes) return readFileSync(file, 'utf8');
  } catch (error) {
    throw complain(`the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  throw complain(`the file is larger than ${mostBytes / 1024} KB`);
}

export interface Parsed {
  readonly value: unknown;
  /** Line and column, from 1, of what stands at a path, or of the nearest thing around it that is there. */
  placeOf(path: readonly PropertyKey[]): { readonly line: number; readonly col: number };
}

/**
 * YAML, and so JSON as well.
 * @throws what `complain` makes
 */
export function parsed(text: string, complain: Complaint): Parsed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  // A tag is taken for one where a password begins with `!`.
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const { line, col } = lines.linePos(error.pos[0]);
    throw complain(`line ${line}, column ${col} is not valid YAML (${error.code})`);
  }
  const placeOf = (path: readonly PropertyKey[]): { readonly line: number; readonly col: number } => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]);
    return path.length === 0 ? { line: 1, col: 1 } : placeOf(path.slice(0, -1));
  };
  try {
    return { value: document.toJS({ maxAliasCount: 0 }), placeOf };
  } catch {
    throw complain('aliases (*name) are not allowed');
  }
}

/** A file that has its shape, and how to complain of what stands at a place in it. */
export interface ShapedFile<T> {
  readonly data: T;
  complaintAt(path: readonly PropertyKey[], what: string): TendrilError;
}

/** @throws CONFIG_INVALID naming file, line and column */
export function shapedFile<T>(file: string, shape: z.ZodType<T>): ShapedFile<T> {
  const complain: Complaint = (what) => new TendrilError('CONFIG_INVALID', `${file}: ${what}`, { file });
  const { value, placeOf } = parsed(contents(file, complain), complain);
  const complaintAt = (path: readonly PropertyKey[], what: string): TendrilError => {
    const { line, col } = placeOf(path);
    const message = `${file}:${line}:${col}: ${path.map(String).join('.') || 'the file'}: ${what}`;
    return new TendrilError('CONFIG_INVALID', message, { file, line, col });
  };
  const result = shape.safeParse(value);
  if (result.success) return { data: result.data, complaintAt };
  const [issue] = result.error.issues;
  throw complaintAt(issue?.path ?? [], issue?.message ?? 'wrong value');
}

/**
 * The text of a secret; files are looked for from `folder`.
 * @throws what `complain` makes
 */
export function lookUp(source: SecretSource, folder: string, env: Environment, complain: Complaint): string {
  if (typeof source === 'string') return source;
  if ('env' in source) {
    const value = env[source.env];
    if (!value) throw complain(`the environment has no ${source.env}`);
    return value;
  }
  const path = resolve(folder, source.file);
  const [value = ''] = contents(path, (what) => complain(`${path}: ${what}`)).split(/\r?\n/);
  if (value === '') throw complain(`${path}: the first line is empty`);
  return value;
}
