/**
 * Serves a table of routes: key, limit of the key, scope, shape of the input, Idempotency-Key and answer, in this order, for every route
 * the same. What a route does is in its table.
 */
import { createHash } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { TendrilError } from '../../domain/errors.ts';
import type { AppEnv, ServerDeps } from '../deps.ts';
import { authenticate, authorize } from './access.ts';
import { checkText, parseJson, requestInvalid } from './input.ts';
import { createKeyLimit, type KeyLimit } from './key-limit.ts';
import { documentRoute } from './openapi.ts';
import type { Answer, Caller, RawInput, Route } from './route.ts';

export function mountRoutes(app: OpenAPIHono<AppEnv>, routes: readonly Route[], deps: ServerDeps): void {
  const limit = createKeyLimit(deps.apiLimit ?? null, deps.log);
  for (const route of routes) {
    app.openAPIRegistry.registerPath(documentRoute(route));
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (c) => serve(c, route, deps, limit));
  }
}

async function serve(c: Context<AppEnv>, route: Route, deps: ServerDeps, limit: KeyLimit): Promise<Response> {
  const now = deps.now();
  const key = await authenticate(deps.store, c.req.header('authorization'), now);
  limit.admit(key, now);
  authorize(key, route.scope);
  const idempotencyKey = idempotencyKeyOf(c, route);
  const requestId = c.get('requestId');
  const caller: Caller = { deps, key, now, actor: `api/${key.name}`, idempotencyKey, requestId };
  const body = route.bodySchema ? await bodyOf(c, route) : '';
  const { weight, work } = route.prepare(rawInput(c, route, body), caller);
  if (weight > 1) limit.count(key.id, weight - 1);
  if (idempotencyKey === null) return send(c, await work(), route);
  const { replayed, ...answer } = await deps.store.keys.idempotent(
    key.id,
    idempotencyKey,
    requestHash(c, body),
    now,
    work,
  );
  if (replayed) c.header('Idempotency-Replayed', 'true');
  return send(c, answer, route);
}

const send = (c: Context, { status, body }: Answer, { page }: Route): Response => {
  c.header('Cache-Control', 'no-store');
  if (page && wantsPage(c)) {
    c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    return c.html(page(body), status as ContentfulStatusCode);
  }
  return c.json(body as object, status as ContentfulStatusCode);
};

/** Whoever names HTML before JSON, as a browser does. */
const wantsPage = (c: Context): boolean => /^\s*text\/html\b/i.test(c.req.header('accept') ?? '');

/** @throws REQUEST_INVALID when the key is not usable, or its answer must not be kept */
function idempotencyKeyOf(c: Context, route: Route): string | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined || route.method !== 'post') return null;
  const wrong = (message: string) => requestInvalid([{ path: 'header.Idempotency-Key', message }]);
  if (route.repeatable === false) throw wrong('not possible here: the answer holds a secret that is never stored');
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw wrong('give 1 to 200 visible ASCII characters');
  return key;
}

const requestHash = (c: Context, body: Body): string => {
  const { pathname, search } = new URL(c.req.url);
  const hash = createHash('sha256').update(`${c.req.method}\n${pathname}${search}\n`);
  // What a CloudEvent is may stand in its headers.
  for (const name of ['id', 'source', 'type', 'subject', 'time']) {
    const value = c.req.header(`ce-${name}`);
    if (value !== undefined) hash.update(`ce-${name}: ${value}\n`);
  }
  return hash.update(body).digest('hex');
};

/** JSON as it was sent, or a mail. */
type Body = string | Uint8Array;

const isMail = (c: Context): boolean =>
  /^message\/(?:rfc822|global)\s*(?:;|$)/i.test(c.req.header('content-type') ?? '');

/** @throws BODY_TYPE */
const bodyOf = async (c: Context, { takesMail = false }: Route): Promise<Body> =>
  takesMail && isMail(c) ? new Uint8Array(await c.req.arrayBuffer()) : bodyText(c, takesMail);

/** An empty body is that of a request which has nothing to say; whether it may is said by the shape. @throws BODY_TYPE */
async function bodyText(c: Context, takesMail: boolean): Promise<string> {
  const text = await c.req.text();
  if (text === '') return '{}';
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new TendrilError(
      'BODY_TYPE',
      `The Content-Type is ${JSON.stringify(type.slice(0, 80))}, not application/json${takesMail ? ' or message/rfc822' : ''}`,
    );
  }
  return text;
}

/** @throws REQUEST_INVALID */
function rawInput(c: Context, route: Route, given: Body): RawInput {
  const body = typeof given !== 'string' ? given : route.bodySchema ? parseJson(given) : undefined;
  const header = (name: string) => c.req.header(name);
  const raw = { params: c.req.param(), query: c.req.query(), body, header };
  for (const [name, value] of Object.entries(raw.params)) checkText(value, `path.${name}`);
  for (const [name, value] of Object.entries(raw.query)) checkText(value, `query.${name}`);
  return raw;
}
