/** What a well-formed step of each kind becomes. */
import { expect, test } from 'vitest';
import { checkSequence } from '../../authoring/sequence.ts';
import { check, exampleContext } from './printed.ts';

const steps = (text: string, top = ''): string => `sequence: test\n${top}steps:\n${text}`;

test('a wait can be for a time, for working days, until a day, or by a date of the lead', () => {
  const waits = [
    '3 days at 09:00',
    '5 business days',
    'until 2026-12-24',
    'until tuesday or thursday at 09:00',
    'until lead.fields.renewal',
    '30 days before lead.fields.renewal at 09:00',
  ];
  expect(check(steps(waits.map((wait) => `  - wait: ${wait}\n`).join('')))).toMatchInlineSnapshot(`
    "start → wait-1
    wait-1: wait 3 days at 09:00 → wait-2
    wait-2: wait 5 business days → wait-3
    wait-3: wait until 2026-12-24 → wait-4
    wait-4: wait until tuesday or thursday at 09:00 → wait-5
    wait-5: wait until lead.fields.renewal → wait-6
    wait-6: wait 30 days before lead.fields.renewal at 09:00 → end"
  `);
});

test('a wait until a date leads elsewhere when the date is missed', () => {
  expect(
    check(
      steps(`  - wait: 7 days after lead.fields.renewal
    else: [ { exit: no renewal } ]
  - wait: until 2026-12-24
    else: [ { score: 1, reason: Late } ]
`),
    ),
  ).toMatchInlineSnapshot(`
    "start → wait-1
    wait-1: wait 7 days after lead.fields.renewal → wait-2; missed → exit-1
    exit-1: exit "no renewal"
    wait-2: wait until 2026-12-24 → end; missed → score-1
    score-1: score {"points":1,"reason":"Late"} → end"
  `);
});

test('a waitFor can name every kind of event, any of them or all of them', () => {
  expect(
    check(
      steps(`  - send: welcome
  - waitFor: form
    timeout: 1 day
  - waitFor: { reply: interested }
    timeout: 1 day
  - waitFor:
      any: [ { reply: [ interested, question, interested ] }, { form: demo }, { page: /pricing }, { page: /blog/* } ]
    timeout: 1 day
  - waitFor: { all: [ { event: { name: bought, where: "event.payload.amount > 100" } }, { score: 60 }, { stage: prospect } ] }
    timeout: 1 day
  - handoff: Asked for a quote
  - waitFor: { any: [ { decision: accepted }, { decision: { is: returned, reason: timing } } ] }
    timeout: 30 days
`),
    ),
  ).toMatchInlineSnapshot(`
    "start → welcome
    welcome: send welcome → wait-for-1
    wait-for-1: wait for form → wait-for-2; after P1D → wait-for-2
    wait-for-2: wait for reply classes ["interested"] → wait-for-3; after P1D → wait-for-3
    wait-for-3: wait for reply classes ["interested","question"] or form name "demo" or page path "/pricing" or page path "/blog/*" → wait-for-4; after P1D → wait-for-4
    wait-for-4: wait for custom name "bought" where "event.payload.amount > 100" and score atLeast 60 and stage stage "prospect" → handoff-1; after P1D → handoff-1
    handoff-1: handoff {"reason":"Asked for a quote"} → wait-for-5
    wait-for-5: wait for decision decision "accepted" or decision decision "returned" reason "timing" → end; after P30D → end"
  `);
});

test('a branch can have several cases, of which the first that is true leads on', () => {
  expect(
    check(
      steps(`  - branch:
      - when: score > 60
        then: [ { send: case-study } ]
      - when: score > 30
        then: [ { send: welcome }, { exit: warm } ]
    else:
      - exit: cold
  - send: last-call
`),
    ),
  ).toMatchInlineSnapshot(`
    "start → branch-1
    branch-1: if score > 60 → case-study; if score > 30 → welcome; else → exit-2
    case-study: send case-study → last-call
    welcome: send welcome → exit-1
    exit-1: exit "warm"
    exit-2: exit "cold"
    last-call: send last-call → end"
  `);
});

test('a split has weights, arms without steps, arms that hold out, and a rule for a winner', () => {
  expect(
    check(
      steps(`  - split:
      short: { weight: 45, steps: [ { send: welcome } ] }
      long: { weight: 45, steps: [ { send: case-study } ] }
      none: { weight: 10, holdOut: true }
    winner: { by: click, atLeast: 200, confidence: 99.9 }
  - split: { a: { weight: 1 }, b: { weight: 1 } }
    winner: { by: reply }
`),
    ),
  ).toMatchInlineSnapshot(`
    "start → split-1
    split-1: split short 45 → welcome; long 45 → case-study; none 10 (held out) → split-2; winner by click at 200, alpha 0.001
    welcome: send welcome → split-2
    case-study: send case-study → split-2
    split-2: split a 1 → end; b 1 → end; winner by reply at 100, alpha 0.05"
  `);
});

