import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('API keys', () => {
  test('are made once, listed without their secret, and stop working when revoked', async () => {
    const made = await server.call('POST /v1/keys', { body: { name: 'web site', scopes: ['events', 'events'] } });
    expect(made.status).toBe(201);
    expect(made.body.view).toMatchObject({ name: 'web site', scopes: ['events'], revokedAt: null });
    const { key, view } = made.body;
    const probe = () => server.call('POST /v1/events', { as: key, body: {} });
    expect((await probe()).status).toBe(400);
    const list = await server.call('GET /v1/keys');
    expect(JSON.stringify(list.body)).not.toContain(key);
    expect(list.body.items.map(({ id }: { id: string }) => id)).toContain(view.id);
    const revoked = await server.call(`POST /v1/keys/${view.id}/revoke`);
    expect([revoked.status, revoked.body.revokedAt]).toEqual([200, server.now()]);
    expect((await probe()).status).toBe(401);
  });

  test.each([
    [{ name: 'x', scopes: [] }],
    [{ name: ' ', scopes: ['leads'] }],
    [{ name: 'x', scopes: ['root'] }],
    [{ scopes: ['leads'] }],
  ])('are not made from %j', async (body) => {
    const answer = await server.call('POST /v1/keys', { body });
    expect([answer.status, answer.body.code]).toEqual([400, 'REQUEST_INVALID']);
  });

  test('are never stored for an Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'secret-1' };
    const answer = await server.call('POST /v1/keys', { body: { name: 'x', scopes: ['leads'] }, headers });
    expect([answer.status, answer.body.code]).toEqual([400, 'REQUEST_INVALID']);
  });

  test.each(['00000000-0000-7000-8000-000000000000', 'x'])('unknown (%s) are not revoked but 404', async (id) => {
    const { status, body } = await server.call(`POST /v1/keys/${id}/revoke`);
    expect([status, body.code]).toEqual([404, 'KEY_UNKNOWN']);
  });
});

describe('sequences', () => {
  test('are listed and shown with source, program and who is where', async () => {
    const lead = await server.addLead();
    await server.enroll(lead.id);
    const list = await server.call('GET /v1/sequences', { as: 'leads' });
    expect(list.body.items).toContainEqual(expect.objectContaining({ name: 'welcome', version: 1, active: 1 }));
    const one = await server.call('GET /v1/sequences/welcome', { as: 'leads' });
    expect(one.body).toMatchObject({ name: 'welcome', source: 'sequence: welcome', program: { entry: 'hello' } });
  });

  test('unknown are 404', async () => {
    const { status, body } = await server.call('GET /v1/sequences/nothing', { as: 'leads' });
    expect([status, body.code]).toEqual([404, 'SEQUENCE_UNKNOWN']);
  });
});

describe('the installation', () => {
  test('reports its counts', async () => {
    await server.addLead();
    const { status, body } = await server.call('GET /v1/status');
    expect(status).toBe(200);
    expect(body.leads.name).toBeGreaterThan(0);
    expect(body.outbox.dead).toBe(0);
  });

  test('is healthy while the database answers', async () => {
    const response = await server.app.request('/healthz');
    expect([response.status, await response.json()]).toEqual([
      200,
      { status: 'ok', spool: { waiting: 0, oldest: null, lost: 0, trouble: null } },
    ]);
  });
});
