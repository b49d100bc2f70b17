import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LeadView } from '../../db/store.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let lead: LeadView;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  lead = await server.addLead({ language: 'de' });
});

const formOf = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields);

describe('the page of a double opt-in', () => {
  const ask = (wording = 'I want the <b>guide</b>\nby e-mail.') =>
    server.store.consents.request(
      lead.id,
      { purposes: ['guide'], source: 'web form', wording, wordingVersion: '3' },
      'test',
      server.now(),
    );

  test('shows the wording and confirms by its button only, once, with who pressed it as proof', async () => {
    const request = await ask();
    const link = `/confirm/${server.token('confirm', request.id)}`;
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      expect((await server.app.request(link, { method })).status).toBeLessThan(300);
    }
    const page = await (await server.app.request(link)).text();
    expect(page).toContain('<blockquote dir="auto">I want the &lt;b&gt;guide&lt;/b&gt;\nby e-mail.</blockquote>');
    expect(page).toContain('Ja, ich bestätige');
    expect(page).not.toContain(lead.email);
    expect((await server.app.request(link, { method: 'POST' })).status).toBe(400);
    expect(await server.store.consents.list(lead.id)).toEqual([]);
    for (let times = 0; times < 2; times += 1) {
      const response = await server.app.request(link, {
        method: 'POST',
        body: formOf({ action: 'confirm' }),
        headers: { 'User-Agent': 'Firefox' },
      });
      expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('das ist bestätigt')]);
    }
    expect(await server.store.consents.list(lead.id)).toMatchObject([
      {
        purpose: 'guide',
        basis: 'express',
        proof: { method: 'double-opt-in', userAgent: 'Firefox', wordingVersion: '3' },
      },
    ]);
    expect(await (await server.app.request(link)).text()).toContain('das ist bestätigt');
  });

  test('says the same of a request that is over and of one that is not known', async () => {
    const request = await ask();
    server.advance(8 * 86_400_000);
    const over = await server.app.request(`/confirm/${server.token('confirm', request.id)}`);
    const unknown = await server.app.request(`/confirm/${server.token('confirm', crypto.randomUUID())}`);
    expect([over.status, unknown.status]).toEqual([404, 404]);
    const page = await over.text();
    expect(page).toBe(await unknown.text());
    expect(page).toContain('This link is no longer valid');
    const late = await server.app.request(`/confirm/${server.token('confirm', request.id)}`, {
      method: 'POST',
      body: formOf({ action: 'confirm' }),
    });
    expect(late.status).toBe(404);
    expect(await server.store.consents.list(lead.id)).toEqual([]);
  });
});
