/**
 * The description of the API: OpenAPI 3.1, made from the same tables that serve it, so that it cannot disagree.
 */
import type { OpenAPIHono, RouteConfig } from '@hono/zod-openapi';
import { z } from '@hono/zod-openapi';
import { type ErrorCode, errorKind, errorKinds } from '../../domain/errors.ts';
import type { AppEnv } from '../deps.ts';
import { addExamples, type Described } from './examples.ts';
import type { Route } from './route.ts';
import { describeWebhooks } from './webhook-shapes.ts';

/** Errors that every route may answer with. */
const everywhere: readonly ErrorCode[] = [
  'REQUEST_INVALID',
  'KEY_MISSING',
  'KEY_SCOPE',
  'RATE_LIMITED',
  'DATABASE_UNAVAILABLE',
  'INTERNAL',
];
const withBody: readonly ErrorCode[] = ['BODY_TOO_LARGE', 'BODY_TYPE'];

const codes = Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]];

export const problemSchema = z
  .looseObject({
    type: z.url(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(codes),
    remedy: z.string(),
    instance: z.string(),
  })
  .openapi('Problem', {
    description: 'What went wrong, as RFC 9457 has it; `code` is stable, `remedy` says what to do.',
  });

const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .openapi({ description: 'Sent again with the same key, the same request is answered the same and done once.' }),
});

/** The OpenAPI operation of a route. */
export function documentRoute(route: Route): RouteConfig {
  return {
    method: route.method,
    path: route.path,
    operationId: route.name,
    tags: [route.tag],
    summary: route.summary,
    description: `Needs a key with the scope \`${route.scope}\`.`,
    security: [{ apiKey: [] }],
    request: {
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { query: route.query } : {}),
      ...headersOf(route),
      ...(route.bodySchema
        ? {
            body: {
              required: !route.bodySchema.safeParse({}).success,
              content: {
                'application/json': { schema: route.bodySchema },
                ...Object.fromEntries(
                  Object.entries(route.alsoTakes ?? {}).map(([type, schema]) => [type, { schema }]),
                ),
                ...(route.takesMail ? { 'message/rfc822': { schema: { type: 'string', format: 'binary' } } } : {}),
              },
            },
          }
        : {}),
    },
    responses: { ...successes(route), ...failures(route) },
  };
}

function headersOf({ method, repeatable, headers }: Route): { readonly headers?: z.ZodObject } {
  if (method !== 'post' || repeatable === false) return headers ? { headers } : {};
  return { headers: headers ? idempotencyHeader.extend(headers.shape) : idempotencyHeader };
}

function successes(route: Route): RouteConfig['responses'] {
  return Object.fromEntries(
    Object.entries(route.replies).map(([status, { description, schema }]) => [
      status,
      { description, content: { 'application/json': { schema } } },
    ]),
  );
}

/** Every error that a route may answer with, each once. */
export function errorsOf(route: Route): ReadonlySet<ErrorCode> {
  const idempotent: readonly ErrorCode[] =
    route.method === 'post' && route.repeatable !== false ? ['IDEMPOTENCY_MISMATCH'] : [];
  return new Set([...everywhere, ...(route.bodySchema ? withBody : []), ...idempotent, ...route.errors]);
}

/** One response for each status, naming the codes that have it. */
function failures(route: Route): RouteConfig['responses'] {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(route)) {
    const { http } = errorKind(code);
    byStatus.set(http, [...(byStatus.get(http) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      { description: some.join(', '), content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  );
}

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

/** The whole document, for the routes mounted so far. */
function openApiDocument(app: OpenAPIHono<AppEnv>, publicUrl: string): Document {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Tendril',
      version: '1',
      description: 'Leads, engagement events, enrollments and hand-offs. Errors are problem JSON (RFC 9457).',
      license: { name: 'MIT' },
    },
    servers: [{ url: publicUrl }],
  });
  addExamples(document as Described);
  return document;
}

/** Serves the document without a key, and has itself in it. Returns it for others, once every table is mounted. */
export function addOpenApiRoute(app: OpenAPIHono<AppEnv>, publicUrl: string): () => Described {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' });
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/v1/openapi.json',
    operationId: 'getOpenApi',
    tags: ['about'],
    summary: 'This description',
    security: [],
    responses: {
      200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: z.looseObject({}) } } },
    },
  });
  describeWebhooks(app);
  // Made at the first request: by then every table is mounted.
  let document: Document | null = null;
  const described = (): Document => {
    document ??= openApiDocument(app, publicUrl);
    return document;
  };
  app.get('/v1/openapi.json', (c) => c.json(described()));
  return () => described() as Described;
}
