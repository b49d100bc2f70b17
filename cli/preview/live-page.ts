/**
 * A preview that follows the files: a small HTTP server for this machine alone, whose page loads itself again when a file
 * of the workspace has changed. Whoever does not know its address, which nobody can guess, gets nothing: pages may show
 * what is known of a real lead.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type FSWatcher, watch } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Finding } from '../../domain/errors.ts';
import { failureOf } from '../failure.ts';
import { findingsPage } from './page.ts';

export interface LivePage {
  readonly name: string;
  /** What it follows, with all that is below. */
  readonly folders: readonly string[];
  /** Ends it. */
  readonly signal: AbortSignal;
  /** @param script what the page must run to follow the files */
  render(script: string): Promise<string>;
  ready(address: string): Promise<void>;
  /** The files are wrong at present; also shown on the page. */
  failed(message: string): void;
}

/** Editors write a file in several steps, and several files at once. */
const quietMs = 80;

/** Loads the page again, and keeps what was chosen on it. */
const script = `
const kept = 'chosen ' + location.pathname;
for (const id of JSON.parse(sessionStorage.getItem(kept) || '[]')) {
  const input = document.getElementById(id);
  if (input) input.checked = true;
}
new EventSource('changes').addEventListener('changed', () => {
  sessionStorage.setItem(kept, JSON.stringify([...document.querySelectorAll(':checked')].map((input) => input.id)));
  location.reload();
});
`;

/** Serves the page until the signal comes. */
export async function livePage(live: LivePage): Promise<void> {
  const listeners = new Set<ServerResponse>();
  let page = await pageNow(live);
  let turn = Promise.resolve();
  const stopWatching = watchFiles(live.folders, () => {
    turn = turn.then(async () => {
      page = await pageNow(live);
      for (const listener of listeners) listener.write('event: changed\ndata: now\n\n');
    });
  });
  const secret = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    const path = request.headers.host === hostOf(server.address()) ? request.url : null;
    if (path === `/${secret}/`) return serve(response, page);
    if (path === `/${secret}/changes`) return listen(request, response, listeners);
    response.writeHead(404).end();
  });
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await live.ready(`http://${hostOf(server.address())}/${secret}/`);
    if (!live.signal.aborted) await once(live.signal, 'abort');
  } finally {
    stopWatching();
    await turn;
    server.close();
    server.closeAllConnections();
  }
}

/** Also what a page of another site must name, that has its own name lead here. */
const hostOf = (address: AddressInfo | string | null): string =>
  `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;

function serve(response: ServerResponse, page: string): void {
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(page);
}

function listen(request: IncomingMessage, response: ServerResponse, listeners: Set<ServerResponse>): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': following\n\n');
  listeners.add(response);
  request.on('close', () => listeners.delete(response));
}

async function pageNow({ name, render, failed }: LivePage): Promise<string> {
  try {
    return await render(script);
  } catch (thrown) {
    const { code, message, details } = failureOf(thrown);
    failed(`${code} ${message}`);
    const findings = Array.isArray(details.findings) ? (details.findings as readonly Finding[]) : [];
    return findingsPage(name, message, findings, script);
  }
}

/** Calls back once things have been quiet for a moment. */
function watchFiles(folders: readonly string[], changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, quietMs);
  };
  const watchers: readonly FSWatcher[] = folders.map((folder) =>
    // A folder that vanishes is told by the next page.
    watch(folder, { recursive: true }, later).on('error', later),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
