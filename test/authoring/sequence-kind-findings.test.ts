/** What is said about steps of each kind that are wrong by themselves, and about names that there are not. */
import { expect, test } from 'vitest';
import { check, exampleContext } from './printed.ts';

const steps = (text: string, top = ''): string => `sequence: test\n${top}steps:\n${text}`;

test('a branch with cases needs a condition and steps in each', () => {
  expect(
    check(
      steps(`  - branch:
      - when: scor > 3
        then: [ { exit: a } ]
      - when: score > 3
      - then: [ { exit: b }, { exit: c, reason: x } ]
      - score > 5
  - branch: []
`),
    ),
  ).toMatchInlineSnapshot(`
    "4:15 CONDITION_INVALID "branch[1].when" is wrong: there is no variable "scor" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers); did you mean "score"?
    6:9 AUTHORING_SHAPE a case needs steps under "then": what follows when its condition is the first that is true
    7:9 AUTHORING_SHAPE "branch[3].when" is missing: it must be a condition such as: score >= 20
    7:41 AUTHORING_SHAPE unknown key "reason"; known here: exit, success, id and formerly
    8:9 AUTHORING_SHAPE "branch[4]" must be a mapping, but is "score > 5"
    9:13 AUTHORING_SHAPE "branch" must be a list with at least one entry, but is empty"
  `);
});

test('a split has two to ten arms with weights, not all of which hold out', () => {
  const ten = Array.from({ length: 11 }, (_, i) => `a${i}: { weight: 1 }`).join(', ');
  expect(
    check(
      steps(`  - split: { only: { weight: 1 } }
  - split: { ${ten} }
  - split: { a: { weight: 1, holdOut: true }, b: { weight: 1, holdOut: true } }
  - split: { a: { weight: 1 }, b: { weight: 1, holdOut: true } }
    winner: { by: click }
  - split: { A: { weight: 0 }, b: { weigth: 5 }, c: 5 }
  - split: [ a, b ]
  - split: { a: { weight: 1 }, b: { weight: 1 } }
    winner: { by: opens, atLeast: 1, confidence: 50 }
  - split: { a: { weight: 1 }, b: { weight: 1, steps: [ { sned: x } ] } }
    winner: { by: goal }
`),
    ),
  ).toMatchInlineSnapshot(`
    "3:12 AUTHORING_SHAPE a split has 2 to 10 arms, but this one has 1
    4:12 AUTHORING_SHAPE a split has 2 to 10 arms, but this one has 11
    5:12 AUTHORING_SHAPE all arms hold out: leave at least one to compare them with
    7:13 AUTHORING_SHAPE a winner needs two arms or more that do not hold out
    8:14 AUTHORING_SHAPE "split.A" must be a name of lower-case letters, digits and single hyphens, such as "short-text"
    8:37 AUTHORING_SHAPE unknown key "weigth"; did you mean "weight"?
    8:53 AUTHORING_SHAPE "split.c" must be a mapping, but is 5
    9:12 AUTHORING_SHAPE "split" must be a mapping, but is a list
    11:19 AUTHORING_SHAPE "winner.by" must be one of click, reply or goal, but is "opens"
    11:35 AUTHORING_SHAPE "winner.atLeast" must be at least 10, but is 1
    11:50 AUTHORING_SHAPE "winner.confidence" must be at least 80, but is 50
    12:59 STEP_UNKNOWN unknown step "sned"; did you mean "send"?
    13:19 AUTHORING_SHAPE the sequence has no "goals", so no arm can win by one"
  `);
});

test('what is set, tagged, scored and told is checked', () => {
  expect(
    check(
      steps(`  - set: { employes: 5, country: Germny, partner: perhaps, renewal: tomorrow, email: a@b.example }
  - set: { fields.employees: 5, lead.country: DE, tags: x, region: "" }
  - set: { employees: [ 5 ] }
  - set: {}
  - set: country
  - tag: VIP
  - tag: a
    untag: [ b, a ]
  - tag: []
  - notify: a@b
    subject: x
    text: y
  - notify: ines
  - handoff:
  - start: Other
`),
    ),
  ).toMatchInlineSnapshot(`
    "3:12 FIELD_INVALID there is no field "employes"; did you mean "employees"?
    3:25 FIELD_INVALID country "Germny" is not a two-letter country code (ISO 3166); did you mean "DE"?
    3:42 FIELD_INVALID partner "perhaps" is neither true nor false (yes and no, 1 and 0 do as well)
    3:60 FIELD_INVALID renewal "tomorrow" is not a date such as "2026-11-21"
    3:79 FIELD_INVALID the e-mail address of a lead cannot be set: leave it out
    4:12 FIELD_INVALID fields are set by their bare names; did you mean "employees"?
    4:33 FIELD_INVALID fields are set by their bare names; did you mean "country"?
    4:51 FIELD_INVALID "tags" is no field of a lead
    4:60 FIELD_INVALID "region" is set to nothing: write null to empty it
    5:23 AUTHORING_SHAPE "set.employees" must be a text, a number, true, false or null
    6:10 AUTHORING_SHAPE "set" names no field: write { NAME: value }
    7:10 AUTHORING_SHAPE "set" must be a mapping, but is "country"
    8:10 AUTHORING_SHAPE "tag" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "VIP"; did you mean "vip"?
    10:12 AUTHORING_SHAPE the tag "a" is put on and taken off at once
    11:10 AUTHORING_SHAPE "tag" must be a list with at least one entry, but is empty
    12:13 ADDRESS_INVALID "notify" is wrong: "a@b" is not an e-mail address: the domain is not valid
    15:5 AUTHORING_SHAPE "subject" is missing: it must be text
    15:5 AUTHORING_SHAPE "text" is missing: it must be text
    16:5 AUTHORING_SHAPE "handoff" must be text, but is empty
    17:12 AUTHORING_SHAPE "start" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "Other"; did you mean "other"?"
  `);
});

