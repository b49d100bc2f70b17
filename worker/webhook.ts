/**
 * The HTTP client of `call` steps and of webhooks: one request, signed by Standard Webhooks, and its answer. Follows no redirect, tries
 * nothing twice (the enrollment does that), and connects to no address of the inside unless the operator allows it: the
 * address is looked at when the connection is made, so a name that resolves to something else a moment later gains
 * nothing. Neither secrets nor what is sent and answered get into a log or an error.
 */

import { type LookupAddress, lookup } from 'node:dns';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { WebhookRequest, Webhooks } from '../activities/ports.ts';
import { isUrl } from '../domain/web-address.ts';
import { isPublicAddress } from './public-address.ts';
import { readAnswer, retryAfterMs } from './webhook-answer.ts';

/** How long a receiver may take, from the look-up of its name to the end of its answer. */
const answerWithinMs = 10_000;

export interface WebhookOptions {
  /** Each `whsec_…`, newest first: every request is signed with all of them, so that receivers can change over. */
  readonly secrets: readonly string[];
  readonly allowHttp: boolean;
  /** Loopback, link-local and private addresses too. */
  readonly allowPrivate: boolean;
  /** Where http is allowed, it is at addresses of the inside only. */
  readonly httpInsideOnly?: boolean;
  /** What allows what is refused, for people. */
  readonly permits?: { readonly http: string; readonly inside: string };
  readonly timeoutMs?: number;
}

const callPermits = {
  http: 'TENDRIL_CALLS_ALLOW_HTTP=true allows http',
  inside: 'TENDRIL_CALLS_ALLOW_PRIVATE=true allows it',
};

/** Why no connection was made; nothing has left. */
class Refusal extends Error {}

export function createWebhooks(options: WebhookOptions): Webhooks {
  const signers = options.secrets.map((secret) => new Webhook(secret));
  const { timeoutMs = answerWithinMs } = options;
  return {
    async send(request) {
      const signal = AbortSignal.timeout(timeoutMs);
      try {
        const url = allowedUrl(request.url, options);
        const response = await exchange(url, request, signers, options, signal);
        const { statusCode: status = 0 } = response;
        const { body, cut } = await readAnswer(response);
        const answered = { kind: 'answered', status, body, retryAfterMs: retryAfterMs(response, Date.now()) } as const;
        return cut ? { ...answered, cut } : answered;
      } catch (error) {
        const why = signal.aborted ? `no answer within ${timeoutMs / 1000} seconds` : whyNot(error);
        return { kind: 'unanswered', why };
      }
    },
  };
}

function allowedUrl(text: string, options: WebhookOptions): URL {
  const { allowHttp, permits = callPermits } = options;
  if (!isUrl(text)) throw new Refusal('the URL cannot be read');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowHttp)) {
    throw new Refusal(`only https is allowed; ${permits.http}`);
  }
  // A name is looked at when it is resolved; for an address written as such, nothing is resolved.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) reachable([{ address: host, family: isIP(host) }], url, options);
  return url;
}

/** Those of the addresses that may be reached, at least one. */
function reachable(addresses: readonly LookupAddress[], { protocol }: URL, options: WebhookOptions): LookupAddress[] {
  const { allowPrivate, httpInsideOnly = false, permits = callPermits } = options;
  const insideOnly = httpInsideOnly && protocol === 'http:';
  const found = addresses.filter(({ address }) => (isPublicAddress(address) ? !insideOnly : allowPrivate));
  if (found.length > 0) return found;
  if (insideOnly) throw new Refusal('the address is a public one, and http is for addresses of the inside; use https');
  throw new Refusal(`the address is not a public one; ${permits.inside}`);
}

/** Resolves a name for a connection that is about to be made, to addresses that may be reached only. */
const reachableLookup =
  (url: URL, webhook: WebhookOptions): LookupFunction =>
  (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      try {
        const found = reachable(addresses, url, webhook);
        if (options.all) done(null, found);
        else done(null, found[0]?.address ?? '', found[0]?.family);
      } catch (refusal) {
        done(refusal as Error, []);
      }
    });
  };

function exchange(
  url: URL,
  request: WebhookRequest,
  signers: readonly Webhook[],
  webhook: WebhookOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { method, body } = request;
  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'application/json',
      'user-agent': 'Tendril',
      ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...signatureHeaders(request, url, signers),
    };
    // No connection is kept: one that the receiver has closed meanwhile would look like a failure of its.
    const options = { method, headers, signal, agent: false, lookup: reachableLookup(url, webhook) };
    start(url, options, resolve)
      .on('error', reject)
      .end(body ?? undefined);
  });
}

/** Signs the body; without one, the query, so that neither can be changed on the way. */
function signatureHeaders({ id, body }: WebhookRequest, url: URL, signers: readonly Webhook[]) {
  const at = new Date();
  const signed = body ?? url.search.slice(1);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signers.map((signer) => signer.sign(id, at, signed)).join(' '),
  };
}

/** What went wrong, in words that name neither what was sent nor to whom. */
function whyNot(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const { code, errors } = error as { code?: unknown; errors?: readonly { code?: unknown }[] };
  // Several addresses were tried: each error has a code of its own.
  const known = code ?? errors?.[0]?.code;
  return typeof known === 'string' ? known : 'the connection failed';
}
