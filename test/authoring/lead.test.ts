/** One lead, from texts or JSON to what is stored. */
import { describe, expect, test } from 'vitest';
import { checkLead } from '../../authoring/lead.ts';
import type { TendrilError } from '../../domain/errors.ts';
import { fieldsOf } from '../../domain/fields.ts';

const fields = fieldsOf({ employees: 'number', region: 'string', partner: 'boolean', renewal: 'date' });
const email = 'ann@example.com';

/** `CODE message` of what is thrown, or the lead. */
function check(record: Readonly<Record<string, unknown>>): unknown {
  try {
    return checkLead(record, fields);
  } catch (error) {
    const { code, message } = error as TendrilError;
    return `${code} ${message}`;
  }
}

describe('a lead', () => {
  test('of texts, as a file gives them, has its values in the declared types', () => {
    expect(
      check({
        email: ' Ann@Exämple.COM ',
        firstName: ' Ann ',
        lastName: "O'Neill-Müller",
        company: 'Acme, Inc.',
        title: 'CTO',
        country: 'de',
        language: 'DE_at',
        timeZone: 'Europe/Vienna',
        source: 'webinar',
        employees: '1200',
        region: 'north',
        partner: 'Yes',
        renewal: '2026-11-30',
      }),
    ).toEqual({
      email: 'Ann@xn--exmple-cua.com',
      firstName: 'Ann',
      lastName: "O'Neill-Müller",
      company: 'Acme, Inc.',
      title: 'CTO',
      country: 'DE',
      language: 'de-AT',
      timeZone: 'Europe/Vienna',
      source: 'webinar',
      fields: { employees: 1200, region: 'north', partner: true, renewal: '2026-11-30' },
    });
  });

  test('of JSON may keep its custom fields in "fields"', () => {
    expect(check({ email, fields: { employees: 12.5, partner: false, region: 42 } })).toEqual({
      email,
      fields: { employees: 12.5, partner: false, region: '42' },
    });
  });

  test('leaves out what is blank and keeps what is null, so that only null erases', () => {
    expect(check({ email, firstName: '  ', company: null, employees: '', region: null, title: undefined })).toEqual({
      email,
      company: null,
      fields: { region: null },
    });
  });
});

describe('an address', () => {
  test('must be there and be one', () => {
    expect(
      [{}, { email: '' }, { email: 7 }, { email: 'ann' }, { email: 'a@x.de, b@x.de' }].map(check),
    ).toMatchInlineSnapshot(`
      [
        "ADDRESS_INVALID the lead has no e-mail address",
        "ADDRESS_INVALID the lead has no e-mail address",
        "ADDRESS_INVALID the e-mail address must be text",
        "ADDRESS_INVALID "ann" is not an e-mail address: there is no name before an @",
        "ADDRESS_MULTIPLE "a@x.de, b@x.de" holds more than one address",
      ]
    `);
  });
});

