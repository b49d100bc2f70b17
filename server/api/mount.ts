/**
 * Serves a table of routes: key, scope, shape of the input, Idempotency-Key and answer, in this order, for every route
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
import { documentRoute } from './openapi.ts';
import type { Answer, Caller, RawInput, Route } from './route.ts';

export function mountRoutes(app: OpenAPIHono<AppEnv>, routes: readonly Route[], deps: ServerDeps): void {
  for (const route of routes) {
    app.openAPIRegistry.registerPath(documentRoute(route));
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (c) => serve(c, route, deps));
  }
}

async function serve(c: Context<AppEnv>, route: Route, deps: ServerDeps): Promise<Response> {
  const now = deps.now();
  const key = await authenticate(deps.store, c.req.header('authorization'), now);
  authorize(key, route.scope);
  const idempotencyKey = idempotencyKeyOf(c, route);
  const requestId = c.get('requestId');
  const caller: Caller = { deps, key, now, actor: `api/${key.name}`, idempotencyKey, requestId };
  const text = route.bodySchema ? await bodyText(c) : '';
  const work = route.prepare(rawInput(c, route, text), caller);
  if (idempotencyKey === null) return send(c, await work());
  const { replayed, ...answer } = await deps.store.keys.idempotent(
    key.id,
    idempotencyKey,
    requestHash(c, text),
    now,
    work,
  );
  if (replayed) c.header('Idempotency-Replayed', 'true');
  return send(c, answer);
}

const send = (c: Context, { status, body }: Answer): Response => {
  c.header('Cache-Control', 'no-store');
  return c.json(body as object, status as ContentfulStatusCode);
};

/** @throws REQUEST_INVALID when the key is not usable, or its answer must not be kept */
function idempotencyKeyOf(c: Context, route: Route): string | null {
  const key = c.req.header('idempotency-key');
  if (key === undefined || route.method !== 'post') return null;
  const wrong = (message: string) => requestInvalid([{ path: 'header.Idempotency-Key', message }]);
  if (route.repeatable === false) throw wrong('not possible here: the answer holds a secret that is never stored');
  if (!/^[\x21-\x7e]{1,200}$/.test(key)) throw wrong('give 1 to 200 visible ASCII characters');
  return key;
}

const requestHash = (c: Context, body: string): string => {
  const { pathname, search } = new URL(c.req.url);
  return createHash('sha256').update(`${c.req.method}\n${pathname}${search}\n${body}`).digest('hex');
};

/** An empty body is that of a request which has nothing to say; whether it may is said by the shape. @throws BODY_TYPE */
async function bodyText(c: Context): Promise<string> {
  const text = await c.req.text();
  if (text === '') return '{}';
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new TendrilError(
      'BODY_TYPE',
      `The Content-Type is ${JSON.stringify(type.slice(0, 80))}, not application/json`,
    );
  }
  return text;
}

/** @throws REQUEST_INVALID */
function rawInput(c: Context, route: Route, text: string): RawInput {
  const raw = { params: c.req.param(), query: c.req.query(), body: route.bodySchema ? parseJson(text) : undefined };
  for (const [name, value] of Object.entries(raw.params)) checkText(value, `path.${name}`);
  for (const [name, value] of Object.entries(raw.query)) checkText(value, `query.${name}`);
  return raw;
}
