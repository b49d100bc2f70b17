import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { hubspotDefaults, reservedProperties } from '../../crm/hubspot/settings.ts';
import { hubspotCodec } from '../../crm/hubspot/wire-values.ts';
import {
  type FieldMapping,
  fromCrm,
  isSameValue,
  type MappedValue,
  mappingProblems,
  toCrm,
} from '../../crm/mapping.ts';
import { type Fields, plainField } from '../../domain/fields.ts';

const fields: Fields = {
  note: plainField('string'),
  team_size: plainField('number'),
  insulated: plainField('boolean'),
  renewal: plainField('date'),
  sector: { ...plainField('string'), values: ['office', 'Hotel', 'school'] },
  rating: { ...plainField('number'), values: [1, 2.5, 5] },
  health: { ...plainField('string'), sensitive: true },
};

const both = (ours: string, theirs: string): FieldMapping => ({ ours, theirs, direction: 'both', wins: 'newest' });
const mappings: readonly FieldMapping[] = [
  both('firstName', 'firstname'),
  both('fields.note', 'note'),
  both('fields.team_size', 'team_size'),
  both('fields.insulated', 'insulated'),
  both('fields.renewal', 'renewal'),
  both('fields.sector', 'sector'),
  both('fields.rating', 'rating'),
];

describe('to HubSpot', () => {
  test('each type is written in HubSpot’s way; what is not told is left out, null empties', () => {
    const values = {
      firstName: 'Ada',
      'fields.team_size': 12.5,
      'fields.insulated': false,
      'fields.renewal': '2027-03-31',
      'fields.sector': 'Hotel',
      'fields.note': null,
    };
    expect(toCrm(mappings, fields, values, hubspotCodec)).toEqual({
      fields: {
        firstname: 'Ada',
        team_size: '12.5',
        insulated: 'false',
        renewal: '2027-03-31',
        sector: 'Hotel',
        note: '',
      },
      unfit: [],
    });
  });

  test('an empty text empties a field of any type', () => {
    expect(toCrm(mappings, fields, { 'fields.renewal': '' }, hubspotCodec)).toEqual({
      fields: { renewal: '' },
      unfit: [],
    });
  });

  test('what HubSpot cannot hold is told and left out', () => {
    const values = {
      'fields.team_size': 'many',
      'fields.renewal': '2027-02-30',
      'fields.sector': 'castle',
      firstName: 'x'.repeat(70_000),
    };
    const { fields: told, unfit } = toCrm(mappings, fields, values, hubspotCodec);
    expect(told).toEqual({});
    expect(unfit.map(({ ours }) => ours)).toEqual(['firstName', 'fields.team_size', 'fields.renewal', 'fields.sector']);
  });

  test.each([
    [1e21, '1000000000000000000000'],
    [1.5e22, '15000000000000000000000'],
    [-2.5e-7, '-0.00000025'],
    [-0, '0'],
    [123456.789, '123456.789'],
  ])('the number %d is written without an exponent', (number, wire) => {
    expect(toCrm(mappings, fields, { 'fields.team_size': number }, hubspotCodec).fields).toEqual({ team_size: wire });
  });

  test('tags are options, and one that holds a semicolon is not', () => {
    const tags: FieldMapping = { ours: 'tags', theirs: 'interests', direction: 'out', wins: 'ours' };
    expect(toCrm([tags], fields, { tags: ['heat', 'air', 'heat'] }, hubspotCodec).fields).toEqual({
      interests: 'heat;air',
    });
    expect(toCrm([tags], fields, { tags: [] }, hubspotCodec).fields).toEqual({ interests: '' });
    expect(toCrm([tags], fields, { tags: ['heat;air'] }, hubspotCodec).unfit).toHaveLength(1);
  });

  test('what only comes in does not go out, and the other way round', () => {
    const one = { ours: 'company', theirs: 'company', wins: 'empty' } as const;
    const values = { company: 'Volta' };
    expect(toCrm([{ ...one, direction: 'in' }], fields, values, hubspotCodec).fields).toEqual({});
    expect(fromCrm([{ ...one, direction: 'out' }], fields, values, hubspotCodec).values).toEqual({});
  });
});

