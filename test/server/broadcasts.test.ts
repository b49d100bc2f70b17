/** Broadcasts over HTTP: ordered, asked about, halted and reported. The engine's pages are turned by hand. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noConsentPolicy } from '../../domain/consent.ts';
import { plusMs } from '../../domain/instant.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  await server.addLead({ email: 'ann@customer.example', tags: ['vip'] });
  await server.addLead({ email: 'bob@customer.example', tags: ['vip'] });
  await server.addLead({ email: 'gone@customer.example', tags: ['vip'] });
  await server.addLead({ email: 'other@customer.example' });
  await server.store.suppressions.add('gone@customer.example', 'complaint', null, server.now());
});
afterAll(() => server.close());

const order = (name: string, more: object = {}) => ({ name, template: 'hello', filter: { tag: 'vip' }, ...more });
const begin = (body: object, headers: Readonly<Record<string, string>> = {}) =>
  server.call('POST /v1/broadcasts', { body, headers });

/** Looks at the next leads as the engine does, and lets the relay accept their mails. */
async function turnPage(id: string): Promise<readonly string[]> {
  const { broadcasts } = server.store;
  const { settings } = await broadcasts.get(id);
  const rules = {
    ...{ ...settings, consent: noConsentPolicy, fromDomain: 'acme.example', relay: 'smtp' },
    slot: () => ({ kind: 'now' }) as const,
  };
  const { claims } = await broadcasts.claimPage(id, rules, { limit: 100, leaseMs: 60_000 }, server.now());
  const links = [{ name: 'guide', url: 'https://acme.example/guide' }];
  const mails = claims.map(({ messageId, claimToken }) => ({ messageId, claimToken, subject: 'Heat', links }));
  await broadcasts.markInFlight(mails, plusMs(server.now(), 60_000));
  const sent = claims.map((claim) => ({ ...claim, kind: 'sent', response: '250 ok' }) as const);
  await broadcasts.settle(sent, server.now());
  return claims.map(({ messageId }) => messageId);
}

describe('a broadcast', () => {
  test('is ordered, sent, answered and reported', async () => {
    const window = { days: 'weekdays', hours: ['08:00-12:00', '13:00-18:00'], holidays: 'lead' };
    const begun = await begin(order('heat', { window, caps: ['1 per day'], late: '3 days', pace: 500 }));
    expect([begun.status, begun.body]).toMatchObject([
      201,
      {
        ...{ name: 'heat', template: 'hello', templateNumber: 1, status: 'scheduled', actor: 'api/admin', total: 4 },
        ...{ pace: 500, startAt: server.now(), filter: { tag: 'vip', when: null, segment: null, source: null } },
        settings: {
          purpose: 'marketing',
          caps: [{ atMost: 1, within: 'P1D' }],
          window: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], holidays: { country: 'lead', dates: [] } },
          stale: { after: 'P3D' },
        },
      },
    ]);
    const [first] = await turnPage(begun.body.id);
    const sent = await server.call('GET /v1/messages?broadcast=heat&state=SENT');
    expect(sent.body.items).toMatchObject([{ broadcastId: begun.body.id }, { broadcastId: begun.body.id }]);
    expect((await server.call('GET /v1/messages?broadcast=cold')).body.code).toBe('BROADCAST_UNKNOWN');
    const click = { dedupeKey: 'click', kind: 'click', link: 'guide', lead: { messageId: first ?? '' } } as const;
    await server.store.events.ingest({ ...click, occurredAt: server.now() }, server.now());
    const report = await server.call('GET /v1/broadcasts/heat');
    expect([report.status, report.body]).toMatchObject([
      200,
      {
        ...{ status: 'running', looked: 4, mails: { SENT: 2, SUPPRESSED: 1 } },
        ...{ clicked: 1, links: { guide: 1 }, replied: 0, complained: 0 },
        heldBack: { 'the address is suppressed (complaint)': 1 },
      },
    ]);
    expect((await server.call(`GET /v1/broadcasts/${begun.body.id}`)).body).toEqual(report.body);
    const listed = (await server.call('GET /v1/broadcasts')).body.items;
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(['heat']);
  });

  test('is ordered once by the same Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'spring' };
    const [one, two] = [await begin(order('spring'), headers), await begin(order('spring'), headers)];
    expect([two.status, two.body, two.headers.get('idempotency-replayed')]).toEqual([201, one.body, 'true']);
    const third = await begin(order('spring'));
    expect([third.status, third.body.code]).toEqual([409, 'BROADCAST_EXISTS']);
  });

  test('is paused, resumed and stopped, and then is over', async () => {
    await begin(order('halted', { startAt: '2026-12-01T10:00:00+01:00' }));
    const post = (verb: string, body?: object) =>
      server.call(`POST /v1/broadcasts/halted/${verb}`, body === undefined ? {} : { body });
    const paused = await post('pause', { reason: 'the price is wrong' });
    expect(paused.body).toMatchObject({ status: 'paused', reason: 'the price is wrong' });
    expect((await post('resume')).body).toMatchObject({ status: 'scheduled', startAt: '2026-12-01T09:00:00.000Z' });
    // Who gives no reason needs no body.
    expect((await post('pause')).body).toMatchObject({ status: 'paused', reason: null });
    expect((await post('stop')).body).toMatchObject({ status: 'stopped', endedAt: server.now() });
    const late = await post('pause', {});
    expect([late.status, late.body.code]).toEqual([409, 'BROADCAST_ENDED']);
  });

  test('can be looked at before: who gets it, and who is held back', async () => {
    const ask = (body: object) => server.call('POST /v1/broadcasts/forecast', { body });
    const { status, body } = await ask({ filter: { tag: 'vip', when: 'lead.fields.employees > 50' } });
    expect([status, body]).toMatchObject([
      200,
      { total: 4, fit: 3, heldBack: { complaint: 1 }, later: { paused: 0, cap: 0 }, sampleLeadId: expect.any(String) },
    ]);
    const capped = await ask({ filter: { tag: 'vip' }, caps: ['1 per day'] });
    expect(capped.body).toMatchObject({ later: { cap: 2 }, sampleLeadId: null });
    const { id: leadId } = await server.store.leads.get('bob@customer.example', server.now());
    await server.store.pauses.pause({ kind: 'lead', leadId }, null, 'test', server.now());
    expect((await ask({ filter: { tag: 'vip' } })).body.later).toEqual({ paused: 1, cap: 0 });
    expect((await ask({ filter: {}, stages: ['customer'] })).body.heldBack).toEqual({ complaint: 1, rule: 3 });
  });
});

