/** What is said about a condition as it is written. */
import { expect, test } from 'vitest';
import { checkCondition } from '../../authoring/conditions.ts';

const fields = { employees: 'number', region: 'string', partner: 'boolean', renewal: 'date' } as const;

/** `col: message [suggestion]`, or `right`. */
function check(expression: string): string {
  const problem = checkCondition(expression, fields);
  if (!problem) return 'right';
  const place = problem.line === undefined ? '' : `${problem.line}:${problem.col} `;
  return place + problem.message + (problem.suggestion ? ` [${problem.suggestion}]` : '');
}

test('conditions over facts, custom fields and the score are right', () => {
  const conditions = [
    'lead.fields.employees >= 50 && score >= 20',
    'lead.fields.employees == 50 || lead.fields.employees in [51, 52]',
    'score + 10 > 2.5 * lead.fields.employees - 1',
    'grade in ["A", "B"] && stage != "recycled" && temperature == "hot"',
    'lead.company == null || has(lead.fields.region)',
    '!lead.fields.partner && lead.email.endsWith("@example.com")',
    'lead.fields.renewal < "2026-12-01"',
    'lead.fields["employees"] > 1 ? lead.country == "DE" : lead.language == "de"',
    'lead.timeZone.startsWith("Europe/") && size(lead.title) > 3',
  ];
  expect(conditions.map(check)).toEqual(conditions.map(() => 'right'));
});

test('a name that is unknown is shown with the one that was meant', () => {
  expect(
    [
      'lead.fields.employes > 1',
      'lead.fields["employes"] > 1',
      'lead.employees > 1',
      'employees > 1',
      'lead.fields.company == "a"',
      'lead.companie == "a"',
      'scor > 1',
      'lead.fields.shoeSize > 1',
      'lead.fields.region.city == "a"',
    ].map(check),
  ).toMatchInlineSnapshot(`
    [
      "1:13 the field "employes" is not declared [lead.fields.employees]",
      "1:1 the field "employes" is not declared [lead.fields.employees]",
      "1:6 a lead has no "employees" [lead.fields.employees]",
      "1:1 there is no variable "employees" (known: lead, score, grade, stage and temperature) [lead.fields.employees]",
      "1:13 the field "company" is not declared [lead.company]",
      "1:6 a lead has no "companie" [lead.company]",
      "1:1 there is no variable "scor" (known: lead, score, grade, stage and temperature) [score]",
      "1:13 the field "shoeSize" is not declared",
      "1:20 cannot index type 'string'",
    ]
  `);
});

test('types that do not fit are named in words', () => {
  expect(
    [
      'lead.fields.employees > "x"',
      'lead.fields.employees == "50"',
      'lead.company > 3',
      'lead.fields.partner > 1',
      'score',
      '"text"',
      'score && true',
      'lead == null',
      'lead.company in ["a", 1]',
    ].map(check),
  ).toMatchInlineSnapshot(`
    [
      "1:1 ">" cannot be used with a number and text",
      "1:1 "==" cannot be used with a number and text",
      "1:1 ">" cannot be used with text and a whole number",
      "1:1 ">" cannot be used with a truth value and a whole number",
      "the condition yields a number, not true or false",
      "the condition yields text, not true or false",
      "1:1 both sides of "&&" and "||" must be true or false, but one is a number",
      "1:1 "==" cannot be used with all of lead and null",
      "1:23 list elements must have the same type, expected type 'string' but found 'int'",
    ]
  `);
});

test('what other languages write is shown with what is written here', () => {
  expect(
    ['score = 20', 'score > 1 and score < 3', 'score > 1 or true', 'not true', 'score <> 3', 'score > 1 & true'].map(
      check,
    ),
  ).toMatchInlineSnapshot(`
    [
      "1:7 "=" is not expected here [==]",
      "1:11 "and" is not expected here [&&]",
      "1:11 "or" is not expected here [||]",
      "1:5 "true" is not expected here [!]",
      "1:8 ">" is not expected here [!=]",
      "1:11 "&" is not expected here [&&]",
    ]
  `);
});

test('a broken expression is shown where it breaks', () => {
  expect(
    ['', '   ', 'score >', '"abc', '(score > 1', 'score > 1)', 'foo(1)', 'score ! 1'].map(check),
  ).toMatchInlineSnapshot(`
    [
      "the condition is empty",
      "the condition is empty",
      "1:8 the condition ends too early",
      "1:1 unterminated string",
      "1:11 the condition ends too early",
      "1:10 ")" is not expected here",
      "1:1 there is no function foo(int)",
      "1:7 "!" is not expected here",
    ]
  `);
});

test('a word that a fact can never be, and an order among words, are refused', () => {
  expect(
    [
      'grade == "E"',
      '"hott" == temperature',
      'stage in ["MQL", "sql"]',
      'temperature > "cold"',
      'grade >= "B"',
      'lead.fields.renewal < "tomorrow"',
    ].map(check),
  ).toMatchInlineSnapshot(`
    [
      "1:10 grade is never "E" (it is A, B, C or D)",
      "1:1 temperature is never "hott" (it is cold, warm or hot) [hot]",
      "1:11 stage is never "MQL" (it is awareness, name, engaged, prospect, mql, sql, opportunity, customer, recycled or disqualified) [mql]",
      "1:1 temperature has no order; list the ones you mean: temperature in ["cold", "warm"]",
      "1:1 grade has no order; list the ones you mean: grade in ["A", "B"]",
      "1:23 "tomorrow" is not a date such as "2026-11-21"",
    ]
  `);
});

test('the place is counted in lines and columns of the expression', () => {
  expect(check('score > 1\n  && lead.companie == "a"')).toBe('2:11 a lead has no "companie" [lead.company]');
});

test('an expression of hostile size or depth is refused', () => {
  expect(check('!'.repeat(5000))).toBe('the condition is longer than 2000 characters');
  for (const text of ['('.repeat(900), '!'.repeat(1900), '-'.repeat(1900), '['.repeat(900), 'a?'.repeat(900)]) {
    expect(check(text)).not.toBe('right');
  }
  expect(check(Array.from({ length: 180 }, () => 'score > 1').join('&&'))).toContain('maxAstNodes');
});
