/**
 * A port that serves a Hono app, and its orderly end: no new requests, the running ones may finish for a while.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { TendrilError } from '../domain/errors.ts';

type Fetch = Parameters<typeof getRequestListener>[0];

export interface Served {
  readonly fetch: Fetch;
  /** Asked before the app; true when it answers. */
  first(incoming: IncomingMessage, outgoing: ServerResponse): boolean;
}

export interface HttpListener {
  readonly port: number;
  /** Resolves when the last request has been answered, or after `graceMs`, when the rest is cut off. */
  close(graceMs: number): Promise<void>;
}

/**
 * Listens, then asks for the app, which may need to know its port.
 * @throws PORT_TAKEN
 */
export async function listenHttp(
  host: string,
  port: number,
  appAt: (port: number) => Fetch | Served,
): Promise<HttpListener> {
  const server = createServer();
  await listening(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  const served = appAt(bound);
  const { fetch, first } = typeof served === 'function' ? { fetch: served, first: () => false } : served;
  const listener = getRequestListener(fetch);
  server.on('request', (incoming, outgoing) => {
    if (!first(incoming, outgoing)) void listener(incoming, outgoing);
  });
  return { port: bound, close: (graceMs) => closed(server, graceMs) };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      const message = `Port ${port} on ${host} cannot be used (${error.code})`;
      reject(taken ? new TendrilError('PORT_TAKEN', message, { port }, error) : error);
    });
    server.listen(port, host, resolve);
  });
}

function closed(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
