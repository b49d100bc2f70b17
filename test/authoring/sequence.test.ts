/** What a well-formed sequence becomes: the whole language, program by program. */
import { expect, test } from 'vitest';
import { checkSequence } from '../../authoring/sequence.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { check, exampleContext } from './printed.ts';

test('a sequence becomes a flat program in the order of the file', () => {
  const yaml = `
sequence: energy-guide
description: For people who asked for the guide
steps:
  - send: welcome
  - wait: 3 days
  - score: 10
    reason: Asked for the guide
  - exit: the guide is sent
`;
  const checked = checkSequence('guide.yaml', yaml, exampleContext);
  expect(checked).toEqual({
    kind: 'checked',
    name: 'energy-guide',
    description: 'For people who asked for the guide',
    templates: ['welcome'],
    warnings: [],
    program: {
      format: 2,
      sequence: 'energy-guide',
      entry: 'welcome',
      steps: {
        welcome: { kind: 'send', id: 'welcome', template: 'welcome', sender: null, next: 'wait-1' },
        'wait-1': {
          kind: 'wait',
          id: 'wait-1',
          rule: { kind: 'duration', duration: 'P3D', at: null },
          next: 'score-1',
          onMissed: 'score-1',
        },
        'score-1': {
          kind: 'act',
          id: 'score-1',
          act: { kind: 'score', points: 10, reason: 'Asked for the guide' },
          next: 'exit-1',
        },
        'exit-1': { kind: 'exit', id: 'exit-1', reason: 'the guide is sent', success: false },
      },
      settings: defaultSettings,
      renamed: {},
    },
  });
  if (checked.kind === 'checked') {
    expect(Object.keys(checked.program.steps)).toEqual(['welcome', 'wait-1', 'score-1', 'exit-1']);
  }
});

test('arms fall through to the step after the one they belong to, also from within arms', () => {
  const yaml = `
sequence: arms
steps:
  - send: welcome
  - waitFor: { click: welcome }
    timeout: 5 days
    then:
      - branch: lead.fields.employees >= 50
        then:
          - score: 10
            reason: Large and interested
        else:
          - wait: 1 day
    else:
      - exit: not interested
  - send: case-study
  - branch: score > 20
    else:
      - wait: 1 week
`;
  expect(check(yaml)).toMatchInlineSnapshot(`
    "start → welcome
    welcome: send welcome → wait-for-1
    wait-for-1: wait for click of "welcome" → branch-1; after P5D → exit-1
    branch-1: if lead.fields.employees >= 50 → score-1; else → wait-1
    score-1: score {"points":10,"reason":"Large and interested"} → case-study
    wait-1: wait 1 day → case-study
    exit-1: exit "not interested"
    case-study: send case-study → branch-2
    branch-2: if score > 20 → end; else → wait-2
    wait-2: wait 1 week → end"
  `);
});

test('a waitFor can name a mail, a link, a reply, an event, or any of several', () => {
  const yaml = `
sequence: matchers
steps:
  - send: welcome
    id: first
  - waitFor: click
    timeout: 1 day
  - waitFor: reply
    timeout: 1 day
  - waitFor: { click: first }
    timeout: 1 day
  - waitFor: { click: { link: guide } }
    timeout: 1 day
  - waitFor:
      any:
        - click: { of: first, link: pricing }
        - event: demo_requested
        - reply
    timeout: 1 month
    id: long-wait
`;
  expect(check(yaml)).toMatchInlineSnapshot(`
    "start → first
    first: send welcome → wait-for-1
    wait-for-1: wait for click → wait-for-2; after P1D → wait-for-2
    wait-for-2: wait for reply → wait-for-3; after P1D → wait-for-3
    wait-for-3: wait for click of "first" → wait-for-4; after P1D → wait-for-4
    wait-for-4: wait for click link "guide" → long-wait; after P1D → long-wait
    long-wait: wait for click of "first" link "pricing" or custom name "demo_requested" or reply → end; after P1M → end"
  `);
});

test('the number in a generated id counts the steps of the kind, so an id given to one renames no other', () => {
  const plain = 'sequence: ids\nsteps:\n  - wait: 1 day\n  - wait: 2 days\n  - waitFor: reply\n    timeout: 1 day\n';
  const named = plain.replace('1 day\n', '1 day\n    id: pause\n');
  expect(check(plain)).toMatchInlineSnapshot(`
    "start → wait-1
    wait-1: wait 1 day → wait-2
    wait-2: wait 2 days → wait-for-1
    wait-for-1: wait for reply → end; after P1D → end"
  `);
  expect(check(named)).toMatchInlineSnapshot(`
    "start → pause
    pause: wait 1 day → wait-2
    wait-2: wait 2 days → wait-for-1
    wait-for-1: wait for reply → end; after P1D → end"
  `);
});

test('templates are named once each, in the order of the file', () => {
  const yaml = 'sequence: twice\nsteps:\n  - send: welcome\n  - send: case-study\n  - send: welcome\n    id: again\n';
  expect(checkSequence('s', yaml, exampleContext)).toMatchObject({ templates: ['welcome', 'case-study'] });
});

test('a sequence without a description has an empty one', () => {
  expect(checkSequence('s', 'sequence: a\nsteps:\n  - exit: done\n', exampleContext)).toMatchObject({
    description: '',
  });
});

test('templates and links stay unchecked when it is not known which exist', () => {
  const yaml =
    'sequence: a\nsteps:\n  - send: anything\n  - waitFor: { click: { link: any-link } }\n    timeout: 1 day\n';
  const context = { ...exampleContext, templates: null };
  expect(check(yaml, context)).toContain('anything: send anything');
  expect(check(yaml)).toContain('TEMPLATE_MISSING');
});

test('a byte order mark and Windows line ends change nothing', () => {
  const yaml = 'sequence: a\nsteps:\n  - wait: 1 day\n  - exit: done\n';
  expect(check(`\ufeff${yaml.replaceAll('\n', '\r\n')}`)).toBe(check(yaml));
});
