/**
 * A template in all its languages, from files to what is published, tried with every fixture. Blocks; runs in the
 * compiler's thread. An author's error is a refusal with findings; nothing else is.
 */
import type { Finding } from '../../domain/errors.ts';
import { listed } from '../../domain/suggestion.ts';
import type { CompiledTemplate, TemplateCompilation } from '../ports.ts';
import { readFixtures } from './fixtures.ts';
import { advice, finding, once, Refusal } from './source.ts';
import { filesOf } from './template-files.ts';
import { triedWith } from './trial.ts';
import { compileVariant, type Declared, type ReadVariant } from './variant-source.ts';

const nothingDeclared: Declared = { fields: null, organisation: null };

/**
 * Compiles `NAME.mjml` and its variants.
 * @param next called before each language: none has to answer for the time of the others
 */
export async function compileTemplate(
  dir: string,
  name: string,
  declared: Declared | null,
  next: () => void = () => undefined,
): Promise<TemplateCompilation> {
  const known = declared ?? nothingDeclared;
  const files = await filesOf(dir, name);
  if (files.findings.length > 0) return refused(files.findings);
  const findings: Finding[] = [];
  const variants: ReadVariant[] = [];
  for (const file of files.variants) {
    next();
    try {
      variants.push(await compileVariant(dir, file, known));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      findings.push(...error.findings);
    }
  }
  const [base, ...others] = variants;
  if (!base || findings.length > 0) return refused(findings);
  next();
  const template = templateOf(name, base, others);
  const { fixtures, findings: broken } = await readFixtures(files.fixtures, known.fields);
  const wrong = [
    ...others.flatMap((variant) => foreignLinks(base, variant)),
    ...broken,
    ...triedWith(fixtures, template, files.variants, known.organisation),
  ];
  if (wrong.length > 0) return refused(wrong);
  const untried = files.fixtures.length === 0 ? [noFixture(base, name)] : [];
  const warnings = once([...variants.flatMap((variant) => variant.warnings), ...untried]);
  return { kind: 'compiled', template, fixtures, warnings };
}

const refused = (findings: readonly Finding[]): TemplateCompilation => ({ kind: 'refused', findings: once(findings) });

function templateOf(name: string, base: ReadVariant, others: readonly ReadVariant[]): CompiledTemplate {
  const all = [base, ...others];
  return {
    format: 2,
    name,
    variants: [base.compiled, ...others.map(({ compiled }) => compiled)],
    fields: [...new Set(all.flatMap(({ fields }) => fields))].sort(),
    links: [...new Set(all.flatMap(({ links }) => links))],
  };
}

/** A sequence that waits for a click waits in every language, so every language needs the same links. */
function foreignLinks(base: ReadVariant, { links, source }: ReadVariant): readonly Finding[] {
  const names = (some: readonly string[]) =>
    listed(
      some.map((name) => `"${name}"`),
      'and',
    );
  const missing = base.links.filter((name) => !links.includes(name));
  const more = links.filter((name) => !base.links.includes(name));
  const findings: Finding[] = [];
  const baseFile = base.source.top.file.split(/[/\\]/).at(-1);
  if (missing.length > 0) {
    const message = `The links ${names(missing)} of ${baseFile} are missing: who waits for a click would wait in vain`;
    findings.push(finding(source.top, message, 'TEMPLATE_INVALID', 'Give the variants the same names of links.'));
  }
  for (const name of more) {
    const offset = source.text.indexOf(`"${name}"`);
    const message = `${baseFile} has no link "${name}"`;
    const remedy = 'Give the variants the same names of links; name those that have none.';
    findings.push(finding(offset < 0 ? source.top : source.position(offset), message, 'TEMPLATE_INVALID', remedy));
  }
  return findings;
}

const noFixture = (base: ReadVariant, name: string): Finding =>
  advice(
    base.source.top,
    'The template has no fixture, so nobody knows whether it can be filled',
    `Create ${name}.fixture.json with a sample lead; docs/templates.md has an example.`,
  );
