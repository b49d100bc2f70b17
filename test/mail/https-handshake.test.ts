/** The handshake with the host of links, against real servers on this machine. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createTryHttps, type HandshakeOptions } from '../../mail/preflight/https-handshake.ts';
import { startTlsServer } from '../support/tls-server.ts';

const host = 'go.acme.example';
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function tlsServer(...given: Parameters<typeof startTlsServer>) {
  const server = await startTlsServer(...given);
  closers.push(server.close);
  return server;
}

/** Takes connections and answers each with this, or with nothing. */
async function plainServer(answer: string | null): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    closers.push(async () => socket.destroy());
    if (answer !== null) socket.once('data', () => socket.end(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.unshift(async () => server.close());
  return (server.address() as AddressInfo).port;
}

const shake = (port: number, options: HandshakeOptions = {}, addresses: readonly string[] = ['127.0.0.1']) =>
  createTryHttps(options)(host, port, addresses);

describe('a handshake with the host of links', () => {
  it('passes where a trusted certificate has its name, and asks for nothing', async () => {
    const server = await tlsServer([host]);
    expect(await shake(server.port, { authorities: [server.certificate] })).toEqual({ kind: 'trusted' });
    await server.close();
    closers.pop();
    expect(server.received()).toBe('');
  });

  it('fails where nobody vouches for the certificate', async () => {
    const { port } = await tlsServer([host]);
    expect(await shake(port)).toEqual({ kind: 'refused', why: expect.stringContaining('self-signed certificate') });
  });

  it('fails where the certificate is for another name', async () => {
    const server = await tlsServer(['www.acme.example']);
    const why = expect.stringContaining('www.acme.example');
    expect(await shake(server.port, { authorities: [server.certificate] })).toEqual({ kind: 'refused', why });
  });

  it('fails where the certificate is over', async () => {
    const server = await tlsServer([host], '20210101000000Z');
    const why = expect.stringContaining('expired');
    expect(await shake(server.port, { authorities: [server.certificate] })).toEqual({ kind: 'refused', why });
  });

  it('fails where nothing listens, and where it is not TLS that answers', async () => {
    const gone = await startTlsServer([host]);
    await gone.close();
    expect(await shake(gone.port)).toEqual({ kind: 'refused', why: `nothing listens at 127.0.0.1 port ${gone.port}` });
    const port = await plainServer('HTTP/1.1 301 Moved\r\nLocation: https://elsewhere.example/\r\n\r\n');
    expect(await shake(port)).toEqual({ kind: 'refused', why: expect.stringContaining('fails the TLS handshake') });
  });

  it('ends after its time where nobody answers, which proves nothing', async () => {
    const port = await plainServer(null);
    const why = `127.0.0.1 port ${port} has not answered for 0.05 s`;
    expect(await shake(port, { timeLimitMs: 50 })).toEqual({ kind: 'silent', why });
  });
});
