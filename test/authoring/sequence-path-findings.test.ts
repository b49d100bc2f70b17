/** What is said about paths that run in circles, ask for answers, or lead behind a hand-off, and about goals. */
import { describe, expect, test } from 'vitest';
import { check } from './printed.ts';

const steps = (text: string): string => `sequence: test\nsteps:\n${text}`;

describe('loops', () => {
  test('go on with a step that is there', () => {
    expect(
      check(
        steps(`  - send: welcome
  - goto: welcom
    atMost: 3
  - exit: done
  - goto: somewhere
    atMost: 3
`),
      ),
    ).toMatchInlineSnapshot(`
      "4:11 STEP_REFERENCE there is no step "welcom"; did you mean "welcome"?
      7:11 STEP_REFERENCE there is no step "somewhere"; there are welcome, goto-1, exit-1 and goto-2"
    `);
  });

  test('wait or send somewhere, or they would run through at once', () => {
    expect(
      check(
        steps(`  - call: https://hooks.example.com/lead
    id: ask
  - branch: answers["ask"].status == 200
    then: [ { exit: ok } ]
  - goto: ask
    atMost: 5
  - goto: goto-2
    atMost: 5
  - score: 1
    reason: x
    id: polite
  - wait: 1 day
  - goto: polite
    atMost: 5
`),
      ),
    ).toMatchInlineSnapshot(`
      "7:11 LOOP_ENDLESS nothing on the way back from "ask" to here waits or sends: put a wait into the loop
      9:11 LOOP_ENDLESS nothing on the way back from "goto-2" to here waits or sends: put a wait into the loop"
    `);
  });

  test('wait on every way round, however a branch leads', () => {
    const loop = (inside: string) =>
      check(steps(`  - score: 1\n    reason: x\n    id: again\n${inside}  - goto: again\n    atMost: 5\n`));
    const around = `  - branch: score > 3
    id: warm
    then: [ { wait: 1 day } ]
`;
    expect(loop(around)).toMatchInlineSnapshot(
      `"9:11 LOOP_ENDLESS one way back from "again" to here goes around what waits or sends, by "again" → "warm": put a wait into the loop"`,
    );
    expect(loop(`${around}    else: [ { send: welcome } ]\n`)).toContain('start → again');
    // Out by the other arm: what is left of the loop waits.
    expect(loop(`${around}    else: [ { exit: cold } ]\n`)).toContain('start → again');
    const forward = '  - branch: score > 3\n    then: [ { goto: goto-2, atMost: 2 } ]\n  - wait: 1 day\n';
    expect(loop(forward).split('\n')).toHaveLength(1);
  });

  test('are not held up by a date that is over the second time, or by what is so already', () => {
    const loop = (wait: string) => check(steps(`${wait}    id: again\n  - goto: again\n    atMost: 5\n`));
    expect(loop('  - wait: until 2099-12-24\n')).toMatchInlineSnapshot(
      `"5:11 LOOP_ENDLESS nothing on the way back from "again" to here waits or sends ("again" is over the second time round, when its date has passed): put a wait into the loop"`,
    );
    expect(loop('  - waitFor: { any: [ reply, { score: -1000 } ] }\n    timeout: 1 day\n')).toMatchInlineSnapshot(
      `"6:11 LOOP_ENDLESS nothing on the way back from "again" to here waits or sends ("again" goes on at once when the score or stage is reached already): put a wait into the loop"`,
    );
    const real = [
      '  - wait: until tuesday\n',
      '  - wait: 5 business days\n',
      '  - waitFor: { all: [ reply, { score: 20 } ] }\n    timeout: 1 day\n',
      '  - waitFor: { stage: prospect }\n    timeout: 1 day\n    then: [ { exit: warm } ]\n',
    ];
    for (const wait of real) expect(loop(wait)).toContain('start → again');
    expect(loop('  - wait: until lead.fields.renewal\n    else: [ { exit: over } ]\n')).toContain('LOOP_ENDLESS');
  });

  test('bring mails before steps that stand above them', () => {
    const yaml = (goto: string) =>
      steps(`  - branch: here.clicks() > 0
    id: again
    then:
      - waitFor: { click: { of: welcome, link: pricing } }
        timeout: 1 day
      - waitFor: { click: { link: pricng } }
        timeout: 1 day
      - exit: clicked
  - wait: 1 day
  - send: welcome
${goto}`);
    expect(check(yaml('  - goto: again\n    atMost: 2\n'))).toMatchInlineSnapshot(
      `"8:35 LINK_UNKNOWN the template welcome has no link "pricng"; did you mean "pricing"?"`,
    );
    expect(check(yaml(''))).toMatchInlineSnapshot(`
      "6:33 STEP_REFERENCE the send step "welcome" cannot have run before this step
      8:27 STEP_REFERENCE no mail is sent before this step, so nothing can be clicked"
    `);
  });

  test('reach steps behind an exit', () => {
    expect(
      check(
        steps(`  - branch: score > 3
    then:
      - goto: late
        atMost: 1
  - exit: cold
  - send: welcome
    id: late
`),
      ),
    ).toMatchInlineSnapshot(`
      "start → branch-1
      branch-1: if score > 3 → goto-1; else → exit-1
      goto-1: 1 times → late; then → exit-1
      exit-1: exit "cold"
      late: send welcome → end"
    `);
  });
});

