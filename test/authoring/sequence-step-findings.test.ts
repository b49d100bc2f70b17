/** What is said about a step that is wrong by itself: its kind, its keys, its values. */
import { describe, expect, test } from 'vitest';
import { check } from './printed.ts';

const steps = (text: string): string => `sequence: test\nsteps:\n${text}`;

describe('a step', () => {
  test('of an unknown kind is shown with the kind that was meant', () => {
    expect(
      check(steps('  - sned: welcome\n  - wait_for: reply\n  - email: welcome\n  - timeout: 3 days\n')),
    ).toMatchInlineSnapshot(`
      "3:5 STEP_UNKNOWN unknown step "sned"; did you mean "send"?
      4:5 STEP_UNKNOWN unknown step "wait_for"; did you mean "waitFor"?
      5:5 STEP_UNKNOWN unknown step "email"; did you mean "send"?
      6:5 STEP_UNKNOWN the step does not say what it does: it needs send, wait, waitFor, branch, split, set, tag, score, call, notify, start, stop, handoff, goto, exit or use"
    `);
  });

  test('of two kinds is shown at the second one', () => {
    expect(check(steps('  - wait: 1 day\n    send: welcome\n'))).toMatchInlineSnapshot(
      `"4:5 AUTHORING_SHAPE one step cannot be both "wait" and "send": begin each with a dash of its own"`,
    );
  });

  test('that is no mapping is shown with the form it should have', () => {
    expect(check(steps('  - exit\n  - send welcome\n  - 5\n  - [wait]\n  -\n'))).toMatchInlineSnapshot(`
      "3:5 AUTHORING_SHAPE a step is written as a mapping, such as "exit: …", but is "exit"
      4:5 AUTHORING_SHAPE a step is written as a mapping, such as "send: …", but is "send welcome"
      5:5 AUTHORING_SHAPE a step is written as a mapping, such as "send: welcome", but is 5
      6:5 AUTHORING_SHAPE a step is written as a mapping, such as "send: welcome", but is a list
      7:3 AUTHORING_SHAPE a step is written as a mapping, such as "send: welcome", but is empty"
    `);
  });

  test('has its keys and values checked', () => {
    expect(
      check(
        steps(`  - send: welcome
    tempalte: x
  - send: 42
  - score: ten
    reason: 5
  - score: 1.5
    reason: ""
  - score: 100000
    reason: far too many
  - exit:
  - exit: "two\\nlines"
  - wait: 1 day
    id: First Wait
`),
      ),
    ).toMatchInlineSnapshot(`
      "4:5 AUTHORING_SHAPE unknown key "tempalte"; known here: send, from, id and formerly
      5:11 AUTHORING_SHAPE "send" must be text, but is 42: put it in quotes
      6:12 AUTHORING_SHAPE "score" must be a number, but is "ten"
      7:13 AUTHORING_SHAPE "reason" must be text, but is 5: put it in quotes
      8:12 AUTHORING_SHAPE "score" must be a whole number, but is 1.5
      9:13 AUTHORING_SHAPE "reason" must be a text that is not empty, but is ""
      10:12 AUTHORING_SHAPE "score" must be at most 1000, but is 100000
      12:5 AUTHORING_SHAPE "exit" must be text, but is empty
      13:11 AUTHORING_SHAPE "exit" must be one line
      15:9 AUTHORING_SHAPE "id" must be a name of lower-case letters, digits and single hyphens, such as "energy-guide", but is "First Wait"; did you mean "first-wait"?"
    `);
  });

  test('names a duration with a number and a unit', () => {
    expect(
      check(
        steps('  - wait: 3\n  - wait: 3 dyas\n  - wait: soon\n  - wait: 0 days\n  - wait: 20000 days\n  - wait:\n'),
      ),
    ).toMatchInlineSnapshot(`
      "3:11 DURATION_INVALID "wait" has no unit: write "3 days", "3 hours" or "3 minutes"
      4:11 DURATION_INVALID "wait" is wrong: "3 dyas" is no duration: its unit must be seconds, minutes, hours, days, weeks or months; did you mean "3 days"?
      5:11 WAIT_INVALID "wait" is wrong: "soon" is not a wait such as "3 days at 09:00", "5 business days", "until tuesday at 09:00" or "30 days before lead.fields.renewal"
      6:11 DURATION_INVALID "wait" is wrong: "0 days" is not positive: the least is "1 day"
      7:11 DURATION_INVALID "wait" is wrong: "20000 days" is longer than ten years: the longest is "3660 days"
      8:5 WAIT_INVALID "wait" must be a wait such as "3 days" or "until tuesday at 09:00""
    `);
  });

  test('with arms must have steps in them', () => {
    expect(
      check(
        steps(`  - branch: score > 3
  - branch: score > 3
    then: []
  - waitFor: reply
    timeout: 1 day
    else: welcome
`),
      ),
    ).toMatchInlineSnapshot(`
      "3:5 AUTHORING_SHAPE a branch needs steps under "then", "else" or both
      5:11 AUTHORING_SHAPE "then" has no steps: give it one, or leave it out
      8:11 AUTHORING_SHAPE "else" must be a list of steps, but is "welcome""
    `);
  });

  test('inside an arm is checked like any other', () => {
    expect(
      check(
        steps('  - branch: score > 3\n    then:\n      - branch: score > 4\n        else:\n          - wiat: 1 day\n'),
      ),
    ).toMatchInlineSnapshot(`"7:13 STEP_UNKNOWN unknown step "wiat"; did you mean "wait"?"`);
  });

  test('lies in arms of bounded depth', () => {
    const nested = (depth: number): string =>
      depth === 0 ? '[{ exit: done }]' : `[{ branch: score > 3, then: ${nested(depth - 1)} }]`;
    expect(check(`sequence: a\nsteps: ${nested(12)}`)).toMatchInlineSnapshot(
      `"2:316 AUTHORING_SHAPE arms lie within arms more than 10 deep"`,
    );
  });

  test('is one of at most 500', () => {
    const many = Array.from({ length: 501 }, () => '  - wait: 1 day\n').join('');
    expect(check(steps(many))).toMatchInlineSnapshot(`"3:3 AUTHORING_SHAPE the sequence has more than 500 steps"`);
  });
});

