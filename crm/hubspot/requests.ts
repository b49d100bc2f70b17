/**
 * Requests to HubSpot's API, with everything that is not about their contents: the token and one renewal of it, pauses
 * that HubSpot asks for, retries after an outage, the pace of searches. Every request of the adapter may be repeated
 * without harm: writes are by unique ids.
 */

import type { TendrilError } from '../../domain/errors.ts';
import { type Instant, msOf, plusMs } from '../../domain/instant.ts';
import { type CrmFailure, crmError } from '../failure.ts';
import { type Exchange, exchange } from './exchange.ts';
import { addressOf, baseOf, type HubspotSettings } from './settings.ts';
import type { Time } from './time.ts';
import type { Tokens } from './tokens.ts';
import { verdictOf } from './verdict.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON; a `form` is sent as one, without a token. */
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

/** 2xx, or 400, 404 or 409 with an error. */
export interface ApiAnswer {
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Requests {
  /** @throws a CRM failure for everything that is not an answer to work with */
  send(request: ApiRequest): Promise<ApiAnswer>;
}

/**
 * "The search endpoints are rate limited to five requests per second per account", and their answers have no headers that
 * tell how many are left (…/crm/search-the-crm, "Limits").
 */
const searchPauseMs = 200;

/** Requests of one installation, which share the pace and the token. */
export function createRequests(settings: HubspotSettings, tokens: Tokens, time: Time): Requests {
  const base = baseOf(settings);
  let nextSearchAt: Instant = '';
  /** The window's requests are used up until then. */
  let exhaustedUntil: Instant = '';

  async function keepPace({ path }: ApiRequest): Promise<void> {
    const now = time.now();
    let goAt = exhaustedUntil > now ? exhaustedUntil : now;
    if (path.endsWith('/search')) {
      goAt = nextSearchAt > goAt ? nextSearchAt : goAt;
      nextSearchAt = plusMs(goAt, searchPauseMs);
    }
    if (goAt > now) await time.wait(msOf(goAt) - msOf(now));
  }

  /** `X-HubSpot-RateLimit-Remaining` and `-Interval-Milliseconds` (usage guidelines): at 0 the next would be refused. */
  function notePace(answer: Exchange): void {
    if (answer.kind === 'silent' || answer.headers.get('x-hubspot-ratelimit-remaining') !== '0') return;
    const window = Number(answer.headers.get('x-hubspot-ratelimit-interval-milliseconds'));
    if (window > 0 && window <= settings.limits.patienceMs) exhaustedUntil = plusMs(time.now(), window);
  }

  async function made(request: ApiRequest, token: string | null): Promise<Exchange> {
    const url = addressOf(base, request.path);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    const isForm = request.form !== undefined;
    const body = isForm ? String(new URLSearchParams(request.form)) : JSON.stringify(request.json);
    return exchange(
      {
        method: request.method,
        url,
        headers: {
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(request.method === 'GET'
            ? {}
            : { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' }),
        },
        body: request.method === 'GET' ? null : body,
      },
      settings.limits,
      time,
    );
  }

  const failed = ({ method, path }: ApiRequest, failure: CrmFailure, why: string): TendrilError =>
    crmError(failure, `HubSpot, ${method} ${path}: ${why}`);

  return {
    async send(request) {
      let patience = settings.limits.patienceMs;
      let tries = 0;
      let isRenewed = false;
      let token = request.form === undefined ? await tokens.current() : null;
      for (;;) {
        await keepPace(request);
        const answer = await made(request, token?.reveal() ?? null);
        notePace(answer);
        if (answer.kind === 'silent' || answer.status >= 500 || answer.status === 477) tries += 1;
        const verdict = verdictOf(answer, tries, settings.zone, time.now());
        switch (verdict.kind) {
          case 'answer':
            return verdict.answer;
          case 'token_refused': {
            const other = isRenewed || token === null ? null : await tokens.instead(token);
            if (other === null)
              throw failed(request, { kind: 'unauthorised', missingScopes: [] }, 'the token is refused');
            isRenewed = true;
            token = other;
            break;
          }
          case 'pause':
            if (verdict.ms > patience) throw failed(request, verdict.failure, verdict.why);
            patience -= verdict.ms;
            await time.wait(verdict.ms);
            break;
          case 'failed':
            throw failed(request, verdict.failure, verdict.why);
        }
      }
    },
  };
}