describe('answers', () => {
  test('come from call steps that can have run before', () => {
    expect(
      check(
        steps(`  - send: welcome
  - branch: answers["credit"].status == 200
    then: [ { wait: 1 day } ]
  - call: https://hooks.example.com/lead
    id: check
  - branch: score > 3 && answers["chek"].status == 200
    then: [ { wait: 1 day } ]
  - branch:
      - when: answers["welcome"].status == 200
        then: [ { wait: 1 day } ]
      - when: answers["later"].body.x == 1 || answers["check"].body.x == 1
        then: [ { wait: 1 day } ]
  - call: https://hooks.example.com/lead
    id: later
`),
      ),
    ).toMatchInlineSnapshot(`
      "4:13 STEP_REFERENCE there is no call step "credit"
      8:26 STEP_REFERENCE there is no call step "chek"; did you mean "check"?
      11:15 STEP_REFERENCE "welcome" is a send step: only a call has an answer
      13:15 STEP_REFERENCE the call step "later" cannot have run before this step"
    `);
  });
});

describe('sales', () => {
  test('decide only on leads that were handed over', () => {
    const yaml = steps(`  - send: welcome
  - waitFor: { any: [ click, { decision: returned } ] }
    timeout: 1 day
`);
    expect(check(yaml)).toMatchInlineSnapshot(
      `"4:42 EVENT_IMPOSSIBLE a decision of sales can never be seen here: becoming an MQL ends the sequence; hand the lead over with a "handoff" step before, or set "mql: false" under "stop""`,
    );
    expect(check(yaml.replace('steps:', 'stop: { mql: false }\nsteps:'))).toContain('start → welcome');
    expect(check(yaml.replace('  - waitFor', '  - handoff: hot\n  - waitFor'))).toContain('start → welcome');
  });

  test('take the lead over as an MQL, so a sequence that ends then sees no later stage', () => {
    const yaml = steps(`  - send: welcome
  - waitFor: { any: [ { stage: prospect }, { stage: mql }, { stage: customer } ] }
    timeout: 1 day
`);
    expect(check(yaml)).toMatchInlineSnapshot(`
      "4:53 EVENT_IMPOSSIBLE the stage mql can never be seen here: becoming an MQL ends the sequence; hand the lead over with a "handoff" step before, or set "mql: false" under "stop"
      4:69 EVENT_IMPOSSIBLE the stage customer can never be seen here: becoming an MQL ends the sequence; hand the lead over with a "handoff" step before, or set "mql: false" under "stop""
    `);
    for (const top of ['stop: { mql: false }', 'stages: [ prospect, mql ]']) {
      expect(check(yaml.replace('steps:', `${top}\nsteps:`))).toContain('start → welcome');
    }
    expect(check(yaml.replace('  - waitFor', '  - handoff: hot\n  - waitFor'))).toContain('start → welcome');
    expect(check(`${yaml}  - handoff: hot\n`)).toContain('EVENT_IMPOSSIBLE');
  });

  test('get no mails sent to their leads, unless the lead is back or the stages allow it', () => {
    const yaml = steps(`  - branch: score > 60
    then: [ { handoff: hot }, { send: welcome } ]
  - send: case-study
  - handoff: warm
  - wait: 3 days
  - waitFor: { any: [ { decision: returned }, reply ] }
    timeout: 30 days
    then: [ { send: last-call, id: back } ]
    else:
      - send: last-call
      - branch: stage == "recycled"
        then: [ { send: last-call, id: asked } ]
`);
    expect(check(yaml)).toMatchInlineSnapshot(`
      "4:39 STEP_UNREACHABLE this mail cannot leave: the handoff in line 4 gives the lead to sales, and "stages" does not list mql
      12:15 STEP_UNREACHABLE this mail cannot leave: the handoff in line 6 gives the lead to sales, and "stages" does not list mql"
    `);
    expect(check(yaml.replace('steps:', 'stages: [ name, engaged, mql ]\nsteps:'))).toContain('start → branch-1');
  });
});

test('an arm can win by a goal only when there are goals', () => {
  const yaml = steps('  - split: { a: { weight: 1 }, b: { weight: 1 } }\n    winner: { by: goal }\n');
  expect(check(yaml)).toMatchInlineSnapshot(
    `"4:19 AUTHORING_SHAPE the sequence has no "goals", so no arm can win by one"`,
  );
  expect(check(yaml.replace('steps:', 'goals: [ form ]\nsteps:'))).toContain('winner by goal');
});

test('goals and stops name mails and links of the sequence', () => {
  expect(
    check(
      `sequence: test
goals: [ { event: bought }, { click: { of: welcom } }, { click: { link: pricng } }, { click: { of: case-study, link: pricing } } ]
stop:
  on: [ { click: wait-1 }, { click: { link: pricing } } ]
steps:
  - send: welcome
  - wait: 1 day
  - send: case-study
`,
    ),
  ).toMatchInlineSnapshot(`
    "2:44 STEP_REFERENCE there is no send step "welcom"; did you mean "welcome"?
    2:73 LINK_UNKNOWN the template welcome or case-study has no link "pricng"; did you mean "pricing"?
    2:118 LINK_UNKNOWN the template case-study has no link "pricing"; it has none with a name
    4:18 STEP_REFERENCE "wait-1" is a wait step: only a mail can be clicked"
  `);
});
