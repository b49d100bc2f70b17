import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeKeys } from '../../config/keys.ts';
import { makeToken } from '../../domain/tokens.ts';
import { createApp } from '../../server/app.ts';
import { createTestStore } from '../support/database.ts';
import { drained, eventsOf, publicUrl, sentSalesMail, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const oneClick = { 'List-Unsubscribe': 'One-Click' };

async function freshMail() {
  const lead = await server.addLead();
  const mail = await server.sentMail(lead);
  return { lead, mail, path: `/u/${server.token('unsubscribe', mail.id)}` };
}

const reason = (email: string) => server.store.suppressions.reasonFor(email);

function multipart(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

describe('one-click unsubscribe (RFC 8058)', () => {
  test.each([
    ['urlencoded', () => ({ body: new URLSearchParams(oneClick) })],
    ['multipart', () => ({ body: multipart(oneClick) })],
    [
      'urlencoded without a charset and with empty extra fields',
      () => ({
        body: '=&List-Unsubscribe=One-Click&mailbox=&List-Unsubscribe=',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
    ],
    [
      'multipart with the type written in capitals and no line end behind it',
      () => ({
        body: '--Bound\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--Bound--',
        headers: { 'Content-Type': 'Multipart/Form-Data; boundary=Bound' },
      }),
    ],
    ['of no type at all', () => ({ body: new TextEncoder().encode('List-Unsubscribe=One-Click\r\n') })],
    [
      'with cookies and credentials of somebody, which are not looked at',
      () => ({ body: new URLSearchParams(oneClick), headers: { Cookie: 'session=1', Authorization: 'Bearer x' } }),
    ],
  ] as const)('does it for a POST that is %s, with 200, no redirect and no cookie', async (_kind, init) => {
    const { lead, path } = await freshMail();
    const response = await server.app.request(path, { method: 'POST', ...init() });
    expect(response.status).toBe(200);
    expect(response.headers.get('location')).toBeNull();
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(await reason(lead.email)).toBe('unsubscribe');
    expect(await eventsOf(server.store, lead.id)).toMatchObject([{ event: 'unsubscribe' }]);
  });

  test('takes a slash too many without a redirect', async () => {
    const { lead, path } = await freshMail();
    const response = await server.app.request(`${path}/`, { method: 'POST', body: new URLSearchParams(oneClick) });
    expect([response.status, response.headers.get('location')]).toEqual([200, null]);
    expect(await reason(lead.email)).toBe('unsubscribe');
  });

  test('refuses a body that no form of ours is as long as', async () => {
    const { lead, path } = await freshMail();
    const body = new URLSearchParams({ ...oneClick, more: 'x'.repeat(40_000) });
    const response = await server.app.request(path, { method: 'POST', body });
    expect(response.status).toBe(413);
    expect(await reason(lead.email)).toBeNull();
  });

  test('says which methods there are, and changes nothing for others', async () => {
    const { lead, path } = await freshMail();
    const options = await server.app.request(path, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    const head = await server.app.request(path, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    for (const method of ['PUT', 'DELETE', 'PATCH']) {
      const response = await server.app.request(path, { method, body: new URLSearchParams(oneClick) });
      expect(response.status).toBe(404);
    }
    expect(await reason(lead.email)).toBeNull();
  });

  test('counts anew for a lead that has come back since', async () => {
    const { lead, path } = await freshMail();
    const leave = () => server.app.request(path, { method: 'POST', body: new URLSearchParams(oneClick) });
    const comeBack = () =>
      server.app.request(path.replace('/u/', '/p/'), {
        method: 'POST',
        body: new URLSearchParams({ action: 'again' }),
      });
    await leave();
    await leave();
    server.advance(1_000);
    await comeBack();
    expect(await reason(lead.email)).toBeNull();
    server.advance(1_000);
    await leave();
    await leave();
    expect(await reason(lead.email)).toBe('unsubscribe');
    const events = await eventsOf(server.store, lead.id);
    expect(events.filter((entry) => 'event' in entry && entry.event === 'unsubscribe')).toHaveLength(2);
  });

  test('done twice is done once', async () => {
    const { lead, path } = await freshMail();
    for (let i = 0; i < 2; i += 1) {
      const response = await server.app.request(path, { method: 'POST', body: new URLSearchParams(oneClick) });
      expect(response.status).toBe(200);
    }
    expect(await eventsOf(server.store, lead.id)).toHaveLength(1);
  });

  test('asks the enrollments of the lead to stop', async () => {
    const { path } = await freshMail();
    await drained(server.store, server.now());
    await server.app.request(path, { method: 'POST', body: new URLSearchParams(oneClick) });
    const signals = (await drained(server.store, server.now())).filter(({ kind }) => kind === 'signal_nurture');
    expect(signals).toMatchObject([{ payload: { kind: 'event', event: { kind: 'unsubscribe' } } }]);
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])('changes nothing for %s, which filters send', async (method) => {
    const { lead, path } = await freshMail();
    const response = await server.app.request(path, { method });
    expect(response.status).toBeLessThan(300);
    expect(await reason(lead.email)).toBeNull();
    expect(await eventsOf(server.store, lead.id)).toHaveLength(0);
  });

  test.each([
    ['an empty body', {}],
    ['a JSON body', { body: JSON.stringify(oneClick), headers: { 'Content-Type': 'application/json' } }],
    ['another value', { body: new URLSearchParams({ 'List-Unsubscribe': 'Two-Clicks' }) }],
    ['a broken multipart body', { body: 'x', headers: { 'Content-Type': 'multipart/form-data; boundary=y' } }],
  ] as const)('changes nothing for a POST with %s', async (_what, init) => {
    const { lead, path } = await freshMail();
    const response = await server.app.request(path, { method: 'POST', ...init });
    const page = await response.text();
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(page).toContain('Please press the button');
    expect(page).toContain('name="List-Unsubscribe" value="One-Click"');
    expect(page).not.toMatch(/schema|openapi/);
    expect(await reason(lead.email)).toBeNull();
  });

  test('changes nothing for a token that was tampered with or made by another installation', async () => {
    const { lead, mail, path } = await freshMail();
    const other = makeKeys(`1:${'ab'.repeat(32)}`, 'cd'.repeat(32)).signer;
    const foreign = `/u/${makeToken(other, { purpose: 'unsubscribe', id: mail.id, index: 0 })}`;
    const tampered = `${path.slice(0, -8)}aaaaaaaa`;
    for (const wrong of [foreign, tampered, `/u/${server.token('click', mail.id)}`, '/u/x']) {
      const response = await server.app.request(wrong, { method: 'POST', body: new URLSearchParams(oneClick) });
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain(lead.email);
    }
    expect(await reason(lead.email)).toBeNull();
  });

  test('says 200 and nothing more for a mail whose lead was erased', async () => {
    const path = `/u/${server.token('unsubscribe', crypto.randomUUID())}`;
    const response = await server.app.request(path, { method: 'POST', body: new URLSearchParams(oneClick) });
    expect(response.status).toBe(200);
  });

  test('works years later, with a key that has been replaced since', async () => {
    const old = `1:${'11'.repeat(32)}`;
    const lead = await server.addLead();
    const mail = await server.sentMail(lead);
    const token = makeToken(makeKeys(old, 'cd'.repeat(32)).signer, { purpose: 'unsubscribe', id: mail.id, index: 0 });
    const { signer } = makeKeys(`2:${'22'.repeat(32)},${old}`, 'cd'.repeat(32));
    const { store } = server;
    const later = () => '2028-11-21T09:00:00.000Z';
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    const app = createApp({ store, signer, publicUrl, now: later, log: silent, recorder: server.recorder });
    const response = await app.request(`/u/${token}`, { method: 'POST', body: new URLSearchParams(oneClick) });
    expect(response.status).toBe(200);
    expect(await reason(lead.email)).toBe('unsubscribe');
  });

  test('changes nothing for a mail to a salesperson, which is not marketing', async () => {
    const { lead, handoffId } = await server.openHandoff();
    const mail = await sentSalesMail(server.store, handoffId, 'ines@sales.acme.example', server.now());
    const path = `/u/${server.token('unsubscribe', mail.id)}`;
    await server.app.request(path, { method: 'POST', body: new URLSearchParams(oneClick) });
    expect(await reason(lead.email)).toBeNull();
    expect(await reason('ines@sales.acme.example')).toBeNull();
  });
});

describe('the unsubscribe page', () => {
  test('has one button that posts the one-click form, names the sender but no receiver, and loads nothing', async () => {
    const { lead, path } = await freshMail();
    const response = await server.app.request(path);
    const page = await response.text();
    expect(page).toContain('<form method="post">');
    expect(page).toContain('name="List-Unsubscribe" value="One-Click"');
    expect(page).toContain('Acme Meters');
    expect(page).toContain('Stop all mails?');
    expect(page).toContain(`href="${publicUrl}${path.replace('/u/', '/p/')}"`);
    expect(page).not.toContain(lead.email);
    expect(page).not.toMatch(/src=|<script|<link|@import|url\(/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('does not ask again whoever has left', async () => {
    const { lead, path } = await freshMail();
    const sent = await server.app.request(path, { method: 'POST', body: new URLSearchParams(oneClick) });
    expect(await sent.text()).toContain('You get no more mails');
    const page = await (await server.app.request(path)).text();
    expect(page).toContain('You get no more mails');
    expect(page).toContain('That was a mistake');
    expect(page).not.toContain('<form');
    expect(page).not.toContain(lead.email);
  });

  test('does without the name of the sender where no workspace is published', async () => {
    const { store, close } = await createTestStore();
    try {
      const silent = { debug() {}, info() {}, warn() {}, error() {} };
      const { signer, now, recorder } = server;
      const app = createApp({ store, signer, publicUrl, now, log: silent, recorder });
      const path = `/u/${server.token('unsubscribe', crypto.randomUUID())}`;
      expect(await (await app.request(path)).text()).toContain('Stop all mails?');
      const sent = await app.request(path, { method: 'POST', body: new URLSearchParams(oneClick) });
      expect([sent.status, await sent.text()]).toEqual([200, expect.stringContaining('We send no more mails')]);
    } finally {
      await close();
    }
  });
});
