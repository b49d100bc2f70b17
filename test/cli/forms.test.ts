/** `tendril forms`: what is published and came in, and what an author sees of a file before that. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planWorkspace } from '../../cli/publish-plan.ts';
import type { FormContent } from '../../domain/form-submission.ts';
import { createTemplateCompiler } from '../../mail/template-compiler.ts';
import { exampleForms } from '../server/forms-ground.ts';
import { type ErrorOutput, lines, root } from './command-line.ts';
import { createStoredInstallation, now, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
/** A folder with the example's workspace, to be written wrongly. */
let folder: string;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  const { publications, forms } = tendril.store;
  await publications.publishWorkspace(exampleForms(), now());
  await forms.count(now().slice(0, 10), [
    { form: 'demo', what: 'shown', count: 7 },
    { form: 'demo', what: 'accepted', count: 2 },
  ]);
  await forms.count('2020-01-01', [{ form: 'demo', what: 'shown', count: 100 }]);
  for (const [n, status, reasons] of [
    [1, 'pending', []],
    [2, 'held', ['a link in a name']],
    [3, 'spam', ['sent from another site', 'many links']],
  ] as const) {
    const lead = { email: `n${n}@customer.example` };
    const content: FormContent = { lead, answered: [], consent: null, enroll: null, proof: {}, identified: null };
    const visit = `00000000-0000-4000-8000-00000000000${n}`;
    await forms.keep({ key: `k${n}`, visit, form: 'demo', version: 'v', status, reasons, origin: {}, content }, now());
  }
  folder = await mkdtemp(join(tmpdir(), 'tendril-forms-'));
  await cp(join(root, 'workspace'), join(folder, 'workspace'), { recursive: true });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await tendril.close();
});

const run = (...words: readonly string[]) => tendril.tendril('forms', ...words);
const failed = ({ stderr }: { readonly stderr: string }) => (JSON.parse(stderr) as ErrorOutput).error;
/** The words of each line, in columns. */
const rows = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((one) => one.trim().split(/ {2,}/));

describe('tendril forms list', () => {
  it('says of each how often it was seen and sent, in the days that are asked about', async () => {
    const { code, stdout } = await run('list');
    expect([code, rows(stdout)]).toEqual([
      0,
      [
        ['FORM', 'TITLE', 'SHOWN', 'BEGUN', 'ACCEPTED', 'CONFIRMED', 'HELD', 'SPAM'],
        ['demo', 'See it with your own numbers', '7', '0', '2', '0', '0', '0'],
        ['energy-guide', 'Get the Night Load Guide', '0', '0', '0', '0', '0', '0'],
      ],
    ]);
    const far = lines<{ form: string; shown: number }>((await run('list', '--days', '100000', '--json')).stdout);
    expect(far.map(({ form, shown }) => [form, shown])).toEqual([
      ['demo', 107],
      ['energy-guide', 0],
    ]);
    const wrong = await run('list', '--days', 'two');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('It must be a whole number above 0.')]);
  });
});

describe('tendril forms submissions', () => {
  it('lists what came in, newest first, with why it is held, and only what is asked for', async () => {
    const { code, stdout } = await run('submissions', 'demo');
    const [head, ...found] = rows(stdout);
    expect([code, head?.[0]?.startsWith('CAME ('), head?.slice(1)]).toEqual([
      ...[0, true],
      ['FORM', 'STATUS', 'WHY', 'LEAD', 'CONFIRMED', 'ID'],
    ]);
    expect(found.map((row) => row.slice(1).filter((cell) => /^[a-z]/.test(cell) && !/-.*-.*-/.test(cell)))).toEqual([
      ['demo', 'spam', 'sent from another site, many links', 'n3@customer.example'],
      ['demo', 'held', 'a link in a name', 'n2@customer.example'],
      ['demo', 'pending', 'n1@customer.example'],
    ]);
    const held = lines((await run('submissions', '--status', 'held', '--json')).stdout);
    expect(held).toMatchObject([{ form: 'demo', status: 'held', reasons: ['a link in a name'], leadId: null }]);
    expect((await run('submissions', 'energy-guide')).stderr).toContain('Nothing came in.');
    expect((await run('submissions', '--status', 'lost')).code).toBe(2);
  });
});

