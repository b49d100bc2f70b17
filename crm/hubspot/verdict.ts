/**
 * What an answer of HubSpot means for the request as a whole: it is an answer to work with, the token is refused, a pause
 * is asked for, or it failed. Pure.
 *
 * Sources: developers.hubspot.com/docs/api-reference/error-handling ("Common error responses") for the statuses and their
 * pauses; developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines for limits: a 429 has `errorType:
 * RATE_LIMIT` and a `policyName` (`DAILY`, `TEN_SECONDLY_ROLLING`, `SECONDLY`); the daily limit ends at midnight in the
 * account's time zone; `X-HubSpot-RateLimit-Interval-Milliseconds` is the length of the window of the other.
 */
import { later, msOf, plusMs } from '../../domain/instant.ts';
import { dateIn, type Instant, instantAt, moveDate, type Zone } from '../../domain/time.ts';
import type { CrmFailure } from '../failure.ts';
import type { Exchange } from './exchange.ts';

type Answered = Extract<Exchange, { readonly kind: 'answered' }>;

export type Verdict =
  /** To be read by who asked: it succeeded, or the request or some of its records were refused. */
  | { readonly kind: 'answer'; readonly answer: Answered }
  | { readonly kind: 'token_refused' }
  /** Waiting so long may help; when there is no patience for it, it is this failure. */
  | { readonly kind: 'pause'; readonly ms: number; readonly failure: CrmFailure; readonly why: string }
  | { readonly kind: 'failed'; readonly failure: CrmFailure; readonly why: string };

const second = 1000;
const hour = 3_600 * second;

/** "Locks will last for 2 seconds" (423). */
const lockMs = 2 * second;
/** "Pause your requests for a few seconds, then retry" (502, 503, 504, 521, 523, 524). */
const outageMs = 3 * second;

/** `tries`: how often the request has been answered by silence or an error of the server, this time included. */
export function verdictOf(exchange: Exchange, tries: number, zone: Zone | null, now: Instant): Verdict {
  if (exchange.kind === 'silent') return outage(exchange.why, null, tries, now);
  const { status } = exchange;
  if ((status >= 200 && status < 300) || status === 400 || status === 404 || status === 409) {
    return { kind: 'answer', answer: exchange };
  }
  if (status === 401) return { kind: 'token_refused' };
  if (status === 403) {
    const missingScopes = scopesLacking(exchange.fields);
    const why = missingScopes.length === 0 ? '' : `; one of these scopes is needed: ${missingScopes.join(', ')}`;
    return { kind: 'failed', failure: { kind: 'unauthorised', missingScopes }, why: `not allowed (403)${why}` };
  }
  if (status === 429) {
    const until = limitedUntil(exchange, zone, now);
    const failure = { kind: 'rate_limited', until } as const;
    const why = `too many requests (429 ${policyOf(exchange.fields)})`;
    return { kind: 'pause', ms: msOf(until) - msOf(now), failure, why };
  }
  if (status === 423) {
    const failure = { kind: 'rate_limited', until: plusMs(now, lockMs) } as const;
    return { kind: 'pause', ms: lockMs, failure, why: 'records are locked (423)' };
  }
  // 477: the account is being moved to another data centre; `Retry-After` says for how long, typically hours.
  if (status === 477 || status >= 500)
    return outage(`status ${status}`, retryAfterMs(exchange.headers, now), tries, now);
  return { kind: 'failed', failure: { kind: 'unreachable', until: null }, why: `status ${status}` };
}

const mostTries = 3;

function outage(why: string, asked: number | null, tries: number, now: Instant): Verdict {
  const failure = { kind: 'unreachable', until: asked === null ? null : plusMs(now, asked) } as const;
  if (tries >= mostTries) return { kind: 'failed', failure, why };
  return { kind: 'pause', ms: asked ?? tries * outageMs, failure, why };
}

/** When requests may be made again after a 429. */
export function limitedUntil({ headers, fields }: Answered, zone: Zone | null, now: Instant): Instant {
  const asked = retryAfterMs(headers, now);
  if (isDaily(fields)) {
    const midnight =
      zone === null ? plusMs(now, hour) : instantAt(moveDate(dateIn(now, zone), 'P1D', 'after'), null, zone);
    return asked === null ? midnight : plusMs(now, asked);
  }
  const interval = Number(headers.get('x-hubspot-ratelimit-interval-milliseconds') ?? Number.NaN);
  const window = policyOf(fields) === 'SECONDLY' ? second : 10 * second;
  return later(plusMs(now, second), plusMs(now, asked ?? (interval > 0 ? interval : window)));
}

const policyOf = (fields: Answered['fields']): string =>
  /^[A-Z_]{1,40}$/.exec(String(fields.policyName ?? ''))?.[0] ?? 'no policy named';

const isDaily = (fields: Answered['fields']): boolean =>
  policyOf(fields) === 'DAILY' || (typeof fields.message === 'string' && /\bdaily\b/i.test(fields.message));

/** RFC 9110, 10.2.3: seconds or a date. Longer than a day is not believed. */
function retryAfterMs(headers: Headers, now: Instant): number | null {
  const text = headers.get('retry-after')?.trim() ?? '';
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * second : Date.parse(text) - msOf(now);
  return Number.isFinite(ms) ? Math.min(Math.max(0, Math.ceil(ms)), 24 * hour) : null;
}

/** `errors[].context.requiredGranularScopes`, or `requiredScopes`, of a 403 MISSING_SCOPES (…/crm/using-object-apis). */
function scopesLacking(fields: Answered['fields']): readonly string[] {
  const errors = Array.isArray(fields.errors) ? fields.errors : [];
  const scopes = errors.flatMap((error: { readonly context?: Readonly<Record<string, unknown>> } | null) => {
    const { requiredGranularScopes, requiredScopes } = error?.context ?? {};
    return [requiredGranularScopes, requiredScopes].flat();
  });
  return [
    ...new Set(scopes.filter((scope): scope is string => typeof scope === 'string' && /^[\w.-]{1,80}$/.test(scope))),
  ];
}
