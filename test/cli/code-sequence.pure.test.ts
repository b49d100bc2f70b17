/** Sequences in TypeScript on the command line: linted, explained and written out like those in YAML. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it.each([
    ['that exports none', 'export const x = 1;', 'the default export is no sequence'],
    ['that fails', 'throw new Error("broken by hand");', 'the file cannot be run: broken by hand'],
  ])('%s is said to be so', async (_, text, message) => {
    const { code: exit, stderr } = await runProcess(['sequences', 'lint', await write(text)], installation.env);
    expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
