/** What is said about a condition as it is written. Long, because it prints what is said about each mistake. */
import { expect, test } from 'vitest';
import type { ConditionScope } from '../../authoring/condition-language.ts';
import { checkCondition } from '../../authoring/conditions.ts';
import { fieldsOf } from '../../domain/fields.ts';

const fields = fieldsOf({ employees: 'number', region: 'string', partner: 'boolean', renewal: 'date' });

/** `col: message [suggestion]`, or `right`. */
function checkAt(scope: ConditionScope | undefined, expression: string): string {
  const problem = checkCondition(expression, fields, scope);
  if (!problem) return 'right';
  const place = problem.line === undefined ? '' : `${problem.line}:${problem.col} `;
  return place + problem.message + (problem.suggestion ? ` [${problem.suggestion}]` : '');
}

const check = (expression: string): string => checkAt(undefined, expression);

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
    'score % 2 == 0',
  ];
  expect(conditions.map(check)).toEqual(conditions.map(() => 'right'));
});

test('conditions over tags, source, account, consent, counts and answers are right at a step', () => {
  const conditions = [
    '"vip" in lead.tags && size(lead.tags) > 1 && lead.tags.exists(tag, tag.startsWith("fair-"))',
    'source == "webinar" || source in ["fair", "form"] || source == null',
    'account.engaged >= 2 && account.leads > account.engaged && account.score > 50 && account.name != "Acme"',
    'account == null || has(account.name)',
    '"newsletter" in consent && !("calls" in consent)',
    'events.clicks() > here.clicks() && events.clicks("pricing") >= 2 && here.replies("interested") == 0',
    'events.forms() + events.forms("contact") < 3 && events.pages("/pricing*") >= 1.5 && here.custom("demo") == 1',
    'answers["credit-check"].status == 200 && answers["credit-check"].body.limit > 1000',
    'answers.check.body.items[0].name == "x" || answers["check"].body.plan in ["pro", "team"]',
    'answers["check"].body.approved',
  ];
  expect(conditions.map(check)).toEqual(conditions.map(() => 'right'));
});

test('a condition on an event asks for its name and payload', () => {
  const conditions = [
    'event.payload.amount > 100 && event.payload.plan != "free"',
    'event.name == "bought" && event.payload.items.exists(item, item.sku == "meter")',
    'event.payload["amount"] * 2 >= 100 || has(event.payload.coupon)',
  ];
  expect(conditions.map((one) => checkAt('event', one))).toEqual(conditions.map(() => 'right'));
  expect(checkAt('event', 'event.payloads.amount > 1')).toBe(
    '1:7 "event" has no "payloads" (it has name and payload) [event.payload]',
  );
  expect(checkAt('event', 'payload.amount > 1')).toBe(
    '1:1 there is no variable "payload" (known: event) [event.payload]',
  );
});

test('what cannot be asked at a place is refused there, and says why', () => {
  const asked: readonly (readonly [ConditionScope, string])[] = [
    ['lead', 'score > 10'],
    ['lead', 'events.clicks() > 1'],
    ['entry', 'here.clicks() > 1'],
    ['entry', 'answers["check"].status == 200'],
    ['enrollment', 'event.payload.amount > 1'],
    ['event', 'lead.country == "DE"'],
    ['event', 'score > 1'],
  ];
  expect(asked.map(([scope, one]) => `${scope} ${checkAt(scope, one)}`)).toMatchInlineSnapshot(`
    [
      "lead 1:1 "score" cannot be asked here: a fit rule judges what the lead is, by "lead" and "source" alone",
      "lead 1:1 "events" cannot be asked here: a fit rule judges what the lead is, by "lead" and "source" alone",
      "entry 1:1 "here" cannot be asked here: it belongs to an enrollment, and this is asked before there is one [events]",
      "entry 1:1 "answers" cannot be asked here: it belongs to an enrollment, and this is asked before there is one",
      "enrollment 1:1 "event" cannot be asked here: only a condition under "where" is about an event that is waited for",
      "event 1:1 "lead" cannot be asked here: this condition is about the event, with event.name and event.payload",
      "event 1:1 "score" cannot be asked here: this condition is about the event, with event.name and event.payload",
    ]
  `);
  const right: readonly (readonly [ConditionScope, string])[] = [
    ['lead', 'lead.fields.employees > 1 && "vip" in lead.tags && source == "fair"'],
    ['entry', 'score > 1 && stage == "name" && account.leads > 1 && "a" in consent && events.clicks() == 0'],
  ];
  expect(right.map(([scope, one]) => checkAt(scope, one))).toEqual(['right', 'right']);
});

