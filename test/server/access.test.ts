import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scope, scopes } from '../../db/store.ts';
import { apiRoutes } from '../../server/api/routes.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** The scope each route is meant to need, said once more by hand: a slip in a table shows here. */
const needed: Readonly<Record<string, Scope>> = {
  'POST /v1/leads': 'leads',
  'GET /v1/leads': 'leads',
  'GET /v1/leads/{lead}': 'leads',
  'GET /v1/leads/{lead}/timeline': 'leads',
  'GET /v1/leads/{lead}/score': 'leads',
  'POST /v1/leads/{lead}/stage': 'stages',
  'POST /v1/addresses/check': 'leads',
  'POST /v1/leads/{lead}/fake': 'leads',
  'GET /v1/authenticity': 'sources',
  'GET /v1/accounts': 'leads',
  'GET /v1/accounts/{account}': 'leads',
  'GET /v1/sources': 'sources',
  'GET /v1/sources/{source}': 'sources',
  'POST /v1/sources/{source}/costs': 'sources',
  'POST /v1/sources/{source}/costs/{id}/void': 'sources',
  'GET /v1/duplicates': 'leads',
  'POST /v1/leads/{lead}/merges': 'leads',
  'GET /v1/leads/{lead}/merges': 'leads',
  'POST /v1/merges/{merge}/undo': 'leads',
  'POST /v1/duplicates/{lead}/{other}/distinct': 'leads',
  'GET /v1/leads/{lead}/export': 'admin',
  'POST /v1/leads/{lead}/erasure': 'admin',
  'GET /v1/erasures': 'admin',
  'GET /v1/leads/{lead}/consents': 'leads',
  'POST /v1/leads/{lead}/consents': 'leads',
  'POST /v1/leads/{lead}/consents/withdrawals': 'leads',
  'POST /v1/leads/{lead}/consents/requests': 'leads',
  'GET /v1/leads/{lead}/preferences': 'leads',
  'PUT /v1/leads/{lead}/preferences': 'leads',
  'GET /v1/suppressions': 'leads',
  'POST /v1/suppressions': 'leads',
  'POST /v1/suppressions/lifts': 'admin',
  'GET /v1/forms': 'leads',
  'GET /v1/forms/{form}': 'leads',
  'POST /v1/forms/{form}/submissions': 'leads',
  'POST /v1/events': 'events',
  'POST /v1/events:batch': 'events',
  'PUT /v1/leads/{lead}/scores/{service}': 'events',
  'PUT /v1/scores/{service}': 'events',
  'GET /v1/leads/{lead}/scores': 'leads',
  'GET /v1/hooks': 'admin',
  'GET /v1/hooks/{endpoint}/deliveries': 'admin',
  'POST /v1/hooks/{endpoint}/replay': 'admin',
  'POST /v1/hooks/{endpoint}/ping': 'admin',
  'POST /v1/enrollments': 'leads',
  'GET /v1/enrollments': 'leads',
  'GET /v1/enrollments/{id}': 'leads',
  'POST /v1/enrollments/{id}/stop': 'leads',
  'POST /v1/enrollments/{id}/move': 'leads',
  'GET /v1/pauses': 'leads',
  'POST /v1/enrollments/{id}/pause': 'leads',
  'POST /v1/enrollments/{id}/resume': 'leads',
  'POST /v1/leads/{lead}/pause': 'leads',
  'POST /v1/leads/{lead}/resume': 'leads',
  'POST /v1/sequences/{name}/pause': 'admin',
  'POST /v1/sequences/{name}/resume': 'admin',
  'GET /v1/segments': 'leads',
  'GET /v1/segments/{name}': 'leads',
  'GET /v1/segments/{name}/leads': 'leads',
  'GET /v1/segments/{name}/members': 'leads',
  'POST /v1/segments/count': 'leads',
  'POST /v1/batches': 'admin',
  'GET /v1/batches': 'admin',
  'GET /v1/batches/{id}': 'admin',
  'POST /v1/batches/{id}/stop': 'admin',
  'POST /v1/broadcasts': 'admin',
  'POST /v1/broadcasts/forecast': 'admin',
  'GET /v1/broadcasts': 'admin',
  'GET /v1/broadcasts/{name}': 'admin',
  'POST /v1/broadcasts/{name}/pause': 'admin',
  'POST /v1/broadcasts/{name}/resume': 'admin',
  'POST /v1/broadcasts/{name}/stop': 'admin',
  'GET /v1/messages': 'leads',
  'GET /v1/messages/{id}': 'leads',
  'POST /v1/messages/{id}/resolution': 'leads',
  'GET /v1/handoffs': 'sales',
  'GET /v1/handoffs/numbers': 'sales',
  'GET /v1/handoffs/{id}': 'sales',
  'POST /v1/handoffs/{id}/accept': 'sales',
  'POST /v1/handoffs/{id}/assign': 'sales',
  'POST /v1/handoffs/{id}/steps': 'sales',
  'GET /v1/leads/{lead}/route': 'sales',
  'POST /v1/handoffs/{id}/return': 'sales',
  'POST /v1/inbound': 'inbound',
  'GET /v1/inbound': 'inbound',
  'GET /v1/inbound/{id}': 'inbound',
  'POST /v1/inbound/{id}/replays': 'inbound',
  'POST /v1/inbound/{id}/assignments': 'inbound',
  'POST /v1/inbound/{id}/dismissals': 'inbound',
  'POST /v1/inbound/{id}/answers': 'inbound',
  'GET /v1/leads/{lead}/thread': 'inbound',
  'GET /v1/tasks': 'inbound',
  'POST /v1/tasks/{id}/completion': 'inbound',
  'GET /v1/sequences': 'leads',
  'GET /v1/sequences/{name}': 'leads',
  'GET /v1/sequences/{name}/versions/{version}': 'leads',
  'GET /v1/sequences/{name}/graph': 'leads',
  'GET /v1/sequences/{name}/explanation': 'leads',
  'POST /v1/sequences/{name}/migrations/plan': 'admin',
  'POST /v1/sequences/{name}/migrations': 'admin',
  'GET /v1/migrations': 'admin',
  'GET /v1/migrations/{id}': 'admin',
  'GET /v1/keys': 'admin',
  'POST /v1/keys': 'admin',
  'POST /v1/keys/{id}/revoke': 'admin',
  'GET /v1/status': 'admin',
};
const names = apiRoutes.map(({ method, path }) => `${method.toUpperCase()} ${path}`);

