/**
 * What the words after `sequences lint` mean: files, folders of them, names of sequences in the folder around here. Without
 * words, all sequences around here.
 */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TendrilError } from '../domain/errors.ts';
import { didYouMean, nearest } from '../domain/suggestion.ts';
import { sequencesIn } from './known-names.ts';
import { shownPath } from './source-file.ts';
import { folderHere, sequenceFileEnding, sequenceFilesIn, sequencesDirOf } from './workspace-folder.ts';

/** Whether a word means a file: it looks like one, or there is one. A name of a sequence has neither slash nor dot. */
export const isFile = (word: string): boolean =>
  /[/\\]/.test(word) || sequenceFileEnding.test(word) || existsSync(word);

/**
 * The files to check.
 * @param otherwise the folder of the workspace when there is none around here.
 * @throws USAGE when a folder has no sequence files, FILE_UNKNOWN when a word is no file and no sequence
 */
export async function lintTargets(words: readonly string[], otherwise: string): Promise<readonly string[]> {
  if (words.length === 0) return filesBelow(sequencesDirOf(folderHere(otherwise)));
  const files: string[] = [];
  for (const word of words) {
    if (!isFile(word)) files.push(await fileOf(word, folderHere(otherwise)));
    else if (!isFolder(word)) files.push(word);
    else files.push(...(await filesBelow(existsSync(sequencesDirOf(word)) ? sequencesDirOf(word) : word)));
  }
  return [...new Set(files)];
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

async function filesBelow(folder: string): Promise<readonly string[]> {
  const files = await sequenceFilesIn(folder);
  if (files.length > 0) return files.map(shownPath);
  const message = `there are no sequence files in ${shownPath(folder) || '.'}: name files, or the folder that holds them`;
  throw new TendrilError('USAGE', message);
}

/** The file that defines a sequence. */
async function fileOf(word: string, dir: string): Promise<string> {
  const named = (await sequencesIn(dir)).flatMap((file) => ('name' in file ? file : []));
  const [name = '', version] = word.split('@');
  const there = named.find((file) => file.name === name);
  const folder = shownPath(join(dir, 'sequences'));
  if (version !== undefined) {
    const so = 'a published version was checked when it was published';
    throw new TendrilError('USAGE', `${so}; look at it: tendril sequences explain ${word}`);
  }
  if (there) return shownPath(there.file);
  const suggestion = didYouMean(
    nearest(
      name,
      named.map((file) => file.name),
    ),
  );
  const message = `"${word}" is no file, and no file in ${folder} has a sequence of that name${suggestion}`;
  throw new TendrilError('FILE_UNKNOWN', message);
}
