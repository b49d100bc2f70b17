import { afterEach, describe, expect, test } from 'vitest';
import { crmFailureOf } from '../../crm/failure.ts';
import { closeGrounds, ground, oauth } from './hubspot-ground.ts';

afterEach(closeGrounds);

describe('owners', () => {
  test('all of them, page by page, those who have left included', async () => {
    const here = await ground();
    const people = Array.from({ length: 203 }, (_, number) => ({
      id: String(number),
      firstName: 'Person',
      lastName: `${number}`,
      userId: number + 1,
    }));
    here.server.owners = [
      ...people,
      { id: '900', email: 'gone@example.com', firstName: 'Gone', archived: true, userId: 7 },
      { id: '901', email: 'off@example.com' },
    ];
    const owners = await here.crm.owners();
    expect(owners).toHaveLength(205);
    expect(owners[202]).toEqual({ id: '202', name: 'Person 202', email: null, active: true });
    expect(owners.slice(203)).toEqual([
      { id: '901', name: null, email: 'off@example.com', active: false },
      { id: '900', name: 'Gone', email: 'gone@example.com', active: false },
    ]);
    expect(here.server.count('/owners')).toBe(4);
  });

  test('a paging that does not end fails', async () => {
    const here = await ground();
    const body = { results: [], paging: { next: { after: '1' } } };
    here.server.fail('/owners', ...Array.from({ length: 300 }, () => ({ status: 200, body })));
    expect(await here.crm.owners().catch(crmFailureOf)).toEqual({ kind: 'unreachable', until: null });
    expect(here.server.count('/owners')).toBe(200);
  });
});

describe('the check of an account', () => {
  test.each([
    ['a private app', undefined],
    ['OAuth', oauth],
  ] as const)('says who we are and that nothing is missing (%s)', async (_kind, access) => {
    const here = await ground(access === undefined ? {} : { access });
    expect(await here.crm.check()).toEqual({
      account: '4711',
      scopes: here.server.scopes,
      missingScopes: [],
      lackingFields: [],
    });
  });

  test('names scopes that are missing, and what it could not look at for lack of them is no finding', async () => {
    const here = await ground();
    here.server.scopes = ['crm.objects.contacts.read', 'crm.schemas.contacts.read'];
    here.server.account.properties.contacts.delete('tendril_lead_id');
    const { missingScopes, lackingFields } = await here.crm.check();
    expect(missingScopes).toEqual([
      'crm.objects.contacts.write',
      'crm.objects.deals.read',
      'crm.objects.deals.write',
      'crm.objects.owners.read',
      'crm.schemas.deals.read',
    ]);
    expect(lackingFields).toEqual([{ of: 'contact', field: 'tendril_lead_id', why: 'missing' }]);
  });

  test('a property for our ids whose values are not unique would make a second contact of every lead', async () => {
    const here = await ground();
    here.server.account.properties.deals.set('tendril_handoff_id', { name: 'tendril_handoff_id', type: 'string' });
    expect((await here.crm.check()).lackingFields).toEqual([
      { of: 'deal', field: 'tendril_handoff_id', why: 'not_unique' },
    ]);
  });

  test('a token that nobody knows is unauthorised', async () => {
    const here = await ground();
    here.server.fail('/oauth/', { status: 404, body: {} });
    expect(await here.crm.check().catch(crmFailureOf)).toEqual({ kind: 'unauthorised', missingScopes: [] });
    const there = await ground({ access: oauth });
    there.server.fail('introspect', { status: 200, body: { active: false } });
    expect(await there.crm.check().catch(crmFailureOf)).toEqual({ kind: 'unauthorised', missingScopes: [] });
  });
});
