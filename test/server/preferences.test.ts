import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LeadView, Preferences } from '../../db/store.ts';
import { testWorkspace } from '../support/workspace.ts';
import { eventsOf, publicUrl, sentSalesMail, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

const topics = {
  guide: {
    name: { en: 'The energy guide', de: 'Der Energieratgeber' },
    about: { en: 'Five lessons.', de: 'Fünf Lektionen.' },
  },
  product: { name: 'Meters & more', about: null },
} as const;

beforeAll(async () => {
  server = await startTestServer();
  const organisation = { ...testWorkspace.organisation, topics };
  await server.store.publications.publishWorkspace({ ...testWorkspace, organisation }, server.now());
});
afterAll(() => server.close());

let lead: LeadView;
let messageId: string;
let path: string;
beforeEach(async () => {
  lead = await server.addLead({ language: 'de' });
  messageId = (await server.sentMail(lead)).id;
  path = `/p/${server.token('preferences', messageId)}`;
});

type Fields = Readonly<Record<string, string | readonly string[]>>;

function formOf(fields: Fields): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) form.append(name, value);
  return form;
}

async function press(fields: Fields, headers: Readonly<Record<string, string>> = {}) {
  const response = await server.app.request(path, { method: 'POST', body: formOf(fields), headers });
  return { status: response.status, headers: response.headers, page: await response.text() };
}

const shown = async () => (await server.app.request(path)).text();
const wishes = async (): Promise<Preferences> => {
  const known = await server.store.preferences.of(messageId);
  if (known === null) throw new Error('The mail is not known');
  return known;
};
const named = async (event: string) => (await eventsOf(server.store, lead.id)).filter((entry) => entry.event === event);

