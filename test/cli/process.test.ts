import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportResult } from '../../cli/lead-import.ts';
import type { LeadView } from '../../db/store.ts';
import { type ErrorOutput, lines, type Outcome, root, runProcess, start } from './command-line.ts';
import { createStoredInstallation, now, publishSmall, type StoredInstallation } from './installation.ts';

let tendril: StoredInstallation;
beforeAll(async () => {
  tendril = await createStoredInstallation();
  await publishSmall(tendril.store);
});
afterAll(() => tendril.close());

async function csv(rows: number, domain: string): Promise<string> {
  const file = join(tendril.home, `${domain}.csv`);
  const text = Array.from({ length: rows }, (_, i) => `lead-${i}@${domain},Lead number ${i} of ${rows}`).join('\n');
  await writeFile(file, `email,company\n${text}\n`);
  return file;
}

/** How many leads of a domain are in. */
async function leadsOf(domain: string): Promise<number> {
  let count = 0;
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<StoredInstallation['store']['leads']['list']>> = await tendril.store.leads.list(
      { search: domain },
      after === null ? { limit: 200 } : { limit: 200, after },
      now(),
    );
    count += page.items.length;
    after = page.next;
  } while (after !== null);
  return count;
}

async function ended(child: ReturnType<typeof start>): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

describe('the process', () => {
  it('writes data and nothing else to stdout, and ends by itself', async () => {
    const file = await csv(400, 'pipe.example');
    const imported = await runProcess(['leads', 'import', file, '--json'], tendril.env);
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(imported.stdout)).toMatchObject({ imported: 400 });
    const list = await runProcess(['leads', 'list', '--all', '--json'], tendril.env);
    expect(list).toMatchObject({ code: 0, stderr: '' });
    expect(lines<LeadView>(list.stdout)).toHaveLength(400);
  });

  it('writes no colours and no progress when nobody sees a terminal', async () => {
    const outcome = await runProcess(['leads', 'list', '--limit', '2'], tendril.env);
    expect(outcome.stdout + outcome.stderr).not.toContain('\u001b');
  });

  it('ends quietly when the reader of its output has gone', async () => {
    const child = start(['leads', 'list', '--all', '--json'], tendril.env);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('tells a broken row by its exit code and as JSON', async () => {
    const file = join(tendril.home, 'broken.csv');
    await writeFile(file, 'email\nann@broken.example\nnobody\n');
    const outcome = await runProcess(['leads', 'import', file, '--json'], tendril.env);
    expect(outcome.code).toBe(1);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ imported: 1, broken: [{ line: 3, code: 'ADDRESS_INVALID' }] });
    expect((JSON.parse(outcome.stderr) as ErrorOutput).error.code).toBe('NOT_ALL_DONE');
  });

  it('stops a long import at Ctrl-C between two rows, and says how far it came', async () => {
    const rows = 30_000;
    const child = start(['leads', 'import', await csv(rows, 'long.example'), '--json'], tendril.env);
    const outcome = ended(child);
    while (child.exitCode === null && (await leadsOf('long.example')) === 0)
      await new Promise((resolve) => setImmediate(resolve));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await outcome;
    expect(code).toBe(130);
    const result = JSON.parse(stdout) as ImportResult;
    expect(result.imported).toBeGreaterThan(0);
    expect(result.imported + result.left).toBe(rows);
    expect((JSON.parse(stderr) as ErrorOutput).error.code).toBe('NOT_ALL_DONE');
    expect(await leadsOf('long.example')).toBe(result.imported);
  });
});

describe('npx', () => {
  it('finds tendril in the clone, also from a folder below and without a network', async () => {
    const cache = await mkdtemp(join(tmpdir(), 'tendril-npx-'));
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, npm_config_cache: cache, npm_config_offline: 'true' };
    const child = spawn('npx', ['tendril', 'leads', '--help'], { cwd: join(root, 'sequences'), env });
    const outcome = await ended(child);
    await rm(cache, { recursive: true, force: true });
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(outcome.stdout).toMatch(/^Usage: tendril leads /);
  }, 60_000);
});
