/** What is said about parts and their use: shown in the part, with the use that it came from. */
import { describe, expect, test } from 'vitest';
import { check } from './printed.ts';

const steps = (text: string, parts: string): string => `sequence: test\nparts:\n${parts}steps:\n${text}`;

const nudge = `  nudge:
    parameters: [ template, pause ]
    steps:
      - wait: \${pause}
      - send: \${template}
      - exit: "Sent \${template}, then \${pause}"
`;

describe('a use', () => {
  test('names a part that there is, with exactly its parameters', () => {
    expect(
      check(
        steps(
          `  - use: nugde
  - use: nudge
  - use: nudge
    with: { template: welcome, pause: 3 days }
  - use: nudge
    with: { template: welcome, pause: 3 days, when: now }
  - use: nudge
    with: { template: [ welcome ], pause: 3 days }
  - use: nudge
    wiht: { template: welcome }
`,
          nudge,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "10:10 PART_UNKNOWN there is no part "nugde"; did you mean "nudge"?
      11:5 AUTHORING_SHAPE "with" lacks template and pause: the part "nudge" needs a value for each parameter
      15:47 PART_UNKNOWN the part "nudge" has no parameter "when"; it has template and pause
      17:23 AUTHORING_SHAPE "with.template" must be a text, a number, true, false or null
      19:5 AUTHORING_SHAPE unknown key "wiht"; did you mean "with"?"
    `);
    expect(check('sequence: test\nsteps:\n  - use: nudge\n')).toMatchInlineSnapshot(
      `"3:10 PART_UNKNOWN there is no part "nudge"; the file has no "parts""`,
    );
  });

  test('gives values that are shown where they stand in the part, with the line of the use', () => {
    expect(
      check(
        steps(
          `  - branch: score > 3
    then:
      - use: nudge
        with: { template: welcom, pause: 3 dyas }
    else:
      - use: nudge
        with: { template: 5, pause: 3 days }
`,
          nudge,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "6:15 DURATION_INVALID "wait" is wrong: "3 dyas" is no duration: its unit must be seconds, minutes, hours, days, weeks or months; did you mean "3 days"? (parameter "pause" of the part "nudge", used in line 12)
      7:15 AUTHORING_SHAPE "send" must be text, but is 5: put it in quotes (parameter "template" of the part "nudge", used in line 15)
      7:15 TEMPLATE_MISSING there is no template "welcom"; did you mean "welcome"? (parameter "template" of the part "nudge", used in line 12)"
    `);
  });

  test('shows what is wrong in the part itself only once, and what only one use has with that use', () => {
    expect(
      check(
        steps(
          `  - use: ask
    with: { who: score }
  - send: welcome
  - use: ask
    with: { who: scor }
  - send: last-call
  - use: ask
    with: { who: lead.fields.employes }
`,
          `  ask:
    parameters: [ who ]
    steps:
      - waitFor: { click: { link: pricing } }
        timeout: 3
      - waitFor: { click: { link: pricing } }
        timeout: 3 days
      - branch: "\${who} > 3 && grad == \\"A\\""
        then: [ { wait: 1 day } ]
      - branch: score > 3 && \${who} > 3
        then: [ { wait: 1 day } ]
`,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "7:18 DURATION_INVALID "timeout" has no unit: write "3 days", "3 hours" or "3 minutes"
      8:35 LINK_UNKNOWN the template last-call has no link "pricing"; it has book-a-call (in the part "ask", used in line 21)
      10:18 CONDITION_INVALID "branch" is wrong: there is no variable "scor" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers); did you mean "score"? (parameter "who" of the part "ask", used in line 18)
      10:18 CONDITION_INVALID "branch" is wrong: the field "employes" is not declared; did you mean "lead.fields.employees"? (parameter "who" of the part "ask", used in line 21)
      10:32 CONDITION_INVALID "branch" is wrong: there is no variable "grad" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers); did you mean "grade"? (parameter "who" of the part "ask", used in line 15)
      12:30 CONDITION_INVALID "branch" is wrong: there is no variable "scor" (known: lead, source, score, grade, stage, temperature, account, handoff, consent, events, here and answers); did you mean "score"? (parameter "who" of the part "ask", used in line 18)
      12:30 CONDITION_INVALID "branch" is wrong: the field "employes" is not declared; did you mean "lead.fields.employees"? (parameter "who" of the part "ask", used in line 21)"
    `);
  });

  test('that follows an exit in a part is never reached, and says which use that is', () => {
    expect(
      check(
        steps(
          '  - use: nudge\n    with: { template: welcome, pause: 1 day }\n  - use: nudge\n    with: { template: case-study, pause: 1 day }\n',
          nudge,
        ),
      ),
    ).toMatchInlineSnapshot(
      `"6:9 STEP_UNREACHABLE this step is never reached: every path before it ends in an exit (in the part "nudge", used in line 12)"`,
    );
  });

  test('cannot have an id that a step has', () => {
    expect(
      check(
        steps(
          '  - send: welcome\n    id: nudge\n  - use: nudge\n    with: { template: welcome, pause: 1 day }\n',
          nudge,
        ),
      ),
    ).toMatchInlineSnapshot(
      `"12:5 STEP_DUPLICATE the step in line 10 has the id "nudge" already: give this use an "id" of its own"`,
    );
  });
});

describe('a part', () => {
  test('has a shape, and parameters that its steps name', () => {
    expect(
      check(
        steps(
          '  - use: a\n  - use: b\n  - use: c\n  - use: d\n  - use: e\n  - use: f\n',
          `  a:
    parameters: [ Bad name ]
    steps: [ { exit: x } ]
  b:
    parameters: [ template, template, spare ]
    steps:
      - exit: Costs \${template}, \${templat} and \${other}
  c:
    parameters: [ x ]
  d: [ { exit: x } ]
  e:
    step: [ { exit: x } ]
  f:
    steps: []
  G: { steps: [ { exit: x } ] }
`,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "4:19 AUTHORING_SHAPE "parts.a.parameters[1]" must be the name of a parameter, such as "template", but is "Bad name"; did you mean "bad_name"?
      7:29 AUTHORING_SHAPE the parameter "template" stands twice
      7:39 AUTHORING_SHAPE the parameter "spare" stands nowhere in the steps of the part
      9:34 PART_UNKNOWN the part has no parameter "templat"; did you mean "template"?
      9:49 PART_UNKNOWN the part has no parameter "other"; it has template and spare
      11:5 AUTHORING_SHAPE "steps" is missing: it must be a list of steps
      12:6 AUTHORING_SHAPE "parts.d" must be a mapping, but is a list
      14:5 AUTHORING_SHAPE unknown key "step"; did you mean "steps"?
      16:12 AUTHORING_SHAPE "steps" has no steps: give it one, such as "- send: welcome"
      17:3 AUTHORING_SHAPE "G" is not a name of lower-case letters, digits and single hyphens"
    `);
    expect(check('sequence: test\nparts: [ a ]\nsteps:\n  - exit: x\n')).toMatchInlineSnapshot(
      `"2:8 AUTHORING_SHAPE "parts" must be a mapping of names to parts, but is a list"`,
    );
  });

  test('that nobody uses is shown, because nothing in it is checked', () => {
    expect(check(steps('  - exit: x\n', nudge))).toMatchInlineSnapshot(
      `"3:3 STEP_UNREACHABLE the part "nudge" is used nowhere"`,
    );
  });

  test('cannot use itself, and not go deeper than five', () => {
    expect(
      check(
        steps(
          '  - use: a\n',
          '  a: { steps: [ { wait: 1 day }, { use: b } ] }\n  b: { steps: [ { use: c } ] }\n  c: { steps: [ { use: a } ] }\n',
        ),
      ),
    ).toMatchInlineSnapshot(`"5:24 AUTHORING_SHAPE the part "a" uses itself: a → b → c → a"`);
    const chain = (count: number) =>
      Array.from({ length: count }, (_, i) =>
        i + 1 < count ? `  p${i}: { steps: [ { use: p${i + 1} } ] }\n` : `  p${i}: { steps: [ { exit: x } ] }\n`,
      ).join('');
    expect(check(steps('  - use: p0\n', chain(5)))).toContain('p0.p1.p2.p3.p4.exit-1: exit "x"');
    expect(check(steps('  - use: p0\n', chain(6)))).toMatchInlineSnapshot(
      `"7:25 AUTHORING_SHAPE parts use parts more than 5 deep: p0 → p1 → p2 → p3 → p4 → p5"`,
    );
  });

  test('that unfolds into more steps than a sequence may have is stopped', () => {
    const ten = (next: string) => `{ steps: [ ${Array.from({ length: 20 }, () => `{ use: ${next} }`).join(', ')} ] }`;
    const parts = `  a: ${ten('b')}\n  b: ${ten('c')}\n  c: ${ten('d')}\n  d: ${ten('e')}\n  e: { steps: [ { wiat: 1 day } ] }\n`;
    expect(check(steps('  - use: a\n', parts))).toMatchInlineSnapshot(`
      "6:15 AUTHORING_SHAPE the sequence has more than 500 steps
      7:19 STEP_UNKNOWN unknown step "wiat"; did you mean "wait"?"
    `);
  });
});
