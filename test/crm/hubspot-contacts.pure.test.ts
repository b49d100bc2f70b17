import { afterEach, describe, expect, test } from 'vitest';
import type { Pushed } from '../../crm/port.ts';
import { closeGrounds, contact, ground } from './hubspot-ground.ts';

afterEach(closeGrounds);

const kinds = (pushed: readonly Pushed[]) => pushed.map(({ kind }) => kind);
const many = (count: number) => Array.from({ length: count }, (_, index) => contact(index + 1));

describe('pushing contacts', () => {
  test('makes a contact once, and then changes what it is told alone', async () => {
    const here = await ground();
    const first = await here.crm.pushContacts([contact(1, { firstname: 'Ada', company: 'Volta' })]);
    const again = await here.crm.pushContacts([contact(1, { firstname: 'Ida' })]);
    const [made] = here.server.account.all('contacts');
    expect(first).toEqual([{ kind: 'stored', remoteId: made?.id, created: true }]);
    expect(again).toEqual([{ kind: 'stored', remoteId: made?.id, created: false }]);
    expect(here.server.account.all('contacts')).toEqual([
      expect.objectContaining({
        tendril_lead_id: 'lead-1',
        email: 'person1@example.com',
        firstname: 'Ida',
        company: 'Volta',
      }),
    ]);
  });

  test('an empty text empties a property, and an owner is set and taken away', async () => {
    const here = await ground();
    await here.crm.pushContacts([{ ...contact(1, { company: 'Volta' }), ownerId: '41' }]);
    expect(here.server.account.all('contacts')[0]).toMatchObject({ company: 'Volta', hubspot_owner_id: '41' });
    await here.crm.pushContacts([{ ...contact(1, { company: '' }), ownerId: null }]);
    const [left = {}] = here.server.account.all('contacts');
    expect([left.company, left.hubspot_owner_id]).toEqual([undefined, undefined]);
  });

  test('a contact that was there with the address is adopted, whatever the case of its letters', async () => {
    const here = await ground();
    const id = here.server.account.make('contacts', { email: 'person1@example.com', lastname: 'Old' });
    const pushed = await here.crm.pushContacts([{ ...contact(1, { firstname: 'Ada' }), email: 'Person1@Example.com' }]);
    expect(pushed).toEqual([{ kind: 'stored', remoteId: id, created: false }]);
    expect(here.server.account.all('contacts')).toEqual([
      expect.objectContaining({ id, tendril_lead_id: 'lead-1', firstname: 'Ada', lastname: 'Old' }),
    ]);
    // It was looked for, so nothing had to be refused first.
    expect(here.server.count('batch/upsert')).toBe(0);
  });

  test('a contact is adopted by one of its other addresses, and keeps its first', async () => {
    const here = await ground();
    const id = here.server.account.make('contacts', {
      email: 'work@example.com',
      hs_additional_emails: 'other@example.com;person1@example.com',
    });
    expect(await here.crm.pushContacts([contact(1)])).toEqual([{ kind: 'stored', remoteId: id, created: false }]);
    expect(here.server.count('batch/upsert')).toBe(0);
    expect(here.server.account.all('contacts')).toMatchObject([
      { email: 'work@example.com', tendril_lead_id: 'lead-1' },
    ]);
  });

  test('a lead whose address changed stays the same contact', async () => {
    const here = await ground();
    const [first] = await here.crm.pushContacts([contact(1)]);
    const [moved] = await here.crm.pushContacts([{ ...contact(1), email: 'new@example.com' }]);
    expect(moved).toEqual({ ...first, created: false });
    expect(here.server.account.all('contacts')).toMatchObject([{ email: 'new@example.com' }]);
  });

  test('an address that is another lead’s contact is refused, and that contact is left alone', async () => {
    const here = await ground();
    await here.crm.pushContacts([contact(1, { firstname: 'Ada' })]);
    const pushed = await here.crm.pushContacts([{ ...contact(2, { firstname: 'Bob' }), email: 'person1@example.com' }]);
    expect(pushed).toEqual([
      expect.objectContaining({ kind: 'refused', code: 'duplicate', field: 'email', mendable: true }),
    ]);
    expect(here.server.account.all('contacts')).toMatchObject([{ tendril_lead_id: 'lead-1', firstname: 'Ada' }]);
  });

  test.each(['multi-status', 'whole'] as const)('a lead cannot take over a second contact (%s)', async (batches) => {
    const here = await ground();
    here.server.account.batches = batches;
    await here.crm.pushContacts([contact(1)]);
    here.server.account.make('contacts', { email: 'second@example.com' });
    const pushed = await here.crm.pushContacts([{ ...contact(1), email: 'second@example.com' }]);
    expect(pushed).toEqual([
      expect.objectContaining({ kind: 'refused', code: 'duplicate', field: 'tendril_lead_id', mendable: true }),
    ]);
    expect(here.server.account.all('contacts').map(({ tendril_lead_id: lead }) => lead)).toEqual(['lead-1', undefined]);
  });

  test.each(['multi-status', 'whole'] as const)(
    'a contact that somebody makes between the look for its address and the writing is adopted (%s)',
    async (batches) => {
      const here = await ground();
      here.server.account.batches = batches;
      // The look for the address finds nothing, as if it had come too early.
      const nobody = { status: 'COMPLETE', results: [] };
      here.server.account.make('contacts', { email: 'person1@example.com' });
      here.server.fail('batch/read', { status: 200, body: nobody });
      const pushed = await here.crm.pushContacts([contact(1), contact(2)]);
      expect(kinds(pushed)).toEqual(['stored', 'stored']);
      expect(here.server.account.all('contacts').map((one) => [one.email, one.tendril_lead_id])).toEqual([
        ['person1@example.com', 'lead-1'],
        ['person2@example.com', 'lead-2'],
      ]);
    },
  );

  test('an address that is in the way of a contact that nobody finds is refused', async () => {
    const here = await ground();
    here.server.account.make('contacts', { email: 'person1@example.com' });
    const nobody = { status: 200, body: { status: 'COMPLETE', results: [] } };
    here.server.fail('batch/read', nobody, nobody);
    expect(await here.crm.pushContacts([contact(1)])).toMatchObject([
      { kind: 'refused', code: 'duplicate', field: 'email' },
    ]);
  });

  test.each(['multi-status', 'whole'] as const)(
    'a contact that is gone before it is adopted is said to be (%s)',
    async (batches) => {
      const here = await ground();
      here.server.account.batches = batches;
      const id = here.server.account.make('contacts', { email: 'person1@example.com' });
      const write = here.server.account.batchWrite.bind(here.server.account);
      here.server.account.batchWrite = (...all) => {
        here.server.account.remove('contacts', id);
        return write(...all);
      };
      const pushed = await here.crm.pushContacts([contact(1), contact(2)]);
      expect(pushed).toMatchObject([{ kind: 'refused', code: 'gone', mendable: false }, { kind: 'stored' }]);
      // It is pushed again like any other.
      expect(await here.crm.pushContacts([contact(1)])).toMatchObject([{ kind: 'stored', created: true }]);
    },
  );

  test.each(['multi-status', 'whole'] as const)(
    'of a batch with bad records the others are stored (%s)',
    async (batches) => {
      const here = await ground();
      here.server.account.batches = batches;
      const pushed = await here.crm.pushContacts([
        contact(1),
        contact(2, { team_size: 'many' }),
        { ...contact(3), email: 'not an address' },
        contact(4, { sector: 'castle' }),
        contact(5, { team_size: '12' }),
      ]);
      expect(kinds(pushed)).toEqual(['stored', 'refused', 'refused', 'refused', 'stored']);
      expect(pushed.slice(1, 4)).toEqual([
        {
          kind: 'refused',
          code: 'invalid_value',
          field: 'team_size',
          words: 'many was not a valid number',
          mendable: true,
        },
        expect.objectContaining({ code: 'invalid_value', field: 'email', mendable: true }),
        expect.objectContaining({ code: 'invalid_value', field: 'sector', mendable: true }),
      ]);
      expect(here.server.account.all('contacts').map(({ tendril_lead_id: lead }) => lead)).toEqual([
        'lead-1',
        'lead-5',
      ]);
    },
  );

  test('a property that is not there refuses every record that tells it, with one request more', async () => {
    const here = await ground();
    here.server.account.batches = 'whole';
    const contacts = many(60).map((one, index) => (index % 2 === 0 ? { ...one, fields: { shoe_size: '44' } } : one));
    const pushed = await here.crm.pushContacts(contacts);
    expect(pushed.filter(({ kind }) => kind === 'stored')).toHaveLength(30);
    expect(pushed[0]).toEqual({
      kind: 'refused',
      code: 'unknown_field',
      field: 'shoe_size',
      words: 'Property "shoe_size" does not exist',
      mendable: false,
    });
    expect(here.server.count('batch/upsert')).toBe(2);
  });

  test('a record is told what is wrong with it, and not what is wrong with another of its batch', async () => {
    const here = await ground();
    here.server.account.batches = 'whole';
    const pushed = await here.crm.pushContacts([contact(1, { team_size: 'many', shoe_size: '44' }), contact(2)]);
    expect(pushed).toMatchObject([
      { code: 'unknown_field', field: 'shoe_size', words: 'Property "shoe_size" does not exist' },
      { kind: 'stored' },
    ]);
  });

  test('a property that HubSpot reckons itself is said to be read only', async () => {
    const here = await ground();
    const pushed = await here.crm.pushContacts([contact(1, { createdate: '2026-01-01T00:00:00Z' })]);
    expect(pushed).toEqual([
      expect.objectContaining({ code: 'read_only_field', field: 'createdate', mendable: false }),
    ]);
  });

  test('more than a hundred go in batches, and each is answered in its place', async () => {
    const here = await ground();
    const contacts = many(250);
    contacts[201] = contact(202, { team_size: 'many' });
    const pushed = await here.crm.pushContacts(contacts);
    expect(pushed).toHaveLength(250);
    expect(pushed.flatMap(({ kind }, index) => (kind === 'stored' ? [] : [index]))).toEqual([201]);
    expect(here.server.count('batch/upsert')).toBe(3);
    expect(here.server.account.all('contacts')).toHaveLength(249);
  });

  test('the same lead twice in one push is one contact with the later values, and both are answered', async () => {
    const here = await ground();
    const pushed = await here.crm.pushContacts([
      contact(1, { firstname: 'Ada', company: 'Volta' }),
      contact(2),
      contact(1, { firstname: 'Ida' }),
    ]);
    expect(kinds(pushed)).toEqual(['stored', 'stored', 'stored']);
    expect(pushed[2]).toEqual(pushed[0]);
    expect(here.server.account.all('contacts')).toMatchObject([
      { firstname: 'Ida', company: 'Volta' },
      { tendril_lead_id: 'lead-2' },
    ]);
  });

  test('nothing to push asks nothing', async () => {
    const here = await ground();
    expect(await here.crm.pushContacts([])).toEqual([]);
    expect(here.server.seen).toEqual([]);
  });
});
