/**
 * The pages of leads in a real browser: everybody can read and use them, by day and by night, on a phone, with a keyboard
 * alone, and without script.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportPage } from '../../domain/export-page.ts';
import { type HttpListener, listenHttp } from '../../server/http-listener.ts';
import { type Browser, findChromium, openBrowser } from '../support/browser.ts';
import { pageFaults } from '../support/page-faults.ts';
import { testWorkspace } from '../support/workspace.ts';
import { startTestServer, type TestServer } from './test-server.ts';

const chromium = findChromium();

const topics = {
  guide: {
    name: { en: 'The energy guide', de: 'Der Energieratgeber' },
    about: {
      en: 'Five lessons on what your meters can tell you.',
      de: 'Fünf Lektionen darüber, was Ihre Zähler sagen.',
    },
  },
  product: { name: { en: 'New meters', de: 'Neue Zähler' }, about: null },
  events: { name: 'Webinars', about: null },
};

describe.skipIf(chromium === null)('the pages of leads in a browser', () => {
  let server: TestServer;
  let http: HttpListener;
  let browser: Browser;
  beforeAll(async () => {
    server = await startTestServer();
    const organisation = { ...testWorkspace.organisation, topics };
    await server.store.publications.publishWorkspace({ ...testWorkspace, organisation }, server.now());
    http = await listenHttp('127.0.0.1', 0, () => server.app.fetch);
    browser = await openBrowser(chromium ?? '', '127.0.0.1');
  });
  afterAll(async () => {
    await browser.close();
    await http.close(0);
    await server.close();
  });

  async function leadOf(language: string) {
    const lead = await server.addLead({ language });
    const { id } = await server.sentMail(lead);
    const request = await server.store.consents.request(
      lead.id,
      { purposes: ['guide'], source: 'form', wording: 'Please send me the guide by e-mail.', wordingVersion: null },
      'test',
      server.now(),
    );
    return {
      lead,
      id,
      confirm: `/confirm/${server.token('confirm', request.id)}`,
      leave: `/u/${server.token('unsubscribe', id)}`,
      choose: `/p/${server.token('preferences', id)}`,
    };
  }

  const visit = (path: string, colours: 'light' | 'dark' = 'light') =>
    browser.visit(`http://127.0.0.1:${http.port}${path}`, colours);

  /** What a checker of accessibility says against the page, and what is wider than the screen. */
  async function faults(path: string, colours: 'light' | 'dark'): Promise<readonly unknown[]> {
    await visit(path, colours);
    return faultsHere(`${path.slice(0, 3)} ${colours}`);
  }

  const faultsHere = (where: string) => pageFaults(browser, where);

  test.each(['en', 'de'])(
    'have nothing in the way of anybody in %s, on a small phone by day and by night',
    async (language) => {
      await browser.size(320, 640);
      const { lead, confirm, leave, choose } = await leadOf(language);
      const found: unknown[] = [];
      const look = async (path: string) => {
        for (const colours of ['light', 'dark'] as const) found.push(...(await faults(path, colours)));
      };
      for (const path of [leave, choose, confirm, '/u/x', '/confirm/x']) await look(path);
      await server.store.suppressions.add(lead.email, 'unsubscribe', null, server.now());
      for (const path of [leave, choose]) await look(path);
      await server.store.suppressions.add(lead.email, 'complaint', null, server.now());
      await look(choose);
      expect(found).toEqual([]);
      expect(await browser.inPage('return document.documentElement.lang;')).toBe(language);
    },
  );

  test('so has the page with all that is known about a lead, whose headings are in its language', async () => {
    const { lead, id } = await leadOf('fr');
    await server.store.events.ingest(
      { dedupeKey: id, kind: 'click', lead: { messageId: id }, link: 'guide', occurredAt: server.now() },
      server.now(),
    );
    const page = exportPage(await server.store.rights.export(lead.id, server.now()), 'Acme');
    await browser.size(320, 640);
    for (const colours of ['light', 'dark'] as const) {
      await browser.show(page, colours);
      expect(await faultsHere(colours)).toEqual([]);
    }
    expect(await browser.inPage('return document.title;')).toBe('Ce que nous savons de vous');
    const inEnglish = 'return [...document.querySelectorAll("dl, .about")].every((one) => one.closest("[lang=en]"));';
    expect(await browser.inPage(inEnglish)).toBe(true);
  });

  test('can be used with a keyboard alone and without script', async () => {
    const { id, choose } = await leadOf('en');
    await browser.scripts(false);
    try {
      await visit(choose);
      // The first topic is ticked off; one a week; no pause; save.
      await browser.press('Tab', ' ', 'Tab', 'Tab', 'Tab', 'ArrowDown', 'Tab', 'Tab');
      expect(await browser.inPage('return document.activeElement.textContent;')).toBe('Save');
      await browser.following(() => browser.press('Enter'));
      expect(await browser.inPage('return document.querySelector("[role=status]").textContent;')).toBe('Saved.');
      expect(await server.store.preferences.of(id)).toMatchObject({
        without: ['guide'],
        frequency: 'weekly',
        pausedUntil: null,
      });
    } finally {
      await browser.scripts(true);
    }
  });

  test('ask for a day only where one was chosen', async () => {
    const { choose } = await leadOf('en');
    await visit(choose);
    const isSeen = () => browser.inPage<boolean>('return document.querySelector("#day").checkVisibility();');
    expect(await isSeen()).toBe(false);
    await browser.inPage('document.querySelector("#pause-date").click(); return null;');
    expect(await isSeen()).toBe(true);
  });
});
