/**
 * A CRM of one's own on a real socket, as docs/integrating.md says it is to be built: it checks the signature, does a message once by
 * its id and stores records by their ids. Connections can be cut before it has done a message, or after.
 */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

export interface WireRecord {
  readonly id: string;
  readonly [key: string]: unknown;
}

export interface WireMessage {
  readonly type: string;
  readonly timestamp: string;
  readonly data: { readonly records?: readonly WireRecord[] };
}

export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Fault = 'cut_before' | 'cut_after';

export interface WebhookCrmServer {
  readonly url: string;
  /** Each request as it came. */
  readonly received: readonly {
    readonly headers: IncomingHttpHeaders;
    readonly message: WireMessage;
    readonly body: string;
  }[];
  /** What it holds, by the ids of records. */
  readonly records: ReadonlyMap<string, WireRecord>;
  /** How many messages it has done, each once. */
  readonly done: number;
  /** What becomes of the next requests. */
  fail(...faults: readonly Fault[]): void;
  /** What it answers instead; null: as it is meant to. */
  answer: ((message: WireMessage) => WireAnswer | null) | null;
  close(): Promise<void>;
}

export async function startWebhookCrm(secret: string): Promise<WebhookCrmServer> {
  const received: { headers: IncomingHttpHeaders; message: WireMessage; body: string }[] = [];
  const records = new Map<string, WireRecord>();
  const done = new Set<string>();
  const faults: Fault[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const message = JSON.parse(body) as WireMessage;
    received.push({ headers: request.headers, message, body });
    new Webhook(secret).verify(body, request.headers as Record<string, string>, { jsonParse: false });
    const fault = faults.shift();
    if (fault === 'cut_before') return void request.socket.destroy();
    const other = crm.answer?.(message) ?? null;
    const id = String(request.headers['webhook-id']);
    if (other === null && !done.has(id)) {
      done.add(id);
      for (const record of message.data.records ?? []) records.set(record.id, { ...records.get(record.id), ...record });
    }
    if (fault === 'cut_after') return void request.socket.destroy();
    const { status, headers, body: said } = other ?? { status: 204 };
    const isJson = said !== undefined && typeof said !== 'string';
    response.writeHead(status, { ...(isJson ? { 'content-type': 'application/json' } : {}), ...headers });
    response.end(isJson ? JSON.stringify(said) : said);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const crm: WebhookCrmServer = {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tendril`, received, records },
    get done() {
      return done.size;
    },
    fail: (...next) => void faults.push(...next),
    answer: null,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return crm;
}
