/** The script of page views in a real browser, on a site of another origin: nothing before consent, everything after it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpListener, listenHttp } from '../../server/http-listener.ts';
import { connect } from '../db/fixtures.ts';
import { type Browser, findChromium, openBrowser } from '../support/browser.ts';
import { testWorkspace } from '../support/workspace.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const chromium = findChromium();
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';

describe.skipIf(chromium === null)('the script of page views in a browser', () => {
  let server: TestServer;
  let http: HttpListener;
  let shop: Server;
  let browser: Browser;
  let site = '';
  /** What came in, as it was sent, and who waits for the next. */
  const bodies: Record<string, unknown>[] = [];
  let arrived: () => void = () => {};

  beforeAll(async () => {
    server = await startTestServer();
    http = await listenHttp('127.0.0.1', 0, () => async (request, env) => {
      const told = new URL(request.url).pathname === '/b' ? JSON.parse(await request.clone().text()) : null;
      const answer = await server.app.fetch(request, env);
      if (told) bodies.push(told);
      if (told) arrived();
      return answer;
    });
    shop = createServer((request, response) => {
      const attribute = request.url?.includes('granted') ? ' data-consent="granted"' : '';
      response.setHeader('Content-Type', 'text/html');
      response.end(
        `<!doctype html><title>Shop</title><script src="http://127.0.0.1:${http.port}/b.js"${attribute}></script>`,
      );
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    site = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
    const organisation = { ...testWorkspace.organisation, sites: [site] };
    await server.store.publications.publishWorkspace({ ...testWorkspace, organisation }, server.now());
    browser = await openBrowser(chromium ?? '', '127.0.0.1');
    await browser.calledItself(chrome);
  });
  afterAll(async () => {
    await browser.close();
    shop.close();
    await http.close(0);
    await server.close();
  });

  /** What the work sends, so many of them, by their paths: they arrive in any order. */
  async function sent(count: number, work: () => Promise<unknown>) {
    bodies.length = 0;
    const enough = new Promise<void>((resolve) => {
      arrived = () => bodies.length >= count && resolve();
    });
    await work();
    await enough;
    return bodies.toSorted((a, b) => String(a.p).localeCompare(String(b.p)));
  }
  const stored = () => browser.inPage<string | null>('return localStorage.getItem("tendril_visitor")');
  const consent = (yes: boolean) => browser.inPage(`tendril('consent', ${yes})`);
  const rows = async (text: string) => {
    const client = await connect(server.databaseUrl);
    const { rows: found } = await client.query(text);
    await client.end();
    return found;
  };

  test('stores and sends nothing until consent, then the page, its marks and every page without a load; withdrawn, all is gone', async () => {
    const start = `${site}/guide?utm_source=spring&utm_medium=mail&email=ann@firm.example&gclid=x1`;
    await browser.visit(start);
    expect(await stored()).toBeNull();
    expect(await browser.inPage('return tendril("visitor")')).toBeNull();
    await browser.inPage('history.pushState({}, "", "/before")');
    const views = await sent(3, async () => {
      await browser.visit(start);
      await consent(true);
      await browser.inPage('history.pushState({}, "", "/pricing?plan=x")');
      await browser.inPage('history.replaceState({}, "", "/pricing?plan=y")');
      await browser.inPage('history.pushState({}, "", "/demo")');
    });
    const visitor = await stored();
    expect(visitor).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await browser.inPage('return tendril("visitor")')).toBe(visitor);
    const i = expect.any(String);
    expect(views).toEqual([
      { v: visitor, i, p: '/demo' },
      { v: visitor, i, p: '/guide', c: { source: 'spring', medium: 'mail' }, k: { kind: 'gclid', value: 'x1' } },
      { v: visitor, i, p: '/pricing' },
    ]);
    expect(await rows('SELECT path FROM visitor_view ORDER BY path')).toEqual(
      ['/demo', '/guide', '/pricing'].map((path) => ({ path })),
    );
    expect(JSON.stringify(await rows('SELECT * FROM visitor'))).not.toContain('ann@');

    expect(await sent(1, () => consent(false))).toEqual([{ v: visitor, forget: true }]);
    expect(await stored()).toBeNull();
    expect(await rows('SELECT 1 FROM visitor')).toEqual([]);
    await browser.inPage('history.pushState({}, "", "/after")');
    expect((await sent(1, () => browser.visit(`${site}/granted`))).map(({ p }) => p)).toEqual(['/granted']);
    expect(await stored()).not.toBe(visitor);
    await sent(1, () => consent(false));
  });

  test('does nothing in a browser that asks not to be tracked, whatever the site says', async () => {
    await browser.inEvery(
      'Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => window.name !== "free" })',
    );
    const [free] = await sent(1, async () => {
      await browser.visit(`${site}/private-granted`);
      await browser.inPage('tendril("consent", true); history.pushState({}, "", "/private/two")');
      expect(await stored()).toBeNull();
      expect(await browser.inPage('return tendril("visitor")')).toBeNull();
      await browser.inPage('window.name = "free"; history.pushState({}, "", "/free")');
    });
    expect(free).toMatchObject({ p: '/free' });
  });
});
