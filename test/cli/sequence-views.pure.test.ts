/** What a sequence file looks like as a graph, in words, and against another file: without a database or an engine. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createInstallation, type Installation, root } from './command-line.ts';

let installation: Installation;
let folder: string;
beforeAll(async () => {
  installation = await createInstallation();
  folder = await mkdtemp(join(tmpdir(), 'tendril-views-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await installation.remove();
});

const guide = join(root, 'sequences/energy-guide.yaml');

async function written(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

describe('sequences graph', () => {
  it('draws a file, as text and as JSON, and nothing else on stdout', async () => {
    const { code, stdout, stderr } = await installation.tendril('sequences', 'graph', guide);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^flowchart TD\n/);
    expect(stdout).toContain('s_welcome["Send guide-welcome<br/>(welcome)"]');
    const json = await installation.json<{ mermaid: string; at: null }>('sequences', 'graph', guide);
    expect(json).toMatchObject({ sequence: 'energy-guide', version: null, at: null });
    expect(json.mermaid).toBe(stdout);
  });

  it('needs a database for the leads in it', async () => {
    for (const argv of [[guide, '--live'], ['energy-guide']]) {
      const outcome = await installation.tendril('sequences', 'graph', ...argv);
      expect(outcome).toMatchObject({ code: 5, stdout: '' });
      expect(outcome.stderr).toMatch(/^DATABASE_UNAVAILABLE /);
    }
  });
});

describe('sequences explain', () => {
  it('tells what a file does in sentences', async () => {
    const { code, stdout, stderr } = await installation.tendril('sequences', 'explain', guide);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^The sequence energy-guide\n\n {2}- /);
    expect(stdout).toMatch(/^ {2}1\. Send the mail "guide-welcome"\. \[welcome\]$/m);
    const json = await installation.json<{ text: string }>('sequences', 'explain', guide);
    expect(json.text).toBe(stdout);
  });

  it('refuses a file that is wrong, with its findings on stderr', async () => {
    const file = await written('wrong.yaml', 'sequence: wrong\nsteps:\n  - wate: 3 days\n');
    for (const verb of ['explain', 'graph']) {
      const outcome = await installation.tendril('sequences', verb, file);
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toContain(`${file}:3:5 STEP_UNKNOWN`);
      expect(outcome.stderr).toContain('1 finding in 1 file; correct the file first');
    }
    expect(await installation.tendril('sequences', 'explain', join(folder, 'none.yaml'))).toMatchObject({ code: 2 });
  });
});

describe('sequences diff', () => {
  it('of two files lines up what changed, step by step', async () => {
    const text = await readFile(guide, 'utf8');
    const changed = text
      .replace('timeout: 4 days', 'timeout: 5 days')
      .replace('description:', 'priority: 7\ndescription:');
    const other = await written('other.yaml', changed);
    const { code, stdout } = await installation.tendril('sequences', 'diff', guide, other);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n').slice(1)).toEqual([
      'setting  priority    Its priority is 0. → Its priority is 7.',
      'changed  wait-for-1  timeout: 4 days → 5 days',
    ]);
    const same = await installation.tendril('sequences', 'diff', guide, guide);
    expect(same).toEqual({ code: 0, stdout: '', stderr: expect.stringContaining('do the same.') });
    const json = await installation.json('sequences', 'diff', guide, guide);
    expect(json).toMatchObject({ steps: [], settings: [] });
  });
});

describe('sequences schema', () => {
  it('is a JSON Schema that stands alone on stdout', async () => {
    const { code, stdout, stderr } = await installation.tendril('sequences', 'schema');
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: expect.stringContaining('json-schema.org') });
    expect(await installation.json('sequences', 'schema')).toEqual(JSON.parse(stdout));
  });
});
