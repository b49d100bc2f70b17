/** Declared fields: who may see them, and how they are called. */
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../activities/story.ts';
import type { LeadView } from '../../db/store.ts';
import { fieldsOf, labelOf, publicFields } from '../../domain/fields.ts';
import { someLead } from '../support/timeline.ts';

const fields = fieldsOf({
  employees: 'number',
  buildingType: { type: 'string', label: 'Kind of building', values: null, sensitive: false },
  salary: { type: 'number', label: null, values: null, sensitive: true },
});
const values = { employees: 5, buildingType: 'office', salary: 7, forgotten: 'x' };

test('what is sensitive, or not declared any more, is shown to nobody but those who work on the lead', () => {
  expect(publicFields(fields, values)).toEqual({ employees: 5, buildingType: 'office' });
});

test.each([
  ['buildingType', 'Kind of building'],
  ['employees', 'Employees'],
  ['currentSupplier_name', 'Current supplier name'],
  ['constructor', 'Constructor'],
])('the field %s is called "%s"', (name, label) => {
  expect(labelOf(fields, name)).toBe(label);
});

describe('a mail to a colleague', () => {
  test('tells fields by their labels and leaves the sensitive ones out', () => {
    const lead: LeadView = {
      ...{
        ...someLead,
        fields: values,
        phone: '+4533123456',
        id: 'x',
        suppressed: null,
        consentRule: null,
        gradeDue: null,
      },
      ...{ createdAt: '2026-11-21T09:00:00.000Z', updatedAt: '2026-11-21T09:00:00.000Z' },
    };
    const facts = Object.fromEntries(factsOf(lead, lead, fields));
    expect(facts).toMatchObject({ 'Kind of building': 'office', Employees: '5', Phone: '+4533123456' });
    expect(Object.keys(facts)).not.toContain('Salary');
    expect(Object.keys(facts)).not.toContain('Forgotten');
  });
});
