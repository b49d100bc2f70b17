import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { claimPort } from '../../cli/start/port-claims.ts';
import { choosePort, freePort } from '../../cli/start/ports.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a default port that is taken moves to a free one and says from where', async () => {
  const taken = await takenPort();
  const { port, movedFrom } = await choosePort(taken, false, 'PORT');
  expect(movedFrom).toBe(taken);
  expect(port).not.toBe(taken);
});

test('a default port that is free stays', async () => {
  const taken = await takenPort();
  servers.pop()?.close();
  expect(await choosePort(taken, false, 'PORT')).toEqual({ port: taken, movedFrom: null });
});

test('a port that was asked for and is taken is an error that names the setting', async () => {
  const taken = await takenPort();
  await expect(choosePort(taken, true, 'PORT')).rejects.toMatchObject({
    code: 'PORT_TAKEN',
    message: `Port ${taken}, given by PORT, is in use`,
  });
});

test('parts that start side by side never get the same port', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, () => freePort()));
  expect(new Set(ports).size).toBe(20);
});

test('two parts with the same default do not both get it', async () => {
  const taken = await takenPort();
  servers.pop()?.close();
  const [first, second] = [await choosePort(taken, false, 'A'), await choosePort(taken, false, 'B')];
  expect(first.port).toBe(taken);
  expect(second.movedFrom).toBe(taken);
});

test('a port that another living engine is about to take counts as taken; a dead one’s claim does not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tendril-claims-'));
  const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  writeFileSync(join(folder, 'tendril-port-4711'), String(other.pid));
  expect(claimPort(4711, folder)).toBe(false);
  other.stdin.end();
  await once(other, 'exit');
  expect(claimPort(4711, folder)).toBe(true);
});
