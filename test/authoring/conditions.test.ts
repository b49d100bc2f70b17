/**
 * What a condition answers about a lead, above all when the lead lacks what is asked for. Long, because everything that
 * can be asked is asked of a lead that has it and of one that does not.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mentionsIn } from '../../authoring/condition-mentions.ts';
import { checkCondition, createConditions } from '../../authoring/conditions.ts';
import { fieldsOf } from '../../domain/fields.ts';
import type { FieldValue, LeadFacts, Surroundings } from '../../domain/lead.ts';
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
  phone: null,
  kind: null,
  stage: 'name',
  score: 20,
  grade: 'B',
  temperature: 'warm',
  fields: {},
  tags: [],
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

describe('what happened around a lead', () => {
  const around: Surroundings = {
    account: { name: 'Acme', leads: 4, engaged: 2, score: 55 },
    handoff: { status: 'returned', reason: 'no_budget', number: 2 },
    consent: ['newsletter'],
    events: [
      { kind: 'click', name: 'pricing', here: true, count: 1 },
      { kind: 'click', name: 'pricing', here: false, count: 2 },
      { kind: 'click', name: null, here: true, count: 1 },
      { kind: 'open', name: null, here: true, count: 9 },
      { kind: 'reply', name: 'interested', here: false, count: 1 },
      { kind: 'page_view', name: '/pricing', here: false, count: 2 },
      { kind: 'page_view', name: '/pricing/teams', here: false, count: 3 },
      { kind: 'custom', name: 'demo_requested', here: true, count: 1 },
    ],
    answers: {
      check: { status: 200, body: { plan: 'pro', limit: 1500, ok: true, items: [{ sku: 'a' }, { sku: 'b' }] } },
      down: { status: 0, body: null },
    },
  };
  const vip: LeadFacts = { ...known, source: 'webinar', tags: ['vip'] };
  const said = (asked: readonly string[], surroundings: Partial<Surroundings> = around) =>
    asked.map((one) => conditions.evaluate(one, vip, surroundings));

  test('is counted, over the whole life and in this enrollment', () => {
    const yes = [
      'handoff.status == "returned" && handoff.reason in ["no_budget", "timing"] && handoff.number >= 2',
      'events.clicks() == 4 && here.clicks() == 2',
      'events.clicks("pricing") == 3 && here.clicks("pricing") == 1 && events.clicks("demo") == 0',
      'events.clicks("pricing") > here.clicks("pricing") && events.clicks("pricing") >= 2.5',
      'events.clicks() + here.clicks() == 6 && events.clicks() * 2 - 1 == 7 && events.clicks() in [3, 4]',
      'events.replies() == 1 && events.replies("interested") == 1 && here.replies() == 0',
      'events.pages("/pricing") == 2 && events.pages("/pricing*") == 5 && events.forms() == 0',
      'here.custom("demo_requested") >= 1',
    ];
    expect(said(yes)).toEqual(yes.map(() => true));
    expect(yes.map((one) => checkCondition(one, {}))).toEqual(yes.map(() => null));
  });

  test('is compared: tags, source, account, consent and the answers of webhooks', () => {
    const yes = [
      '"vip" in lead.tags && !("partner" in lead.tags) && source == "webinar"',
      'account.name == "Acme" && account.engaged == 2 && account.leads > 3 && account.score >= 55',
      '"newsletter" in consent',
      'answers["check"].status == 200 && answers.check.body.plan == "pro" && answers["check"].body.limit + 1 > 1500',
      'answers["check"].body.ok && answers["check"].body.limit == 1500 && answers["check"].body.limit in [1500]',
      'answers["check"].body.items.exists(item, item.sku == "b") && answers["check"].body.items[0].sku == "a"',
      'answers["down"].status == 0 && answers["down"].body == null',
    ];
    expect(said(yes)).toEqual(yes.map(() => true));
    const no = ['account.name == "ACME"', '"calls" in consent', 'answers["check"].body.plan == 3'];
    expect(said(no)).toEqual(no.map(() => false));
  });

  test('is answered with no where it is absent, and differs from every value', () => {
    const none: Surroundings = { account: null, handoff: null, consent: [], events: [], answers: {} };
    const asked = [
      'account.leads > 0',
      'handoff.reason == "no_budget"',
      'account.name == "Acme"',
      '"newsletter" in consent',
      'events.clicks() > 0',
      'answers["check"].status == 200',
      'answers["check"].body.deep.deeper == 1',
      'answers["check"].body.items.exists(item, item.sku == "b")',
      'has(answers.check.body.plan)',
    ];
    for (const surroundings of [none, {}]) {
      expect(said(asked, surroundings)).toEqual(asked.map(() => false));
      const turned = asked.map((one) => `!(${one})`);
      expect(said(turned, surroundings)).toEqual(turned.map(() => true));
      const absent = [
        'account == null && account.name == null && account.name != "Acme"',
        'answers["check"].body.plan == null && answers["check"].body.plan != "pro"',
        '!(answers["check"].status != null)',
      ];
      expect(said(absent, surroundings)).toEqual([true, true, true]);
    }
  });

  test('is nought when nothing happened, but unknown when nobody looked', () => {
    expect(said(['events.clicks() == 0', 'here.clicks() < 1'], { events: [] })).toEqual([true, true]);
    expect(said(['events.clicks() == 0', 'here.clicks() < 1'], {})).toEqual([false, false]);
  });

  test('is looked up only when a condition asks for it', () => {
    expect(conditions.needs(['score > 1', 'lead.country == "DE" && "vip" in lead.tags && source == "x"'])).toEqual([]);
    expect(conditions.needs(['account.leads > 1 || here.clicks() > 1', 'events.clicks() > 1'])).toEqual([
      'account',
      'events',
    ]);
    expect(conditions.needs(['!("a" in consent)', '[1].exists(x, answers["a"].status == 1)'])).toEqual([
      'consent',
      'answers',
    ]);
  });

  test('within a time is counted of that time alone, and only what is asked for is read', () => {
    const asked = 'events.within("7 days").clicks("pricing") == 1 && events.clicks("pricing") == 3';
    expect(conditions.needs([asked])).toEqual(['events/P7D', 'events']);
    expect(conditions.needs(['here.within("1 month").pages() > 0'])).toEqual(['events/P1M']);
    const click = { kind: 'click', name: 'pricing', here: false } as const;
    const events = [
      { ...click, count: 3 },
      { ...click, count: 1, within: 'P7D' },
    ];
    expect(conditions.evaluate(asked, nobody, { events })).toBe(true);
    expect(conditions.evaluate('events.within("8 days").clicks() > 0', nobody, { events })).toBe(false);
    expect(mentionsIn('events.within("7 days").clicks("pricing") > 1').links).toMatchObject([{ name: 'pricing' }]);
  });

  test('is found by the names that other files must prove right', () => {
    expect(mentionsIn('events.custom("bought") > 0 && answers["check"].body.a == answers.other.status')).toEqual({
      customEvents: [{ of: 'events', name: 'bought', index: 14, end: 22 }],
      links: [],
      answers: [
        { name: 'check', index: 31, end: 47 },
        { name: 'other', index: 58, end: 71 },
      ],
    });
    expect(mentionsIn('events.custom("bought" >')).toEqual({ customEvents: [], links: [], answers: [] });
  });
});

test('a condition on an event holds or not by its payload, whatever that is', () => {
  const payload = { amount: 150, plan: 'pro', lines: [{ sku: 'meter' }], nothing: null };
  const holds = (condition: string, given: Readonly<Record<string, unknown>> = payload) =>
    conditions.holds(condition, { name: 'bought', payload: given });
  expect(
    [
      'event.payload.amount > 100',
      'event.payload.amount == 150',
      'event.name == "bought" && event.payload.plan in ["pro", "team"]',
      'event.payload.lines.exists(line, line.sku == "meter")',
      'event.payload.nothing == null && event.payload.missing == null',
      'event.payload.coupon != "A"',
    ].map((one) => holds(one)),
  ).toEqual([true, true, true, true, true, true]);
  expect(
    ['event.payload.amount > "100"', 'event.payload.coupon == "A"', 'event.payload.plan'].map((one) => holds(one)),
  ).toEqual([false, false, false]);
  for (const odd of [
    {},
    { amount: 'much' },
    { amount: null },
    { amount: [] },
    JSON.parse('{"__proto__":{"amount":200}}'),
  ]) {
    expect(holds('event.payload.amount > 100', odd)).toBe(false);
  }
  expect(() => holds('lead.country == "DE"')).toThrow(expect.objectContaining({ code: 'CONDITION_INVALID' }));
});

test('a question that fails while it is computed is answered with no', () => {
  const asked = ['1 / 0 > 1', '1 / 0 == 1', 'int(lead.company) == 1', 'lead.company.matches("(")', '[1][5] == 1'];
  expect(answers(known, asked)).toEqual(asked.map(() => false));
});

test('names that every object has are fields like any other', () => {
  const asked = ['lead.fields.toString == null', 'lead.fields.__proto__ == null', 'has(lead.fields.hasOwnProperty)'];
  expect(answers(known, asked)).toEqual([true, true, false]);
});

test('a number is read as it is written, however large or small', () => {
  expect(answers(known, ['score < 1e21', '0.00000000001 > 0.0', '(score + 1.5) * 2.0 == 43.0'])).toEqual([
    true,
    true,
    true,
  ]);
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

const fields = fieldsOf({ employees: 'number', region: 'string', partner: 'boolean', renewal: 'date' });
const number = fc.constantFrom('score', 'lead.fields.employees', '3', '2.5', 'score + 1', 'lead.fields.employees / 0');
const words = fc.constantFrom('lead.company', 'lead.fields.region', '"a"', 'lead.title + "b"', '""', 'lead.source');
const count = fc.constantFrom(
  'events.clicks()',
  'here.pages("/a*")',
  'account.leads',
  'answers["a"].body.n',
  'answers.a.status',
);
const order = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
const question = fc.oneof(
  fc.tuple(number, order, number).map((parts) => parts.join(' ')),
  fc.tuple(count, order, fc.oneof(count, fc.constantFrom('1', '2.5', 'score'))).map((parts) => parts.join(' ')),
  fc.tuple(words, fc.constantFrom('==', '!=', '<'), words).map((parts) => parts.join(' ')),
  words.map((word) => `(${word}).contains("a")`),
  fc.constantFrom('lead.fields.partner', '"a" in lead.tags', '"a" in consent', 'account == null'),
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

const surroundings: fc.Arbitrary<Partial<Surroundings>> = fc.record(
  {
    account: fc.option(fc.constant({ name: 'Acme', leads: 2, engaged: 1, score: 3 }), { nil: null }),
    consent: fc.subarray(['a', 'b']),
    events: fc.array(
      fc.record({
        kind: fc.constantFrom('click', 'page_view'),
        name: fc.constantFrom('/a', '/b', null),
        here: fc.boolean(),
        count: fc.nat(3),
      }),
      { maxLength: 4 },
    ),
    answers: fc.dictionary(fc.constantFrom('a', 'b'), fc.record({ status: fc.nat(599), body: fc.jsonValue() })),
  },
  { requiredKeys: [] },
);

test('a condition that was found right never throws, whatever the lead is, and "not" always turns the answer', () => {
  fc.assert(
    fc.property(condition, facts, surroundings, (expression, lead, around) => {
      expect(checkCondition(expression, fields)).toBeNull();
      const answer = conditions.evaluate(expression, lead, around);
      expect(conditions.evaluate(`!(${expression})`, lead, around)).toBe(!answer);
    }),
    { numRuns: 300 },
  );
});
