/**
 * A form on a page of another site, in a real browser: filled in and sent inside its frame, and what the site's page views
 * have to do with it.
 */
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../server/app.ts';
import { createFormDesk, type FormDesk } from '../../server/forms/desk.ts';
import { type HttpListener, listenHttp } from '../../server/http-listener.ts';
import { type Browser, findChromium, openBrowser } from '../support/browser.ts';
import { exampleForms } from './forms-ground.ts';
import { eventsOf, startTestServer, type TestServer } from './test-server.ts';

const chromium = findChromium();
/** Views of what says that it has no screen are not counted. */
const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';

describe.skipIf(chromium === null)('a form on a page of another site', () => {
  let server: TestServer;
  let desk: FormDesk;
  let http: HttpListener;
  let site: HttpListener;
  let browser: Browser;
  /** How many page views were answered. */
  let views = 0;

  beforeAll(async () => {
    server = await startTestServer();
    const { store, signer, now, recorder } = server;
    site = await listenHttp('127.0.0.1', 0, () => {
      const pages = new Hono();
      const beacon = (agreed: boolean) =>
        `<script src="http://127.0.0.1:${http.port}/b.js"${agreed ? ' data-consent="granted"' : ''}></script>`;
      pages.get('/:page', (c) => {
        const form = `<div id="here"></div><script src="http://127.0.0.1:${http.port}/f/demo.js" data-target="#here"></script>`;
        return c.html(
          `<!doctype html><html lang="en"><title>Our page</title><h1>Our page</h1>${beacon('agreed' in c.req.query())}${
            c.req.param('page') === 'contact' ? form : ''
          }</html>`,
        );
      });
      return pages.fetch;
    });
    const sites = [`http://127.0.0.1:${site.port}`];
    const { forms, organisation, ...workspace } = exampleForms();
    const allowed = Object.fromEntries(Object.entries(forms).map(([name, form]) => [name, { ...form, sites }]));
    await store.publications.publishWorkspace(
      { ...workspace, organisation: { ...organisation, sites }, forms: allowed },
      now(),
    );
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    desk = createFormDesk({ store, now, log });
    http = await listenHttp('127.0.0.1', 0, (port) => {
      const publicUrl = `http://127.0.0.1:${port}`;
      const { fetch } = createApp({ store, signer, publicUrl, now, log, recorder, forms: desk });
      return async (request, env) => {
        const answer = await fetch(request, env);
        if (new URL(request.url).pathname === '/b') views += 1;
        return answer;
      };
    });
    browser = await openBrowser(chromium ?? '', '127.0.0.1');
    await browser.calledItself(chrome);
    await browser.size(800, 900);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([http.close(0), site.close(0)]);
    await server.close();
  });

  const visit = (page: string) => browser.visit(`http://127.0.0.1:${site.port}/${page}`);
  /** Asks the frame until it has an answer. */
  async function framed<T>(code: string): Promise<T> {
    for (;;) {
      const answer = await browser.inFrame<T>(code);
      if (answer !== null) return answer;
    }
  }
  /** Waits until something that only the next page of the form has is there. */
  const shown = (selector: string) =>
    framed<true>(`return document.querySelector(${JSON.stringify(selector)}) && true;`);
  /** Asks the page around the frame until the frame is as high as what is in it. */
  async function height(): Promise<number> {
    for (;;) {
      const wanted = await framed<number>('return Math.ceil(document.body.getBoundingClientRect().height);');
      const given = await browser.inPage<string>('return document.querySelector("#here iframe").style.height;');
      if (given === `${wanted}px`) return wanted;
    }
  }
  async function answer(answers: Readonly<Record<string, string>>, button: string) {
    server.advance(3_000);
    await framed<true>(`
      for (const [id, value] of ${JSON.stringify(Object.entries(answers))}) {
        const field = document.getElementById('q-' + id);
        if (field.type === 'radio' || field.type === 'checkbox') field.click(); else field.value = value;
      }
      [...document.querySelectorAll('button')].find((b) => b.textContent === ${JSON.stringify(button)}).click();
      return true;`);
  }
  const about = (email: string) => ({
    email,
    firstName: 'Ann',
    lastName: 'Lee',
    company: 'Lee Ltd',
    buildingType: 'x',
  });
  async function fillIn(email: string) {
    await shown('#q-email');
    await answer(about(email), 'Next');
    await shown('#q-employees');
    await answer({ employees: '40' }, 'Ask for a demo');
    await shown('[role="status"] h1');
    await desk.idle();
    return server.store.leads.get(email, server.now());
  }
  const seen = async (leadId: string) =>
    (await eventsOf(server.store, leadId)).flatMap(({ event, name }) => (event === 'page_view' ? [name] : []));

  test('is filled in, corrected, sent and thanked for inside its frame, which is as high as each of its pages', async () => {
    await visit('contact?utm_source=ads&secret=1');
    await shown('#q-email');
    const empty = await height();
    await answer({}, 'Next');
    await shown('.mistakes');
    const wrong = await height();
    await answer(about('frame@customer.example'), 'Next');
    await shown('#q-employees');
    const second = await height();
    await answer({ employees: '40', _consent: 'yes' }, 'Ask for a demo');
    await shown('[role="status"] h1');
    const thanks = await height();
    expect(wrong).toBeGreaterThan(empty);
    expect(second).toBeLessThan(wrong);
    expect(thanks).toBeLessThan(second);
    expect(await framed('return document.querySelector("h1").textContent;')).toBe('Thank you');
    // The page around it stayed where it was.
    expect(await browser.inPage('return document.title + location.pathname;')).toBe('Our page/contact');
    expect(await framed<string>('return document.cookie + ".";')).toBe('.');

    await desk.idle();
    const made = await server.store.leads.get('frame@customer.example', server.now());
    expect(made).toMatchObject({ company: 'Lee Ltd', fields: { buildingType: 'office', employees: 40 } });
    const page = `http://127.0.0.1:${site.port}/contact`;
    expect(await server.store.leads.origins(made.id)).toMatchObject([
      { way: 'form', detail: { form: 'demo', campaign: { source: 'ads' }, landingPage: page } },
    ]);
    expect(await server.store.consents.list(made.id)).toMatchObject([{ purpose: 'marketing', source: 'form demo' }]);
    const { items } = await server.store.forms.list({}, { limit: 1 });
    expect(items).toMatchObject([{ status: 'accepted', leadId: made.id, reasons: [] }]);
  });

  test('brings the pages that were seen before into the history of the lead, if the visitor agreed to be counted', async () => {
    const before = views;
    for (const page of ['pricing?agreed', 'guide?agreed', 'contact?agreed']) await visit(page);
    await expect.poll(() => views).toBe(before + 3);
    const { id } = await fillIn('counted@customer.example');
    expect((await seen(id)).toSorted()).toEqual(['/contact', '/guide', '/pricing']);

    // From now on the browser is the lead's, until it says otherwise.
    await visit('prices?agreed');
    await expect.poll(() => seen(id)).toContain('/prices');
    await browser.inPage('tendril("consent", false); return null;');
    await expect.poll(() => views).toBe(before + 5);
  });

  test('brings nothing of who did not agree', async () => {
    const before = views;
    for (const page of ['pricing', 'guide', 'contact']) await visit(page);
    const { id } = await fillIn('uncounted@customer.example');
    expect(await seen(id)).toEqual([]);
    expect(views).toBe(before);
    expect(await browser.inPage('return localStorage.length;')).toBe(0);
  });
});
