/** Form files: what they become, and what is said of those that do not fit. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Findings, printFinding } from '../../authoring/findings.ts';
import { checkAnswers, leadOf } from '../../authoring/form-answers.ts';
import { formSchema, formSchemaFile } from '../../authoring/form-json-schema.ts';
import { readForms } from '../../authoring/forms.ts';
import { readSources } from '../../authoring/sources.ts';
import { fieldsOf } from '../../domain/fields.ts';
import { type Form, questionsFor } from '../../domain/form.ts';

const fields = fieldsOf({
  employees: 'number',
  start: 'date',
  heated: 'boolean',
  buildingType: { type: 'string', label: 'Kind of building', values: ['office', 'school', 'hotel'], sensitive: false },
  notes: 'string',
});

const declaredSources = readSources(
  { file: 's', text: 'trade-fair: { label: Trade fairs, channel: event }\n' },
  new Findings(),
);

const head = 'form: demo\ntitle: A demo\n';

function read(...texts: readonly string[]) {
  const findings = new Findings();
  const forms = readForms(
    texts.map((text, i) => ({ file: `f${i === 0 ? '' : i}`, text })),
    { fields, sources: declaredSources },
    findings,
  );
  return { form: forms?.demo ?? null, told: findings.sorted.map(printFinding).join('\n') };
}

const formOf = (text: string): Form => {
  const { form, told } = read(head + text);
  if (!form) throw new Error(told);
  return form;
};

test('what a file does not say is found out from the fields', () => {
  const form = formOf(`steps:
  - questions: [email, phone, country, language, buildingType, employees, start, heated, notes]
sites: ["https://WWW.example.com:443/"]
`);
  const looks = form.steps[0]?.questions.map(
    ({ field, as, required }) => `${field} ${as}${required ? ' required' : ''}`,
  );
  expect(looks).toEqual([
    'email email required',
    'phone tel',
    'country country',
    'language choice',
    'buildingType radio',
    'employees number',
    'start date',
    'heated checkbox',
    'notes text',
  ]);
  expect(form.sites).toEqual(['https://www.example.com']);
  expect(form.follows).toEqual({ enroll: null, thanks: null, redirect: null });
});

describe('told at its place is', () => {
  test.each([
    ['a question that nobody can answer', 'steps:\n  - questions: [email, emploees, { field: colour }]\n'],
    ['no address', 'steps:\n  - questions: [firstName]\n'],
    [
      'an address that is not asked of all',
      'steps:\n  - questions: [firstName]\n  - questions: [{ field: email, required: false, when: { firstName: Ann } }]\n',
    ],
    ['the same question twice', 'steps:\n  - questions: [email, notes]\n  - questions: [notes]\n'],
    [
      'a condition over a question of the same or a later step',
      'steps:\n  - questions: [email, employees, { field: notes, when: { employees: { atLeast: 5 }, heated: true } }]\n  - questions: [heated]\n',
    ],
    [
      'a condition over what is not asked',
      'steps:\n  - questions: [email, buildingType]\n  - questions: [{ field: notes, when: { buildingTyp: office } }]\n',
    ],
    [
      'a value that a field never has',
      'steps:\n  - questions: [email, buildingType, employees, heated]\n  - questions:\n      - field: notes\n        when:\n          buildingType: [office, castle]\n          employees: many\n          heated: sure\n',
    ],
    [
      'bounds without an order',
      'steps:\n  - questions: [email, buildingType, start, employees]\n  - questions: [{ field: notes, when: { buildingType: { atLeast: 3 }, start: { atMost: 5 }, employees: { atLeast: 9, atMost: 3 } } }]\n',
    ],
    [
      'a look that does not fit',
      'steps:\n  - questions: [email, { field: employees, as: date }, { field: buildingType, as: text }]\n',
    ],
    [
      'an option that the field does not take',
      'steps:\n  - questions:\n      - email\n      - field: buildingType\n        options:\n          office: Offices\n          castle: Castles\n',
    ],
    [
      'a required question beyond those that are asked',
      'ask: 1\nsteps:\n  - questions: [email, notes, { field: employees, required: true }]\n',
    ],
    [
      'a site with a path, and a redirect that is none',
      'steps:\n  - questions: [email]\nsites: ["https://a.example/x", "*.example.com"]\nthen: { redirect: javascript:alert(1) }\n',
    ],
    [
      'a consent without wording, and a key that there is not',
      'steps:\n  - questions: [email]\nconsent: { purpose: marketing, prechecked: true }\n',
    ],
    ['a source that is not declared', 'source: trade-fiar\nsteps:\n  - questions: [email]\n'],
    ['too many steps', `steps:\n${'  - questions: [email]\n'.repeat(7)}`],
  ])('%s', (_, text) => {
    const { form, told } = read(head + text);
    expect(form).toBeNull();
    expect(told).toMatchSnapshot();
  });

  test('a name in two files', () => {
    const text = `${head}steps:\n  - questions: [email]\n`;
    expect(read(text, text).told).toMatchInlineSnapshot(
      `"f1:1:7 AUTHORING_SHAPE the form "demo" is in two files, f and f1: give one another name, or remove it"`,
    );
  });
});

describe('the questions of a visitor', () => {
  const form = formOf(`ask: 2
steps:
  - questions: [buildingType, email]
  - questions:
      - { field: employees, when: { buildingType: [office, hotel] } }
      - { field: start, when: { buildingType: school } }
      - notes
`);
  const asked = (...given: Parameters<typeof questionsFor> extends [Form, ...infer Rest] ? Rest : never) =>
    questionsFor(form, ...given).map((step) => step.map(({ field }) => field).join(' '));

  test('depend on answers to earlier steps, and are so many in one visit', () => {
    expect(asked({})).toEqual(['buildingType email', 'notes']);
    expect(asked({ buildingType: 'hotel' })).toEqual(['buildingType email', 'employees']);
    expect(asked({ buildingType: 'school' })).toEqual(['buildingType email', 'start']);
  });

  test('go on where a lead that is known has answered, by what it has answered', () => {
    expect(asked({}, { buildingType: 'hotel' })).toEqual(['email', 'employees notes']);
    expect(asked({}, { buildingType: 'hotel', employees: 5, notes: 'x' })).toEqual(['email', '']);
    // An answer to what is not asked counts for nothing.
    expect(asked({ buildingType: 'school' }, { buildingType: 'hotel' })).toEqual(['email', 'employees notes']);
  });
});

describe('what is typed', () => {
  const { steps } = formOf(`steps:
  - questions: [email, phone, country, buildingType, { field: heated, required: true }, employees, start, { field: notes, as: long }]
`);
  const check = (raw: Readonly<Record<string, string>>) =>
    checkAnswers(steps[0]?.questions ?? [], raw, { fields, before: {}, home: 'DE' });

  test('becomes values, a telephone number by the country that is told after it', () => {
    const { answers, problems } = check({
      ...{ email: ' Ann@Example.COM ', phone: '33 12 34 56', country: 'dk', buildingType: 'School', heated: 'true' },
      ...{ employees: '120', start: '2027-01-31', notes: 'one\r\n\r\n two ' },
    });
    expect([...problems]).toEqual([]);
    expect(answers).toEqual({
      ...{ email: 'Ann@example.com', phone: '+4533123456', country: 'DK', buildingType: 'school', heated: true },
      ...{ employees: 120, start: '2027-01-31', notes: 'one two' },
    });
    expect(leadOf(answers, 'site', 'da')).toEqual({
      ...{ email: 'Ann@example.com', source: 'site', language: 'da', phone: '+4533123456', country: 'DK' },
      fields: { buildingType: 'school', heated: true, employees: 120, start: '2027-01-31', notes: 'one two' },
    });
  });

  test.each([
    ['1200', 1200],
    ['-12.5', -12.5],
    ['12,5', 12.5],
    ['0.125', 0.125],
    ['1.250,50', 1250.5],
    ['1,250.50', 1250.5],
    ['1.250.000', 1_250_000],
    ['4 800', 4800],
    ['4\u202f800,25', 4800.25],
    ["4'800.25", 4800.25],
  ])('is a number in the ways of all countries: %s', (written, employees) => {
    expect(check({ email: 'ann@example.com', heated: 'x', employees: written }).answers.employees).toBe(employees);
  });

  test.each([
    ...['4.800', '4,800', '12.50.3', '1.25,50', '1,2,3', '1.250,50,1', '4 80', "4'800 000", '12 %', '1e5', '.5', ''],
  ])('is no number when it may be another, or none: %j', (written) => {
    const { answers, problems } = check({ email: 'ann@example.com', heated: 'x', employees: written });
    expect(answers.employees).toBeUndefined();
    expect([...problems]).toEqual(written === '' ? [] : [['employees', 'number']]);
  });

  test('is told by what is wrong with it, in the order of the questions', () => {
    const { problems } = check({
      ...{ email: 'ann@', phone: '1', country: 'Narnia', buildingType: 'castle' },
      ...{ employees: '1.000', start: '31.1.2027', notes: 'x'.repeat(2_001) },
    });
    expect([...problems]).toEqual([
      ['email', 'email'],
      ['phone', 'phone'],
      ['country', 'choice'],
      ['buildingType', 'choice'],
      ['heated', 'missing'],
      ['employees', 'number'],
      ['start', 'date'],
      ['notes', 'long'],
    ]);
    expect([...check({ heated: 'x', notes: 'a\u202eb' }).problems]).toEqual([
      ['email', 'missing'],
      ['notes', 'characters'],
    ]);
  });
});

test(`docs/${formSchemaFile} is the schema of what files may say`, () => {
  const file = `docs/${formSchemaFile}`;
  const text = `${JSON.stringify(formSchema(), null, 2)}\n`;
  if (process.env.UPDATE_DOCS) writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
});
