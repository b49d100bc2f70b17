/** The project's own source files, for tests that look at the code itself. Nothing is parsed: the code is formatted. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export const folders = [
  'activities',
  'authoring',
  'bench',
  'cli',
  'config',
  'crm',
  'db',
  'domain',
  'mail',
  'scripts',
  'server',
  'test',
  'worker',
  'workflows',
] as const;

export interface Import {
  /** A file of the project by its path from the root, or the name of a package. */
  readonly target: string;
  readonly kind: 'value' | 'type';
}

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  /** Without comments and without what stands in quotes. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** All of them; the generated client is not our own. */
export function sourceFiles(): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name).split(sep).join('/'))
      .filter((path) => /\.(ts|mjs|cjs)$/.test(path) && !path.startsWith('db/generated/'))
      .map((path) => readSource(path, folder)),
  );
}

function readSource(path: string, folder: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const uncommented = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
  const code = uncommented.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
  return { path, folder, text, code, imports: importsOf(path, uncommented) };
}

const statement = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const laterValue = /(?<!typeof )\bimport\('([^']+)'\)/g;
const laterType = /\btypeof import\('([^']+)'\)/g;

function importsOf(path: string, code: string): readonly Import[] {
  const found = (pattern: RegExp, group: number, kind: (match: RegExpMatchArray) => Import['kind']): Import[] =>
    [...code.matchAll(pattern)].map((match) => ({ target: resolved(path, match[group] ?? ''), kind: kind(match) }));
  return [
    ...found(statement, 2, (match) => (match[1] === undefined ? 'value' : 'type')),
    ...found(laterValue, 1, () => 'value'),
    ...found(laterType, 1, () => 'type'),
  ];
}

function resolved(from: string, target: string): string {
  if (!target.startsWith('.')) return target;
  return relative(root, join(root, dirname(from), target))
    .split(sep)
    .join('/');
}