test('what is done to a lead becomes an act, numbered by its own word', () => {
  expect(
    check(
      steps(`  - set: { country: de, employees: 5, region: null, partner: true, renewal: 2027-01-31 }
  - tag: vip
  - tag: [ fair, fair ]
    untag: cold
  - untag: [ fair ]
  - score: -5
    reason: Bounced softly
  - notify: ines
    subject: A warm lead
    text: |
      Please call.
      Today.
  - notify: Team@Example.com
    subject: A warm lead
    text: Please call.
  - start: onboarding
  - stop: newsletter
  - handoff: Asked for a quote
`),
    ),
  ).toMatchInlineSnapshot(`
    "start → set-1
    set-1: set {"values":{"country":"DE","fields.employees":5,"fields.region":null,"fields.partner":true,"fields.renewal":"2027-01-31"}} → tag-1
    tag-1: tag {"add":["vip"],"remove":[]} → tag-2
    tag-2: tag {"add":["fair"],"remove":["cold"]} → tag-3
    tag-3: tag {"add":[],"remove":["fair"]} → score-1
    score-1: score {"points":-5,"reason":"Bounced softly"} → notify-1
    notify-1: notify {"to":"ines","subject":"A warm lead","text":"Please call.\\nToday."} → notify-2
    notify-2: notify {"to":"Team@example.com","subject":"A warm lead","text":"Please call."} → start-1
    start-1: start {"sequence":"onboarding"} → stop-1
    stop-1: stop {"sequence":"newsletter"} → handoff-1
    handoff-1: handoff {"reason":"Asked for a quote"} → end"
  `);
});

test('a call posts for a day unless it says otherwise, and its answer can be asked for', () => {
  expect(
    check(
      steps(`  - call: https://hooks.example.com/lead
  - call:
      url: https://hooks.example.com/credit
      method: GET
      data: { list: trial, size: 3, test: true, none: null }
      giveUpAfter: 2 hours
    id: credit
    then: [ { tag: checked } ]
    else: [ { exit: unchecked } ]
  - branch: answers["credit"].status == 200 && answers["credit"].body.limit > 1000
    then: [ { send: welcome } ]
`),
    ),
  ).toMatchInlineSnapshot(`
    "start → call-1
    call-1: POST https://hooks.example.com/lead {} within P1D → credit; failed → credit
    credit: GET https://hooks.example.com/credit {"list":"trial","size":3,"test":true,"none":null} within PT2H → tag-1; failed → exit-1
    tag-1: tag {"add":["checked"],"remove":[]} → branch-1
    exit-1: exit "unchecked"
    branch-1: if answers["credit"].status == 200 && answers["credit"].body.limit > 1000 → welcome; else → end
    welcome: send welcome → end"
  `);
});

test('a goto leads back so often and then on, also to a step that comes later', () => {
  expect(
    check(
      steps(`  - goto: pause
    atMost: 1
  - send: welcome
  - wait: 3 days
    id: pause
  - goto: welcome
    atMost: 3
`),
    ),
  ).toMatchInlineSnapshot(`
    "start → goto-1
    goto-1: 1 times → pause; then → welcome
    welcome: send welcome → pause
    pause: wait 3 days → goto-2
    goto-2: 3 times → welcome; then → end"
  `);
});

test('a mail can have a sender of its own, and an exit can be a success', () => {
  expect(
    check(steps('  - send: welcome\n    from: nora\n  - exit: bought\n    success: true\n')),
  ).toMatchInlineSnapshot(`
    "start → welcome
    welcome: send welcome from nora → exit-1
    exit-1: exit "bought" (success)"
  `);
});

test('goals and events that stop are kept in the order of the file', () => {
  const yaml = steps(
    '  - send: welcome\n',
    'goals: [ { event: bought }, { click: { link: pricing } } ]\nstop: { on: [ form, { click: welcome } ] }\n',
  );
  const checked = checkSequence('s', yaml, exampleContext);
  expect(checked.kind === 'checked' && checked.program.settings).toMatchObject({
    goals: [
      { kind: 'custom', name: 'bought', where: null },
      { kind: 'click', of: null, link: 'pricing' },
    ],
    stops: {
      on: [
        { kind: 'form', name: null },
        { kind: 'click', of: 'welcome', link: null },
      ],
    },
  });
});
