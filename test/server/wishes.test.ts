/** The API of what leads agreed to and want, and of who gets no mail. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LeadView } from '../../db/store.ts';
import { readToken } from '../../domain/tokens.ts';
import { publicUrl, startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
let lead: LeadView;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  lead = await server.addLead();
});

const call = (route: string, body?: unknown, as: 'leads' | 'events' | 'admin' = 'leads') =>
  server.call(route, { as, ...(body === undefined ? {} : { body }) });
const of = (path: string) => `/v1/leads/${encodeURIComponent(lead.email)}/${path}`;

describe('consents', () => {
  it('are recorded with their proof, withdrawn, and listed', async () => {
    const consent = { purpose: 'marketing', source: 'form pricing', proof: { method: 'form', ip: '192.0.2.7' } };
    const recorded = await call(`POST ${of('consents')}`, consent);
    expect(recorded).toMatchObject({
      status: 200,
      body: { items: [{ ...consent, basis: 'express', at: server.now(), withdrawnAt: null }] },
    });
    const withdrawn = await call(`POST ${of('consents/withdrawals')}`, { purpose: 'marketing' });
    expect(withdrawn.body.items[0]).toMatchObject({ withdrawnAt: server.now(), withdrawnBy: expect.any(String) });
    expect((await call(`GET ${of('consents')}`)).body).toEqual(withdrawn.body);
  });

  it('that nobody dates are one however often they are told, and lift no opt-out; one with time and proof does', async () => {
    const told = { purpose: 'marketing', source: 'crm' };
    await server.store.suppressions.add(lead.email, 'unsubscribe', null, server.now());
    server.advance(1000);
    for (let night = 0; night < 3; night += 1) {
      expect((await call(`POST ${of('consents')}`, told)).body.items).toHaveLength(1);
      server.advance(86_400_000);
    }
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
    await call(`POST ${of('consents')}`, { ...told, source: 'form', at: server.now() });
    expect(await server.store.suppressions.reasonFor(lead.email)).toBe('unsubscribe');
    const proof = { method: 'form', reference: 'ticket 4711' };
    await call(`POST ${of('consents')}`, { ...told, source: 'call', at: server.now(), proof });
    expect(await server.store.suppressions.reasonFor(lead.email)).toBeNull();
  });

  it('stand in short with the lead: objections to being tracked too', async () => {
    for (const purpose of ['marketing', 'news']) await call(`POST ${of('consents')}`, { purpose, source: 'form' });
    for (const purpose of ['news', 'tracking']) await call(`POST ${of('consents/withdrawals')}`, { purpose });
    const until = new Date(Date.parse(server.now()) + 1_000).toISOString();
    await call(`POST ${of('consents')}`, { purpose: 'events', basis: 'implied', source: 'fair', expiresAt: until });
    server.advance(2_000);
    expect((await call(`GET /v1/leads/${lead.id}`)).body.consents).toEqual([
      { purpose: 'events', standing: 'ended', basis: null },
      { purpose: 'marketing', standing: 'agreed', basis: 'express' },
      { purpose: 'news', standing: 'objected', basis: null },
      { purpose: 'tracking', standing: 'objected', basis: null },
    ]);
  });

  it.each([
    ['a purpose that is none', { purpose: 'Not a purpose', source: 'form' }],
    ['a time to come', { purpose: 'marketing', source: 'form', at: '2999-01-01T00:00:00.000Z' }],
    ['a basis that is none', { purpose: 'marketing', source: 'form', basis: 'perhaps' }],
    ['nothing said of where it was given', { purpose: 'marketing' }],
  ])('are refused with %s', async (_, body) => {
    expect(await call(`POST ${of('consents')}`, body)).toMatchObject({
      status: 400,
      body: { code: 'REQUEST_INVALID' },
    });
  });

  it('are asked for by a link that is signed for this request', async () => {
    const asked = { purposes: ['marketing'], source: 'webinar', wording: 'Yes.' };
    const { status, body } = await call(`POST ${of('consents/requests')}`, asked);
    expect({ status, body }).toMatchObject({ status: 201, body: { ...asked, confirmedAt: null } });
    const [, token = ''] = body.confirmUrl.split(`${publicUrl}/confirm/`);
    expect(readToken(server.signer, 'confirm', token)).toMatchObject({ id: body.id });
  });

  it('need the scope of leads, and a lead', async () => {
    expect(await call(`GET ${of('consents')}`, undefined, 'events')).toMatchObject({ status: 403 });
    expect(await call('GET /v1/leads/nobody@y.test/consents')).toMatchObject({
      status: 404,
      body: { code: 'LEAD_UNKNOWN' },
    });
  });
});

describe('preferences', () => {
  it('are read and changed, what is absent stays', async () => {
    const first = await call(`PUT ${of('preferences')}`, { topics: { news: false }, frequency: 'weekly' });
    expect(first).toMatchObject({ status: 200, body: { without: ['news'], frequency: 'weekly', pausedUntil: null } });
    const until = '2027-01-02T00:00:00.000Z';
    await call(`PUT ${of('preferences')}`, { pausedUntil: until });
    expect((await call(`GET ${of('preferences')}`)).body).toEqual({ ...first.body, pausedUntil: until });
    expect(await call(`PUT ${of('preferences')}`, { frequency: 'never' })).toMatchObject({ status: 400 });
  });

  it('lift no stop that the lead has asked for: nothing of such a request is written', async () => {
    await server.store.suppressions.add(lead.email, 'unsubscribe', 'by page', server.now());
    const more = await call(`PUT ${of('preferences')}`, { topics: { marketing: true }, frequency: 'weekly' });
    expect(more).toMatchObject({ status: 409, body: { code: 'SUPPRESSION_LASTING' } });
    expect((await call(`GET ${of('preferences')}`)).body).toMatchObject({ stopped: 'unsubscribe', frequency: 'all' });
  });
});

describe('suppressions', () => {
  it('are added for all mail or for one topic, and told of whatever the case of the address', async () => {
    const email = lead.email.toUpperCase();
    await call('POST /v1/suppressions', { address: email, scope: 'topic/news', reason: 'unsubscribe' });
    const added = await call('POST /v1/suppressions', { address: email, why: 'asked by phone' });
    expect(added).toMatchObject({
      status: 200,
      body: {
        reason: 'manual',
        entries: [
          { scope: 'topic/news', reason: 'unsubscribe' },
          { scope: 'all', reason: 'manual', detail: 'asked by phone' },
        ],
      },
    });
    const read = await call(`GET /v1/suppressions?address=${encodeURIComponent(lead.email)}`);
    expect(read.body).toEqual(added.body);
    expect(await call('POST /v1/suppressions', { address: email, scope: 'news' })).toMatchObject({ status: 400 });
  });

  it('are lifted by an administrator who has the right, and says why', async () => {
    await call('POST /v1/suppressions', { address: lead.email, reason: 'legal' });
    const lifting = { address: lead.email, reason: 'legal', right: 'legal', why: 'settled' };
    expect(await call('POST /v1/suppressions/lifts', lifting)).toMatchObject({ status: 403 });
    expect(await call('POST /v1/suppressions/lifts', { ...lifting, why: undefined }, 'admin')).toMatchObject({
      status: 400,
    });
    expect(await call('POST /v1/suppressions/lifts', { ...lifting, right: 'manual' }, 'admin')).toMatchObject({
      status: 409,
      body: { code: 'SUPPRESSION_LASTING' },
    });
    expect(await call('POST /v1/suppressions/lifts', lifting, 'admin')).toMatchObject({
      status: 200,
      body: { reason: null, entries: [{ liftedFor: 'legal', liftedBy: expect.stringMatching(/: settled$/) }] },
    });
  });
});