/** Calls the route with a wrong body and ids of nothing: enough to get past the door, not to change anything. */
const knock = (name: string, as: string | null) =>
  server.call(name.replaceAll(/\{\w+\}/g, 'nothing'), /^P(?:OS|U)T/.test(name) ? { as, body: [] } : { as });

test('the list of routes and scopes above is the whole API', () => {
  expect(names.toSorted()).toEqual(Object.keys(needed).toSorted());
});

describe.each(names)('%s', (name) => {
  test('needs a key', async () => {
    const { status, headers, body } = await knock(name, null);
    expect([status, body.code]).toEqual([401, 'KEY_MISSING']);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test.each(scopes)('asked with the scope %s', async (scope) => {
    const { status, body } = await knock(name, scope);
    const allowed = scope === needed[name] || scope === 'admin';
    expect(body.code === 'KEY_SCOPE').toBe(!allowed);
    expect(status === 403).toBe(!allowed);
  });
});

test.each(['', 'x', 'tdl_0000', 'ä', 'a'.repeat(1_000)])('a wrong key (%s) is no key', async (key) => {
  const { status, body } = await server.call('GET /v1/leads', { as: key });
  expect([status, body.code]).toEqual([401, 'KEY_MISSING']);
  if (key.length > 3) expect(JSON.stringify(body)).not.toContain(key);
});

test('the scheme of the header is read in any case, and another scheme is refused', async () => {
  const ask = async (Authorization: string) =>
    (await server.app.request('/v1/leads', { headers: { Authorization } })).status;
  expect(await ask(`bearer ${server.keys.leads}`)).toBe(200);
  expect(await ask(`Basic ${server.keys.leads}`)).toBe(401);
  expect(await ask(server.keys.leads)).toBe(401);
});
