/** The example workspace as the engine reads it: the real files through the real checks. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLeads } from '../../authoring/leads-csv.ts';
import { type CheckedSequence, checkSequence } from '../../authoring/sequence.ts';
import { checkWorkspace } from '../../authoring/workspace.ts';
import type { Finding } from '../../domain/errors.ts';
import type { LeadFacts, LeadInput } from '../../domain/lead.ts';
import type { Workspace } from '../../domain/workspace.ts';
import type { CompiledTemplate, RenderedMail } from '../../mail/ports.ts';
import { createRenderer } from '../../mail/render.ts';
import { createTemplateCompiler } from '../../mail/template-compiler.ts';

export const root = join(import.meta.dirname, '../..');

const source = (file: string) => ({ file, text: readFileSync(join(root, file), 'utf8') });

const places = (findings: readonly Finding[]): string =>
  findings.map(({ file, line, col, message }) => `${file}:${line}:${col} ${message}`).join('\n');

export function exampleWorkspace(): Workspace {
  const checked = checkWorkspace({
    organisation: source('workspace/organisation.yaml'),
    scoring: source('workspace/scoring.yaml'),
    sales: source('workspace/sales.yaml'),
  });
  if (checked.kind === 'refused') throw new Error(places(checked.findings));
  return checked.workspace;
}

let templates: Promise<ReadonlyMap<string, CompiledTemplate>> | null = null;

/** The templates by name, compiled once a process. @throws when one of them is refused, with every finding. */
export function exampleTemplates(): Promise<ReadonlyMap<string, CompiledTemplate>> {
  templates ??= compileTemplates();
  return templates;
}

async function compileTemplates(): Promise<ReadonlyMap<string, CompiledTemplate>> {
  const compiler = createTemplateCompiler(join(root, 'templates'));
  try {
    const compiled = new Map<string, CompiledTemplate>();
    for (const name of await compiler.names()) {
      const result = await compiler.compile(name);
      if (result.kind === 'refused') throw new Error(places(result.findings));
      compiled.set(name, result.template);
    }
    return compiled;
  } finally {
    await compiler.close();
  }
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
export const clickUrl = (index: number): string => `https://mail.example/c/token-${index}`;
export const pixelUrl = 'https://mail.example/o/token.gif';

const renderer = createRenderer();

export const rendered = ({ organisation }: Workspace, template: CompiledTemplate, lead: LeadFacts): RenderedMail =>
  renderer.render(template, template.name, {
    lead,
    organisation,
    urls: { unsubscribe: unsubscribeUrl, open: pixelUrl },
    clickUrl,
  });
