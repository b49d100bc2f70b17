/** What is said about waiting for what ends the sequence. */
import { describe, expect, test } from 'vitest';
import { check } from './printed.ts';

describe('an event that is waited for', () => {
  const yaml = (goals: string, events: string) => `sequence: test
goals: [ ${goals} ]
steps:
  - send: welcome
  - waitFor: ${events}
    timeout: 1 day
`;

  test('never counts when it is a goal, which ends the sequence first; what else is waited for stays', () => {
    expect(check(yaml('form, { event: bought }', '{ event: bought }'))).toMatchInlineSnapshot(
      `"5:23 EVENT_IMPOSSIBLE this never counts here: it is the goal in line 2, which ends the sequence before the wait can go on; take it out of the wait, or out of "goals""`,
    );
    expect(
      check(
        yaml(
          '{ event: bought }, { click: { link: guide } }',
          '{ any: [ { click: { of: welcome, link: guide } }, reply, { event: bought } ] }',
        ),
      ),
    ).toMatchInlineSnapshot(`
      "5:38 EVENT_IMPOSSIBLE this never counts here: it is the goal in line 2, which ends the sequence before the wait can go on; take it out of the wait, or out of "goals"
      5:80 EVENT_IMPOSSIBLE this never counts here: it is the goal in line 2, which ends the sequence before the wait can go on; take it out of the wait, or out of "goals""
    `);
  });

  test.each([
    ['click', 'click'],
    ['click', '{ click: { link: guide } }'],
    ['{ click: { of: welcome } }', 'click'],
    ['reply', '{ reply: question }'],
    ['{ reply: [ question, later ] }', '{ reply: later }'],
    ['form', '{ form: demo }'],
    ['{ page: /a* }', '{ page: /a/b* }'],
    ['{ event: bought }', '{ event: { name: bought, where: event.payload.a == 1 } }'],
    ['{ score: 20 }', '{ score: 30 }'],
    ['{ stage: prospect }', '{ stage: prospect }'],
  ])('%s as a goal takes in %s', (goal, event) => {
    expect(check(yaml(goal, event))).toContain('EVENT_IMPOSSIBLE');
  });

  test.each([
    ['{ click: { link: guide } }', 'click'],
    ['{ reply: question }', 'reply'],
    ['{ form: demo }', 'form'],
    ['{ page: /a/b }', '{ page: /a* }'],
    ['{ event: { name: bought, where: event.payload.a == 1 } }', '{ event: bought }'],
    ['{ score: 30 }', '{ score: 20 }'],
    ['{ stage: prospect }', '{ stage: engaged }'],
  ])('%s as a goal leaves room for %s', (goal, event) => {
    expect(check(yaml(goal, event))).toContain('start → welcome');
  });
});