describe('a name that no form has', () => {
  it.each(['show', 'preview', 'submissions'])('is told by %s with the one that was meant', async (command) => {
    const { code, stderr } = await run(command, 'energy-giude');
    expect([code, stderr]).toEqual([3, expect.stringContaining('did you mean "energy-guide"?')]);
    const told = await run(command, 'constructor', '--json');
    expect([told.stdout, failed(told)]).toEqual(['', expect.objectContaining({ code: 'FORM_UNKNOWN' })]);
  });
});

describe('tendril forms preview', () => {
  it('writes every page of a form in the language that is asked for, and says where', async () => {
    const file = join(folder, 'demo.html');
    const { code, stdout } = await run('preview', 'demo', '--dir', folder, '--language', 'de', '--out', file, '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { form: 'demo', file }]);
    const page = parse(await readFile(file, 'utf8'));
    expect(page.querySelector('html')?.getAttribute('lang')).toBe('de');
    expect(page.querySelectorAll('section').length).toBe(3);
    expect(page.querySelector('#q-sites')).not.toBeNull();
    expect(page.text).toContain('Demo anfragen');
    const other = await run('preview', 'energy-guide', '--no-open');
    expect(other.stdout).toMatch(/^energy-guide: .*previews\/form-energy-guide\.html\n$/);
  });
});

describe('tendril forms lint', () => {
  const wrongly = async (change: (text: string) => string, work: (file: string) => Promise<void>) => {
    const file = join(folder, 'workspace/forms/demo.yaml');
    const right = await readFile(file, 'utf8');
    try {
      await writeFile(file, change(right));
      await work(file);
    } finally {
      await writeFile(file, right);
    }
  };

  it('says nothing against what is right, and tells what is wrong with its place and what was meant', async () => {
    expect(await run('lint', folder)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('error') });
    await wrongly(
      (text) => text.replace('field: employees', 'field: employes'),
      async (file) => {
        const { code, stdout } = await run('lint', folder);
        const line = (await readFile(file, 'utf8')).split('\n').findIndex((one) => one.includes('employes')) + 1;
        expect([code, stdout]).toEqual([2, expect.stringMatching(new RegExp(`demo\\.yaml:${line}:16 .*employees`))]);
        const told = await run('lint', folder, '--json');
        expect(JSON.parse(told.stdout)).toMatchObject([
          {
            file,
            line,
            col: 16,
            code: expect.any(String),
            message: expect.stringContaining('did you mean "employees"?'),
          },
        ]);
        // It is not shown either.
        const shown = await run('preview', 'demo', '--dir', folder, '--json');
        expect([shown.code, shown.stdout]).toEqual([2, '']);
      },
    );
  });

  it('tells of sequences that are meant and not there, with those that are alike', async () => {
    for (const name of ['templates', 'sequences']) await mkdir(join(folder, name), { recursive: true });
    const compiler = createTemplateCompiler(join(folder, 'templates'));
    const { findings } = await planWorkspace(folder, compiler, ['energy-guides', 'recycel']);
    await compiler.close();
    expect(findings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^returned leads go to .*; did you mean "recycel"\?$/),
      expect.stringMatching(/^who fills in the form enters .*; did you mean "energy-guides"\?$/),
    ]);
  });

  it('tells of what a template links to that is no form', async () => {
    for (const name of ['templates', 'sequences']) await mkdir(join(folder, name), { recursive: true });
    const file = join(folder, 'templates/asks.mjml');
    await writeFile(
      file,
      `<mjml><mj-head><mj-title>Hi</mj-title></mj-head><mj-body><mj-section><mj-column>
<mj-button href="{{formUrl "dmeo"}}">Ask</mj-button>
<mj-text><a href="{{unsubscribeUrl}}">Leave</a> {{organisation.postalAddress}}</mj-text>
</mj-column></mj-section></mj-body></mjml>`,
    );
    const compiler = createTemplateCompiler(join(folder, 'templates'));
    const { findings } = await planWorkspace(folder, compiler, []);
    await compiler.close();
    expect(findings.filter((finding) => finding.file === file)).toEqual([
      expect.objectContaining({ line: 2, col: 18, message: 'there is no form "dmeo"; did you mean "demo"?' }),
    ]);
  });
});
