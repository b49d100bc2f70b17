/** The custom fields of organisation.yaml, and what a condition may compare them with. */
import { expect, test } from 'vitest';
import { checkCondition } from '../../authoring/conditions.ts';
import { Findings, printFinding } from '../../authoring/findings.ts';
import { readOrganisation } from '../../authoring/organisation.ts';
import { organisation } from './printed-workspace.ts';

/** The fields of an organisation with these lines in the place of its own, or what is wrong. */
function read(...lines: readonly string[]) {
  const head = organisation.slice(0, organisation.indexOf('fields:'));
  const findings = new Findings();
  const { organisation: checked } = readOrganisation(
    { file: 'o', text: `${head}fields:\n${lines.map((line) => `  ${line}\n`).join('')}` },
    findings,
  );
  return checked && findings.count === 0 ? checked.fields : findings.sorted.map(printFinding).join('\n');
}

const kind = '{ type: string, label: "Kind of building", values: [office, hotel], sensitive: true }';

test('a field is declared by its type alone, or in full', () => {
  expect(read('employees: number', `building: ${kind}`, 'floors: { type: number, values: [1, 2.5] }')).toEqual({
    employees: { type: 'number', label: null, values: null, sensitive: false },
    building: { type: 'string', label: 'Kind of building', values: ['office', 'hotel'], sensitive: true },
    floors: { type: 'number', label: null, values: [1, 2.5], sensitive: false },
  });
});

test('what is wrong with a declaration is told where it stands', () => {
  expect(
    read(
      'a: text',
      'b: { type: strng }',
      'c: { values: [x] }',
      'd: { type: string, values: [yes, 1, Office, office, " x "] }',
      'e: { type: number, values: [1, two, 1] }',
      'f: { type: boolean, values: [true] }',
      'g: { type: date, values: [2026-02-30] }',
      'h: { type: string, options: [x], sensitive: maybe }',
      'i: { type: string, values: [] }',
    ),
  ).toMatchInlineSnapshot(`
    "o:12:6 AUTHORING_SHAPE "fields.a" must be string, number, boolean or date; did you mean "string"?
    o:13:14 AUTHORING_SHAPE "fields.b.type" must be string, number, boolean or date; did you mean "string"?
    o:14:6 AUTHORING_SHAPE "fields.c.type" is missing: it must be string, number, boolean or date
    o:15:36 AUTHORING_SHAPE "fields.d.values[2]" must be a text, but is 1: put it in quotes
    o:15:47 AUTHORING_SHAPE "fields.d.values[4]" is listed twice: "office"
    o:15:55 AUTHORING_SHAPE "fields.d.values[5]" must be a text of 1 to 200 characters without blanks around it
    o:16:34 AUTHORING_SHAPE "fields.e.values[2]" must be a number, but is "two"
    o:16:39 AUTHORING_SHAPE "fields.e.values[3]" is listed twice: 1
    o:17:31 AUTHORING_SHAPE "fields.f.values" is not for a boolean, which is true or false
    o:18:29 AUTHORING_SHAPE "fields.g.values[1]" must be a date such as "2026-11-21", but is "2026-02-30"
    o:19:22 AUTHORING_SHAPE unknown key "options"; did you mean "values"?
    o:19:47 AUTHORING_SHAPE "fields.h.sensitive" must be true or false, but is "maybe"
    o:20:30 AUTHORING_SHAPE "fields.i.values" must be a list with at least one entry, but is empty"
  `);
});

test('more values than anybody reads are refused', () => {
  const many = Array.from({ length: 201 }, (_, i) => `v${i}`).join(', ');
  expect(read(`a: { type: string, values: [${many}] }`)).toContain('"fields.a.values" must be no longer than 200');
});

const fields = {
  building: { type: 'string', label: null, values: ['office', 'hotel'], sensitive: false },
  floors: { type: 'number', label: null, values: [1, 2], sensitive: false },
} as const;

test.each([
  ['lead.fields.building == "office" && lead.fields.floors in [1, 2]', null],
  ['lead.fields.building.contains("off") || lead.fields.building == null', null],
  ['lead.fields.floors > 7', null],
  ['lead.fields.building == "ofice"', 'lead.fields.building is never "ofice" (it is "office" or "hotel") [office]'],
  [
    'lead.fields["building"] in ["hotel", "Office"]',
    'lead.fields.building is never "Office" (it is "office" or "hotel") [office]',
  ],
  ['"castle" != lead.fields.building', 'lead.fields.building is never "castle" (it is "office" or "hotel")'],
  ['lead.fields.floors == 3', 'lead.fields.floors is never 3 (it is 1 or 2)'],
  ['lead.kind == "Target"', 'lead.kind is never "Target": it is "consumer" or "target" [target]'],
  [
    'lead.phone == "+45 33 12 34 56"',
    'lead.phone is never "+45 33 12 34 56": it is a number such as "+4533123456" [+4533123456]',
  ],
])('the condition %s', (condition, problem) => {
  const found = checkCondition(condition, fields);
  const told = found && `${found.message}${found.suggestion ? ` [${found.suggestion}]` : ''}`;
  expect(told).toBe(problem);
});
