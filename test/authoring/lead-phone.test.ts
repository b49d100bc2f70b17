/** Telephone numbers, kinds and listed values of a lead that comes in. */
import { describe, expect, test } from 'vitest';
import { checkLead } from '../../authoring/lead.ts';
import { readLeads } from '../../authoring/leads-csv.ts';
import type { TendrilError } from '../../domain/errors.ts';
import { fieldsOf } from '../../domain/fields.ts';

const fields = fieldsOf({
  building: { type: 'string', label: 'Kind of building', values: ['Office', 'hotel'], sensitive: false },
  floors: { type: 'number', label: null, values: [1, 2], sensitive: false },
});
const email = 'ann@example.com';

function check(record: Readonly<Record<string, unknown>>, home: string | null = null): unknown {
  try {
    const { email: _, ...rest } = checkLead({ email, ...record }, fields, home);
    return rest;
  } catch (error) {
    const { code, message } = error as TendrilError;
    return `${code} ${message}`;
  }
}

describe('a telephone number', () => {
  test.each([
    ['+45 33 12 34 56', null, '+4533123456'],
    ['0045 33 12 34 56', null, '+4533123456'],
    ['tel:+4533123456', null, '+4533123456'],
    ['33 12 34 56', 'DK', '+4533123456'],
    ['(030) 12 34-56/7', 'DE', '+49301234567'],
    ['+49 (0)30 901820', null, '+4930901820'],
    ['+45 33 12 34 56 ext. 12', null, '+4533123456'],
    ['212-555-1234', 'US', '+12125551234'],
  ])('%s in %s is %s', (written, country, phone) => {
    expect(check({ phone: written }, country)).toEqual({ phone });
  });

  test.each([
    ['33123456', null, 'phone "33123456" does not tell its country: write it such as "+45 33 12 34 56"'],
    ['4,53E+10', 'DK', 'phone "4,53E+10" is not a telephone number'],
    ['call me', 'DK', 'phone "call me" is not a telephone number'],
    ['12', 'DK', 'phone "12" is no telephone number that there can be in DK'],
    ['+45 00 00 00 00', null, 'phone "+45 00 00 00 00" is no telephone number that there can be in DK'],
    ['+999 123456789', null, 'phone "+999 123456789" does not tell its country: write it such as "+45 33 12 34 56"'],
    ['33123456; 44123456', 'DK', 'phone "33123456; 44123456" is more than one telephone number'],
    [33123456, 'DK', 'phone must be text, not 33123456'],
  ])('%s in %s is refused with the reason', (phone, country, why) => {
    expect(check({ phone }, country)).toBe(`FIELD_INVALID ${why}`);
  });

  test('of a lead that tells its country is of that one, not of the organisation', () => {
    expect(check({ phone: '030 123456', country: 'de' }, 'DK')).toEqual({ phone: '+4930123456', country: 'DE' });
  });

  test('is kept when it is blank, and taken away when it is null', () => {
    expect(check({ phone: ' ' })).toEqual({});
    expect(check({ phone: null })).toEqual({ phone: null });
  });
});

describe('a value that is one of a list', () => {
  test.each([
    [{ building: 'office', floors: '2' }, { fields: { building: 'Office', floors: 2 } }],
    [{ building: ' HOTEL ' }, { fields: { building: 'hotel' } }],
    [{ kind: 'Consumer' }, { kind: 'consumer' }],
  ])('%j is taken in the declared spelling', (record, lead) => {
    expect(check(record)).toEqual(lead);
  });

  test.each([
    [{ building: 'ofice' }, 'building is never "ofice" (it is "Office" or "hotel"); did you mean "Office"?'],
    [{ building: 'castle' }, 'building is never "castle" (it is "Office" or "hotel")'],
    [{ floors: 3 }, 'floors is never 3 (it is 1 or 2)'],
    [{ kind: 'targets' }, 'kind "targets" is neither consumer nor target; did you mean "target"?'],
  ])('%j is refused with those there are', (record, why) => {
    expect(check(record)).toBe(`FIELD_INVALID ${why}`);
  });
});

test('a file names the columns of telephones in many ways, and those that tell the origin', () => {
  const csv =
    'E-Mail,Mobile,utm_source,UTM Campaign,gclid,Landing page\nann@example.com,33 12 34 56,news,spring,Cj0,https://x.example/guide?mail=ann#top\n';
  const { leads, broken } = readLeads(csv, fields, 'DK');
  expect(broken).toEqual([]);
  expect(leads).toEqual([
    {
      line: 2,
      lead: { email, phone: '+4533123456' },
      origin: {
        campaign: { source: 'news', campaign: 'spring' },
        landingPage: 'https://x.example/guide',
        clickId: { kind: 'gclid', value: 'Cj0' },
      },
    },
  ]);
});

test('a column that is a custom field of its own tells no origin', () => {
  const own = fieldsOf({ partner: 'boolean' });
  expect(readLeads('email,partner\nann@example.com,yes\n', own).leads).toMatchObject([
    { lead: { fields: { partner: true } }, origin: {} },
  ]);
});
