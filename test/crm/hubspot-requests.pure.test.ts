import { afterEach, describe, expect, test } from 'vitest';
import { crmFailureOf } from '../../crm/failure.ts';
import { closeGrounds, contact, ground } from './hubspot-ground.ts';

afterEach(closeGrounds);

const limit = (policyName: string, headers: Readonly<Record<string, string>> = {}) => ({
  status: 429,
  body: { status: 'error', message: 'You have reached your limit.', errorType: 'RATE_LIMIT', policyName },
  headers,
});

describe('limits of the rate', () => {
  test('a short pause is waited out, as long as the window is', async () => {
    const here = await ground();
    here.server.fail('batch/read', limit('TEN_SECONDLY_ROLLING'));
    expect(await here.crm.pushContacts([contact(1)])).toMatchObject([{ kind: 'stored' }]);
    expect(here.time.waits).toEqual([10_000]);
  });

  test.each([
    ['seconds', '7', 7_000],
    ['a date', 'Mon, 23 Nov 2026 10:00:12 GMT', 12_000],
  ])('Retry-After in %s says how long', async (_form, value, ms) => {
    const here = await ground();
    here.server.fail('batch/read', limit('TEN_SECONDLY_ROLLING', { 'retry-after': value }));
    await here.crm.pushContacts([contact(1)]);
    expect(here.time.waits).toEqual([ms]);
  });

  test('a pause that is longer than the patience fails the call, with its end', async () => {
    const here = await ground();
    here.server.fail('batch/read', limit('TEN_SECONDLY_ROLLING', { 'retry-after': '90' }));
    const failed = await here.crm.pushContacts([contact(1)]).catch(crmFailureOf);
    expect(failed).toEqual({ kind: 'rate_limited', until: '2026-11-23T10:01:30.000Z' });
    expect(here.time.waits).toEqual([]);
  });

  test('a pause of nothing is a second, so that nobody asks a thousand times', async () => {
    const here = await ground();
    here.server.fail('batch/read', ...Array.from({ length: 30 }, () => limit('SECONDLY', { 'retry-after': '0' })));
    expect(await here.crm.pushContacts([contact(1)]).catch(crmFailureOf)).toMatchObject({ kind: 'rate_limited' });
    expect(here.server.seen).toHaveLength(21);
  });

  test('pauses are not waited out for ever', async () => {
    const here = await ground();
    here.server.fail('batch/read', ...Array.from({ length: 3 }, () => limit('TEN_SECONDLY_ROLLING')));
    const failed = await here.crm.pushContacts([contact(1)]).catch(crmFailureOf);
    expect(failed).toEqual({ kind: 'rate_limited', until: '2026-11-23T10:00:30.000Z' });
    expect(here.time.waits).toEqual([10_000, 10_000]);
  });

  test.each([
    ['midnight in the account’s zone', 'Europe/Stockholm', '2026-11-23T23:00:00.000Z'],
    ['an hour, when the zone is not known', null, '2026-11-23T11:00:00.000Z'],
  ] as const)('the limit of the day is not waited out; it lasts until %s', async (_until, zone, until) => {
    const here = await ground({ zone });
    here.server.limits.day = 0;
    expect(await here.crm.pushContacts([contact(1)]).catch(crmFailureOf)).toEqual({ kind: 'rate_limited', until });
    expect([here.time.waits, here.server.seen.length]).toEqual([[], 1]);
  });

  test('requests that use up the window hold the next one back, so none is refused', async () => {
    const here = await ground();
    here.server.limits.tenSeconds = 4;
    for (const number of [1, 2, 3, 4]) await here.crm.pushContacts([contact(number)]);
    expect(here.server.account.all('contacts')).toHaveLength(4);
    expect(here.server.seen).toHaveLength(8);
    expect(here.time.waits).toEqual([10_000]);
  });

  test('locked records are asked for again after two seconds', async () => {
    const here = await ground();
    here.server.fail('batch/upsert', { status: 423, body: {} });
    expect(await here.crm.pushContacts([contact(1)])).toMatchObject([{ kind: 'stored' }]);
    expect(here.time.waits).toEqual([2_000]);
  });
});

