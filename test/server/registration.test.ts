/** Checks of addresses, leads that are nobody, and confirmations by the API, with a real DNS server. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAddressCheck } from '../../mail/address-check.ts';
import { createResolver } from '../../mail/preflight/lookups.ts';
import { type DnsServer, startDnsServer } from '../support/dns-server.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let dns: DnsServer;
let server: TestServer;
beforeAll(async () => {
  dns = await startDnsServer({ 'gmail.com': { MX: ['5 mx.gmail.com'] }, 'acme.com': { MX: ['10 mx.acme.com'] } });
  const addressCheck = createAddressCheck({ resolver: createResolver([dns.address]), now: () => 0 });
  server = await startTestServer({ addressCheck });
});
afterAll(async () => {
  await server.close();
  await dns.close();
});

describe('the check of addresses', () => {
  test('answers in their order, and says the same of who is known and who is not', async () => {
    await server.addLead({ email: 'known@acme.com' });
    const addresses = ['known@acme.com', 'unknown@acme.com', 'ann@gmial.com', 'nothing'];
    const { status, body } = await server.call('POST /v1/addresses/check', { as: 'leads', body: { addresses } });
    expect(status).toBe(200);
    expect(body.items).toEqual([
      { address: 'known@acme.com', verdict: 'ok', reasons: [], suggestion: null },
      { address: 'unknown@acme.com', verdict: 'ok', reasons: [], suggestion: null },
      {
        address: 'ann@gmial.com',
        ...{ verdict: 'refused', reasons: ['no-domain', 'disposable', 'typo'], suggestion: 'ann@gmail.com' },
      },
      { address: 'nothing', verdict: 'refused', reasons: ['syntax'], suggestion: null },
    ]);
    const many = { addresses: Array.from({ length: 101 }, (_, i) => `a${i}@acme.com`) };
    expect((await server.call('POST /v1/addresses/check', { body: many })).status).toBe(400);
  });
});

describe('a lead that comes by the API', () => {
  const registrationOf = async (email: string) =>
    server.store.registrations.of((await server.store.leads.get(email, server.now())).id);

  test('is looked at and never refused for it, where the organisation wants that', async () => {
    for (const [email, registration] of [
      ['ann@acme.com', 'checked'],
      ['ann@nowhere.com', 'suspicious'],
    ] as const) {
      expect((await server.call('POST /v1/leads', { body: { email } })).status).toBe(201);
      expect((await registrationOf(email)).registration).toBe(registration);
    }
    const { body } = await server.call('GET /v1/leads/ann@nowhere.com');
    expect(body.registration).toEqual({ state: 'suspicious', reasons: ['no-domain'] });
  });

  test('that a person says is a fake is disqualified', async () => {
    await server.call('POST /v1/leads', { body: { email: 'fake@acme.com' } });
    const answer = await server.call('POST /v1/leads/fake@acme.com/fake', { as: 'leads', body: { reason: 'a joke' } });
    expect(answer).toMatchObject({ status: 200, body: { registration: 'fake', reasons: ['person'] } });
    expect((await server.call('GET /v1/leads/fake@acme.com')).body.stage).toBe('disqualified');
    expect((await server.call('GET /v1/authenticity', { as: 'sources' })).body.items).toEqual(expect.any(Array));
  });
});

describe('a confirmation by the API', () => {
  const body = { purposes: ['guide'], source: 'form', wording: 'Send me the guide', enroll: 'welcome' };

  test('is mailed when asked for, three times a day, and tells the caller; its page says that mails are coming', async () => {
    const lead = await server.addLead({ language: 'en' });
    const ask = (more: object = { mail: true }) =>
      server.call(`POST /v1/leads/${lead.id}/consents/requests`, { body: { ...body, ...more } });
    const answers = [await ask(), await ask({}), await ask(), await ask(), await ask()];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(answers.map(({ body: { mailed } }) => mailed)).toEqual([true, false, true, true, false]);
    const path = new URL(answers[0]?.body.confirmUrl).pathname;
    const pressed = await server.app.request(path, {
      method: 'POST',
      body: new URLSearchParams({ action: 'confirm' }),
    });
    expect(await pressed.text()).toContain('What you asked for is on its way to you by mail.');
    const enrollments = (await server.store.enrollments.list({ leadId: lead.id }, { limit: 5 })).items;
    expect(enrollments).toMatchObject([{ sequence: 'welcome' }]);
    expect((await ask({ enroll: 'gone' })).body.code).toBe('SEQUENCE_UNKNOWN');
  });
});
