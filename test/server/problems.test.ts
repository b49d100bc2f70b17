import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ErrorCode, errorKinds, TendrilError } from '../../domain/errors.ts';
import { failureOf, problemOf } from '../../server/problem.ts';
import { publicUrl, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('an error', () => {
  test('is problem JSON with code, remedy and the id of the request, on every route there is or is not', async () => {
    const answers = [
      await server.call('GET /nothing'),
      await server.call('DELETE /v1/leads'),
      await server.call('GET /v1/leads', { as: null }),
      await server.call('GET /v1/keys', { as: 'leads' }),
      await server.call('GET /v1/leads/nobody@customer.example'),
      await server.call('GET /v1/leads?limit=0'),
      await server.call('POST /v1/leads', { body: '{' }),
      await server.call('POST /v1/leads', { body: { email: 'a@-b.example' } }),
    ];
    for (const { status, headers, body } of answers) {
      const kind = errorKinds[body.code as ErrorCode];
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(body).toMatchObject({
        type: `${publicUrl}/docs#${body.code}`,
        title: kind.summary,
        status,
        code: body.code,
        remedy: kind.remedy,
        instance: `urn:tendril:request:${headers.get('x-request-id')}`,
      });
      expect(status).toBe(kind.http);
      expect(body.detail).not.toBe('');
    }
    expect(answers.map(({ body }) => body.code)).toEqual([
      'ROUTE_UNKNOWN',
      'ROUTE_UNKNOWN',
      'KEY_MISSING',
      'KEY_SCOPE',
      'LEAD_UNKNOWN',
      'REQUEST_INVALID',
      'REQUEST_INVALID',
      'ADDRESS_INVALID',
    ]);
  });

  test('in JSON names the place of every wrong value', async () => {
    const { body } = await server.call('POST /v1/leads', { body: { email: 1, company: 2 } });
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['body.email', 'body.company']);
  });

  test.each([
    ['not JSON', 'email=a@b.example', 'application/x-www-form-urlencoded', 415, 'BODY_TYPE'],
    ['no content type', '{}', '', 415, 'BODY_TYPE'],
    ['cut-off JSON', '{"email": "a@b', 'application/json', 400, 'REQUEST_INVALID'],
    ['nothing', '', 'application/json', 400, 'REQUEST_INVALID'],
    ['more than a megabyte', `"${'x'.repeat(1_100_000)}"`, 'application/json', 413, 'BODY_TOO_LARGE'],
  ])('for a body that is %s', async (_what, text, type, status, code) => {
    const answer = await server.call('POST /v1/leads', { body: text, headers: { 'Content-Type': type } });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('takes the request id of the caller, and makes one when it is not fit for a log', async () => {
    const given = await server.call('GET /nothing', { headers: { 'X-Request-Id': 'trace-17' } });
    expect(given.body.instance).toBe('urn:tendril:request:trace-17');
    const made = await server.call('GET /nothing', { headers: { 'X-Request-Id': 'a b<c>' } });
    expect(made.body.instance).toMatch(/^urn:tendril:request:[0-9a-f-]{36}$/);
  });

  test('on a page for people is a page', async () => {
    for (const path of ['/c/x', '/u/x', '/h/x']) {
      const response = await server.app.request(path);
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
      expect(await response.text()).toContain('not valid');
    }
  });
});

describe('what an error says to the outside', () => {
  const problem = (thrown: unknown) => problemOf(failureOf(thrown), publicUrl, 'r-1');

  test.each(Object.keys(errorKinds) as ErrorCode[])('%s has its status, and its message only below 500', (code) => {
    const said = problem(new TendrilError(code, 'the message', { hint: 'shown', title: 'forged', status: 1 }));
    const { http, summary } = errorKinds[code];
    expect([said.code, said.status, said.title]).toEqual([code, http, summary]);
    expect([said.detail, said.hint]).toEqual(http < 500 ? ['the message', 'shown'] : [summary, undefined]);
  });

  test.each([
    ['a plain error', new Error('connect postgres://admin:secret@db')],
    ['a text', 'secret'],
    ['nothing', undefined],
    ['an error of the system', Object.assign(new Error('secret'), { code: 'ECONNREFUSED' })],
  ])('of %s is INTERNAL without a word of it', (_what, thrown) => {
    const said = problem(thrown);
    expect([said.code, said.status]).toEqual(['INTERNAL', 500]);
    expect(JSON.stringify(said)).not.toMatch(/secret|stack| {4}at |\.ts:/);
  });

  test.each([
    ['DATABASE_UNAVAILABLE', 'Retry-After', '5'],
    ['KEY_MISSING', 'WWW-Authenticate', 'Bearer realm="Tendril API"'],
    ['KEY_SCOPE', 'WWW-Authenticate', 'Bearer realm="Tendril API", error="insufficient_scope"'],
  ] as const)('%s has the header %s', (code, name, value) => {
    expect(failureOf(new TendrilError(code, 'x')).headers[name]).toBe(value);
  });
});

test('the log names routes, never addresses or tokens', async () => {
  const lead = await server.addLead();
  const mail = await server.sentMail(lead);
  const token = server.token('click', mail.id);
  await server.app.request(`/c/${token}`);
  await server.call(`GET /v1/leads/${lead.email}`);
  await server.call('GET /v1/leads/nobody@customer.example');
  const text = JSON.stringify(server.log);
  expect(text).toContain('/v1/leads/:lead');
  expect(text).toContain('/c/:token');
  expect(text).not.toContain(token);
  expect(text).not.toMatch(/@customer\.example/);
});

test('every answer has the security headers', async () => {
  for (const path of ['/healthz', '/docs', '/v1/openapi.json', '/v1/leads', '/nothing', '/u/x']) {
    const { headers } = await server.app.request(path);
    expect([path, headers.get('x-content-type-options'), headers.get('x-frame-options')]).toEqual([
      path,
      'nosniff',
      'DENY',
    ]);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('strict-transport-security')).toBe('max-age=15552000');
  }
});