describe('outages', () => {
  test.each(['cut', { status: 500, body: {} }, { status: 502, body: {} }, { status: 524, body: {} }] as const)(
    'a short one (%j) is waited out',
    async (fault) => {
      const here = await ground();
      here.server.fail('batch/read', fault, fault);
      expect(await here.crm.pushContacts([contact(1)])).toMatchObject([{ kind: 'stored' }]);
      expect(here.time.waits).toEqual([3_000, 6_000]);
    },
  );

  test('a longer one fails the call', async () => {
    const here = await ground();
    here.server.fail('batch/read', ...Array.from({ length: 3 }, () => ({ status: 503, body: {} })));
    expect(await here.crm.pushContacts([contact(1)]).catch(crmFailureOf)).toEqual({ kind: 'unreachable', until: null });
    expect(here.server.seen).toHaveLength(3);
  });

  test('an account that is being moved says when it is back', async () => {
    const here = await ground();
    here.server.fail('batch/read', { status: 477, body: {}, headers: { 'retry-after': '7200' } });
    const failed = await here.crm.pushContacts([contact(1)]).catch(crmFailureOf);
    expect(failed).toEqual({ kind: 'unreachable', until: '2026-11-23T12:00:00.000Z' });
  });

  test('nobody listens', async () => {
    const here = await ground();
    await here.server.close();
    expect(await here.crm.owners().catch(crmFailureOf)).toEqual({ kind: 'unreachable', until: null });
  });

  test('an answer that does not come in time is none, and what it was about may be stored', async () => {
    const here = await ground();
    here.server.fail('batch/upsert', 'hang');
    const hanging = here.server.hanging();
    const pushing = here.crm.pushContacts([contact(1)]);
    await hanging;
    here.time.expire();
    expect(await pushing).toMatchObject([{ kind: 'stored', created: false }]);
    expect([here.server.account.all('contacts').length, here.time.openDeadlines]).toEqual([1, 0]);
  });

  test('an answer without end is not read', async () => {
    const here = await ground();
    here.server.fail('/owners', 'flood', 'flood', 'flood');
    const failed: unknown = await here.crm.owners().catch((error: unknown) => error);
    expect(crmFailureOf(failed)).toEqual({ kind: 'unreachable', until: null });
    expect(failed).toHaveProperty('message', expect.stringContaining('larger than allowed'));
  });

  test('a redirection is not followed, so that the token goes nowhere else', async () => {
    const here = await ground();
    const elsewhere = await ground();
    here.server.fail('/owners', {
      status: 307,
      body: {},
      headers: { location: `${elsewhere.server.endpoint}/crm/v3/owners` },
    });
    expect(await here.crm.owners().catch(crmFailureOf)).toEqual({ kind: 'unreachable', until: null });
    expect(elsewhere.server.seen).toEqual([]);
  });

  test('a page of somebody in between is no answer of HubSpot', async () => {
    const here = await ground();
    here.server.fail('batch/upsert', 'page');
    expect(await here.crm.pushContacts([contact(1), contact(2)])).toMatchObject([
      { kind: 'stored' },
      { kind: 'stored' },
    ]);
    expect(here.server.count('batch/upsert')).toBe(2);
  });

  test.each(['/search', 'batch/read', '/owners'])(
    '%s that is answered without records has not said that there are none',
    async (path) => {
      const here = await ground({ watched: { contact: ['company'], deal: [] } });
      here.server.account.make('contacts', { company: 'Volta' });
      here.time.advance(60_000);
      here.server.fail(path, { status: 200, body: { status: 'COMPLETE' } });
      const ask = path === '/owners' ? here.crm.owners() : here.crm.pull(here.crm.cursorAt('2026-11-23T09:00:00.000Z'));
      expect(await ask.catch(crmFailureOf)).toEqual({ kind: 'unreachable', until: null });
    },
  );

  test('an endpoint that is not there is no word on the records', async () => {
    const here = await ground();
    here.server.fail('batch/upsert', { status: 404, body: {} });
    expect(await here.crm.pushContacts([contact(1)]).catch(crmFailureOf)).toEqual({ kind: 'unreachable', until: null });
  });

  test('an answer that is no JSON is not taken for one without records', async () => {
    const here = await ground();
    here.server.fail('batch/read', { status: 404, body: {} });
    expect(await here.crm.pushContacts([contact(1)]).catch(crmFailureOf)).toEqual({ kind: 'unreachable', until: null });
  });
});
