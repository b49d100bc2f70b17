import { afterEach, describe, expect, test } from 'vitest';
import { crmFailureOf } from '../../crm/failure.ts';
import type { Pushed } from '../../crm/port.ts';
import { told } from '../../crm/telling.ts';
import { closeGrounds, contact, ground } from './hubspot-ground.ts';

afterEach(closeGrounds);

const kinds = (pushed: readonly Pushed[]) => pushed.map(({ kind }) => kind);
const many = (count: number) => Array.from({ length: count }, (_, index) => contact(index + 1));

describe('when the answer to a push is lost', () => {
  test('the adapter asks again, and there is one contact', async () => {
    const here = await ground();
    here.server.fail('batch/upsert', 'cut-after');
    const pushed = await here.crm.pushContacts([contact(1)]);
    expect(pushed).toEqual([expect.objectContaining({ kind: 'stored', created: false })]);
    expect(here.server.account.all('contacts')).toHaveLength(1);
  });

  test('every time, the call fails as unreachable, and the next push finds the contact that was made', async () => {
    const here = await ground();
    here.server.fail('batch/upsert', 'cut-after', 'cut-after', 'cut-after');
    const failed = await here.crm.pushContacts([contact(1)]).catch(crmFailureOf);
    expect(failed).toEqual({ kind: 'unreachable', until: null });
    expect(await here.another().pushContacts([contact(1)])).toMatchObject([{ kind: 'stored', created: false }]);
    expect(here.server.account.all('contacts')).toHaveLength(1);
  });

  test.each([
    ['rate_limited', { status: 429, body: { policyName: 'DAILY', message: 'You have reached your daily limit.' } }],
    ['unreachable', 'cut-after'],
    ['unauthorised', { status: 401, body: { category: 'INVALID_AUTHENTICATION' } }],
  ] as const)(
    'for the second batch, the first is told, and the rest is to be pushed again (%s)',
    async (because, fault) => {
      const here = await ground();
      here.server.fail('batch/upsert', 'pass', fault, fault, fault);
      const pushed = await here.crm.pushContacts(many(150));
      expect(kinds(pushed.slice(0, 100))).toEqual(Array.from({ length: 100 }, () => 'stored'));
      const rest = Array.from({ length: 50 }, () => ({ kind: 'later', until: expect.any(String), because }));
      expect(pushed.slice(100)).toEqual(rest);
    },
  );

  test('an answer that does not mention a record is no word on it: it is asked for by itself', async () => {
    const here = await ground();
    here.server.fail('batch/upsert', { status: 200, body: { status: 'COMPLETE', results: [] } });
    const pushed = await here.crm.pushContacts([contact(1), contact(2)]);
    expect(kinds(pushed)).toEqual(['stored', 'stored']);
    expect(here.server.account.all('contacts')).toHaveLength(2);
  });

  test('an answer that says nothing of a record alone leaves it for later', async () => {
    const here = await ground();
    here.server.fail('batch/upsert', {
      status: 207,
      body: { status: 'COMPLETE', results: [], errors: [{ category: 'INTERNAL_ERROR' }] },
    });
    expect(await here.crm.pushContacts([contact(1)])).toEqual([
      { kind: 'later', until: '2026-11-23T10:01:00.000Z', because: 'unclear' },
    ]);
  });

  test('an error that is not about the CRM is not taken for a failure of it', async () => {
    const bug = new TypeError('a bug');
    const pushing = told(
      2,
      () => '2026-11-23T10:00:00.000Z',
      async ({ tell }) => {
        tell(0, { kind: 'stored', remoteId: '1', created: true });
        throw bug;
      },
    );
    await expect(pushing).rejects.toBe(bug);
  });
});
