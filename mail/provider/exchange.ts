/**
 * One HTTP request that must not be made twice, and its answer. The connection, TLS included, is opened first; then the
 * ledger is told; only then is the first byte of the request written. So what fails before is surely not accepted, and
 * what fails after without an answer may have been.
 *
 * Not `fetch`: it opens the connection by itself and does not say whether a failure came before or after the request
 * was written. Follows no redirect, tries nothing twice, and keeps no connection: one that the provider closes at the
 * very moment at which it is used again would make the fate of a mail unknown.
 */
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface ProviderTimeouts {
  /** For the look-up of the name, the connection and TLS together. */
  readonly connectionMs?: number;
  /** From the first byte of the request to the last one of the answer. Shorter makes mails of unknown fate. */
  readonly answerMs?: number;
}

export interface ProviderRequest {
  readonly url: URL;
  readonly body: Buffer;
  /** Made when the request is about to be written: signatures are good for some minutes only. */
  headers(): Readonly<Record<string, string>>;
}

export type Exchange =
  | { readonly kind: 'answered'; readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
  /** Nothing was written. */
  | { readonly kind: 'unreachable'; readonly why: string }
  /** Something was written, and no status came. */
  | { readonly kind: 'unanswered'; readonly why: string };

/** More is not read: an answer is some hundred bytes long. */
const mostAnswerBytes = 64 * 1024;

/**
 * Posts a body. Never throws for what the network or the provider does; `signal` cuts it off.
 * @throws what `beforeBody` throws; nothing has been written then
 */
export async function exchange(
  post: ProviderRequest,
  beforeBody: () => Promise<void>,
  timeouts: ProviderTimeouts,
  signal: AbortSignal,
): Promise<Exchange> {
  const { connectionMs = 30_000, answerMs = 120_000 } = timeouts;
  let socket: Socket;
  try {
    socket = await opened(post.url, AbortSignal.any([signal, AbortSignal.timeout(connectionMs)]));
  } catch (error) {
    return { kind: 'unreachable', why: `no connection to ${post.url.host}: ${codeOf(error)}` };
  }
  try {
    await beforeBody();
    if (!isOpen(socket) || signal.aborted) {
      return { kind: 'unreachable', why: `${post.url.host} closed the connection before the request` };
    }
    return await answered(socket, post, AbortSignal.any([signal, AbortSignal.timeout(answerMs)]));
  } finally {
    socket.destroy();
  }
}

const isOpen = (socket: Socket): boolean => socket.writable && !socket.readableEnded && !socket.destroyed;

/** Rejects when there is no connection in time. */
function opened(url: URL, signal: AbortSignal): Promise<Socket> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  const port = Number(url.port) || (secure ? 443 : 80);
  return new Promise((resolve, reject) => {
    const socket = secure
      ? connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }) })
      : connectTcp({ host, port });
    const cut = (): void => void socket.destroy(new Error(reasonOf(signal)));
    signal.addEventListener('abort', cut, { once: true });
    // It stays: without a listener, a connection that breaks while nobody reads from it would end the process.
    socket.on('error', reject);
    socket.once('close', () => reject(new Error('closed')));
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      signal.removeEventListener('abort', cut);
      resolve(socket);
    });
    if (signal.aborted) cut();
  });
}

function answered(socket: Socket, { url, body, headers }: ProviderRequest, signal: AbortSignal): Promise<Exchange> {
  return new Promise((resolve) => {
    let hasStatus = false;
    const unanswered = (error: unknown): void => {
      if (!hasStatus) resolve({ kind: 'unanswered', why: signal.aborted ? reasonOf(signal) : codeOf(error) });
    };
    const sent = request({
      createConnection: () => socket,
      method: 'POST',
      path: url.pathname,
      headers: { host: url.host, 'content-length': body.length, ...headers() },
    });
    const cut = (): void => {
      sent.destroy();
      unanswered(new Error('cut off'));
    };
    signal.addEventListener('abort', cut, { once: true });
    sent.on('error', unanswered);
    sent.on('response', (response) => {
      const { statusCode: status = 0, headers: answer } = response;
      // With the status the verdict is there; a body that breaks off only lacks its words.
      hasStatus = true;
      void textOf(response).then((text) => resolve({ kind: 'answered', status, headers: answer, body: text }));
    });
    sent.on('close', () => {
      signal.removeEventListener('abort', cut);
      unanswered(new Error('closed'));
    });
    sent.end(body);
  });
}

/** As much as came, up to the limit. */
async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= mostAnswerBytes) break;
    }
  } catch {
    // What came before it broke off is enough.
  }
  return Buffer.concat(chunks).subarray(0, mostAnswerBytes).toString('utf8');
}

const reasonOf = ({ reason }: AbortSignal): string =>
  reason instanceof Error && reason.name !== 'TimeoutError' ? reason.message : 'no answer in time';

/** What went wrong, in a word: messages of the network may name more than a log should hold. */
function codeOf(error: unknown): string {
  const { code, message, errors } = error as {
    readonly code?: unknown;
    readonly message?: string;
    readonly errors?: readonly { readonly code?: unknown }[];
  };
  // Several addresses were tried: each error has a code of its own.
  const known = code ?? errors?.[0]?.code;
  return typeof known === 'string' ? known : (message ?? 'the connection failed');
}
