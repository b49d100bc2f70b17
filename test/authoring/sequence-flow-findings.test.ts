/** What is said about steps that do not fit together: ids, references, reachability, templates and links. */
import { describe, expect, test } from 'vitest';
import { check } from './printed.ts';

const steps = (text: string): string => `sequence: test\nsteps:\n${text}`;

describe('steps together', () => {
  test('have different ids', () => {
    expect(
      check(
        steps(`  - send: welcome
  - send: welcome
  - wait: 1 day
  - exit: done
    id: wait-1
`),
      ),
    ).toMatchInlineSnapshot(`
      "4:5 STEP_DUPLICATE the step in line 3 has the id "welcome" already: give this one an "id" of its own
      7:9 STEP_DUPLICATE the step in line 5 has the id "wait-1" already"
    `);
  });

  test('wait for clicks only in mails that can have gone out', () => {
    expect(
      check(
        steps(`  - waitFor: click
    timeout: 1 day
  - send: welcome
  - wait: 1 day
    id: pause
  - waitFor: { click: welcom }
    timeout: 1 day
  - waitFor: { click: pause }
    timeout: 1 day
  - branch: score > 3
    then:
      - send: case-study
    else:
      - waitFor: { click: { of: case-study } }
        timeout: 1 day
  - waitFor: { click: case-study }
    timeout: 1 day
  - waitFor: { any: [ reply, { click: last-call } ] }
    timeout: 1 day
  - send: last-call
`),
      ),
    ).toMatchInlineSnapshot(`
      "3:14 STEP_REFERENCE no mail is sent before this step, so nothing can be clicked
      8:23 STEP_REFERENCE there is no send step "welcom"; did you mean "welcome"?
      10:23 STEP_REFERENCE "pause" is a wait step: only a mail can be clicked
      16:33 STEP_REFERENCE the send step "case-study" cannot have run before this step; these can: welcome
      20:39 STEP_REFERENCE the send step "last-call" cannot have run before this step; these can: welcome and case-study"
    `);
  });

  test('a mail in an arm that ends in an exit cannot have gone out afterwards', () => {
    expect(
      check(
        steps(`  - branch: score > 3
    then:
      - send: welcome
      - exit: done
  - waitFor: { click: welcome }
    timeout: 1 day
`),
      ),
    ).toMatchInlineSnapshot(`"7:23 STEP_REFERENCE the send step "welcome" cannot have run before this step"`);
  });

  test('behind an exit, or behind two arms that exit, are never reached; only the first of them is shown', () => {
    expect(
      check(
        steps(`  - branch: score > 3
    then:
      - exit: high
      - wait: 1 day
      - wait: 2 days
    else:
      - waitFor: reply
        timeout: 1 day
        then: [ { exit: answered } ]
        else: [ { exit: silent } ]
  - send: welcome
  - wait: 1 day
`),
      ),
    ).toMatchInlineSnapshot(`
      "6:9 STEP_UNREACHABLE this step is never reached: every path before it ends in an exit
      13:5 STEP_UNREACHABLE this step is never reached: every path before it ends in an exit"
    `);
  });

  test('behind one arm that exits are reached by the other', () => {
    expect(
      check(steps('  - branch: score > 3\n    then: [ { exit: high } ]\n  - send: welcome\n')),
    ).toMatchInlineSnapshot(`
      "start → branch-1
      branch-1: if score > 3 → exit-1; else → welcome
      exit-1: exit "high"
      welcome: send welcome → end"
    `);
  });

  test('use templates and links that exist', () => {
    expect(
      check(
        steps(`  - send: welcom
    id: a
  - send: welcome
  - waitFor: { click: { link: pricng } }
    timeout: 1 day
  - send: case-study
  - waitFor: { click: { link: pricing } }
    timeout: 1 day
  - waitFor: { click: { of: welcome, link: book-a-call } }
    timeout: 1 day
`),
      ),
    ).toMatchInlineSnapshot(`
      "3:11 TEMPLATE_MISSING there is no template "welcom"; did you mean "welcome"?
      6:31 LINK_UNKNOWN the template welcome has no link "pricng"; did you mean "pricing"?
      9:31 LINK_UNKNOWN the template case-study has no link "pricing"; it has none with a name
      11:44 LINK_UNKNOWN the template welcome has no link "book-a-call"; it has guide and pricing"
    `);
  });

  test('a step that cannot be read makes no step that names it wrong', () => {
    expect(
      check(steps('  - send: Welcome!\n    id: a\n  - waitFor: { click: a }\n    timeout: 1 day\n')),
    ).toMatchInlineSnapshot(
      `"3:11 AUTHORING_SHAPE "send" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "Welcome!"; did you mean "welcome"?"`,
    );
  });
});

describe('former ids', () => {
  test('are not present ones, and belong to one step', () => {
    expect(
      check(
        steps(`  - send: welcome
    formerly: welcome
  - send: case-study
    formerly: [ welcome, first ]
  - send: last-call
    formerly: [ first, second, second ]
`),
      ),
    ).toMatchInlineSnapshot(`
      "4:15 STEP_DUPLICATE "welcome" is the id that the step has now
      6:15 STEP_DUPLICATE "welcome" is the id of the send step in line 3, so it is no former id
      8:15 STEP_DUPLICATE the step in line 5 says already that its id was "first""
    `);
  });
});
