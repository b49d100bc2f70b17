import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { returnReasons } from '../../domain/handoff.ts';
import { announcedTypes, pingType } from '../../domain/outgoing-webhook.ts';
import { apiRoutes } from '../../server/api/routes.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
// biome-ignore lint/suspicious/noExplicitAny: a document of any shape is looked through
let document: any;

beforeAll(async () => {
  server = await startTestServer();
  document = (await server.call('GET /v1/openapi.json', { as: null })).body;
});
afterAll(() => server.close());

type Operation = {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content: object }>>;
  readonly security: readonly object[];
};
const operations = (): readonly (readonly [string, Operation])[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(
      ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
    ),
  );

/** Everything below a value, the value first. */
function* inside(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* inside(inner);
}

describe('GET /v1/openapi.json', () => {
  test('says which requests need no body', () => {
    const needed = (path: string) => document.paths[path].post.requestBody.required;
    expect(needed('/v1/broadcasts')).toBe(true);
    expect(needed('/v1/broadcasts/{name}/pause')).toBe(false);
  });

  test('is OpenAPI 3.1 and needs no key', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Tendril', version: '1' },
      servers: [{ url: 'https://go.acme.example' }],
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    });
  });

  test('has every route that is served under /v1, and no other', () => {
    const served = server.app.routes
      .filter(({ path, method }) => path.startsWith('/v1') && method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replaceAll(/\/:(\w+)/g, '/{$1}')}`);
    expect(
      operations()
        .map(([name]) => name)
        .toSorted(),
    ).toEqual([...new Set(served)].toSorted());
    expect(served.length).toBe(apiRoutes.length + 1);
  });

  test('names every operation once, with its path parameters, its answers and its errors', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [name, operation] of operations()) {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path');
      expect([name, declared.map((one) => one.name)]).toEqual([name, inPath]);
      expect(declared.every(({ required }) => required)).toBe(true);
      for (const [status, { description }] of Object.entries(operation.responses)) {
        expect([name, /^[2-5]\d\d$/.test(status), description.length > 0]).toEqual([name, true, true]);
      }
      if (operation.security.length === 0) continue;
      for (const status of ['400', '401', '403', '500', '503']) {
        expect(Object.keys(operation.responses[status]?.content ?? {})).toEqual(['application/problem+json']);
      }
    }
  });

  test('refers to nothing that it does not have', () => {
    const references = [...inside(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) {
      const target = reference
        .slice(2)
        .split('/')
        .reduce((at, key) => at?.[key], document);
      expect([reference, typeof target]).toEqual([reference, 'object']);
    }
  });

  test('keeps to JSON Schema 2020-12: none of the words of OpenAPI 3.0 that it dropped', () => {
    for (const part of inside(document.components.schemas)) {
      expect(part).not.toHaveProperty('nullable', true);
      expect(typeof part.exclusiveMinimum).not.toBe('boolean');
    }
  });

  const shown = [
    ...['leads', 'accounts', 'batches', 'events', 'scores', 'segments', 'sources', 'forms', 'webhooks'],
    ...['consents', 'suppressions', 'enrollments', 'pauses', 'handoffs', 'keys'],
  ];

  test('shows of every answer about leads, what they do and where they come from an example of its shape', () => {
    const routes = apiRoutes.filter(({ tag }) => shown.includes(tag));
    expect(routes.length).toBeGreaterThan(40);
    for (const route of routes) {
      for (const [status, { schema }] of Object.entries(route.replies)) {
        const { content } = document.paths[route.path][route.method].responses[status];
        const { example = referred(content['application/json'].schema)?.example } = content['application/json'];
        const read = schema.safeParse(example);
        expect([route.name, status, read.error?.issues ?? []]).toEqual([route.name, status, []]);
        // What the shape does not have is left out when it is read.
        expect([route.name, read.data]).toEqual([route.name, example]);
      }
    }
  });

  test('shows of every message to endpoints of webhooks an example of its shape', () => {
    const messages = Object.entries(document.webhooks);
    expect(messages.map(([type]) => type)).toEqual([...announcedTypes, pingType]);
    for (const [type] of messages) {
      const { schema, example } = document.webhooks[type].post.requestBody.content['application/json'];
      expect([type, strict(schema).safeParse(example).error?.issues ?? []]).toEqual([type, []]);
    }
  });

  test('shows of every shape that is sent an example that is taken', () => {
    const bodies = apiRoutes.flatMap(({ path, method, tag, bodySchema }) => {
      const operation = document.paths[path][method];
      const reference: unknown = operation.requestBody?.content['application/json'].schema.$ref;
      return shown.includes(tag) && bodySchema && typeof reference === 'string'
        ? [{ path, name: reference.slice('#/components/schemas/'.length), bodySchema }]
        : [];
    });
    const names = new Set([...bodies.map(({ name }) => name), 'NewEvent', 'CloudEvent', 'NewLeadScore']);
    expect([...names]).toEqual(expect.arrayContaining(['NewLead', 'NewBatch', 'NewScore', 'NewSourceCost']));
    const without = [...names].filter((name) => document.components.schemas[name].example === undefined);
    expect(without).toEqual([]);
    for (const name of names) {
      const { example } = document.components.schemas[name];
      if (example !== undefined)
        expect([name, schemaOf(name).safeParse(example).error?.issues ?? []]).toEqual([name, []]);
    }
    for (const { name, bodySchema } of bodies) {
      const { example } = document.components.schemas[name];
      expect([name, bodySchema.safeParse(example).error?.issues ?? []]).toEqual([name, []]);
    }
  });

  test('describes what is really answered', async () => {
    const { handoffId, lead } = await server.openHandoff();
    const fresh = await server.addLead();
    const event = await server.call('POST /v1/events', { body: { lead: fresh.id, event: 'e' } });
    await server.sentMail(fresh);
    const answers = {
      Lead: (await server.call(`GET /v1/leads/${lead.id}`)).body,
      HandoffStory: (await server.call(`GET /v1/handoffs/${handoffId}`)).body,
      Enrollment: (await server.call('GET /v1/enrollments')).body.items[0],
      SequenceDetail: (await server.call('GET /v1/sequences/welcome')).body,
      ApiKey: (await server.call('GET /v1/keys')).body.items[0],
      Status: (await server.call('GET /v1/status')).body,
      SequenceVersion: (await server.call('GET /v1/sequences/welcome/versions/1')).body,
      SequenceGraph: (await server.call('GET /v1/sequences/welcome/graph')).body,
      SequenceExplanation: (await server.call('GET /v1/sequences/welcome/explanation')).body,
      Pause: (await server.call('POST /v1/sequences/welcome/pause', { body: {} })).body,
      Resumed: (await server.call('POST /v1/sequences/welcome/resume')).body,
      Batch: (await server.call('POST /v1/batches', { body: { sequence: 'welcome', filter: {} } })).body,
      MigrationPlan: (await server.call('POST /v1/sequences/welcome/migrations/plan', { body: {} })).body,
      Migration: (await server.call('POST /v1/sequences/welcome/migrations', { body: {} })).body,
      RecordedEvent: event.body,
      Problem: (await server.call('GET /nothing')).body,
    };
    for (const [name, body] of Object.entries(answers)) {
      const result = schemaOf(name).safeParse(body);
      expect([name, result.error?.issues ?? []]).toEqual([name, []]);
    }
    expect(schemaOf('Lead').safeParse({ ...answers.Lead, stage: 'nowhere' }).success).toBe(false);
  });

  test('lists the reasons for a return', () => {
    expect(document.components.schemas.HandoffReturn.properties.reason.enum).toEqual([...returnReasons]);
  });
});

/** What a reference of the document leads to. */
const referred = ({ $ref }: { readonly $ref?: string }) =>
  $ref === undefined ? undefined : document.components.schemas[$ref.slice('#/components/schemas/'.length)];

/** A validator of a shape without names, which refuses what the shape does not have. */
function strict(schema: object): z.ZodType {
  const text = JSON.stringify(schema).replaceAll('"type":"object"', '"type":"object","additionalProperties":false');
  return z.fromJSONSchema(JSON.parse(text));
}

/** A validator made from the document itself. */
function schemaOf(name: string): z.ZodType {
  const text = JSON.stringify({ ...document.components.schemas[name], $defs: document.components.schemas });
  return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
}

test('the page /docs lists every route and every error that one answers with, and loads nothing from elsewhere', async () => {
  const response = await server.app.request('/docs');
  const page = await response.text();
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'sha256-");
  for (const { method, path } of apiRoutes) expect(page).toContain(`${method.toUpperCase()} ${path}`);
  const text = page.replaceAll('&quot;', '"');
  for (const name of ['NewLead', 'LeadWithConsents', 'NewEventBatch', 'RecordedEvents', 'MergeDone', 'Batch'])
    expect(text).toContain(`<pre>${JSON.stringify(document.components.schemas[name].example, null, 2)}</pre>`);
  expect(page).toContain('id="LEAD_UNKNOWN"');
  expect(page).not.toMatch(/<script|<[^>]*src=|<link/);
  for (const { errors } of apiRoutes) for (const code of errors) expect(page).toContain(`id="${code}"`);
  for (const code of ['ROUTE_UNKNOWN', 'BODY_TYPE', 'IDEMPOTENCY_MISMATCH']) expect(page).toContain(`id="${code}"`);
  for (const code of ['YAML_SYNTAX', 'USAGE', 'CSV_SYNTAX', 'CLAIM_LOST', 'DISK_FULL'])
    expect(page).not.toContain(code);
});

test('the examples of the page /docs are events that the API takes', async () => {
  const page = await (await server.app.request('/docs')).text();
  const text = page.replaceAll('&quot;', '"').replaceAll('&#39;', "'");
  const [single = '', batch = ''] = [/-d '([^']+)'/.exec(text)?.[1], /\{ "events": [^<]+/.exec(text)?.[0]];
  for (const email of ['ann@example.com', 'bo@example.com']) await server.addLead({ email });
  expect((await server.call('POST /v1/events', { body: JSON.parse(single) })).status).toBe(201);
  expect((await server.call('POST /v1/events', { body: JSON.parse(batch) })).status).toBe(200);
});

test('the bare address leads to /docs', async () => {
  const response = await server.app.request('/');
  expect([response.status, response.headers.get('location')]).toEqual([302, '/docs']);
  expect(response.headers.get('cache-control')).toBe('no-store');
});