describe('a field', () => {
  test('that is not declared is shown with the one that was meant', () => {
    expect(
      [
        { email, fristName: 'A' },
        { email, employes: 1 },
        { email, fields: { shoeSize: 1 } },
        { email, x: 1 },
      ].map(check),
    ).toMatchInlineSnapshot(`
      [
        "FIELD_INVALID there is no field "fristName"; did you mean "firstName"?",
        "FIELD_INVALID there is no field "employes"; did you mean "employees"?",
        "FIELD_INVALID there is no field "shoeSize"",
        "FIELD_INVALID there is no field "x"",
      ]
    `);
  });

  test('has the declared type', () => {
    const wrong = [
      { employees: 'many' },
      { employees: '1,200' },
      { employees: true },
      { employees: Number.NaN },
      { partner: 'maybe' },
      { partner: 2 },
      { renewal: '30.11.2026' },
      { renewal: '2026-02-30' },
      { region: ['a'] },
      { firstName: 5 },
      { fields: [] },
      { fields: { company: 'a' } },
    ];
    expect(wrong.map((one) => check({ email, ...one }))).toMatchInlineSnapshot(`
      [
        "FIELD_INVALID employees "many" is not a number such as 1200 or 12.5",
        "FIELD_INVALID employees "1,200" is not a number such as 1200 or 12.5",
        "FIELD_INVALID employees must be a number, not true",
        "FIELD_INVALID employees "NaN" is not a number such as 1200 or 12.5",
        "FIELD_INVALID partner "maybe" is neither true nor false (yes and no, 1 and 0 do as well)",
        "FIELD_INVALID partner must be true or false, not 2",
        "FIELD_INVALID renewal "30.11.2026" is not a date such as "2026-11-21"",
        "FIELD_INVALID renewal "2026-02-30" is not a date such as "2026-11-21"",
        "FIELD_INVALID region must be text, not ["a"]",
        "FIELD_INVALID firstName must be text, not 5",
        "FIELD_INVALID fields must be an object",
        "FIELD_INVALID company is not a custom field: put it beside "fields"",
      ]
    `);
  });

  test('with a country, language or time zone is checked against the standard', () => {
    const wrong = [
      { country: 'Germany' },
      { country: 'QQ' },
      { country: 'untied states' },
      { language: 'english' },
      { timeZone: 'Europe/Berln' },
      { timeZone: '+02:00' },
    ];
    expect(wrong.map((one) => check({ email, ...one }))).toMatchInlineSnapshot(`
      [
        "FIELD_INVALID country "Germany" is not a two-letter country code (ISO 3166); did you mean "DE"?",
        "FIELD_INVALID country "QQ" is not a two-letter country code (ISO 3166)",
        "FIELD_INVALID country "untied states" is not a two-letter country code (ISO 3166); did you mean "US"?",
        "FIELD_INVALID language "english" is not a language tag such as "en" or "de-AT" (BCP 47)",
        "FIELD_INVALID timeZone "Europe/Berln" is not a time zone such as "Europe/Berlin"; did you mean "Europe/Berlin"?",
        "FIELD_INVALID timeZone "+02:00" is not a time zone such as "Europe/Berlin"",
      ]
    `);
  });

  test('holds no line break, control character, turned writing or unreadable character', () => {
    const wrong = ['Ann\r\nBcc: x@y.z', 'A\u0000n', 'A\u202enn', 'A\ufffdnn', 'A\ud800nn'];
    expect(wrong.map((firstName) => check({ email, firstName }))).toMatchInlineSnapshot(`
      [
        "FIELD_INVALID firstName has a line break or another character that is not allowed (U+000D)",
        "FIELD_INVALID firstName has a line break or another character that is not allowed (U+0000)",
        "FIELD_INVALID firstName has a line break or another character that is not allowed (U+202E)",
        "FIELD_INVALID firstName has unreadable characters: save the file as UTF-8",
        "FIELD_INVALID firstName has a line break or another character that is not allowed (U+D800)",
      ]
    `);
  });

  test('has a length that a mail and a table can bear', () => {
    expect(check({ email, firstName: 'x'.repeat(200) })).toMatchObject({ email });
    expect(check({ email, firstName: 'x'.repeat(201) })).toBe('FIELD_INVALID firstName is longer than 200 characters');
    expect(check({ email, region: 'x'.repeat(2001) })).toBe('FIELD_INVALID region is longer than 2000 characters');
  });

  test('named like a property of every object is unknown', () => {
    expect([check({ email, constructor: 'x' }), check({ email, fields: { toString: 'x' } })]).toEqual([
      'FIELD_INVALID there is no field "constructor"',
      'FIELD_INVALID there is no field "toString"',
    ]);
  });
});

test('everything that is wrong with a lead is said at once, under the code of the first', () => {
  expect(check({ email: 'ann', country: 'Germany', employees: 'x' })).toMatchInlineSnapshot(
    `"ADDRESS_INVALID "ann" is not an e-mail address: there is no name before an @; country "Germany" is not a two-letter country code (ISO 3166); did you mean "DE"?; employees "x" is not a number such as 1200 or 12.5"`,
  );
});
