/** What templates compiled to is found again by everything that it depends on, and by nothing else. */
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCompilationMemory } from '../../mail/compilation-memory.ts';
import type { TemplateCompilation } from '../../mail/ports.ts';
import { createTemplateCompiler } from '../../mail/template-compiler.ts';

const root = join(import.meta.dirname, '../..');
const wrapped = (text: string): string =>
  `<mjml><mj-head><mj-title>Hello</mj-title></mj-head><mj-body><mj-section><mj-column>${text}
  <mj-text>{{organisation.postalAddress}} <a href="{{unsubscribeUrl}}">Leave</a></mj-text></mj-column></mj-section></mj-body></mjml>`;

let home: string;
let dir: string;
let kept: string;
let installation: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tendril-memory-'));
  [dir, kept, installation] = [join(home, 'templates'), join(home, 'kept'), join(home, 'installation')];
  await mkdir(join(dir, 'partials'), { recursive: true });
  for (const folder of ['mail', 'domain']) await mkdir(join(installation, folder), { recursive: true });
  await writeFile(join(installation, 'package-lock.json'), '{}');
  await write('partials/greeting.mjml', '<mj-text>Good day</mj-text>');
  await write('hello.mjml', wrapped('<mj-include path="partials/greeting.mjml" />'));
  await write('other.mjml', wrapped('<mj-text>Another one</mj-text>'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const write = (name: string, text: string) => writeFile(join(dir, name), text);

const anyPlan = (file: string): TemplateCompilation => ({
  kind: 'compiled',
  template: {
    format: 2,
    name: 'hello',
    variants: [{ language: null, subject: [], preheader: [], html: [], text: [] }],
    fields: [],
    links: [],
  },
  fixtures: [],
  warnings: [{ file, line: 1, col: 1, code: 'TEMPLATE_INVALID', message: 'has no fixture', remedy: 'Write one.' }],
});

/** What is remembered of a template; what is not known is kept, as the compiler does, with `outcome`. */
async function asked(
  name = 'hello',
  outcome = anyPlan(join(dir, `${name}.mjml`)),
): Promise<TemplateCompilation | null> {
  const memory = createCompilationMemory(kept, installation);
  const { key, compilation } = await memory.recall(dir, { name, declared: null });
  if (compilation === null) await memory.keep(dir, key, outcome);
  return compilation;
}

test('a template that was compiled is not compiled again, and comes to the same', async () => {
  expect(await asked()).toBeNull();
  expect(await asked()).toEqual(anyPlan(join(dir, 'hello.mjml')));
});

test('what it names counts: a changed partial is seen, a changed template that it does not name costs nothing', async () => {
  await asked();

  await write('other.mjml', wrapped('<mj-text>Changed</mj-text>'));
  expect(await asked()).not.toBeNull();
  await write('partials/greeting.mjml', '<mj-text>Good evening</mj-text>');
  expect(await asked()).toBeNull();
});

test('a fixture, another version of the code and another version of a package each make it compile again', async () => {
  await asked();

  await write('hello.fixture.json', '{ "email": "ann@example.com" }');
  expect(await asked()).toBeNull();
  await writeFile(join(installation, 'mail', 'rule.ts'), 'export const rule = 1;');
  expect(await asked()).toBeNull();
  await writeFile(join(installation, 'package-lock.json'), '{ "mjml": "newer" }');
  expect(await asked()).toBeNull();
  expect(await asked()).not.toBeNull();
});

test('a folder that was moved is remembered, and its files are named where they are', async () => {
  await asked();
  const moved = join(home, 'moved');
  await rename(dir, moved);
  dir = moved;

  expect(await asked()).toEqual(anyPlan(join(moved, 'hello.mjml')));
});

test('what is refused is not remembered', async () => {
  await asked('hello', { kind: 'refused', findings: [] });

  expect(await asked()).toBeNull();
});

test('a memory that is damaged or cannot be written to is none, and nothing else is wrong', async () => {
  await asked();
  for (const name of await readdir(kept)) await writeFile(join(kept, name), '{ "kind": "comp');
  expect(await asked()).toBeNull();
  expect(await asked()).not.toBeNull();

  await rm(kept, { recursive: true });
  await writeFile(kept, 'a file stands where the folder would be');
  expect(await asked()).toBeNull();
  expect(await readFile(kept, 'utf8')).toContain('a file stands');
});

test('the oldest are forgotten before there are too many', async () => {
  await mkdir(kept);
  for (let i = 0; i < 400; i += 1) await writeFile(join(kept, `old-${i}`), '{}');

  await asked();

  expect(await readdir(kept)).toHaveLength(200);
  expect(await asked()).not.toBeNull();
});

test('a template of the example comes to the same with a memory as without', async () => {
  await rm(dir, { recursive: true });
  await cp(join(root, 'templates'), dir, { recursive: true });
  const memory = createCompilationMemory(kept, installation);
  const compilers = [{}, { memory }, { memory }].map((options) => createTemplateCompiler(dir, options));
  const results: TemplateCompilation[] = [];
  for (const compiler of compilers) {
    results.push(await compiler.compile('renewal-soon'));
    await compiler.close();
  }

  expect(await readdir(kept)).toHaveLength(1);
  expect(results[0]?.kind).toBe('compiled');
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});
