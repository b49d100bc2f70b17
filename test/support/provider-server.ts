/**
 * A real HTTP server on a free port that takes mails as a provider's API does, and can be told to misbehave at any point:
 * an error of choice, silence, FIN or RST before or after the body, an answer that breaks off. What it takes is checked
 * by the provider it plays, strictly; it never delivers anything.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface ProviderCall {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ProviderAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * `reset-before-body`: RST when the headers are there. The others come when the mail is there, which counts as taken:
 * `hang`: no answer. `close`, `reset`: FIN or RST instead of one. `break-off`: FIN in the middle of the answer's body.
 * An answer refuses the mail.
 */
export type ProviderFault = 'reset-before-body' | 'hang' | 'close' | 'reset' | 'break-off' | ProviderAnswer;

export interface ProviderServer<Mail> {
  readonly endpoint: string;
  /** Mails that may have been sent: those it accepted, whether or not the answer left. */
  readonly mails: readonly Mail[];
  readonly connectionCount: number;
  readonly openConnections: number;
  /** Changes the behaviour from now on; without an argument it accepts everything again. */
  behave(fault?: ProviderFault): void;
  /** Ends the connections that are open. */
  hangUp(): void;
  close(): Promise<void>;
}

/** What a provider makes of a call: a mail with the answer that accepts it, or a refusal. */
export type Reception<Mail> =
  | { readonly mail: Mail; readonly answer: ProviderAnswer }
  | { readonly refusal: ProviderAnswer };

export async function startProviderServer<Mail>(
  receive: (call: ProviderCall) => Reception<Mail>,
): Promise<ProviderServer<Mail>> {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  let connectionCount = 0;
  let fault: ProviderFault | undefined;
  const server = createServer(async (request, response) => {
    if (fault === 'reset-before-body') return void request.socket.resetAndDestroy();
    const { method = '', url: path = '', headers } = request;
    const body = await buffer(request);
    if (typeof fault === 'object') return answer(response, fault);
    const reception = receive({ method, path, headers, body });
    if ('refusal' in reception) return answer(response, reception.refusal);
    mails.push(reception.mail);
    if (fault === undefined) answer(response, reception.answer);
    if (fault === 'close') request.socket.end();
    if (fault === 'reset') request.socket.resetAndDestroy();
    if (fault === 'break-off') {
      response.writeHead(reception.answer.status, { ...reception.answer.headers, 'content-length': '5000' });
      response.write((reception.answer.body ?? '').slice(0, 10), () => request.socket.end());
    }
  });
  server.on('connection', (socket) => {
    connectionCount += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A client that resets its connection is part of what is tested.
    socket.on('error', () => undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    mails,
    get connectionCount() {
      return connectionCount;
    },
    get openConnections() {
      return sockets.size;
    },
    behave(next) {
      fault = next;
    },
    hangUp() {
      for (const socket of sockets) socket.end();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function answer(response: ServerResponse, { status, headers = {}, body = '' }: ProviderAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}
