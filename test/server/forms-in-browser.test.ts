/**
 * Forms in a real browser: everybody can read and fill them in, by day and by night, on a small phone, with a keyboard alone,
 * without script, and in a frame of another site.
 */
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../server/app.ts';
import { createFormDesk, type FormDesk } from '../../server/forms/desk.ts';
import { type HttpListener, listenHttp } from '../../server/http-listener.ts';
import { type Browser, findChromium, openBrowser } from '../support/browser.ts';
import { pageFaults } from '../support/page-faults.ts';
import { exampleForms } from './forms-ground.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const chromium = findChromium();

describe.skipIf(chromium === null)('forms in a browser', () => {
  let server: TestServer;
  let desk: FormDesk;
  let http: HttpListener;
  let site: HttpListener;
  let browser: Browser;
  /** The network that callers are of. */
  let network = 'one';

  beforeAll(async () => {
    server = await startTestServer();
    const { store, signer, now, recorder } = server;
    // A page of another site, which is another origin by its port.
    site = await listenHttp('127.0.0.1', 0, () => {
      const pages = new Hono();
      pages.get('/page', (c) =>
        c.html(`<!doctype html><html lang="de"><title>Our page</title><h1>Our page</h1><div id="here"></div>
<script src="http://127.0.0.1:${http.port}/f/demo.js" data-target="#here"></script></html>`),
      );
      return pages.fetch;
    });
    const workspace = exampleForms();
    const sites = [`http://127.0.0.1:${site.port}`];
    const forms = Object.fromEntries(Object.entries(workspace.forms).map(([name, form]) => [name, { ...form, sites }]));
    await store.publications.publishWorkspace({ ...workspace, forms }, now());
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    desk = createFormDesk({ store, now, log });
    http = await listenHttp('127.0.0.1', 0, (port) => {
      const publicUrl = `http://127.0.0.1:${port}`;
      const callers = () => ({ network, networkKind: null });
      return createApp({ store, signer, publicUrl, now, log, recorder, forms: desk, callers }).fetch;
    });
    browser = await openBrowser(chromium ?? '', '127.0.0.1');
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([http.close(0), site.close(0)]);
    await server.close();
  });

  const visit = (path: string, colours: 'light' | 'dark' = 'light') =>
    browser.visit(`http://127.0.0.1:${http.port}${path}`, colours);
  const press = (text: string) =>
    browser.following(async () => {
      server.advance(3_000);
      await browser.inPage(
        `[...document.querySelectorAll('button')].find((b) => b.textContent === ${JSON.stringify(text)}).click(); return null;`,
      );
    });
  const type = (id: string, value: string) =>
    browser.inPage(`document.querySelector('#${id}').value = ${JSON.stringify(value)}; return null;`);
  const shown = () => browser.inPage<string | null>('return document.querySelector("h1")?.textContent ?? null;');

  const faults = (where: string) => pageFaults(browser, where);

  test.each(['light', 'dark'] as const)('have nothing in the way of anybody on a small phone, %s', async (colours) => {
    await browser.size(320, 640);
    const found: string[] = [];
    const look = async (where: string) => found.push(...(await faults(`${where} ${colours}`)));
    await visit('/f/energy-guide?lang=hu', colours);
    await look('guide');
    await press('Send me the guide');
    await look('mistakes');
    await visit('/f/demo?lang=en', colours);
    await press('Next');
    await look('mistakes of the demo');
    for (const [id, value] of Object.entries({
      'q-email': 'kim@customer.example',
      'q-firstName': 'Kim',
      'q-lastName': 'Lee',
      'q-company': 'Lee',
    })) {
      await type(id, value);
    }
    await browser.inPage('document.querySelector("#q-buildingType-1").click(); return null;');
    await press('Next');
    await look('second step');
    await type('q-sites', '3');
    await press('Ask for a demo');
    expect(await shown()).toBe('Thank you');
    await look('thanks');
    await visit('/f/no-such-form', colours);
    await look('gone');
    expect(found).toEqual([]);
  });

  test('can be filled in with a keyboard alone and without script, and lead to what is wrong', async () => {
    await browser.scripts(false);
    try {
      await browser.size(800, 900);
      await visit('/f/demo?lang=en');
      // Nothing is typed: eight stops to the button (four fields, the radio group, which is one, and the button).
      await browser.press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab');
      expect(await browser.inPage('return document.activeElement.textContent;')).toBe('Next');
      await browser.following(() => browser.press('Enter'));
      // The focus is set with the first picture of the page, which may be after all of it is there.
      await expect.poll(() => browser.inPage('return document.activeElement.id;')).toBe('q-email');
      expect(await browser.inPage('return document.title;')).toMatch(/^Please check these answers: /);
      for (const word of ['kay@customer.example', 'Kay', 'Lee', 'Lee Ltd']) {
        await browser.write(word);
        await browser.press('Tab');
      }
      await browser.press(' ', 'Tab');
      server.advance(3_000);
      await browser.following(() => browser.press('Enter'));
      expect(
        await browser.inPage(
          'return [...document.querySelectorAll("form label")].map((one) => one.textContent.trim());',
        ),
      ).toEqual([
        'How many people work there? (optional)',
        'Who supplies your electricity today? (optional)',
        'Telephone (optional)',
        'You may also send me advice on energy in buildings by e-mail.',
        'Leave this field empty',
      ]);
      server.advance(3_000);
      await browser.following(() => browser.press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Enter'));
      expect(await shown()).toBe('Thank you');
      await desk.idle();
      expect(await server.store.leads.get('kay@customer.example', server.now())).toMatchObject({ firstName: 'Kay' });
    } finally {
      await browser.scripts(true);
    }
  });

  test('stand in a page of another site at their height, go on there, and are shown by no third one', async () => {
    await browser.size(800, 900);
    await browser.visit(`http://127.0.0.1:${site.port}/page?utm_source=ads&fbclid=f1&secret=x`);
    const frame = () =>
      browser.inPage<{ title: string; src: string; height: string | null }>(
        'const f = document.querySelector("#here iframe"); return { title: f?.title, src: f?.src, height: f?.style.height ?? null };',
      );
    // The script loads beside the page: the frame comes when it has, and its height after that.
    let now = await frame();
    while (now.height === null || now.height === '32rem') now = await frame();
    expect(Number.parseInt(now.height, 10)).toBeGreaterThan(400);
    expect(now.title).toBe('See it with your own numbers');
    const address = new URL(now.src);
    expect(Object.fromEntries(address.searchParams)).toEqual({
      embed: '1',
      site: `http://127.0.0.1:${site.port}`,
      utm_source: 'ads',
      fbclid: 'f1',
      page: `http://127.0.0.1:${site.port}/page`,
      lang: 'de',
    });
    // Messages of others change nothing.
    await browser.inPage('postMessage({ tendril: "height", form: "demo", height: 7 }, "*"); return null;');
    const before = now.height;
    // In the frame, by its own page: the browser reaches it at its address.
    const inFrame = await fetch(now.src);
    expect(inFrame.headers.get('x-frame-options')).toBeNull();
    expect(inFrame.headers.get('content-security-policy')).toContain(`frame-ancestors http://127.0.0.1:${site.port}`);
    const stranger = await fetch(now.src.replace(/site=[^&]*/, 'site=https%3A%2F%2Fevil.example'));
    expect(stranger.headers.get('x-frame-options')).toBe('DENY');
    expect(stranger.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect((await frame()).height).toBe(before);
    await browser.press('Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab');
    server.advance(3_000);
    await browser.press('Enter');
    while (now.height === before) now = await frame();
    expect(Number.parseInt(now.height ?? '', 10)).toBeGreaterThan(Number.parseInt(before, 10));
  });

  test('of a network that sends a lot are sent after a calculation, by themselves', async () => {
    network = 'many';
    try {
      const address = `http://127.0.0.1:${http.port}/f/energy-guide`;
      for (let n = 0; n < 12; n += 1) {
        const page = await (await fetch(address)).text();
        const state = /name="_state" value="([^"]*)"/.exec(page)?.[1] ?? '';
        await fetch(address, {
          method: 'POST',
          body: new URLSearchParams({ _state: state, email: `n${n}@customer.example`, _consent: 'yes', website: 'x' }),
        });
      }
      await visit('/f/energy-guide?lang=en');
      await type('q-email', 'worked@customer.example');
      await browser.inPage('document.querySelector("#q-_consent").click(); return null;');
      await press('Send me the guide');
      // The page goes on by itself, also while it is asked.
      const now = () => shown().catch(() => null);
      expect(await now()).not.toBe('Thank you');
      while ((await now()) !== 'Please look into your mailbox');
      await desk.idle();
    } finally {
      network = 'one';
    }
  });
});
