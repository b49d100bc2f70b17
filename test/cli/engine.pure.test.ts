/** Whether the engine runs, as a command on its machine sees it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { engineRuns } from '../../cli/engine.ts';

it('the engine is found on this machine, whose public address may be out of its own reach', async () => {
  const server = createServer((_request, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  // Nothing listens on port 1, and nothing is asked when the first one answers.
  const publicUrl = 'http://127.0.0.1:1';
  expect(await engineRuns({ publicUrl, port })).toBe(true);
  expect(await engineRuns({ publicUrl: `http://127.0.0.1:${port}`, port: 1 })).toBe(true);
  expect(await engineRuns({ publicUrl, port: 1 })).toBe(false);
  expect(await engineRuns({ publicUrl: null, port })).toBe(false);
});
