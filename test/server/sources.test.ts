import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultLimits } from '../../domain/source.ts';
import { testWorkspace } from '../support/workspace.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  const source = { label: null, partner: null, kind: null, consent: null, alertAt: defaultLimits } as const;
  const sources = {
    fairs: { ...source, channel: 'event' },
    bought: { ...source, channel: 'list', consent: 'express', kind: 'consumer' },
  } as const;
  await server.store.publications.publishWorkspace({ ...testWorkspace, sources }, server.now());
});
afterAll(() => server.close());

const save = (body: unknown) => server.call('POST /v1/leads', { as: 'leads', body });
const get = (path: string, as = 'leads') => server.call(`GET ${path}`, { as });

describe('a lead that comes in by the API', () => {
  test('tells how it came, and pages are kept without what stands behind their path', async () => {
    const origin = {
      ...{ way: 'form', form: 'guide', partner: ' ', reference: null },
      campaign: { source: 'news', campaign: 'spring', term: null },
      ...{
        referrer: 'https://ann:secret@news.example/a?token=1',
        landingPage: 'https://www.example.com/guide?mail=ann@x.example#top',
      },
      clickId: { kind: 'gclid', value: 'Cj0' },
    };
    const { body: lead } = await save({ email: 'ann@came.example', source: 'Fairs', phone: '+45 33 12 34 56', origin });
    expect(lead).toMatchObject({ source: 'fairs', phone: '+4533123456', kind: null, consentRule: null });
    const { body } = await get(`/v1/leads/${lead.id}`);
    expect(body.held).toBeNull();
    expect(body.origins).toMatchObject([
      {
        ...{ source: 'fairs', way: 'form', actor: 'api/leads' },
        detail: {
          ...{ form: 'guide', campaign: { source: 'news', campaign: 'spring' } },
          ...{ referrer: 'https://news.example/a', landingPage: 'https://www.example.com/guide' },
          clickId: { kind: 'gclid', value: 'Cj0' },
        },
      },
    ]);
    expect(JSON.stringify(body.origins)).not.toMatch(/secret|token|ann@/);
  });

  test('of a bought list is told with the reason why it is not nurtured, until it agrees', async () => {
    const { body: lead } = await save({ email: 'ben@came.example', source: 'bought' });
    expect(lead).toMatchObject({ kind: 'consumer', consentRule: 'express' });
    const held = async () => (await get(`/v1/leads/${lead.id}`)).body.held;
    expect(await held()).toBe('the source bought wants express consent to marketing, and this lead has given none');
    const refused = await server.call('POST /v1/enrollments', {
      as: 'leads',
      body: { lead: lead.id, sequence: 'welcome' },
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'ENTRY_REFUSED']);
    const consent = {
      purpose: 'marketing',
      basis: 'express',
      source: 'fair',
      proof: { method: 'person', reference: 'card 7' },
    };
    const given = await server.call(`POST /v1/leads/${lead.id}/consents`, { as: 'leads', body: consent });
    expect(given.status).toBeLessThan(300);
    expect(await held()).toBeNull();
  });

  test.each([
    [{ origin: { landingPage: 'guide' } }, 422, 'FIELD_INVALID', 'origin.landingPage'],
    [{ origin: { clickId: { kind: 'g clid', value: 'x' } } }, 422, 'FIELD_INVALID', 'origin.clickId.kind'],
    [{ origin: { way: 'pigeon' } }, 400, 'REQUEST_INVALID', 'body.origin.way'],
    [{ origin: { campaign: { sauce: 'x' } } }, 400, 'REQUEST_INVALID', 'sauce'],
    [{ origin: { form: 'x'.repeat(501) } }, 400, 'REQUEST_INVALID', 'body.origin.form'],
    [{ phone: '12' }, 422, 'FIELD_INVALID', 'phone'],
    [{ kind: 'client' }, 422, 'FIELD_INVALID', 'kind'],
  ])('is refused with %j', async (part, status, code, where) => {
    const { status: answered, body } = await save({ email: 'no@came.example', ...part });
    expect([answered, body.code]).toEqual([status, code]);
    expect(body.detail).toContain(where);
  });
});

describe('sources', () => {
  const cost = { from: '2026-11-01', to: '2026-11-30', amount: '300', currency: 'EUR' };
  const add = (source: string, body: unknown, headers = {}) =>
    server.call(`POST /v1/sources/${source}/costs`, { as: 'sources', body, headers });

  test('are told with their leads and costs; a cost that is sent twice counts once', async () => {
    const key = { 'Idempotency-Key': 'bill-4711' };
    const first = await add('fairs', { ...cost, note: 'bill 4711' }, key);
    expect(first.status).toBe(201);
    expect((await add('fairs', { ...cost, note: 'bill 4711' }, key)).body).toEqual(first.body);
    const { body } = await get('/v1/sources/fairs?from=2026-11-01&to=2026-11-15', 'sources');
    expect(body).toMatchObject({
      ...{ source: 'fairs', declared: { channel: 'event' } },
      costs: [{ currency: 'EUR', amount: '150.00' }],
      entries: [{ amount: '300.00', note: 'bill 4711', actor: 'api/sources', voidedAt: null }],
    });
    const { body: all } = await get('/v1/sources', 'sources');
    const items = all.items as readonly { readonly source: string | null }[];
    expect(items.map(({ source }) => source)).toEqual(expect.arrayContaining(['bought', 'fairs']));
    const voided = await server.call(`POST /v1/sources/fairs/costs/${first.body.id}/void`, { as: 'sources', body: {} });
    expect(voided.body).toMatchObject({ voidedBy: 'api/sources' });
    expect((await get('/v1/sources/fairs', 'sources')).body.costs).toEqual([]);
  });

  test('are refused with the reason', async () => {
    expect((await add('nowhere', cost)).body.code).toBe('SOURCE_UNKNOWN');
    expect((await add('fairs', { ...cost, amount: '1,5' })).body.code).toBe('COST_INVALID');
    expect((await add('fairs', { ...cost, from: 'May' })).body.code).toBe('REQUEST_INVALID');
    expect((await get('/v1/sources/nowhere', 'sources')).body.code).toBe('SOURCE_UNKNOWN');
    expect((await get('/v1/sources?from=yesterday', 'sources')).body.code).toBe('REQUEST_INVALID');
    const other = await server.call('POST /v1/sources/bought/costs/0199c0de-0000-7000-8000-000000000000/void', {
      as: 'sources',
      body: {},
    });
    expect(other.body.code).toBe('COST_UNKNOWN');
  });
});

test('companies are told with the people who decide together', async () => {
  const lead = await server.addLead({ email: 'a@acme-works.example', company: 'Acme Works' });
  await server.addLead({ email: 'b@acme-works.example' });
  const { body } = await get('/v1/accounts/acme%20works');
  expect(body).toMatchObject({ name: 'Acme Works', domain: 'acme-works.example', leads: 2 });
  const members = body.members as readonly { readonly id: string }[];
  expect(members.map(({ id }) => id)).toContain(lead.id);
  expect((await get('/v1/accounts?search=acme-works')).body.items).toHaveLength(1);
  expect((await get('/v1/accounts/nobody')).body.code).toBe('ACCOUNT_UNKNOWN');
});
