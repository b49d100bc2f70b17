/** The examples of docs/workspace.md and docs/templates.md that are marked as checked hold what the checkers want. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { printFinding } from '../../authoring/findings.ts';
import { readLeads } from '../../authoring/leads-csv.ts';
import { checkWorkspace } from '../../authoring/workspace.ts';
import { createTemplateCompiler } from '../../mail/template-compiler.ts';

/** The marked blocks of a page, by their marks: `<!-- checked: MARK -->` right above the fence. */
async function examplesOf(page: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(new URL(`../../docs/${page}`, import.meta.url), 'utf8');
  const marked = [...text.matchAll(/^<!-- checked: ([\w ./-]+) -->\n```\w+\n(.*?)^```$/gms)];
  return new Map(marked.map(([, mark = '', body = '']) => [mark, body]));
}

const workspacePage = await examplesOf('workspace.md');
const templatesPage = await examplesOf('templates.md');

function example(page: ReadonlyMap<string, string>, mark: string): string {
  const text = page.get(mark);
  if (text === undefined) throw new Error(`No example is marked "checked: ${mark}"`);
  return text;
}

const source = (name: string) => ({ file: `${name}.yaml`, text: example(workspacePage, name) });
const checkedWorkspace = checkWorkspace({
  organisation: source('organisation'),
  scoring: source('scoring'),
  sales: source('sales'),
  sources: source('sources'),
});
const fields = checkedWorkspace.kind === 'checked' ? checkedWorkspace.workspace.organisation.fields : {};

describe('docs/workspace.md', () => {
  it('shows files that are a workspace together', () => {
    expect(checkedWorkspace.kind === 'refused' ? checkedWorkspace.findings.map(printFinding) : []).toEqual([]);
  });

  it('shows a file of leads that can be imported into that workspace', () => {
    const { leads, broken } = readLeads(example(workspacePage, 'leads'), fields);
    expect(broken).toEqual([]);
    expect(leads.map(({ lead }) => lead.email)).toEqual(['ann@example.com', 'bob@example.com']);
    expect(leads[0]?.lead.fields).toEqual({ employees: 120, renewal: '2027-03-31' });
  });
});

it('docs/handoff.md shows a desk that fits into the example workspace', async () => {
  const [text, ...rest] = await Promise.all(
    ['../../docs/handoff.md', '../../workspace/organisation.yaml', '../../workspace/scoring.yaml'].map((file) =>
      readFile(new URL(file, import.meta.url), 'utf8'),
    ),
  );
  const [organisation = '', scoring = ''] = rest;
  const desk = /^<!-- checked: sales -->\n```yaml\n(.*?)^```$/ms.exec(text ?? '')?.[1] ?? '';
  const checked = checkWorkspace({
    organisation: { file: 'o', text: organisation },
    scoring: { file: 'c', text: scoring },
    sales: { file: 'docs/handoff.md', text: desk },
  });
  expect(checked.kind === 'refused' ? checked.findings.map(printFinding) : []).toEqual([]);
  expect(checked.kind === 'checked' && Object.keys(checked.workspace.sales.desk?.people ?? {})).toEqual([
    'ines',
    'tom',
  ]);
});

describe('docs/templates.md', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tendril-docs-'));
  const compiler = createTemplateCompiler(dir);
  afterAll(async () => {
    await compiler.close();
    await rm(dir, { recursive: true });
  });

  it('shows a mail with its layout, a language and a fixture, which compiles with the fields of docs/workspace.md', async () => {
    for (const [file, text] of templatesPage) {
      const path = join(dir, file.replace(/^templates\//, ''));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    const organisation = checkedWorkspace.kind === 'checked' ? checkedWorkspace.workspace.organisation : null;
    const result = await compiler.compile('welcome', { fields, organisation });
    if (result.kind === 'refused') throw new Error(result.findings.map(printFinding).join('\n'));
    expect(result.warnings.map(printFinding)).toEqual([]);
    expect(result.template.links).toEqual(['guide', 'demo']);
    expect(result.template.variants.map(({ language }) => language)).toEqual([null, 'de']);
    expect(result.fixtures.map(({ lead }) => lead.firstName)).toEqual(['Ann']);
  });
});