test('a count that does not exist is shown with the one that was meant', () => {
  expect(
    [
      'events.click() > 1',
      'events.clicks > 1',
      'here.reply > 1',
      'events.opens() > 1',
      'events.within("soon").clicks() > 1',
      'events.within("30 days") > 1',
      'events.within(30).clicks() > 1',
      'events.within("1 day").within("2 days").clicks() > 1',
      'events.within("30 days").click() > 1',
      'here.opened > 1',
      'events.clicks(3) > 1',
      'events.pages("/a", "/b") > 1',
      'clicks("pricing") > 1',
      'events.replies("interestd") > 0',
      'events.pages("https://www.example.com/pricing") > 0',
      'here.pages("pricing") > 0',
      'events > 1',
    ].map(check),
  ).toMatchInlineSnapshot(`
    [
      "1:1 "events" has no "click" (it counts clicks, replies, forms, pages, custom and touches) [events.clicks]",
      "1:8 "events.clicks" needs brackets, as it counts [events.clicks()]",
      "1:6 "here" has no "reply" (it counts clicks, replies, forms, pages, custom and touches) [here.replies()]",
      "1:1 opens cannot be counted: machines open mail, so an open proves nothing about a person",
      "1:15 "soon" is not a duration such as "3 days" or "2 hours"",
      "1:1 ">" cannot be used with counts of events, such as events.clicks() and a whole number",
      "1:1 "events.within" takes one time in quotes, such as events.within("30 days").clicks()",
      "1:31 one "within" is enough: it counts the time until now",
      "1:1 "events" has no "click" (it counts clicks, replies, forms, pages, custom and touches) [events.clicks]",
      "1:6 opens cannot be counted: machines open mail, so an open proves nothing about a person",
      "1:1 "events.clicks" takes one name in quotes at most, such as events.clicks("pricing")",
      "1:1 "events.pages" takes one name in quotes at most, such as events.pages("/pricing")",
      "1:1 there is no function clicks(string) [events.clicks]",
      "1:16 a reply is never "interestd" (it is interested, question, later, not_interested or other) [interested]",
      "1:14 a page is named by its path, which begins with "/" [/pricing]",
      "1:12 a page is named by its path, which begins with "/" [/pricing]",
      "1:1 ">" cannot be used with counts of events, such as events.clicks() and a whole number",
    ]
  `);
});

test('parts of the surroundings that do not exist are shown with those that do', () => {
  expect(
    [
      'account.lead > 1',
      'account.owner == "x"',
      'answers["check"].code == 200',
      'answers["check"].bod.x == 1',
      'has(answers["check"].body.x)',
      'has(3)',
      'lead.tag == "vip"',
      '"newsletter" in lead.consent',
      '"vip" in tags',
      'consents == null',
      'clicks > 2',
      'lead.replies > 2',
      'lead.company.startWith("A")',
      'lead.company.replace("A", "B") == "B"',
      'account',
      'answers["check"] == 200',
      '3 in consent',
    ].map(check),
  ).toMatchInlineSnapshot(`
    [
      "1:9 "account" has no "lead" (it has name, leads, engaged and score) [account.leads]",
      "1:9 "account" has no "owner" (it has name, leads, engaged and score)",
      "1:18 an answer has "status" and "body", but no "code"",
      "1:18 an answer has "status" and "body", but no "bod" [body]",
      "1:5 "has" takes names behind dots only [answers["check"].body.x != null]",
      "1:5 "has" takes names behind dots only [3 != null]",
      "1:6 a lead has no "tag" [lead.tags]",
      "1:22 a lead has no "consent": write "consent" without "lead."",
      "1:10 there is no variable "tags" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers) [lead.tags]",
      "1:1 there is no variable "consents" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers) [consent]",
      "1:1 there is no variable "clicks" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers) [events.clicks()]",
      "1:6 a lead has no "replies" [events.replies()]",
      "1:1 there is no function string.startWith(string) [startsWith]",
      "1:1 there is no function string.replace(string, string)",
      "the condition yields all of account, not true or false",
      "1:1 "==" cannot be used with a whole answer and a whole number",
      "1:1 "in" cannot be used with a whole number and a list of text",
    ]
  `);
});

