/**
 * The client of the HTTP API: calls with the types of its description, tried again as the server asks, and webhooks that
 * are checked before they are believed. Its types are generated (`api.ts`); nothing else here knows the routes.
 *
 * @example
 * const tendril = createTendrilClient({ url: 'https://go.example.com', key: process.env.TENDRIL_KEY ?? '' });
 * const { data, error } = await tendril.POST('/v1/events', { body: { lead: 'ann@example.com', event: 'trial_started' } });
 */
import createClient, { type Client } from 'openapi-fetch';
import { Webhook } from 'standardwebhooks';
import type { paths, webhooks } from './api.ts';

export type { components, operations, paths, webhooks } from './api.ts';

export interface TendrilOptions {
  /** Where the engine is reached: its PUBLIC_URL. */
  readonly url: string;
  /** `tendril keys create`. */
  readonly key: string;
  /** How often a call is tried again at most; default 4. */
  readonly retries?: number;
  /** Default: the one of the platform. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Waits; for tests. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

export type TendrilClient = Client<paths>;

/** Asked too often, and away for now. */
const passing: ReadonlySet<number> = new Set([429, 503]);
/** Its answer holds a secret, which is not kept to be given again. */
const onceOnly: ReadonlySet<string> = new Set(['/v1/keys']);

const firstPauseMs = 500;
const longestPauseMs = 60_000;

/**
 * A client of one engine. Every POST gets an Idempotency-Key of its own, unless it brings one, so that to try it again is
 * safe: what was done already is not done twice.
 */
export function createTendrilClient(options: TendrilOptions): TendrilClient {
  const { url, key, retries = 4, fetch = (request) => globalThis.fetch(request), pause = sleep } = options;
  return createClient<paths>({
    baseUrl: url.replace(/\/+$/, ''),
    headers: { Authorization: `Bearer ${key}` },
    async fetch(request) {
      const named = withKey(request);
      for (let tries = 0; ; tries += 1) {
        const last = tries >= retries || !isRepeatable(named);
        const answer = await fetch(named.clone()).catch((error: unknown) => {
          if (last) throw error;
          return null;
        });
        if (answer !== null && (last || !passing.has(answer.status))) return answer;
        await pause(pauseAfter(answer, tries));
      }
    },
  });
}

const sleep = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));

function withKey(request: Request): Request {
  const { pathname } = new URL(request.url);
  if (request.method === 'POST' && !onceOnly.has(pathname) && !request.headers.has('Idempotency-Key')) {
    request.headers.set('Idempotency-Key', crypto.randomUUID());
  }
  return request;
}

/** Whether doing it twice is doing it once (RFC 9110 §9.2.2), or it has a key. */
const isRepeatable = ({ method, headers }: Request): boolean => method !== 'POST' || headers.has('Idempotency-Key');

/** What Retry-After asks for (RFC 9110 §10.2.3), else twice as long each time. */
function pauseAfter(answer: Response | null, tries: number): number {
  const text = answer?.headers.get('retry-after')?.trim() ?? '';
  const asked = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  const ms = Number.isFinite(asked) ? Math.max(0, asked) : firstPauseMs * 2 ** tries;
  return Math.min(longestPauseMs, ms);
}

/** What an endpoint of webhooks is sent, by its `type`. */
export type WebhookMessage = {
  [T in keyof webhooks]: webhooks[T]['post']['requestBody']['content']['application/json'];
}[keyof webhooks];

/**
 * Checks that a webhook came from the engine and is no more than five minutes old, and reads it. `body` as it arrived:
 * the signature is over these very bytes. While a secret is being changed, give both.
 * @throws WebhookVerificationError of `standardwebhooks` when no secret fits
 */
export function verifyWebhook(
  secret: string | readonly string[],
  headers: Readonly<Record<string, string | string[] | undefined>> | Headers,
  body: string,
): WebhookMessage {
  const value = (name: string): string => {
    const found = headers instanceof Headers ? headers.get(name) : headers[name];
    return (Array.isArray(found) ? found[0] : found) ?? '';
  };
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  const signed = Object.fromEntries(names.map((name) => [name, value(name)]));
  let why: unknown = new Error('No secret was given');
  for (const one of [secret].flat()) {
    try {
      return new Webhook(one).verify(body, signed) as WebhookMessage;
    } catch (error) {
      why = error;
    }
  }
  throw why;
}
