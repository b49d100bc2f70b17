/** The local Temporal server by itself. */
import { once } from 'node:events';
import { mkdtempSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, expect, test } from 'vitest';
import { findTemporal } from '../../cli/start/find-temporal.ts';
import { freePort } from '../../cli/start/ports.ts';
import { startTemporal } from '../../cli/start/temporal.ts';

const folder = mkdtempSync(join(tmpdir(), 'tendril-temporal-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const options = { binary: findTemporal(), dbFile: join(folder, 'temporal.db'), logFile: join(folder, 'temporal.log') };

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

test('a workflow survives a restart of the server, and the web page answers', async () => {
  const start = { taskQueue: 'nobody', workflowId: 'sleeping' };
  const first = await startTemporal({ ...options, uiPort: await freePort() });
  await withClient(first.address, (client) => client.workflow.start('any', start));
  expect((await fetch(first.uiUrl ?? '')).status).toBe(200);
  expect(statSync(options.dbFile).mode & 0o777).toBe(0o600);
  await first.stop();
  expect(await first.exited).toBe(0);

  const second = await startTemporal(options);
  const found = await withClient(second.address, (client) => client.workflow.getHandle('sleeping').describe());
  expect(found.status.name).toBe('RUNNING');
  expect(second.uiUrl).toBeNull();
  await second.stop();
});

test('a port that is taken is an error, with nothing left running', async () => {
  const port = await freePort();
  const taken = createServer().listen(port, '127.0.0.1');
  await once(taken, 'listening');
  await expect(startTemporal({ ...options, port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  taken.close();
});

test('a program that is not there is a missing part', async () => {
  const binary = join(folder, 'no-such-program');
  await expect(startTemporal({ ...options, binary })).rejects.toMatchObject({ code: 'PART_MISSING' });
});
