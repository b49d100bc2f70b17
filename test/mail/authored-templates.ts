/** A folder of templates that a test writes, and what the compiler says of them; compiled right here, without its thread. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from '../../domain/errors.ts';
import type { Organisation } from '../../domain/workspace.ts';
import type { TemplateCompilation } from '../../mail/ports.ts';
import { compileTemplate } from '../../mail/template/compilation.ts';

export interface AuthoredTemplates {
  readonly dir: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  compile(name: string, organisation?: Organisation): Promise<TemplateCompilation>;
  /** Findings or warnings as `file:line:col CODE message`. */
  told(name: string, organisation?: Organisation): Promise<readonly string[]>;
  /** @throws what was found, when it does not compile */
  compiled(name: string, organisation?: Organisation): Promise<Extract<TemplateCompilation, { kind: 'compiled' }>>;
  remove(): Promise<void>;
}

export async function authoredTemplates(): Promise<AuthoredTemplates> {
  const dir = await mkdtemp(join(tmpdir(), 'tendril-authored-'));
  const compile: AuthoredTemplates['compile'] = (name, organisation) =>
    compileTemplate(dir, name, organisation ? { fields: organisation.fields, organisation } : null);
  const printed = ({ file, line, col, code, message }: Finding) =>
    `${file.slice(dir.length + 1)}:${line}:${col} ${code} ${message}`;
  return {
    dir,
    async write(files) {
      for (const [name, content] of Object.entries(files)) {
        await mkdir(dirname(join(dir, name)), { recursive: true });
        await writeFile(join(dir, name), content);
      }
    },
    compile,
    async told(name, organisation) {
      const result = await compile(name, organisation);
      return (result.kind === 'refused' ? result.findings : result.warnings).map(printed);
    },
    async compiled(name, organisation) {
      const result = await compile(name, organisation);
      if (result.kind === 'refused') throw new Error(result.findings.map(printed).join('\n'));
      return result;
    },
    remove: () => rm(dir, { recursive: true }),
  };
}

const footer = '<mj-text>{{organisation.postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></mj-text>';

/** A mail with nothing to warn of, but for its missing fixture; what is tested stands in line 5. */
export const wholeMail = (
  line5: string,
  { lang = '', title = 'Hello' } = {},
): string => `<mjml${lang && ` lang="${lang}"`}>
  <mj-head><mj-title>${title}</mj-title><mj-preview>Soon</mj-preview>
  <mj-raw><meta name="color-scheme" content="light dark" /></mj-raw></mj-head>
  <mj-body><mj-section><mj-column>
${line5}
    ${footer}
  </mj-column></mj-section></mj-body>
</mjml>
`;

export const wholeText = (inner: string): string => wholeMail(`<mj-text>${inner}</mj-text>`);
