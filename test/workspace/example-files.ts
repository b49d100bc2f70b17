/** The example workspace as the engine reads it: the real files through the real checks. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLeads } from '../../authoring/leads-csv.ts';
import { type CheckedSequence, checkSequence } from '../../authoring/sequence.ts';
import { checkWorkspace } from '../../authoring/workspace.ts';
import type { Finding } from '../../domain/errors.ts';
import type { LeadFacts, LeadInput } from '../../domain/lead.ts';
import type { Workspace } from '../../domain/workspace.ts';
import type { CompiledTemplate, TemplateCompilation } from '../../mail/ports.ts';
import { decodedBody } from '../../mail/quoted-printable.ts';
import { createRenderer } from '../../mail/render.ts';
import { rememberingCompiler } from '../support/template-compiler.ts';

export const root = join(import.meta.dirname, '../..');

const source = (file: string) => ({ file, text: readFileSync(join(root, file), 'utf8') });

const places = (findings: readonly Finding[]): string =>
  findings.map(({ file, line, col, message }) => `${file}:${line}:${col} ${message}`).join('\n');

export function exampleWorkspace(): Workspace {
  const checked = checkWorkspace({
    organisation: source('workspace/organisation.yaml'),
    scoring: source('workspace/scoring.yaml'),
    sales: source('workspace/sales.yaml'),
    sources: source('workspace/sources.yaml'),
  });
  if (checked.kind === 'refused') throw new Error(places(checked.findings));
  return checked.workspace;
}

type Compiled = Extract<TemplateCompilation, { kind: 'compiled' }>;

let compilations: Promise<ReadonlyMap<string, Compiled>> | null = null;

/**
 * The templates by name with their fixtures, compiled once a process for the example's organisation.
 * @throws when one of them is refused, with every finding
 */
export function exampleCompilations(): Promise<ReadonlyMap<string, Compiled>> {
  compilations ??= compileTemplates();
  return compilations;
}

async function compileTemplates(): Promise<ReadonlyMap<string, Compiled>> {
  const { organisation } = exampleWorkspace();
  const compiler = rememberingCompiler(join(root, 'templates'));
  try {
    const compiled = new Map<string, Compiled>();
    for (const name of await compiler.names()) {
      const result = await compiler.compile(name, { fields: organisation.fields, organisation });
      if (result.kind === 'refused') throw new Error(places(result.findings));
      compiled.set(name, result);
    }
    return compiled;
  } finally {
    await compiler.close();
  }
}

/** The templates by name. @throws when one of them is refused, with every finding. */
export async function exampleTemplates(): Promise<ReadonlyMap<string, CompiledTemplate>> {
  return new Map([...(await exampleCompilations())].map(([name, { template }]) => [name, template]));
}

export type ExampleSequence = CheckedSequence & { kind: 'checked' };

/** The sequences by name. @throws when one of them is refused, with every finding. */
export function exampleSequences(
  { organisation }: Workspace,
  templates: ReadonlyMap<string, CompiledTemplate>,
): ReadonlyMap<string, ExampleSequence> {
  const files = readdirSync(join(root, 'sequences')).map((file) => source(`sequences/${file}`));
  return new Map(
    files.map(({ file, text }) => {
      const checked = checkSequence(file, text, { fields: organisation.fields, templates });
      if (checked.kind === 'refused') throw new Error(places(checked.findings));
      return [checked.name, checked];
    }),
  );
}

export const exampleLeads = ({ organisation }: Workspace) =>
  readLeads(source('workspace/leads.csv').text, organisation.fields);

/** What is known of a lead right after the import. */
export const factsOf = (lead: LeadInput): LeadFacts => ({
  email: lead.email,
  firstName: lead.firstName ?? null,
  lastName: lead.lastName ?? null,
  company: lead.company ?? null,
  title: lead.title ?? null,
  country: lead.country ?? null,
  source: lead.source ?? null,
  language: lead.language ?? null,
  timeZone: lead.timeZone ?? null,
  phone: lead.phone ?? null,
  kind: lead.kind ?? null,
  stage: 'name',
  score: 0,
  grade: 'D',
  temperature: 'cold',
  fields: lead.fields ?? {},
  tags: [],
});

export const fixtureOf = (template: string): LeadFacts =>
  JSON.parse(source(`templates/${template}.fixture.json`).text) as LeadFacts;

export const unsubscribeUrl = 'https://mail.example/u/token';
export const preferencesUrl = 'https://mail.example/p/token';
export const clickUrl = (index: number): string => `https://mail.example/c/token-${index}`;
const formUrl = (name: string): string => `https://mail.example/f/${name}?t=token`;
export const pixelUrl = 'https://mail.example/o/token.gif';

const renderer = createRenderer();

/** A mail as its reader has it, with plain line ends. */
export interface ReadMail {
  readonly language: string | null;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly links: readonly { readonly name: string; readonly url: string }[];
}

export function rendered({ organisation }: Workspace, template: CompiledTemplate, lead: LeadFacts): ReadMail {
  const mail = renderer.render(template, template.name, {
    lead,
    consents: [],
    organisation,
    urls: { unsubscribe: unsubscribeUrl, preferences: preferencesUrl, open: pixelUrl, form: formUrl },
    clickUrl,
  });
  const read = (body: typeof mail.html) => decodedBody(body).replaceAll('\r\n', '\n');
  return { ...mail, html: read(mail.html), text: read(mail.text) };
}
