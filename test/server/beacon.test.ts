/** Page views as browsers tell them, and what is made up about them. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../db/fixtures.ts';
import { testWorkspace } from '../support/workspace.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
const site = 'https://www.acme.example';
beforeAll(async () => {
  const workspace = { ...testWorkspace, organisation: { ...testWorkspace.organisation, sites: [site] } };
  server = await startTestServer();
  await server.store.publications.publishWorkspace(workspace, server.now());
});
afterAll(() => server.close());

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0';
const post = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  server.app.request('/b', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { Origin: site, 'User-Agent': firefox, 'Content-Type': 'text/plain;charset=UTF-8', ...headers },
  });
const query = async (text: string, values: readonly unknown[] = []) => {
  const client = await connect(server.databaseUrl);
  const { rows } = await client.query(text, [...values]);
  await client.end();
  return rows;
};
const pathsOf = async (visitor: string) =>
  (await query('SELECT path FROM visitor_view WHERE visitor_id = $1 ORDER BY path', [visitor])).map(({ path }) => path);
const view = (v: string, p: string, more: object = {}) => ({ v, i: randomUUID(), p, ...more });

describe('a page view', () => {
  test('is kept with its path alone, and the visit with how it began', async () => {
    const v = randomUUID();
    const marks = {
      c: { source: 'spring', medium: 'mail' },
      k: { kind: 'gclid', value: 'x1' },
      r: 'https://search.example/q?name=ann',
    };
    // In whatever order they come.
    await post(view(v, '/second'));
    expect((await post(view(v, '/?email=ann@firm.example', marks))).status).toBe(204);
    await post(view(v, '/users/ann%40firm.example/orders#top'));
    expect(await pathsOf(v)).toEqual(['/', '/second', '/users/*/orders']);
    const [row] = await query('SELECT * FROM visitor WHERE id = $1', [v]);
    expect(row).toMatchObject({
      site,
      lead_id: null,
      landing: {
        campaign: { source: 'spring', medium: 'mail' },
        clickId: { kind: 'gclid', value: 'x1' },
        referrer: 'https://search.example/q',
        landingPage: `${site}/`,
      },
    });
    expect(JSON.stringify(row)).not.toMatch(/Firefox|127\.0\.0\.1|ann/);
  });

  test('from another site, of a robot, of a browser that asks not to be tracked, or that nobody has sent, is not', async () => {
    const v = randomUUID();
    const one = view(v, '/');
    const refused: readonly (readonly [unknown, Readonly<Record<string, string>>])[] = [
      [one, { Origin: 'https://evil.example' }],
      [one, { Origin: 'null' }],
      [one, { 'User-Agent': 'curl/8.5' }],
      [one, { 'User-Agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }],
      [one, { 'Sec-GPC': '1' }],
      [one, { DNT: '1' }],
      [one, { 'Sec-Purpose': 'prefetch;prerender' }],
      ['{"v":', {}],
      ['', {}],
      [[one], {}],
      [{ ...one, v: '1' }, {}],
      [{ ...one, p: 'https://evil.example/' }, {}],
      [{ ...one, lead: 'x' }, {}],
      [{ ...one, __proto__: { x: 1 }, leadId: randomUUID() }, {}],
      [{ v, forget: false }, {}],
    ];
    for (const [body, headers] of refused) expect((await post(body, headers)).status).toBe(204);
    expect((await server.app.request('/b', { method: 'POST', body: JSON.stringify(one) })).status).toBe(204);
    expect(await query('SELECT 1 FROM visitor WHERE id = $1', [v])).toEqual([]);
    expect((await post(view(v, `/${'x'.repeat(5_000)}`))).status).toBe(413);
    // Marks that are none harm no view.
    expect((await post({ ...one, k: { kind: 'no kind', value: '\u0000' }, r: 'not a page' })).status).toBe(204);
    expect(await pathsOf(v)).toEqual(['/']);
  });

  test('tells nothing of a visitor, known or not: every answer is the same', async () => {
    const [known, unknown] = [randomUUID(), randomUUID()];
    const lead = await server.addLead();
    await post(view(known, '/a'));
    await server.store.visitors.identify(known, lead.id, server.now());
    const answers = [];
    for (const v of [known, unknown]) {
      const answer = await post(view(v, '/b'));
      answers.push([
        answer.status,
        await answer.text(),
        [...answer.headers].filter(([name]) => name !== 'x-request-id'),
      ]);
    }
    expect(answers[0]).toEqual(answers[1]);
    const events = (await server.store.leads.timeline(lead.id)).filter((entry) => entry.kind === 'event');
    expect(events).toMatchObject([
      { event: 'page_view', name: '/a' },
      { event: 'page_view', name: '/b' },
    ]);
    const script = await server.app.request('/b.js');
    expect(script.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(Buffer.byteLength(await script.text())).toBeLessThan(2_048);
  });

  test('of a flood is dropped: sixty a minute of one visitor, three hundred from one network', async () => {
    server.advance(120_000);
    const one = randomUUID();
    for (let i = 0; i < 70; i += 1) await post(view(one, `/${i}`));
    expect(await pathsOf(one)).toHaveLength(60);
    const others = Array.from({ length: 300 }, () => randomUUID());
    for (const v of others) await post(view(v, '/'));
    const kept = await query('SELECT count(*)::int AS count FROM visitor WHERE id = ANY ($1)', [others]);
    expect(kept[0].count).toBe(240);
    server.advance(120_000);
    await post(view(one, '/later'));
    expect(await pathsOf(one)).toHaveLength(61);
  });

  test('goes when the visitor withdraws, also where the browser asks not to be tracked', async () => {
    const v = randomUUID();
    await post(view(v, '/'));
    await post({ v, forget: true }, { Origin: 'https://evil.example' });
    expect(await pathsOf(v)).toEqual(['/']);
    await post({ v, forget: true }, { 'Sec-GPC': '1' });
    // On its way since before that.
    await post(view(v, '/late'));
    expect(await query('SELECT 1 FROM visitor WHERE id = $1', [v])).toEqual([]);
  });
});
