/** Export and erasure over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('GET /v1/leads/{lead}/export', () => {
  test('tells all that is known, and is for administrators', async () => {
    const lead = await server.addLead({ email: 'nora@customer.example', firstName: 'Nora' });
    const { status, body } = await server.call(`GET /v1/leads/${lead.id}/export`, { as: 'admin' });
    expect(status).toBe(200);
    expect(body.format).toBe(1);
    expect(body.sections[0]).toMatchObject({ name: 'lead', rows: [{ firstName: 'Nora', createdAt: server.now() }] });
    expect((await server.call(`GET /v1/leads/${lead.id}/export`, { as: 'leads' })).body.code).toBe('KEY_SCOPE');
  });

  test('is a page for whoever asks for HTML, and runs and loads nothing', async () => {
    const lead = await server.addLead({ email: 'eve@customer.example', firstName: '<img src=x onerror=alert(1)>' });
    const headers = { authorization: `Bearer ${server.keys.admin}`, accept: 'text/html,application/xhtml+xml' };
    const answer = await server.app.request(`/v1/leads/${lead.id}/export`, { headers });
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await answer.text();
    expect(page).toContain('eve@customer.example');
    expect(page).not.toContain('<img');
    expect(page).toContain('&lt;img src=x');
  });
});

describe('POST /v1/leads/{lead}/erasure', () => {
  test('forgets the person; asked again by id it is the same, and the lead is gone', async () => {
    const lead = await server.addLead({ email: 'oskar@customer.example' });
    const first = await server.call('POST /v1/leads/oskar@customer.example/erasure', {
      as: 'admin',
      body: { reason: 'asked' },
    });
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ leadId: lead.id, reason: 'asked', doneAt: null });
    const again = await server.call(`POST /v1/leads/${lead.id}/erasure`, { as: 'admin' });
    expect(again.body).toEqual(first.body);
    for (const name of [lead.id, 'oskar@customer.example']) {
      expect((await server.call(`GET /v1/leads/${name}`, { as: 'leads' })).body.code).toBe('LEAD_UNKNOWN');
    }
    const refused = await server.call('POST /v1/leads', { as: 'leads', body: { email: 'oskar@customer.example' } });
    expect([refused.status, refused.body.code]).toEqual([409, 'LEAD_SUPPRESSED']);
    const { body } = await server.call('GET /v1/erasures', { as: 'admin' });
    expect(body.items).toEqual([first.body]);
  });

  test('needs an administrator and a lead', async () => {
    const lead = await server.addLead({ email: 'pia@customer.example' });
    expect((await server.call(`POST /v1/leads/${lead.id}/erasure`, { as: 'leads' })).body.code).toBe('KEY_SCOPE');
    const { status } = await server.call(`POST /v1/leads/${crypto.randomUUID()}/erasure`, { as: 'admin' });
    expect(status).toBe(404);
  });
});
