import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LeadView, MessageView, TrackedHit } from '../../db/store.ts';
import { makeToken } from '../../domain/tokens.ts';
import { clickAddresses, trapAddress } from '../../mail/click-address.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let lead: LeadView;
let mail: MessageView;

let database: pg.Client;

beforeAll(async () => {
  server = await startTestServer();
  database = new pg.Client({ connectionString: server.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await server.close();
});

const follow = (token: string, init: RequestInit = {}) => server.app.request(`/c/${token}`, init);
/** Requests at links, whoever made them; the one that decides whose they are is the database. */
const clicks = async () => {
  await server.recorder.idle();
  return (await hitsOf()).filter(({ hit }) => hit.method === 'GET' && !hit.prefetch);
};
const hitsOf = async () => {
  await server.recorder.idle();
  const { rows } = await database.query(
    `SELECT kind, payload -> 'hit' AS hit FROM event WHERE message_id = $1 AND kind <> 'sent' ORDER BY id`,
    [mail.id],
  );
  return rows as { readonly kind: string; readonly hit: TrackedHit }[];
};

async function freshMail(): Promise<string> {
  lead = await server.addLead();
  mail = await server.sentMail(lead);
  return server.token('click', mail.id, 0);
}

describe('a link in a mail', () => {
  test('leads to where it led when the mail was sent, and the click is recorded', async () => {
    const response = await follow(await freshMail());
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('https://acme.example/guide?utm_source=mail&x=%C3%A4');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-robots-tag')).toBe('noindex');
    expect(await clicks()).toMatchObject([{ hit: { link: 0, honeypot: false } }]);
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
    await blocker.query('COMMIT');
    await blocker.end();
    expect(await clicks()).toHaveLength(1);
  });
});

describe('a signed link', () => {
  const destination = 'https://acme.example/guide?utm_source=mail&x=ä#top';
  const linkTo = (url: string, id = mail.id) => clickAddresses(server.signer, id, '')(0, url);
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    server.app.request(path, { method, headers });

  test('leads to its destination and is recorded with what was seen of the request', async () => {
    await freshMail();
    const userAgent = `Mozilla/5.0 ${'x'.repeat(300)}`;
    const response = await ask(linkTo(destination), { 'User-Agent': userAgent });
    expect([response.status, response.headers.get('location')]).toEqual([302, new URL(destination).href]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    });
    const seen = { link: 0, honeypot: false, method: 'GET', prefetch: false, userAgent: userAgent.slice(0, 200) };
    expect(await hitsOf()).toMatchObject([{ hit: { ...seen, network: null, networkKind: null } }]);
  });

  test.each([
    ['HEAD', {}, { method: 'HEAD', prefetch: false, userAgent: '' }],
    ['GET', { 'Sec-Purpose': 'prefetch' }, { method: 'GET', prefetch: true }],
    ['GET', { 'X-Moz': 'prefetch', 'User-Agent': '' }, { prefetch: true, userAgent: '' }],
    ['GET', { 'User-Agent': 'Mozilla/5.0' }, { prefetch: false, userAgent: 'Mozilla/5.0' }],
  ])('asked for by %s with %j is a hit that says so', async (method, headers, hit) => {
    await freshMail();
    expect((await ask(linkTo(destination), headers, method)).status).toBe(302);
    expect(await hitsOf()).toMatchObject([{ hit }]);
  });

  test('leads nowhere when any letter of it is another, or anything is added', async () => {
    await freshMail();
    const path = linkTo(destination);
    const [, , token = '', encoded = ''] = path.split('/');
    const other = (text: string, i: number) => text.slice(0, i) + (text[i] === 'a' ? 'b' : 'a') + text.slice(i + 1);
    const evil = Buffer.from('https://evil.example/').toString('base64url');
    const paths = [
      ...Array.from(token, (_, i) => `/c/${other(token, i)}/${encoded}`),
      ...Array.from(encoded, (_, i) => `/c/${token}/${other(encoded, i)}`),
      ...[`/c/${token}/${evil}`, `/c/${token}/`, `${path}=`, `${path}a`, `${path}/`, `${path}%0d%0aX:%20y`],
      ...[`/c/${token}/https:%2F%2Fevil.example`, `/c/${token}/%5C%5Cevil.example`, `/c/${token}/%00`],
      `/c/${makeToken(server.signer, { purpose: 'link', id: mail.id, index: 0 })}/${encoded}`,
      `/c/${makeToken(server.signer, { purpose: 'click', id: mail.id, index: 0 }, destination)}/${encoded}`,
      `/c/${token}`,
    ];
    for (const one of paths) {
      const response = await ask(one);
      expect([one, response.status, response.headers.get('location')]).toEqual([one, 404, null]);
    }
    expect((await ask(`${path}?u=https://evil.example`)).headers.get('location')).toBe(new URL(destination).href);
    expect(await hitsOf()).toHaveLength(1);
  });

  test.each([
    'javascript:alert(1)',
    '//evil.example',
    'https://a.example/\r\nX: y',
    'https://acme.example@evil.example',
    'https:\\\\evil.example',
    '',
  ])('to %j is none, although we have signed it', async (url) => {
    await freshMail();
    const response = await ask(linkTo(url));
    expect([response.status, response.headers.get('location')]).toEqual([404, null]);
  });

  test('of a mail that is gone still leads there, and nothing is recorded', async () => {
    await freshMail();
    const id = crypto.randomUUID();
    const response = await ask(linkTo(destination, id));
    expect([response.status, response.headers.get('location')]).toEqual([302, new URL(destination).href]);
    await server.recorder.idle();
    expect(server.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('that no person sees leads to the website, and is a hit of the honeypot', async () => {
    await freshMail();
    const response = await ask(trapAddress(server.signer, mail.id, '', 'https://acme.example') ?? '');
    expect([response.status, response.headers.get('location')]).toEqual([302, 'https://acme.example/']);
    expect(await hitsOf()).toMatchObject([{ hit: { honeypot: true, link: null } }]);
  });

  test('followed by a scanner and by a person in one second is two clicks', async () => {
    await freshMail();
    await ask(linkTo(destination), { 'User-Agent': 'python-requests/2.32' });
    await ask(linkTo(destination), { 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36' });
    expect(await hitsOf()).toHaveLength(2);
  });
});