test('patterns and lists that could take for ever are refused', () => {
  expect(
    [
      'lead.title.matches("[Ff]acilit|^(Head|Chief) of .*(Energy|Buildings)$")',
      'lead.title.matches("^[a-z]{2,3}(-[0-9]{2})+$")',
      'lead.title.matches("(a+)+$")',
      'lead.title.matches("(a|a)*b")',
      'lead.title.matches("(a{1,}){9}")',
      'lead.title.matches("(.)\\\\1")',
      'lead.title.matches("(?=a)b")',
      'lead.title.matches(".*a.*b.*c.*d")',
      'lead.title.matches("(")',
      'lead.title.matches(lead.company)',
      'lead.tags.all(a, lead.tags.exists(b, a == b))',
      'lead.tags.map(a, a + "x").exists(b, b == "ax")',
    ].map(check),
  ).toMatchInlineSnapshot(`
    [
      "right",
      "right",
      "1:20 the pattern repeats a group that repeats or chooses by itself, which can take very long: repeat single characters or sets such as [a-z]",
      "1:20 the pattern repeats a group that repeats or chooses by itself, which can take very long: repeat single characters or sets such as [a-z]",
      "1:20 the pattern repeats a group that repeats or chooses by itself, which can take very long: repeat single characters or sets such as [a-z]",
      "1:20 the pattern refers back or looks around, which can take very long: write it without",
      "1:20 the pattern refers back or looks around, which can take very long: write it without",
      "1:20 the pattern has more than 3 endless repetitions (* or +)",
      "1:20 the pattern cannot be read: Unterminated group",
      "1:20 "matches" needs its pattern as a text in quotes",
      "1:1 one list at a time: all, exists, exists_one, map or filter cannot stand inside one another",
      "1:1 one list at a time: all, exists, exists_one, map or filter cannot stand inside one another",
    ]
  `);
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
      "1:1 there is no variable "employees" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers) [lead.fields.employees]",
      "1:13 the field "company" is not declared [lead.company]",
      "1:6 a lead has no "companie" [lead.company]",
      "1:1 there is no variable "scor" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers) [score]",
      "1:13 the field "shoeSize" is not declared",
      "1:20 cannot index type 'string'",
    ]
  `);
});

test('a comparison that can only be meant otherwise is shown with what to write', () => {
  const ending = (condition: string) => check(condition).replace(/^.*?: (?=write|if)/, '');
  expect(
    [
      'lead.tags == "vip"',
      '"vip" != lead.tags',
      'score > "50"',
      'lead.country == DE',
      'lead.country in [DE, "AT"]',
      'lead.score > 5',
    ].map(ending),
  ).toEqual([
    'write "vip" in lead.tags',
    'write !("vip" in lead.tags)',
    'write 50 without quotes',
    'if it is a text, put it in quotes',
    'if it is a text, put it in quotes',
    'write "score" without "lead."',
  ]);
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
      "1:1 "==" cannot be used with a number and text: write 50 without quotes",
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

test('a text in a form that a fact of a lead never has is refused, with the form that it has', () => {
  expect(
    [
      'lead.country == "Germany"',
      'lead.country in ["AT", "ch"]',
      '"" != lead.country',
      'lead.language == "German"',
      'lead.language == "EN"',
      'lead.timeZone == "Europe/Berln"',
    ].map(check),
  ).toMatchInlineSnapshot(`
    [
      "1:17 lead.country is never "Germany": it is a two-letter code such as "DE" [DE]",
      "1:24 lead.country is never "ch": it is a two-letter code such as "DE" [CH]",
      "1:1 lead.country is never "": what is not known is null",
      "1:18 lead.language is never "German": it is a tag such as "en" or "de-AT"",
      "1:18 lead.language is never "EN": it is a tag such as "en" or "de-AT" [en]",
      "1:18 lead.timeZone is never "Europe/Berln": it is a zone such as "Europe/Berlin" [Europe/Berlin]",
    ]
  `);
  const right = ['lead.country == "DE"', 'lead.country != null', 'lead.language == "de-AT"', 'lead.timeZone == "UTC"'];
  const open = ['lead.country.startsWith("d")', 'lead.country == lead.language', 'lead.source == "Germany"'];
  for (const condition of [...right, ...open]) expect(checkCondition(condition, {})).toBeNull();
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
      'handoff.status == "retrned"',
      'handoff != null && handoff.reason in ["no_fit", "timming"]',
      'handoff.status > "open"',
    ].map(check),
  ).toMatchInlineSnapshot(`
    [
      "1:10 grade is never "E" (it is A, B, C or D)",
      "1:1 temperature is never "hott" (it is cold, warm or hot) [hot]",
      "1:11 stage is never "MQL" (it is awareness, name, engaged, prospect, mql, sql, opportunity, customer, recycled or disqualified) [mql]",
      "1:1 temperature has no order; list the ones you mean: temperature in ["cold", "warm"]",
      "1:1 grade has no order; list the ones you mean: grade in ["A", "B"]",
      "1:23 "tomorrow" is not a date such as "2026-11-21"",
      "1:19 handoff.status is never "retrned" (it is open, accepted, won, lost or returned) [returned]",
      "1:49 handoff.reason is never "timming" (it is no_fit, no_budget, no_authority, timing, bad_data, duplicate, competitor, unreachable, silent, price, no_need, no_decision or other) [timing]",
      "1:1 handoff.status has no order; list the ones you mean: handoff.status in ["open", "accepted"]",
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
