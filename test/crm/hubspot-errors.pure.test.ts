import { describe, expect, test } from 'vitest';
import { apiError, refusalOf } from '../../crm/hubspot/api-errors.ts';

const listed = (error: string, name: string): string =>
  `Property values were not valid: ${JSON.stringify([{ isValid: false, message: `${name} is wrong`, error, name }])}`;

describe('what an error of HubSpot says of a record', () => {
  test.each([
    ['a conflict by its category', { category: 'CONFLICT' }, 'duplicate', null],
    ['a conflict by the code of its value', { message: listed('CONFLICTING_UNIQUE_VALUE', 'vat') }, 'duplicate', 'vat'],
    [
      'a conflict by its words',
      { category: 'VALIDATION_ERROR', message: 'vat: 17 already has that value.' },
      'duplicate',
      null,
    ],
    [
      'an address that is there',
      { category: 'CONFLICT', message: 'Contact already exists. Existing ID: 51' },
      'duplicate',
      'email',
    ],
    ['a value by the category alone', { category: 'VALIDATION_ERROR', message: 'no' }, 'invalid_value', null],
    [
      'a value by the code alone',
      { errors: [{ code: 'INVALID_EMAIL', in: 'email', message: 'no' }] },
      'invalid_value',
      'email',
    ],
    [
      'a property, before everything else',
      { category: 'CONFLICT', message: listed('PROPERTY_DOESNT_EXIST', 'x') },
      'unknown_field',
      'x',
    ],
    ['a category that nobody knows', { category: 'ASSOCIATION_LIMIT', message: 'no' }, 'other', null],
  ])('%s', (_what, fields, code, field) => {
    expect(refusalOf(apiError(fields))).toMatchObject({ kind: 'refused', code, field });
  });

  test.each([{}, { category: 'RATE_LIMITS' }, { category: 'INTERNAL_ERROR' }, { message: 'something' }])(
    '%j is no verdict on the record',
    (fields) => {
      expect(refusalOf(apiError(fields))).toBeNull();
    },
  );

  test('its words are kept short, and are never empty', () => {
    const words = (fields: Readonly<Record<string, unknown>>): string => refusalOf(apiError(fields))?.words ?? '';
    expect(words({ category: 'CONFLICT', message: 'x'.repeat(10_000) })).toHaveLength(500);
    expect(words({ category: 'CONFLICT' })).toBe('CONFLICT');
  });

  test('a message that only looks like a list is a message', () => {
    expect(apiError({ message: 'Duplicate IDs found in batch input: [lead-1]. IDs must be unique' }).details).toEqual(
      [],
    );
  });
});