test('a call needs an address, and a request that can be sent', () => {
  expect(
    check(
      steps(`  - call: hooks.example.com
  - call: ftp://hooks.example.com
  - call: https://user:secret@hooks.example.com
  - call: { method: PUT, data: { a: [ 1 ] }, giveUpAfter: 3 }
  - call: { url: "https://hooks.example.com", header: x }
  - call:
`),
    ),
  ).toMatchInlineSnapshot(`
    "3:11 AUTHORING_SHAPE "call" must be an address such as "https://hooks.example.com/lead"
    4:11 AUTHORING_SHAPE "call" must be an address such as "https://hooks.example.com/lead"
    5:11 AUTHORING_SHAPE "call" must not hold a user name or password
    6:11 AUTHORING_SHAPE "call.url" is missing: it must be an address such as "https://hooks.example.com/lead"
    6:21 AUTHORING_SHAPE "call.method" must be one of POST or GET, but is "PUT"
    6:37 AUTHORING_SHAPE "call.data.a" must be a text, a number, true, false or null
    6:59 DURATION_INVALID "call.giveUpAfter" has no unit: write "3 days", "3 hours" or "3 minutes"
    7:47 AUTHORING_SHAPE unknown key "header"; known here: url, method, data and giveUpAfter
    8:5 AUTHORING_SHAPE "call" must be an address such as "https://hooks.example.com/lead""
  `);
});

test('a goto must have a cap, for a reason that has a code of its own', () => {
  expect(
    check(
      steps(`  - send: welcome
  - goto: welcome
  - goto: welcome
    atmost: 3
  - goto: welcome
    atMost: 1000
  - goto: Welcome
    atMost: 3
`),
    ),
  ).toMatchInlineSnapshot(`
    "4:5 LOOP_ENDLESS "atMost" is missing: without it the loop might never end; write "atMost: 3"
    6:5 AUTHORING_SHAPE unknown key "atmost"; did you mean "atMost"?
    8:13 AUTHORING_SHAPE "atMost" must be at most 100, but is 1000
    9:11 AUTHORING_SHAPE "goto" must be the id of a step, such as "welcome", but is "Welcome"; did you mean "welcome"?"
  `);
});

test('names that there are not are shown with the ones that were meant', () => {
  const context = {
    ...exampleContext,
    senders: ['nora', 'support'],
    events: ['bought', 'demo_requested'],
    sequences: ['test', 'onboarding'],
    salespeople: ['ines', 'omar'],
  };
  const yaml = steps(
    `  - send: welcome
    from: nroa
  - waitFor: { event: boght }
    timeout: 1 day
  - waitFor: bought
    timeout: 1 day
  - waitFor: { event: { name: clicked_ad, where: event.payload.a == 1 } }
    timeout: 1 day
  - branch: events.custom("demo_request") > 0
    then: [ { notify: inse, subject: a, text: b } ]
  - start: onbording
  - stop: newsletter
`,
    'from: suport\nstop: { on: [ { event: bougt } ] }\n',
  );
  expect(check(yaml, context)).toMatchInlineSnapshot(`
    "2:7 SENDER_UNKNOWN "from" names no sender: there is no "suport"; did you mean "support"?
    3:24 EVENT_UNKNOWN no event "bougt" is declared; did you mean "bought"?
    6:11 SENDER_UNKNOWN "from" names no sender: there is no "nroa"; did you mean "nora"?
    7:23 EVENT_UNKNOWN no event "boght" is declared; did you mean "bought"?
    9:14 AUTHORING_SHAPE unknown event "bought"; a custom event is written { event: bought }
    11:31 EVENT_UNKNOWN no event "clicked_ad" is declared
    13:27 EVENT_UNKNOWN no event "demo_request" is declared; did you mean "demo_requested"?
    14:23 AUTHORING_SHAPE "notify" names nobody: there is no salesperson "inse" in sales.yaml; did you mean "ines"?
    15:12 SEQUENCE_UNKNOWN "start" names no sequence: there is no "onbording"; did you mean "onboarding"?
    16:11 SEQUENCE_UNKNOWN "stop" names no sequence: there is no "newsletter""
  `);
  const right = yaml
    .replace('nroa', 'nora')
    .replace('{ event: boght }', '{ event: bought }')
    .replace('waitFor: bought', 'waitFor: form')
    .replace('clicked_ad', 'bought')
    .replace('demo_request"', 'demo_requested"')
    .replace('inse', 'ines')
    .replace('onbording', 'onboarding')
    .replace('stop: newsletter', 'stop: test')
    .replace('suport', 'support')
    .replace('bougt', 'bought');
  expect(check(right, context)).toContain('start → welcome');
  expect(check(yaml.replace('waitFor: bought', 'waitFor: form'))).toContain('start → welcome');
});
