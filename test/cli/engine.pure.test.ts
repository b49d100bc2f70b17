/** Whether the engine runs, and what it says of itself, as a command on its machine sees it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { engineHealth } from '../../cli/engine.ts';

async function answering(status: number, body: string): Promise<number> {
  const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

it('the engine is found on this machine, whose public address may be out of its own reach', async () => {
  const port = await answering(404, 'nothing');
  // Nothing listens on port 1, and nothing is asked when the first one answers.
  const publicUrl = 'http://127.0.0.1:1';
  expect(await engineHealth({ publicUrl, port })).toEqual({ answers: true, spool: null });
  expect((await engineHealth({ publicUrl: `http://127.0.0.1:${port}`, port: 1 })).answers).toBe(true);
  expect((await engineHealth({ publicUrl, port: 1 })).answers).toBe(false);
  expect((await engineHealth({ publicUrl: null, port })).answers).toBe(false);
});

it('the engine tells what waits on its disk', async () => {
  const oldest = '2026-11-22T19:00:00.000Z';
  const port = await answering(
    200,
    JSON.stringify({ status: 'ok', spool: { waiting: 1234, oldest, lost: 2, trouble: 'ENOSPC' } }),
  );
  const { spool } = await engineHealth({ publicUrl: 'http://127.0.0.1:1', port });
  expect(spool).toEqual({ waitingBytes: 1234, oldest, lost: 2, trouble: 'ENOSPC' });
});
