/** What a condition answers about a lead, above all when the lead lacks what is asked for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCondition, createConditions } from '../../authoring/conditions.ts';
import type { FieldValue, LeadFacts } from '../../domain/lead.ts';
import { stages } from '../../domain/lifecycle.ts';

const nobody: LeadFacts = {
  email: 'ann@example.com',
  firstName: null,
  lastName: null,
  company: null,
  title: null,
  country: null,
  source: null,
  language: null,
  timeZone: null,
  stage: 'name',
  score: 20,
  grade: 'B',
  temperature: 'warm',
  fields: {},
};
const known: LeadFacts = {
  ...nobody,
  company: 'Acme',
  country: 'DE',
  fields: { employees: 60, region: 'north', partner: true, renewal: '2026-11-30' },
};
const conditions = createConditions();
const answers = (facts: LeadFacts, asked: readonly string[]) => asked.map((one) => conditions.evaluate(one, facts));

describe('a lead that has the values', () => {
  test('is compared by number, text, truth and date', () => {
    const yes = [
      'lead.fields.employees >= 50 && score >= 20',
      'lead.fields.employees == 60',
      'lead.fields.employees in [59, 60]',
      'lead.fields.employees + 40 == 100',
      'lead.fields.partner',
      'lead.fields.region == "north" && lead.country in ["DE", "AT"]',
      'lead.fields.renewal < "2026-12-01"',
      'grade == "B" && stage == "name" && temperature != "cold"',
      'lead.company.contains("cm") ? score == 20 : false',
      'has(lead.company) && has(lead.fields.employees) && lead.fields["employees"] > 1',
      '20 == score && 19.5 < score',
    ];
    expect(answers(known, yes)).toEqual(yes.map(() => true));
    const no = ['lead.fields.employees > 60', 'lead.country == "AT"', '!lead.fields.partner', 'lead.company == null'];
    expect(answers(known, no)).toEqual(no.map(() => false));
  });
});

describe('a lead that lacks the values', () => {
  test('is answered with no, and with yes when the question is turned round', () => {
    const asked = [
      'lead.fields.employees >= 50',
      'lead.fields.employees < 50',
      'lead.fields.employees == 50',
      'lead.fields.employees + 1 > 0',
      'lead.fields.partner',
      'lead.company.contains("a")',
      'size(lead.company) > 0',
      'lead.country in ["DE"]',
      'lead.fields.employees > 1 ? true : false',
      'has(lead.company)',
      'has(lead.fields.employees)',
    ];
    expect(answers(nobody, asked)).toEqual(asked.map(() => false));
    expect(
      answers(
        nobody,
        asked.map((one) => `!(${one})`),
      ),
    ).toEqual(asked.map(() => true));
  });

  test('leaves the other questions of the condition alone', () => {
    expect(
      answers(nobody, [
        'lead.fields.employees >= 50 || score >= 20',
        'score >= 20 || lead.fields.employees >= 50',
        'lead.company.contains("a") && true',
        '!(lead.company.contains("a")) && score == 20',
      ]),
    ).toEqual([true, true, false, true]);
  });

  test('can be asked for what it lacks', () => {
    expect(
      answers(nobody, ['lead.company == null', 'lead.fields.employees == null', 'lead.fields.employees != null']),
    ).toEqual([true, true, false]);
  });

  test('differs from every value', () => {
    expect(answers(nobody, ['lead.country != "DE"', 'lead.fields.employees != 50'])).toEqual([true, true]);
  });

  test('is treated the same whether a field is absent or null', () => {
    const empty: LeadFacts = { ...nobody, fields: { employees: null } };
    for (const one of ['lead.fields.employees > 1', 'lead.fields.employees == null', 'has(lead.fields.employees)']) {
      expect(conditions.evaluate(one, empty)).toBe(conditions.evaluate(one, nobody));
    }
  });
});

test('a question that fails while it is computed is answered with no', () => {
  const asked = ['1 / 0 == 1', 'int(lead.company) == 1', 'lead.company.matches("(")', '[1][5] == 1'];
  expect(answers(known, asked)).toEqual(asked.map(() => false));
});

test('names that every object has are fields like any other', () => {
  const asked = ['lead.fields.toString == null', 'lead.fields.__proto__ == null', 'has(lead.fields.hasOwnProperty)'];
  expect(answers(known, asked)).toEqual([true, true, false]);
});

test('an expression that cannot be read or yields no truth value is refused', () => {
  for (const bad of ['score >', 'score', '"yes"', 'nobody > 1', '', 'a'.repeat(3000)]) {
    expect(() => conditions.evaluate(bad, nobody)).toThrow(expect.objectContaining({ code: 'CONDITION_INVALID' }));
  }
});

test('more expressions than are remembered are still answered', () => {
  for (let i = 0; i < 1100; i += 1) expect(conditions.evaluate(`score > ${i}`, nobody)).toBe(20 > i);
  expect(conditions.evaluate('score > 0', nobody)).toBe(true);
});

const fields = { employees: 'number', region: 'string', partner: 'boolean', renewal: 'date' } as const;
const number = fc.constantFrom('score', 'lead.fields.employees', '3', '2.5', 'score + 1', 'lead.fields.employees / 0');
const words = fc.constantFrom('lead.company', 'lead.fields.region', '"a"', 'lead.title + "b"', '""', 'lead.country');
const order = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
const question = fc.oneof(
  fc.tuple(number, order, number).map((parts) => parts.join(' ')),
  fc.tuple(words, fc.constantFrom('==', '!=', '<'), words).map((parts) => parts.join(' ')),
  words.map((word) => `(${word}).contains("a")`),
  fc.constantFrom('lead.fields.partner', 'has(lead.fields.region)', 'lead.fields.partner == null', 'true'),
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    question,
    tie('condition').map((one) => `!(${one})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
      .map(([a, op, b]) => `(${a}) ${op} (${b})`),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => `(${a}) ? (${b}) : (${c})`),
  ),
}));
const text = fc.option(fc.string({ maxLength: 5 }), { nil: null });
const value: fc.Arbitrary<FieldValue> = fc.oneof(fc.constant(null), fc.string(), fc.double(), fc.boolean());
const facts: fc.Arbitrary<LeadFacts> = fc
  .record({
    company: text,
    title: text,
    country: text,
    score: fc.double({ noNaN: true }),
    stage: fc.constantFrom(...stages),
  })
  .chain((some) =>
    fc
      .dictionary(fc.constantFrom('employees', 'region', 'partner', 'other'), value)
      .map((custom) => ({ ...nobody, ...some, fields: custom })),
  );

test('a condition that was found right never throws, whatever the lead is, and "not" always turns the answer', () => {
  fc.assert(
    fc.property(condition, facts, (expression, lead) => {
      expect(checkCondition(expression, fields)).toBeNull();
      const answer = conditions.evaluate(expression, lead);
      expect(conditions.evaluate(`!(${expression})`, lead)).toBe(!answer);
    }),
    { numRuns: 300 },
  );
});
