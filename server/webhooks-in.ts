/**
 * `POST /webhooks/in/NAME`: where sending providers report to. A request is answered with 200 only after what it says has
 * been committed, so whatever fails is told again by the provider. A refusal says nothing of its reason. Where the proof
 * stands in the head of a request (a log-in, a key in the URL), it is checked before the body is read; where it is a signature
 * over the body, limits of size come first. Nobody is refused by address: the customers of a provider share its addresses, so
 * a stranger's requests by the same provider would shut out ours.
 *
 * Reads bodies by limits of its own, since whole mails may come in: to be added before the body limit of the API.
 */
import type { Context, Env, Hono } from 'hono';
import type { Instant } from '../domain/instant.ts';
import type { ProviderEvent, WebhookEndpoint, WebhookHead, WebhookRequest } from '../domain/provider-event.ts';
import { type Complaint, createComplaint } from './complaints.ts';
import type { Log } from './log.ts';
import { maskedError } from './masking.ts';

export interface ProviderWebhooks {
  readonly endpoints: readonly WebhookEndpoint[];
  /** Resolves when the events are committed; rejects when the provider has to tell them again. */
  deliver(endpoint: WebhookEndpoint, events: readonly ProviderEvent[]): Promise<void>;
  /** Fetches the address by which an endpoint agrees to a subscription; rejects when that fails. */
  confirm(url: string): Promise<void>;
  now(): Instant;
  readonly log: Log;
}

type Status = 200 | 400 | 401 | 404 | 413 | 415 | 503;

const retryAfterSeconds = 30;
/** Of all bodies that are read at one time: whom they are from is known only when they are there. */
const mostBytesAtOnce = 256 * 1024 * 1024;

/** Adds the route; Mailgun gives whole mails only to a URL that ends with `/mime`. */
export function addProviderWebhooks<E extends Env>(app: Hono<E>, deps: ProviderWebhooks): void {
  const endpoints = new Map(deps.endpoints.map((endpoint) => [endpoint.name, endpoint]));
  const bodies = createBodyReader(mostBytesAtOnce);
  const complain = createComplaint(deps);
  for (const path of ['/webhooks/in/:name', '/webhooks/in/:name/mime']) {
    app.post(path, async (c) => {
      const endpoint = endpoints.get(c.req.param('name') ?? '');
      if (!endpoint) return answer(c, 404);
      const head = headOf(c);
      const why = endpoint.adapter.refusal?.(head) ?? null;
      if (why !== null) {
        complain(endpoint.name, why);
        return answer(c, 401);
      }
      // Nobody sends it, and what it unfolds to has no limit that is known beforehand.
      if ((c.req.header('content-encoding') ?? 'identity') !== 'identity') return answer(c, 415);
      return bodies.read(c.req.raw, endpoint.adapter.mostBytes, async (body) => {
        return answer(c, typeof body === 'number' ? body : await handled(endpoint, { ...head, body }, deps, complain));
      });
    });
  }
}

function answer(c: Context, status: Status): Response {
  c.header('Cache-Control', 'no-store');
  if (status === 503) c.header('Retry-After', String(retryAfterSeconds));
  return c.body(null, status);
}

const headOf = (c: Context): WebhookHead => ({
  method: c.req.method,
  headers: new Map(Object.entries(c.req.header())),
  query: new Map(Object.entries(c.req.query())),
});

async function handled(
  endpoint: WebhookEndpoint,
  request: WebhookRequest,
  { deliver, confirm, now, log }: ProviderWebhooks,
  complain: Complaint,
): Promise<Status> {
  const { name, adapter } = endpoint;
  const verification = await adapter.verify(request, now());
  if (verification.kind === 'unavailable') {
    log.warn({ endpoint: name, why: verification.why }, 'a webhook cannot be checked at present');
    return 503;
  }
  if (verification.kind === 'refused') {
    complain(name, verification.why);
    return 401;
  }
  const reading = adapter.parse(request, now());
  if (reading.kind === 'malformed') {
    log.error({ endpoint: name, why: reading.why }, 'a webhook that is signed rightly cannot be read');
    return 400;
  }
  try {
    const url = adapter.confirmation?.(request) ?? null;
    if (url !== null) {
      await confirm(url);
      log.info({ endpoint: name }, 'a subscription is confirmed');
    }
    if (reading.events.length > 0) await deliver(endpoint, reading.events);
    return 200;
  } catch (error) {
    log.error({ endpoint: name, err: maskedError(error) }, 'a webhook could not be taken; the provider will try again');
    return 503;
  }
}

/** Reads bodies, each and all together up to a limit; work is done while the bytes count as held. */
function createBodyReader(mostHeld: number) {
  let held = 0;
  return {
    async read<T>(request: Request, most: number, work: (body: Uint8Array | Status) => Promise<T>): Promise<T> {
      if (Number(request.headers.get('content-length') ?? 0) > most) return await work(413);
      const chunks: Uint8Array[] = [];
      let length = 0;
      try {
        for await (const chunk of request.body ?? []) {
          length += chunk.length;
          held += chunk.length;
          if (length > most) return await work(413);
          if (held > mostHeld) return await work(503);
          chunks.push(chunk);
        }
        return await work(Buffer.concat(chunks));
      } finally {
        held -= length;
      }
    },
  };
}