describe('the preference page', () => {
  test('shows what is set, in the language of the lead, with its address masked, and loads nothing', async () => {
    const response = await server.app.request(path, { headers: { 'Accept-Language': 'fr' } });
    const page = await response.text();
    expect(page).toContain('<html lang="de"');
    expect(page).toContain('Der Energieratgeber');
    expect(page).toContain('Fünf Lektionen.');
    expect(page).toContain('Meters &amp; more');
    expect(page).not.toContain(lead.email);
    expect(page).toContain('…@customer.example');
    expect(page).not.toMatch(/src=|<script|<link|@import|url\(/);
    expect(
      [...page.matchAll(/type="(?:checkbox|radio)"[^>]*? value="([^"]+)" checked/g)].map(([, value]) => value),
    ).toEqual(['guide', 'product', 'all', 'none']);
    expect(page).toContain('value="stop"');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("form-action 'self'"),
    });
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  test('takes what is chosen, says so and shows it; the same form once more changes nothing', async () => {
    const form = {
      action: 'save',
      shown: ['guide', 'product'],
      topic: 'product',
      frequency: 'monthly',
      pause: '30',
      day: '',
    };
    for (let times = 0; times < 2; times += 1) {
      const { status, page } = await press(form);
      expect([status, page]).toEqual([200, expect.stringContaining('Gespeichert.')]);
    }
    // The 21st of November and thirty days, as a day begins in Berlin.
    expect(await wishes()).toMatchObject({
      without: ['guide'],
      frequency: 'monthly',
      pausedUntil: '2026-12-20T23:00:00.000Z',
      stopped: null,
    });
    expect(await named('preferences')).toHaveLength(1);
    const page = await shown();
    expect(page).toContain('Bis 21. Dezember 2026, wie bisher');
    expect(page).toMatch(/value="guide" aria/);
    expect(page).toMatch(/value="keep" checked/);
    server.advance(1_000);
    await press({ ...form, pause: 'keep', frequency: 'weekly' });
    expect(await wishes()).toMatchObject({ frequency: 'weekly', pausedUntil: '2026-12-20T23:00:00.000Z' });
    await press({
      action: 'save',
      shown: ['guide', 'product'],
      topic: ['guide', 'product'],
      frequency: 'all',
      pause: 'none',
    });
    expect(await wishes()).toMatchObject({ without: [], frequency: 'all', pausedUntil: null });
  });

  test('pauses until a day that the lead names, and refuses one that is none, in the past or years ahead', async () => {
    await press({ action: 'save', pause: 'date', day: '2027-03-01' });
    expect((await wishes()).pausedUntil).toBe('2027-02-28T23:00:00.000Z');
    for (const day of ['', '2027-02-30', '2026-11-21', '2028-01-01', '1.3.2027', '+020270-03-01']) {
      const { status, page } = await press({ action: 'save', pause: 'date', frequency: 'weekly', day });
      expect([status, page]).toEqual([422, expect.stringContaining('vom 22. November 2026 bis zum 21. November 2027')]);
      expect(page).toContain('aria-invalid="true"');
    }
    expect(await wishes()).toMatchObject({ frequency: 'all', pausedUntil: '2027-02-28T23:00:00.000Z' });
    const form = {
      action: 'save',
      pause: 'date',
      frequency: 'weekly',
      shown: ['guide', 'product'],
      topic: ['product'],
    };
    const { page } = await press(form);
    expect(page).toMatch(/value="weekly" checked/);
    expect(page).toMatch(/value="product" checked/);
    expect(page).not.toMatch(/value="guide" checked/);
  });

  test('takes no topic that is not declared, and leaves those alone that it did not show', async () => {
    await press({ action: 'save', shown: ['guide', 'legal-notices'] });
    expect((await wishes()).without).toEqual(['guide']);
  });

  test('stops all mails with one button, and the way back is a new consent with its proof', async () => {
    const stop = await press({ action: 'stop' });
    expect(stop.page).toContain('Sie erhalten keine Mails mehr');
    expect(stop.page).toContain(`href="${publicUrl}${path}"`);
    expect((await wishes()).stopped).toBe('unsubscribe');
    expect(await named('unsubscribe')).toHaveLength(1);
    const page = await shown();
    expect(page).toContain('Ich möchte wieder Mails erhalten');
    expect(page).not.toContain('value="save"');
    server.advance(1_000);
    await press({ action: 'save', frequency: 'weekly' });
    expect(await wishes()).toMatchObject({ stopped: 'unsubscribe', frequency: 'all' });
    const again = await press({ action: 'again' }, { 'User-Agent': 'Firefox' });
    expect(again.page).toContain('Sie erhalten unsere Mails wieder.');
    expect((await wishes()).stopped).toBeNull();
    await press({ action: 'again' });
    const consents = await server.store.consents.list(lead.id);
    expect(consents).toMatchObject([
      {
        purpose: 'marketing',
        basis: 'express',
        source: 'preference page',
        wording: 'Ich möchte wieder Mails erhalten',
        proof: { method: 'page', userAgent: 'Firefox', reference: `message ${messageId}` },
      },
    ]);
  });

  test('says after a complaint that nothing is sent, and changes nothing', async () => {
    await server.store.suppressions.add(lead.email, 'complaint', 'test', server.now());
    const page = await shown();
    expect(page).toContain('An diese Adresse werden keine Mails gesendet');
    expect(page).not.toContain('<form');
    for (const action of ['again', 'save']) await press({ action, frequency: 'weekly' });
    expect(await wishes()).toMatchObject({ stopped: 'complaint', frequency: 'all' });
    expect(await server.store.consents.list(lead.id)).toEqual([]);
  });

  test('opens by the unsubscribe link of an older mail too, but by no other token', async () => {
    const old = await server.app.request(`/p/${server.token('unsubscribe', messageId)}`);
    expect(old.status).toBe(200);
    for (const token of [server.token('click', messageId), server.token('confirm', messageId), 'x']) {
      const response = await server.app.request(`/p/${token}`, { method: 'POST', body: formOf({ action: 'stop' }) });
      expect(response.status).toBe(404);
    }
    expect((await wishes()).stopped).toBeNull();
  });

  test('does not tell an unknown or erased lead, or a colleague, from a token of nobody', async () => {
    const { handoffId } = await server.openHandoff();
    const mail = await sentSalesMail(server.store, handoffId, 'ines@sales.acme.example', server.now());
    const tokens = [
      server.token('preferences', crypto.randomUUID()),
      server.token('preferences', mail.id),
      'a'.repeat(58),
    ];
    const pages = tokens.map(async (token) => {
      const response = await server.app.request(`/p/${token}`, { headers: { 'Accept-Language': 'xx, hu;q=0.5' } });
      return [response.status, await response.text()];
    });
    const [unknown, ...others] = await Promise.all(pages);
    expect(unknown).toEqual([404, expect.stringContaining('Ez a link nem érvényes')]);
    for (const other of others) expect(other).toEqual(unknown);
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])('changes nothing for %s, whatever stands in its query', async (method) => {
    const response = await server.app.request(`${path}?action=stop&frequency=weekly`, { method });
    expect(response.status).toBeLessThan(300);
    expect(await wishes()).toMatchObject({ stopped: null, frequency: 'all' });
  });

  test.each([
    ['no action', {}],
    ['another action', { action: 'delete' }],
  ])('changes nothing for a POST with %s', async (_what, fields) => {
    const { status, page } = await press({ ...fields, frequency: 'weekly' });
    expect([status, page]).toEqual([400, expect.stringContaining('Es wurde nichts geändert')]);
    expect((await wishes()).frequency).toBe('all');
  });

  test('slows down who changes a lot, but never who wants to stop', async () => {
    let last = await press({ action: 'save' });
    for (let times = 0; times < 20; times += 1)
      last = await press({ action: 'save', frequency: times % 2 ? 'all' : 'weekly' });
    expect([last.status, last.headers.get('retry-after')]).toEqual([429, '600']);
    expect((await press({ action: 'stop' })).status).toBe(200);
    expect((await wishes()).stopped).toBe('unsubscribe');
    server.advance(600_000);
    expect((await press({ action: 'again' })).status).toBe(200);
  });
});
