/** How the steps of parts are taken in where they are used. */
import { describe, expect, test } from 'vitest';
import { checkSequence } from '../../authoring/sequence.ts';
import { check, exampleContext } from './printed.ts';

const steps = (text: string, top = ''): string => `sequence: test\n${top}steps:\n${text}`;

const nudge = `parts:
  nudge:
    parameters: [ template, pause, points ]
    steps:
      - wait: \${pause}
      - send: \${template}
        id: mail
      - waitFor: { click: mail }
        timeout: 2 days
      - score: \${points}
        reason: Got \${template} after \${pause}
`;

test('the steps of a part stand where it is used, with ids, references and values of that use', () => {
  expect(
    check(
      steps(
        `  - use: nudge
    with: { template: welcome, pause: 3 days, points: 5 }
  - use: nudge
    with: { template: case-study, pause: until tuesday, points: -5 }
  - waitFor: { click: nudge.mail }
    timeout: 1 day
  - goto: nudge-2
    atMost: 2
  - use: nudge
    id: last
    with: { template: last-call, pause: 1 hour, points: 0 }
`,
        nudge,
      ),
    ),
  ).toMatchInlineSnapshot(`
    "start → nudge.wait-1
    nudge.wait-1: wait 3 days → nudge.mail
    nudge.mail: send welcome → nudge.wait-for-1
    nudge.wait-for-1: wait for click of "nudge.mail" → nudge.score-1; after P2D → nudge.score-1
    nudge.score-1: score {"points":5,"reason":"Got welcome after 3 days"} → nudge-2.wait-1
    nudge-2.wait-1: wait until tuesday → nudge-2.mail
    nudge-2.mail: send case-study → nudge-2.wait-for-1
    nudge-2.wait-for-1: wait for click of "nudge-2.mail" → nudge-2.score-1; after P2D → nudge-2.score-1
    nudge-2.score-1: score {"points":-5,"reason":"Got case-study after until tuesday"} → wait-for-1
    wait-for-1: wait for click of "nudge.mail" → goto-1; after P1D → goto-1
    goto-1: 2 times → nudge-2.wait-1; then → last.wait-1
    last.wait-1: wait 1 hour → last.mail
    last.mail: send last-call → last.wait-for-1
    last.wait-for-1: wait for click of "last.mail" → last.score-1; after P2D → last.score-1
    last.score-1: score {"points":0,"reason":"Got last-call after 1 hour"} → end"
  `);
});

test('a part can use parts, and speak of steps around it', () => {
  expect(
    check(
      steps(
        `  - call: https://hooks.example.com/lead
    id: check
  - send: welcome
    id: outside
  - use: outer
    with: { template: case-study }
`,
        `parts:
  outer:
    parameters: [ template ]
    steps:
      - call: https://hooks.example.com/inner
        id: own
      - use: inner
        id: in
        with: { mail: "\${template}", other: outside }
  inner:
    parameters: [ mail, other ]
    steps:
      - send: \${mail}
      - waitFor: { any: [ { click: case-study }, { click: "\${other}" } ] }
        timeout: 1 day
      - branch: answers["own"].status == 200 || answers["check"].status == 200
        then: [ { exit: "\${mail}" } ]
`,
      ),
    ),
  ).toMatchInlineSnapshot(`
    "start → check
    check: POST https://hooks.example.com/lead {} within P1D → outside; failed → outside
    outside: send welcome → outer.own
    outer.own: POST https://hooks.example.com/inner {} within P1D → outer.in.case-study; failed → outer.in.case-study
    outer.in.case-study: send case-study → outer.in.wait-for-1
    outer.in.wait-for-1: wait for click of "outer.in.case-study" or click of "outside" → outer.in.branch-1; after P1D → outer.in.branch-1
    outer.in.branch-1: if answers["outer.own"].status == 200 || answers["check"].status == 200 → outer.in.exit-1; else → end
    outer.in.exit-1: exit "case-study""
  `);
});

test('former ids of steps and of uses lead to the steps that are there now', () => {
  const yaml = steps(
    `  - send: welcome
    formerly: [ first, hello ]
  - use: nudge
    formerly: reminder
    with: { template: last-call }
  - use: nudge
    with: { template: case-study }
`,
    `parts:
  nudge:
    parameters: [ template ]
    steps:
      - wait: 1 day
      - send: \${template}
        id: mail
        formerly: letter
`,
  );
  const checked = checkSequence('s', yaml, exampleContext);
  expect(checked.kind === 'checked' && checked.program.renamed).toEqual({
    first: 'welcome',
    hello: 'welcome',
    'reminder.wait-1': 'nudge.wait-1',
    'reminder.mail': 'nudge.mail',
    'reminder.letter': 'nudge.mail',
    'nudge.letter': 'nudge.mail',
    'nudge-2.letter': 'nudge-2.mail',
  });
});

describe('steps that came into a part', () => {
  const yaml = (first: string, second: string) => `sequence: test
parts:
  nudge:
    parameters: [mail]
    steps:
      - wait: 3 days
        id: pause
      - send: \${mail}
        id: mail
steps:
  - send: welcome
  - use: nudge
    with: { mail: case-study }
    formerly: ${first}
  - use: nudge
    id: last
    with: { mail: last-call }
    formerly: ${second}
`;

  test('are declared by their uses, each with the id that it had outside', () => {
    const found = check(yaml('{ mail: reminder, pause: [ wait-1, first-wait ] }', '{ mail: final }'));
    expect(found.split('\n').filter((line) => line.includes(' was '))).toEqual([
      'nudge.mail was reminder',
      'nudge.pause was wait-1',
      'nudge.pause was first-wait',
      'last.mail was final',
    ]);
  });

  test('are in the part, and had ids of their own', () => {
    expect(check(yaml('{ mial: reminder, pause: welcome, mail: x }', '{ mail: x }'))).toMatchInlineSnapshot(`
      "14:17 STEP_REFERENCE the part has no step "mial"; did you mean "mail"?
      14:40 STEP_DUPLICATE "welcome" is the id of the send step in line 11, so it is no former id
      18:23 STEP_DUPLICATE the step in line 8 says already that its id was "x""
    `);
    expect(check(yaml('{ mail: Seven Days }', 'old'))).toMatchInlineSnapshot(
      `"14:23 AUTHORING_SHAPE "formerly.mail" must be the id of a step, such as "welcome", but is "Seven Days"; did you mean "seven-days"?"`,
    );
  });
});
