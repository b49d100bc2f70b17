/**
 * Remembers what templates compiled to, in a folder of this installation: compiling takes a quarter of a second a language,
 * and a folder of templates is linted again and again while one of them is being written. What is remembered is found by
 * everything that the result depends on (the files, what the workspace declares, this code), so it cannot be out of date.
 * Only what compiled is remembered. A folder that cannot be written to is no memory, and nothing else.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { TemplateCompilation } from './ports.ts';
import type { Task } from './template/worker.ts';

export interface CompilationMemory {
  /** What the task came to, if that is remembered; else what it is to be kept under. */
  recall(dir: string, task: Task): Promise<{ readonly key: string; readonly compilation: TemplateCompilation | null }>;
  keep(dir: string, key: string, compilation: TemplateCompilation): Promise<void>;
}

/** A template of the example takes 60 KB. */
const mostKept = 400;

/**
 * @param folder where it is kept; made when it is needed
 * @param installation the folder of this code: another version of it, or of a package, compiles otherwise
 */
export function createCompilationMemory(folder: string, installation: string): CompilationMemory {
  let code: Promise<string> | undefined;
  return {
    async recall(dir, task) {
      code ??= codeOf(installation);
      const key = hashOf([await code, JSON.stringify(task), ...(await inputsOf(dir, task.name))]);
      const text = await readFile(join(folder, key), 'utf8').catch(() => null);
      return { key, compilation: text === null ? null : restored(text, dir) };
    },
    async keep(dir, key, compilation) {
      if (compilation.kind !== 'compiled') return;
      // A memory that fails costs the time that it would have saved.
      await write(folder, key, movable(compilation, dir)).catch(() => undefined);
    },
  };
}

/** Read by another process at any moment: a file is there whole, or not at all. */
async function write(folder: string, key: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${randomUUID()}.draft`);
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, join(folder, key));
  const kept = await readdir(folder);
  if (kept.length > mostKept) await forgetOldest(folder, kept);
}

async function forgetOldest(folder: string, kept: readonly string[]): Promise<void> {
  const aged = await Promise.all(
    kept.map(async (name) => ({
      name,
      at: await stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    })),
  );
  const oldest = aged.sort((a, b) => a.at - b.at).slice(0, kept.length - mostKept / 2);
  await Promise.all(oldest.map(({ name }) => rm(join(folder, name), { force: true })));
}

const hashOf = (parts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
};

/** This code, and the packages that it was installed with. */
async function codeOf(installation: string): Promise<string> {
  const folders = ['mail', 'domain'].map((name) => join(installation, name));
  const listed = await Promise.all(folders.map((dir) => readdir(dir, { recursive: true, withFileTypes: true })));
  const sources = listed.flat().flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  const files = [join(installation, 'package-lock.json'), ...sources.sort()];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return hashOf([process.version, ...files.flatMap((file, i) => [relative(installation, file), texts[i] ?? ''])]);
}

/** The files of a template and of all that they name, each with its name. A name that is only mentioned counts as well. */
async function inputsOf(dir: string, name: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.flatMap((entry) => (entry.isDirectory() ? [] : [join(entry.parentPath, entry.name)])).sort();
  const isOwn = (file: string) => file.startsWith(join(dir, `${name}.`));
  const open = files.filter(isOwn);
  const others = new Set(files.filter((file) => file.endsWith('.mjml') && !isOwn(file)));
  const inputs: string[] = [];
  for (const file of open) {
    const text = await readFile(file, 'utf8').catch(() => '');
    inputs.push(relative(dir, file), text);
    for (const other of others) {
      if (!text.includes(basename(other, '.mjml'))) continue;
      others.delete(other);
      open.push(other);
    }
  }
  return inputs;
}

/** Findings and fixtures name their files; what is kept names them as the folder of templates has them. */
const here = '{templates}';

const movable = (compilation: TemplateCompilation, dir: string): string =>
  JSON.stringify(compilation, (key, value: unknown) =>
    key === 'file' && typeof value === 'string' && value.startsWith(dir) ? here + value.slice(dir.length) : value,
  );

function restored(text: string, dir: string): TemplateCompilation | null {
  try {
    return JSON.parse(text, (key, value: unknown) =>
      key === 'file' && typeof value === 'string' && value.startsWith(here) ? dir + value.slice(here.length) : value,
    ) as TemplateCompilation;
  } catch {
    return null;
  }
}