describe('from HubSpot', () => {
  test('values have the types of ours; empty and null are none, and what was not told is not there', () => {
    const remote = { firstname: 'Ada', team_size: '12', insulated: 'true', note: '', rating: null };
    expect(fromCrm(mappings, fields, remote, hubspotCodec)).toEqual({
      values: {
        firstName: 'Ada',
        'fields.team_size': 12,
        'fields.insulated': true,
        'fields.note': null,
        'fields.rating': null,
      },
      unfit: [],
    });
  });

  test.each([
    ['2027-03-31', '2027-03-31'],
    ['1806451200000', '2027-03-31'],
    ['2027-03-31T12:00:00.000Z', '2027-03-31'],
    ['0', '1970-01-01'],
  ])('the day %s is %s', (wire, day) => {
    expect(fromCrm(mappings, fields, { renewal: wire }, hubspotCodec).values).toEqual({ 'fields.renewal': day });
  });

  test.each([
    ['hotel', 'Hotel'],
    [' SCHOOL ', 'school'],
  ])('the option %j is the declared %j', (wire, value) => {
    expect(fromCrm(mappings, fields, { sector: wire }, hubspotCodec).values).toEqual({ 'fields.sector': value });
  });

  test('a value that does not fit ours is told, and is not taken for none', () => {
    const remote = { team_size: 'many', insulated: 'yes', renewal: 'March 5', sector: 'castle', rating: '3' };
    const { values, unfit } = fromCrm(mappings, fields, remote, hubspotCodec);
    expect(values).toEqual({});
    expect(unfit.map(({ theirs }) => theirs)).toEqual(['team_size', 'insulated', 'renewal', 'sector', 'rating']);
  });
});

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const lead = fc.record({
  firstName: maybe(fc.string({ unit: 'grapheme' })),
  'fields.note': maybe(fc.string()),
  'fields.team_size': maybe(fc.double({ noNaN: true, noDefaultInfinity: true })),
  'fields.insulated': maybe(fc.boolean()),
  'fields.renewal': maybe(
    fc
      .date({ min: new Date('1000-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10)),
  ),
  'fields.sector': maybe(fc.constantFrom('office', 'Hotel', 'school')),
  'fields.rating': maybe(fc.constantFrom(1, 2.5, 5)),
});

describe('there and back', () => {
  property.prop([lead])('every value comes back as it was', (values) => {
    const there = toCrm(mappings, fields, values, hubspotCodec);
    const back = fromCrm(mappings, fields, there.fields, hubspotCodec);
    expect([there.unfit, back.unfit]).toEqual([[], []]);
    const differing = Object.entries<MappedValue>(values).filter(([name, value]) => {
      const returned = back.values[name];
      return returned === undefined || !isSameValue(value, returned);
    });
    expect(differing).toEqual([]);
  });
});

describe('a list of mappings', () => {
  const reserved = reservedProperties({ ...hubspotDefaults, productProperty: 'product_line' });
  const ok: FieldMapping = both('company', 'company');
  test.each<readonly [string, Partial<FieldMapping>, string]>([
    ['a name that no lead has', { ours: 'fields.shoe_size' }, 'no "fields.shoe_size"'],
    ['a name that every object has', { ours: 'fields.constructor' }, 'no "fields.constructor"'],
    ['a reckoned value that would come in', { ours: 'score' }, 'can only go "out"'],
    ['a sensitive field that would go out', { ours: 'fields.health' }, 'sensitive'],
    ['a field that the adapter writes', { theirs: 'email' }, 'without a mapping'],
    ['the field for our own id', { theirs: 'tendril_lead_id' }, 'without a mapping'],
    ['the field for the product', { theirs: 'product_line' }, 'without a mapping'],
    ['going out alone and theirs winning', { direction: 'out', wins: 'theirs' }, 'only "ours" or "empty"'],
    ['coming in alone and ours winning', { direction: 'in', wins: 'ours' }, 'only "theirs" or "empty"'],
    ['a field of theirs twice', { theirs: 'company' }, 'mapped already'],
    ['a value of ours twice', { ours: 'company' }, 'mapped already'],
  ])('%s is a problem', (_what, change, words) => {
    const problems = mappingProblems([ok, { ...both('firstName', 'firstname'), ...change }], fields, reserved);
    expect(problems).toEqual([{ index: 1, problem: expect.stringContaining(words) }]);
  });

  test('one without problems has none', () => {
    const health: FieldMapping = { ours: 'fields.health', theirs: 'health', direction: 'in', wins: 'theirs' };
    expect(mappingProblems([...mappings, health], fields, reserved)).toEqual([]);
  });
});
