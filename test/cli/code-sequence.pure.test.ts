/** Sequences in TypeScript on the command line: linted, explained and written out like those in YAML. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../domain/errors.ts';
import { createInstallation, type Installation, root, runProcess } from './command-line.ts';

let installation: Installation;
let folder: string;
beforeAll(async () => {
  installation = await createInstallation();
  folder = await mkdtemp(join(tmpdir(), 'tendril-code-'));
  for (const part of ['workspace', 'templates']) await cp(join(root, part), join(folder, part), { recursive: true });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await installation.remove();
});

const code = (steps: string): string => `
import { sequence } from '${join(root, 'authoring/builder/index.ts')}';
const fields = { employees: 'number' } as const;
export default sequence('in-code', { fields }, (steps) =>
  steps
${steps}
);
`;

async function write(text: string): Promise<string> {
  const file = join(folder, `in-code-${Math.random().toString(36).slice(2)}.mts`);
  await writeFile(file, text);
  return file;
}

describe('a sequence in TypeScript', () => {
  it('is linted with the templates it sends, and explained', async () => {
    const file = await write(
      code("    .send('guide-welcome', { id: 'welcome' })\n    .wait('3 days')\n    .send('night-load'),"),
    );
    const linted = await runProcess(['sequences', 'lint', file, '--json'], installation.env);
    expect(JSON.parse(linted.stdout)).toEqual([]);
    const explained = await runProcess(['sequences', 'explain', file], installation.env);
    expect(explained.stdout).toContain('guide-welcome');
    expect(explained.stdout).toContain('3 days');
  });

  it('works as docs/sequences.md shows it', async () => {
    const page = await readFile(join(root, 'docs/sequences.md'), 'utf8');
    const [, example = ''] = /^```ts\n(.*?)^```$/ms.exec(page) ?? [];
    const file = await write(example.replace('../authoring', join(root, 'authoring')));
    const { stdout } = await runProcess(['sequences', 'explain', file], installation.env);
    expect(stdout).toContain('Read the guide');
  });

  it('has its findings at the line of code that is wrong', async () => {
    const file = await write(code("    .send('guide-welcome')\n    .exit('done')\n    .send('nigth-load'),"));
    const { code: exit, stdout } = await runProcess(['sequences', 'lint', file, '--json'], installation.env);
    expect(exit).toBe(2);
    const findings = JSON.parse(stdout) as readonly { readonly line: number; readonly code: string }[];
    expect(findings.map((found) => `${found.line} ${found.code}`)).toEqual([
      '8 TEMPLATE_MISSING',
      '8 STEP_UNREACHABLE',
    ]);
  });

  const builder = join(root, 'authoring/builder/index.ts');

  it('that fails has a finding where it does so, with a way out by the kind of failure', async () => {
    const kinds = [
      ['export const x = 1;', /^1:1 the file exports no sequence: it has no default export. Write: export default/],
      ['\nexport default () => 1;', /^2:1 .* its default export is a function that nobody calls/],
      ['\nconst o: any = {};\nthrow new Error("by hand");', /^3:7 the code fails: by hand. Correct the code/],
      ['\nthrow "by hand";', /^2:1 the code fails: by hand/],
      ['const a = 1;\nconst b = (;', /^2:12 the TypeScript cannot be read: Unexpected ";". Correct the TypeScript/],
      [
        "\nimport x from '../no.ts';\nexport default x;",
        /^2:15 there is no "\.\.\/no\.ts" to import. .*The builder is/,
      ],
      ["import x from 'no-such';\nexport default x;", /^1:15 there is no "no-such" to import/],
      [
        `import { sequense } from '${builder}';\nsequense();`,
        /^1:10 .* exports no "sequense"; did you mean "sequence"\?/,
      ],
      [
        code("    .branch(({ field }) => field('x').is(1), {}),"),
        /^6:28 the field "x" is not declared: .*declare custom/,
      ],
    ] as const;
    const files = await Promise.all(kinds.map(([text]) => write(text)));
    const {
      code: exit,
      stdout,
      stderr,
    } = await runProcess(['sequences', 'lint', ...files, '--json'], installation.env);
    expect([exit, stderr]).toEqual([2, '']);
    const found = JSON.parse(stdout) as readonly Finding[];
    expect(found.map(({ file }) => file)).toEqual(files);
    for (const [i, { line, col, message, remedy }] of found.entries()) {
      expect(`${line}:${col} ${message}. ${remedy}`).toMatch(kinds[i]?.[1] ?? /never/);
    }
  });

  it('is a module: in a folder of scripts the way out is another ending', async () => {
    const file = join(folder, 'script.ts');
    await writeFile(file, code("    .send('guide-welcome'),"));
    const { code: exit, stderr } = await installation.tendril('sequences', 'explain', file);
    expect([exit, stderr]).toEqual([2, expect.stringContaining(`Rename it to ${file.replace('.ts', '.mts')}, or`)]);
  });
});
