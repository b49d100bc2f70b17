import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const enroll = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  server.call('POST /v1/enrollments', { as: 'leads', body, headers });

describe('POST /v1/enrollments', () => {
  test('enrolls a lead by address, and a second time refuses', async () => {
    const lead = await server.addLead();
    const first = await enroll({ lead: lead.email, sequence: 'welcome' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ leadId: lead.id, sequence: 'welcome', version: 1, number: 1, status: 'active' });
    const second = await enroll({ lead: lead.id, sequence: 'welcome' });
    expect([second.status, second.body.code]).toEqual([409, 'ALREADY_ENROLLED']);
  });

  test('sent again with its Idempotency-Key gets the same enrollment', async () => {
    const lead = await server.addLead();
    const headers = { 'Idempotency-Key': 'enroll-1' };
    const first = await enroll({ lead: lead.id, sequence: 'welcome' }, headers);
    const second = await enroll({ lead: lead.id, sequence: 'welcome' }, headers);
    expect([second.status, second.body.id]).toEqual([201, first.body.id]);
  });

  test.each([
    ['an unknown lead', { lead: 'nobody@customer.example', sequence: 'welcome' }, 404, 'LEAD_UNKNOWN'],
    ['an unknown sequence', { sequence: 'nothing' }, 404, 'SEQUENCE_UNKNOWN'],
    ['no sequence', {}, 400, 'REQUEST_INVALID'],
  ])('with %s is refused', async (_what, body, status, code) => {
    const lead = await server.addLead();
    const answer = await enroll({ lead: lead.id, ...body });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('refuses a suppressed address, and a lead that belongs to sales', async () => {
    const lead = await server.addLead();
    await server.store.suppressions.add(lead.email, 'manual', null, server.now());
    const suppressed = await enroll({ lead: lead.id, sequence: 'welcome' });
    expect([suppressed.status, suppressed.body.code]).toEqual([409, 'LEAD_SUPPRESSED']);
    const handed = await server.openHandoff();
    const mql = await enroll({ lead: handed.lead.id, sequence: 'welcome' });
    expect([mql.status, mql.body.code]).toEqual([409, 'STAGE_ILLEGAL']);
  });
});

describe('enrollments', () => {
  test('are listed by lead, sequence and status', async () => {
    const lead = await server.addLead();
    const { body: made } = await enroll({ lead: lead.id, sequence: 'welcome' });
    await enroll({ lead: lead.id, sequence: 'recycle' });
    const list = async (query: string) => {
      const { body } = await server.call(`GET /v1/enrollments?${query}`, { as: 'leads' });
      return body.items.map(({ sequence }: { sequence: string }) => sequence);
    };
    expect(await list(`lead=${lead.email}`)).toEqual(['recycle', 'welcome']);
    expect(await list(`lead=${lead.id}&sequence=welcome&status=active`)).toEqual(['welcome']);
    expect(await list(`lead=${lead.id}&status=completed`)).toEqual([]);
    const one = await server.call(`GET /v1/enrollments/${made.id}`, { as: 'leads' });
    expect([one.status, one.body]).toEqual([200, made]);
  });

  test('stop when asked, once or twice', async () => {
    const lead = await server.addLead();
    const { body: made } = await enroll({ lead: lead.id, sequence: 'welcome' });
    for (let i = 0; i < 2; i += 1) {
      const { status, body } = await server.call(`POST /v1/enrollments/${made.id}/stop`, { as: 'leads' });
      expect([status, body.id]).toEqual([200, made.id]);
    }
  });

  test.each(['00000000-0000-7000-8000-000000000000', 'x'])('unknown (%s) are 404', async (id) => {
    for (const route of [`GET /v1/enrollments/${id}`, `POST /v1/enrollments/${id}/stop`]) {
      const { status, body } = await server.call(route, { as: 'leads' });
      expect([route, status, body.code]).toEqual([route, 404, 'ENROLLMENT_UNKNOWN']);
    }
  });

  test.each(['status=gone', 'lead=', 'limit=201'])('refuse ?%s', async (query) => {
    const { status, body } = await server.call(`GET /v1/enrollments?${query}`, { as: 'leads' });
    expect([status, body.code]).toEqual([400, 'REQUEST_INVALID']);
  });

  test('of a lead that nobody knows are 404', async () => {
    const { status, body } = await server.call('GET /v1/enrollments?lead=nobody@customer.example', { as: 'leads' });
    expect([status, body.code]).toEqual([404, 'LEAD_UNKNOWN']);
  });
});
