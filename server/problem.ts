/**
 * The one place where an error becomes an HTTP answer: by its code, for programs as problem JSON (RFC 9457), and for
 * people as a page made from the same facts. What failed inside (5xx) never shows its message, details or stack.
 */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type ErrorCode, type ErrorDetails, errorCode, errorKind, TendrilError } from '../domain/errors.ts';
import type { Log } from './log.ts';
import { maskedError } from './masking.ts';

/** What an error says to the outside. */
export interface Failure {
  readonly code: ErrorCode;
  readonly status: ContentfulStatusCode;
  readonly title: string;
  readonly detail: string;
  readonly remedy: string;
  readonly details: ErrorDetails;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly instance: string;
  readonly [detail: string]: unknown;
}

/** After how many seconds it is worth trying again when a part is away. */
const retryAfterSeconds = 5;

/** The outside view of anything thrown; a value without a registered code is INTERNAL. */
export function failureOf(thrown: unknown): Failure {
  const code = errorCode(thrown);
  const kind = errorKind(code);
  const speaks = kind.http < 500 && thrown instanceof Error;
  return {
    code,
    status: kind.http as ContentfulStatusCode,
    title: kind.summary,
    detail: speaks ? thrown.message : kind.summary,
    remedy: kind.remedy,
    details: speaks ? ((thrown as TendrilError).details ?? {}) : {},
    headers: headersOf(thrown, code, kind.http),
  };
}

/**
 * RFC 9110 §11.6.1 wants a challenge with 401, §10.2.3 has Retry-After for 503, RFC 6585 §4 for 429; RFC 6750 §3.1 names the
 * scope error.
 */
function headersOf(thrown: unknown, code: ErrorCode, status: number): Readonly<Record<string, string>> {
  if (status === 503) return { 'Retry-After': String(retryAfterSeconds) };
  if (status === 429) {
    const { retryAfterSeconds: seconds } = (thrown as TendrilError).details ?? {};
    return { 'Retry-After': String(typeof seconds === 'number' ? seconds : retryAfterSeconds) };
  }
  if (code === 'KEY_MISSING') return { 'WWW-Authenticate': 'Bearer realm="Tendril API"' };
  if (code === 'KEY_SCOPE') return { 'WWW-Authenticate': 'Bearer realm="Tendril API", error="insufficient_scope"' };
  return {};
}

/** The problem object of a failure; members of the error's details never replace the standard ones. */
export function problemOf(failure: Failure, publicUrl: string, requestId: string): Problem {
  return {
    ...failure.details,
    type: `${publicUrl}/docs#${failure.code}`,
    title: failure.title,
    status: failure.status,
    detail: failure.detail,
    code: failure.code,
    remedy: failure.remedy,
    instance: `urn:tendril:request:${requestId}`,
  };
}

/** Answers a request with a problem, and logs what an operator must see. */
export function answerProblem(c: Context, thrown: unknown, publicUrl: string, log: Log): Response {
  const failure = failureOf(thrown);
  const requestId: string = c.get('requestId') ?? 'unknown';
  logFailure(log, failure, thrown, requestId);
  return c.body(JSON.stringify(problemOf(failure, publicUrl, requestId)), failure.status, {
    ...failure.headers,
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
  });
}

/** An error of ours goes to the log with its cause and stack; a caller's mistake is only debugging material. */
export function logFailure(log: Log, failure: Failure, thrown: unknown, requestId: string): void {
  const fields = { requestId, code: failure.code };
  if (failure.status >= 500) log.error({ ...fields, err: maskedError(thrown) }, failure.title);
  else log.debug(fields, failure.title);
}

/** The error of a request for something that is not there. */
export const routeUnknown = (method: string, path: string): TendrilError =>
  new TendrilError('ROUTE_UNKNOWN', `There is no ${method} ${path.slice(0, 200)}`);
