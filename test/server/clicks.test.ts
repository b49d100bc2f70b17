import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LeadView, MessageView } from '../../db/store.ts';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let lead: LeadView;
let mail: MessageView;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const follow = (token: string, init: RequestInit = {}) => server.app.request(`/c/${token}`, init);
const clicks = async () => (await eventsOf(server.store, lead.id)).filter(({ event }) => event === 'click');

async function freshMail(): Promise<string> {
  lead = await server.addLead();
  mail = await server.sentMail(lead);
  return server.token('click', mail.id, 0);
}

describe('a link in a mail', () => {
  test('leads to where it led when the mail was sent, and the click is recorded before the answer', async () => {
    const response = await follow(await freshMail());
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('https://acme.example/guide?utm_source=mail&x=%C3%A4');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-robots-tag')).toBe('noindex');
    expect(await clicks()).toMatchObject([{ event: 'click', link: 'guide', stepId: 'hello' }]);
  });

  test('works in capital letters, as some relays write it', async () => {
    const response = await follow((await freshMail()).toUpperCase());
    expect(response.status).toBe(302);
  });

  test('counts a double-click once, and a click a minute later again', async () => {
    const token = await freshMail();
    await Promise.all([follow(token), follow(token)]);
    server.advance(4_000);
    await follow(token);
    expect(await clicks()).toHaveLength(1);
    server.advance(60_000);
    await follow(token);
    expect(await clicks()).toHaveLength(2);
  });

  test('redirects a HEAD request and a prefetch, which are nobody’s click', async () => {
    const token = await freshMail();
    for (const init of [{ method: 'HEAD' }, { headers: { 'Sec-Purpose': 'prefetch;prerender' } }]) {
      const response = await follow(token, init);
      expect(response.status).toBe(302);
      expect(response.headers.get('location')).toContain('https://acme.example/guide');
    }
    expect(await clicks()).toHaveLength(0);
    await follow(token);
    expect(await clicks()).toHaveLength(1);
  });

  test('never redirects for a token that was tampered with, cut, for another purpose or with a link that is not there', async () => {
    const token = await freshMail();
    const last = token.at(-1) === 'a' ? 'e' : 'a';
    const wrong = [
      `${token.slice(0, -1)}${last}`,
      token.slice(0, -4),
      `${token}aa`,
      'https%3A%2F%2Fevil.example',
      '%5C%5Cevil.example',
      '%0d%0aLocation:%20https://evil.example',
      '%00',
      server.token('open', mail.id),
      server.token('click', mail.id, 7),
      server.token('click', '018f0000-0000-7000-8000-000000000000', 0),
    ];
    const pages = new Set<string>();
    for (const path of wrong) {
      const response = await follow(path);
      expect([path, response.status, response.headers.get('location')]).toEqual([path, 404, null]);
      pages.add(await response.text());
    }
    expect(pages.size).toBe(1);
    expect(await clicks()).toHaveLength(0);
  });

  test('ignores a destination in the query', async () => {
    const response = await follow(`${await freshMail()}?u=https://evil.example`);
    expect(response.headers.get('location')).toContain('https://acme.example/guide');
  });

  test('never leads to anything but http and https', async () => {
    const lead2 = await server.addLead();
    const urls = ['javascript:alert(1)', '//evil.example', 'https://a.example/\r\nX: y', 'data:text/html,x'];
    const bad = await server.sentMail(
      lead2,
      urls.map((url) => ({ name: 'x', url })),
    );
    for (const [index] of urls.entries()) {
      const response = await follow(server.token('click', bad.id, index));
      expect([response.status, response.headers.get('location')]).toEqual([404, null]);
    }
  });

  test('does not wait for a database that is busy; the click is recorded when it can be', async () => {
    const token = await freshMail();
    const blocker = new pg.Client({ connectionString: server.databaseUrl });
    await blocker.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM lead WHERE id = $1 FOR UPDATE', [lead.id]);
    const response = await follow(token);
    expect(response.status).toBe(302);
    expect(await clicks()).toHaveLength(0);
    await blocker.query('COMMIT');
    await blocker.end();
    await server.recorder.idle();
    expect(await clicks()).toHaveLength(1);
  });
});
