/**
 * Where the authored files of an organisation are: `workspace/organisation.yaml`, `workspace/scoring.yaml`,
 * `workspace/sales.yaml` and, where there is one, `workspace/sources.yaml`, forms in
 * `workspace/forms/`, templates in `templates/`, sequences in `sequences/`, all below one folder.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { SourceText } from '../authoring/findings.ts';
import { TendrilError } from '../domain/errors.ts';
import { readSource, shownPath } from './source-file.ts';

export interface WorkspaceSources {
  readonly organisation: SourceText;
  readonly scoring: SourceText;
  readonly sales: SourceText;
  readonly sources: SourceText | null;
  readonly forms: readonly SourceText[];
}

/** The endings of files in `sequences/`, and of words that mean a file. */
export const sequenceFileEnding = /\.(ya?ml|m?ts)$/i;

export const templatesDirOf = (dir: string): string => join(dir, 'templates');

export const sequencesDirOf = (dir: string): string => join(dir, 'sequences');

export const hasWorkspace = (dir: string): boolean => existsSync(join(dir, 'workspace'));

/** The folder of the workspace that a sequence file belongs to: the nearest one above it that holds templates. */
export function folderOf(sequenceFile: string, otherwise: string): string {
  let dir = dirname(resolve(sequenceFile));
  while (dir !== dirname(dir)) {
    if (existsSync(templatesDirOf(dir))) return dir;
    dir = dirname(dir);
  }
  return otherwise;
}

/** The folder of the workspace around the current one. */
export const folderHere = (otherwise: string): string => folderOf('here', otherwise);

/** @throws FILE_UNKNOWN when one of the files is missing that every workspace has. */
export async function readWorkspaceSources(dir: string): Promise<WorkspaceSources> {
  const fileOf = (name: string): string => join(dir, 'workspace', name);
  const read = (name: string): Promise<SourceText> => readSource(fileOf(name), 'YAML_SYNTAX');
  const [organisation, scoring, sales, sources, forms] = await Promise.all([
    read('organisation.yaml'),
    read('scoring.yaml'),
    read('sales.yaml'),
    existsSync(fileOf('sources.yaml')) ? read('sources.yaml') : null,
    readFormSources(dir),
  ]);
  return { organisation, scoring, sales, sources, forms };
}

/** The form files of a folder in the order of their names; none when it has no such folder. */
export async function readFormSources(dir: string): Promise<readonly SourceText[]> {
  const files = await namesIn(join(dir, 'workspace', 'forms'), /\.ya?ml$/i);
  return Promise.all(files.map((file) => readSource(file, 'YAML_SYNTAX')));
}

/** The sequence files of a folder in the order of their names; none when there is no such folder. */
export const sequenceFilesIn = (folder: string): Promise<readonly string[]> => namesIn(folder, sequenceFileEnding);

/** @throws FILE_UNKNOWN when the folder is there and cannot be read */
async function namesIn(folder: string, ending: RegExp): Promise<readonly string[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new TendrilError('FILE_UNKNOWN', `${shownPath(folder)} cannot be read: ${cause.message}`, {}, cause);
  });
  return names
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => join(folder, name));
}