describe('a waitFor', () => {
  test('needs a timeout', () => {
    expect(
      check(steps('  - waitFor: reply\n  - waitFor: reply\n    tiemout: 5 days\n  - waitFor: reply\n    timeout: 5\n')),
    ).toMatchInlineSnapshot(`
      "3:5 WAIT_ENDLESS "timeout" is missing: without it the wait might never end; write how long at most, such as "timeout: 5 days"
      5:5 AUTHORING_SHAPE unknown key "tiemout"; did you mean "timeout"?
      7:14 DURATION_INVALID "timeout" has no unit: write "5 days", "5 hours" or "5 minutes""
    `);
  });

  test('cannot wait for what decides nothing or ends the sequence anyway', () => {
    const events = ['open', '{ open: welcome }', '{ any: [ open, reply ] }', 'unsubscribe', 'bounce'];
    const yaml = events.map((event) => `  - waitFor: ${event}\n    timeout: 1 day\n`).join('');
    expect(check(steps(yaml))).toMatchInlineSnapshot(`
      "3:14 EVENT_UNSUPPORTED "open" cannot be waited for: machines open mail, so an open decides nothing: wait for a click
      5:16 EVENT_UNSUPPORTED "open" cannot be waited for: machines open mail, so an open decides nothing: wait for a click
      7:23 EVENT_UNSUPPORTED "open" cannot be waited for: machines open mail, so an open decides nothing: wait for a click
      9:14 EVENT_UNSUPPORTED "unsubscribe" cannot be waited for: an unsubscribe ends the sequence by itself
      11:14 EVENT_UNSUPPORTED "bounce" cannot be waited for: a hard bounce ends the sequence by itself"
    `);
  });

  test('names its event in one of the known forms', () => {
    const events = [
      'klick',
      'demo_requested',
      '{ clik: welcome }',
      '{ reply: false }',
      '{ event: demo requested }',
      '{ click: a, reply: true }',
      '{ any: [] }',
      '{ any: reply }',
      '{ any: [ { any: [ reply ] } ] }',
      '[ reply, click ]',
      '{}',
      '7',
      '{ click: { lnk: guide } }',
      '{ click: 5 }',
    ];
    const yaml = events.map((event) => `  - waitFor: ${event}\n    timeout: 1 day\n`).join('');
    expect(check(steps(yaml))).toMatchInlineSnapshot(`
      "3:14 AUTHORING_SHAPE unknown event "klick"; did you mean "click"?
      5:14 AUTHORING_SHAPE unknown event "demo_requested"; known: click, reply, form, page, event, score, stage, decision, any and all; a custom event is written { event: NAME }
      7:16 AUTHORING_SHAPE unknown event "clik"; did you mean "click"?
      9:23 AUTHORING_SHAPE "reply" must be true, or one or several of interested, question, later, not_interested or other, but is false
      11:23 AUTHORING_SHAPE "waitFor.event" must be the name of an event, such as "demo_requested", but is "demo requested"; did you mean "demo_requested"?
      13:26 AUTHORING_SHAPE "click" and "reply" cannot stand together: for either of several, write { any: [ … ] }
      15:21 AUTHORING_SHAPE "any" must be a list of events, but is empty
      17:21 AUTHORING_SHAPE "any" must be a list of events, but is "reply"
      19:30 AUTHORING_SHAPE "any" cannot stand inside "any": write the events in one list
      21:14 AUTHORING_SHAPE "waitFor" must name an event, such as { click: welcome }, but is a list: for several, write { any: [ … ] }
      23:14 AUTHORING_SHAPE "waitFor" must name an event, such as { click: welcome }
      25:14 AUTHORING_SHAPE "waitFor" must name an event, such as { click: welcome }, but is 7
      27:25 AUTHORING_SHAPE unknown key "lnk"; did you mean "link"?
      29:23 AUTHORING_SHAPE "waitFor.click" must be text, but is 5: put it in quotes"
    `);
    expect(check(steps('  - waitFor:\n    timeout: 1 day\n'))).toMatchInlineSnapshot(
      `"3:5 AUTHORING_SHAPE "waitFor" must name an event, such as { click: welcome }, but is empty"`,
    );
  });
});

