/** The embedded PostgreSQL by itself. As root this also shows that it runs below a folder that only root may enter. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, expect, test, vi } from 'vitest';
import { freePort } from '../../cli/start/ports.ts';
import { startPostgres } from '../../cli/start/postgres.ts';
import { commandOf } from '../../cli/start/process-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'tendril-postgres-'));
const dataDir = join(folder, 'home', 'postgres');
// Registered first, so it runs last.
afterAll(() => rm(folder, { recursive: true, force: true }));

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

test('data survives a restart', async () => {
  const first = await startPostgres({ dataDir });
  await ask(first.url, "CREATE TABLE kept AS SELECT 'still here' AS text");
  await first.stop();
  expect(await first.exited).toBe(0);
  const second = await startPostgres({ dataDir });
  expect(await ask(second.url, 'SELECT text FROM kept')).toEqual(['still here']);
  await second.stop();
});

test('nobody gets in without the password, which only its owner can read', async () => {
  const { url, stop } = await startPostgres({ dataDir });
  const guess = new URL(url);
  guess.password = 'guess';
  await expect(ask(guess.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  expect(statSync(`${dataDir}.password`).mode & 0o777).toBe(0o600);
  await stop();
});

test('the role of the engine is no superuser, the one for administration is', async () => {
  const { url, adminUrl, stop } = await startPostgres({ dataDir });
  const superuser = "SELECT current_setting('is_superuser')";
  expect([await ask(url, superuser), await ask(adminUrl, superuser)]).toEqual([['off'], ['on']]);
  await stop();
});

test('a server that runs on the folder already is stopped first', async () => {
  const left = await startPostgres({ dataDir });
  const next = await startPostgres({ dataDir });
  expect(await left.exited).toBe(0);
  expect(await ask(next.url, 'SELECT 1')).toEqual([1]);
  await next.stop();
});

test('a port that is taken is an error that names it', async () => {
  const port = await freePort();
  const taken = createServer().listen(port, '127.0.0.1');
  await once(taken, 'listening');
  await expect(startPostgres({ dataDir, port })).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: expect.stringContaining(String(port)),
  });
  taken.close();
});

test('the server ends when the process that started it is killed', async () => {
  const starter = fileURLToPath(new URL('./postgres-starter.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', starter, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(child.stdout, 'data');
  const pid = Number(String(said));
  expect(commandOf(pid)).toContain('postgres');
  child.kill('SIGKILL');
  await vi.waitFor(() => expect(commandOf(pid)).toBe(''), { timeout: 10_000, interval: 50 });
});

/** A file system that is nearly full; only root can make one, and not in every container. */
const tiny = join(folder, 'tiny');
mkdirSync(tiny);
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', tiny]).status === 0;
afterAll(() => mounted && spawnSync('umount', [tiny]));

test.runIf(mounted)('a disk without room for the data is an error, and no half-made folder stays', async () => {
  const full = startPostgres({ dataDir: join(tiny, 'postgres') });
  await expect(full).rejects.toMatchObject({ code: 'DISK_FULL', message: expect.stringContaining(tiny) });
  expect(readdirSync(tiny).filter((name) => !name.endsWith('.password'))).toEqual([]);
});