describe('POST /v1/broadcasts', () => {
  test.each([
    [{ template: 'nothing' }, 404, 'TEMPLATE_UNKNOWN', ''],
    [{ sender: 'norra' }, 422, 'SENDER_UNKNOWN', ''],
    [{ filter: { segment: 'large' } }, 404, 'SEGMENT_UNKNOWN', ''],
    [{ filter: { when: 'lead.contry == "DE"' } }, 422, 'CONDITION_INVALID', ''],
    [{ filter: undefined }, 400, 'REQUEST_INVALID', 'body.filter'],
    [{ name: 'Spring Sale' }, 400, 'REQUEST_INVALID', 'body.name'],
    [{ pace: 0 }, 400, 'REQUEST_INVALID', 'body.pace'],
    [{ startAt: 'tomorrow' }, 400, 'REQUEST_INVALID', 'body.startAt'],
    [{ startAt: '2025-11-21T09:00:00Z' }, 400, 'REQUEST_INVALID', 'body.startAt: is over'],
    [{ window: { hours: '8-18' } }, 400, 'REQUEST_INVALID', 'body.window.hours: is wrong: "8-18"'],
    [{ window: { days: 'mon-fri' } }, 400, 'REQUEST_INVALID', 'body.window.days'],
    [{ window: { hours: '08:00-18:00', quiet: '08:00-18:00' } }, 400, 'REQUEST_INVALID', 'body.window: never opens'],
    [{ caps: Array(21).fill('1 per day') }, 400, 'REQUEST_INVALID', 'body.caps'],
    [{ late: 'soon' }, 400, 'REQUEST_INVALID', 'body.late'],
    [{ to: 'everybody' }, 400, 'REQUEST_INVALID', 'body'],
  ])('with %j orders nothing', async (wrong, status, code, detail) => {
    const before = (await server.store.broadcasts.list()).length;
    const answer = await begin(order('wrong', wrong));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.detail).toContain(detail);
    expect((await server.store.broadcasts.list()).length).toBe(before);
  });
});

test('broadcasts need the admin scope', async () => {
  const verbs = ['pause', 'resume', 'stop'].map((verb) => `POST /v1/broadcasts/x/${verb}`);
  for (const route of ['GET /v1/broadcasts', 'GET /v1/broadcasts/x', 'POST /v1/broadcasts', ...verbs]) {
    expect([route, (await server.call(route, { as: 'leads' })).status]).toEqual([route, 403]);
  }
});

test('broadcasts that are not known are 404', async () => {
  for (const route of ['GET /v1/broadcasts/x', 'POST /v1/broadcasts/x/resume', 'POST /v1/broadcasts/x/stop']) {
    const { status, body } = await server.call(route);
    expect([route, status, body.code]).toEqual([route, 404, 'BROADCAST_UNKNOWN']);
  }
});
