/**
 * Which files make a template: `NAME.mjml`, its variants `NAME.LANGUAGE.mjml`, and the sample leads
 * `NAME.fixture.json` and `NAME.WHAT.fixture.json`. Names have no dots, so that a file tells what it is.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../domain/errors.ts';
import { didYouMean, nearest } from '../../domain/suggestion.ts';
import { advice, finding, limits } from './source.ts';
import { isLanguage, type VariantFile } from './variant-source.ts';

export interface TemplateFiles {
  /** The one for everybody first, whether or not it is there; then by language. */
  readonly variants: readonly [VariantFile, ...VariantFile[]];
  readonly fixtures: readonly { readonly name: string; readonly file: string }[];
  readonly findings: readonly Finding[];
}

/** Whether the text may name a template. It becomes a part of a path. */
export const isTemplateName = (name: unknown): name is string =>
  typeof name === 'string' && /^[a-z0-9][a-z0-9_-]*$/i.test(name);

/** The names of the templates among the files of a folder, sorted; a variant without base counts for its base. */
export function templateNames(files: readonly string[]): readonly string[] {
  const mjml = files.filter((file) => file.endsWith('.mjml')).map((file) => file.slice(0, -'.mjml'.length));
  const bases = mjml.map((name) => (isTemplateName(name.split('.')[0]) ? (name.split('.')[0] ?? name) : name));
  return [...new Set(bases)].sort();
}

/** Warnings about sample leads that no template is tried with, because none has the name. */
export function strayFixtures(dir: string, files: readonly string[]): readonly Finding[] {
  const names = templateNames(files);
  return files
    .filter((file) => file.endsWith('.fixture.json') && !names.includes(file.split('.')[0] ?? ''))
    .sort()
    .map((file) => {
      const name = file.split('.')[0] ?? '';
      const message = `There is no template "${name}" that could be tried with it${didYouMean(nearest(name, names))}`;
      const remedy = 'Name it NAME.fixture.json or NAME.WHAT.fixture.json after a template, or remove it.';
      return advice({ file: join(dir, file), line: 1, col: 1 }, message, remedy);
    });
}

/** The files of a template, with what is wrong about their names. */
export async function filesOf(dir: string, name: string): Promise<TemplateFiles> {
  const all = (await readdir(dir).catch(() => [])).filter((file) => file.startsWith(`${name}.`)).sort();
  const base: VariantFile = { language: null, file: join(dir, `${name}.mjml`) };
  const middles = (end: string) =>
    all.flatMap((file) =>
      file.endsWith(end) && file.length > name.length + end.length
        ? { file, middle: file.slice(name.length + 1, -end.length) }
        : [],
    );
  const findings: Finding[] = [];
  const variants = new Map<string, VariantFile>();
  for (const { file, middle } of middles('.mjml')) {
    const language = middle.toLowerCase();
    const wrong = whyNot(file, language, variants.get(language), all.includes(`${name}.mjml`), name);
    if (wrong) findings.push(finding({ file: join(dir, file), line: 1, col: 1 }, ...wrong));
    else variants.set(language, { language, file: join(dir, file) });
  }
  const fixtures = middles('.fixture.json').map(({ file, middle }) => ({ name: middle, file: join(dir, file) }));
  if (all.includes(`${name}.fixture.json`)) {
    fixtures.unshift({ name: 'default', file: join(dir, `${name}.fixture.json`) });
  }
  if (variants.size > limits.variants || fixtures.length > limits.fixtures) {
    findings.push(finding({ file: base.file, line: 1, col: 1 }, 'The template has too many variants or fixtures'));
  }
  return { variants: [base, ...variants.values()], fixtures, findings };
}

function whyNot(
  file: string,
  language: string,
  other: VariantFile | undefined,
  hasBase: boolean,
  name: string,
): readonly [message: string, code: 'TEMPLATE_INVALID', remedy: string] | null {
  const remedy = `Call it ${name}.LANGUAGE.mjml, with a language such as "de" or "pt-br".`;
  if (!isLanguage(language)) return [`${file} is for no language (BCP 47)`, 'TEMPLATE_INVALID', remedy];
  if (other) return [`${file} is for the same language as another file`, 'TEMPLATE_INVALID', 'Remove one of them.'];
  if (hasBase) return null;
  const message = `${file} is a variant, and there is no ${name}.mjml for readers of other languages`;
  return [message, 'TEMPLATE_INVALID', `Create ${name}.mjml beside it.`];
}