describe('conditions', () => {
  test('are shown at the word that is wrong, in every way that YAML writes a text', () => {
    expect(
      check(
        steps(`  - branch: lead.fields.employes >= 50
    then: [ { wait: 1 day } ]
  - branch: "lead.company == \\"a\\" && scor > 3"
    then: [ { wait: 1 day } ]
  - branch: 'lead.company == ''a'' && scor > 3'
    then: [ { wait: 1 day } ]
  - branch: |
      score > 3
        && lead.companie == "a"
    then: [ { wait: 1 day } ]
  - branch: >-
      score > 3
      && grad == "A"
    then: [ { wait: 1 day } ]
  - branch: score > 3
      && grade == "E"
    then: [ { wait: 1 day } ]
`),
      ),
    ).toMatchInlineSnapshot(`
      "3:25 CONDITION_INVALID "branch" is wrong: the field "employes" is not declared; did you mean "lead.fields.employees"?
      5:39 CONDITION_INVALID "branch" is wrong: there is no variable "scor" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers); did you mean "score"?
      7:39 CONDITION_INVALID "branch" is wrong: there is no variable "scor" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers); did you mean "score"?
      11:17 CONDITION_INVALID "branch" is wrong: a lead has no "companie"; did you mean "lead.company"?
      15:10 CONDITION_INVALID "branch" is wrong: there is no variable "grad" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers); did you mean "grade"?
      18:19 CONDITION_INVALID "branch" is wrong: grade is never "E" (it is A, B, C or D)"
    `);
  });

  test('must be written as text', () => {
    expect(
      check(steps('  - branch: true\n    then: [ { wait: 1 day } ]\n  - branch:\n    then: [ { wait: 1 day } ]\n')),
    ).toMatchInlineSnapshot(`
      "3:13 CONDITION_INVALID "branch" must be a condition such as: score >= 20
      5:5 CONDITION_INVALID "branch" must be a condition such as: score >= 20"
    `);
  });
});
