/**
 * The JSON Schema of sequence files and the reference that is made of it: written by this test when UPDATE_DOCS=1,
 * compared otherwise. A real validator tells whether schema and lint agree. Long, because of its table of wrong files.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { schemaFile, sequenceSchema } from '../../authoring/json-schema.ts';
import { checkSequence } from '../../authoring/sequence.ts';
import { sequenceReference } from '../../authoring/sequence-reference.ts';
import { stepShapes } from '../../authoring/step-shapes.ts';
import { fieldsOf } from '../../domain/fields.ts';
import { root } from '../support/source-files.ts';

const schema = sequenceSchema();
const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
  allErrors: true,
});
ajv.addKeyword('patternErrorMessage');
const validate = ajv.compile(schema);

/** What the validator says about a text, `valid` or the places that are wrong. */
function said(text: string): string {
  if (validate(parse(text))) return 'valid';
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`).join('\n');
}

const context = { fields: fieldsOf({ employees: 'number', renewal: 'date' }), templates: null };
const lint = (text: string): string => {
  const checked = checkSequence('s.yaml', text, context);
  return checked.kind === 'checked' ? 'valid' : checked.findings.map(({ message }) => message).join('\n');
};

describe('written files', () => {
  test('docs/sequence.schema.json is the schema', () => {
    const file = join(root, 'docs', schemaFile);
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('docs/sequences.md ends with the reference', () => {
    const file = join(root, 'docs', 'sequences.md');
    const [begin, end] = [
      '<!-- reference: made from the schema, see test/authoring/json-schema.test.ts -->',
      '<!-- /reference -->',
    ];
    const page = readFileSync(file, 'utf8');
    const [before = '', rest = ''] = page.split(begin);
    const [, after = ''] = rest.split(end);
    const wanted = `${before}${begin}\n\n${sequenceReference()}\n\n${end}${after}`;
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, wanted);
    expect(readFileSync(file, 'utf8')).toBe(wanted);
    expect(after.trim()).toBe('');
  });
});

test('every sequence of the example workspace is valid', () => {
  const folder = join(root, 'sequences');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  expect(files.length).toBeGreaterThan(0);
  for (const name of files) expect(`${name} ${said(readFileSync(join(folder, name), 'utf8'))}`).toBe(`${name} valid`);
});

const everything = `sequence: all
description: Every setting and every kind of step
from: nora
zone: Europe/Berlin
priority: -5
exclusive: true
stages: [name, engaged]
enter: { when: lead.country == "DE", source: [web, fair], segment: large, again: 90 Days }
goals: [ { event: won }, { click: { link: order } }, reply ]
stop: { reply: false, mql: true, on: [ { decision: { is: returned, reason: timing } } ] }
window:
  days: [Monday, tue]
  hours: [08:00-12:00, 13:00-24:00]
  quiet: 21:00-08:00
  holidays: { country: DE, dates: [2026-12-24] }
  spread: 30 minutes
caps: [ 1 per day, 3 per 7 days ]
late: { after: 2 days, then: move }
parts:
  nudge:
    parameters: [template, pause, after, least]
    steps:
      - send: \${template}
      - wait: \${pause}
      - waitFor: { click: { link: "\${after}" } }
        timeout: \${pause}
        then:
          - score: \${least}
            reason: Followed \${after}
steps:
  - send: welcome
    from: nora
    formerly: [hello, hi]
  - wait: 5 business days at 09:00
  - wait: until lead.fields.renewal
    else: [ { tag: no-date } ]
  - wait: 30 days before lead.fields.renewal at 09:00
  - wait: until tuesday or thursday
  - waitFor: { all: [ { page: /pricing* }, { form: contact }, { score: 20 }, { stage: prospect } ] }
    timeout: 1 Month
  - waitFor: { event: { name: bought, where: event.payload.amount > 100 } }
    timeout: 3 days
    then: [ { handoff: Bought } ]
    else: [ { untag: [vip, old] } ]
  - branch:
      - when: score >= 60
        then: [ { notify: ines@example.com, subject: Hot, text: Please call. } ]
      - when: lead.fields.employees > 10
        then: [ { start: trial } ]
    else: [ { stop: newsletter } ]
  - branch: lead.country == "DE"
    else: [ { exit: elsewhere } ]
  - split:
      short: { weight: 90, steps: [ { send: short } ] }
      long: { weight: 90 }
      none: { weight: 10, holdOut: true }
    winner: { by: click, atLeast: 200, confidence: 99 }
  - set: { country: DE, employees: 5 }
  - call: https://hooks.example.com/a
  - call: { url: https://hooks.example.com/b, data: { a: 1, b: null }, giveUpAfter: 2 hours, method: GET }
    then: [ { score: 5, reason: Known } ]
    else: [ { score: -5, reason: Unknown } ]
  - use: nudge
    with: { template: reminder, pause: 3 days, after: pricing, least: 5 }
  - goto: welcome
    atMost: 3
  - exit: done
    success: true
`;

test('every example of docs/sequences.md is valid', () => {
  const page = readFileSync(join(root, 'docs', 'sequences.md'), 'utf8');
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
  expect(examples.length).toBeGreaterThan(10);
  for (const example of examples) {
    const parsed: unknown = parse(example);
    const text = Array.isArray(parsed) ? `sequence: example\nsteps:\n${example.replaceAll(/^/gm, '  ')}` : example;
    expect(`${said(text)}\n${text}`).toBe(`valid\n${text}`);
  }
});

test('a file with every setting and every kind of step is valid', () => {
  expect(lint(everything)).toBe('valid');
  expect(said(everything)).toBe('valid');
});

/** Wrong documents: what is added to, or replaced in, a small one. */
const wrong: readonly string[] = [
  'steps: [ { send: a } ]',
  'sequence: g',
  'sequence: Guide One\nsteps: [ { send: a } ]',
  'sequence: g\nsteps: []',
  'sequence: g\nsteps: { send: a }',
  'sequence: g\nsteps: [ { sned: a } ]',
  'sequence: g\nsteps: [ send ]',
  'sequence: g\nsteps: [ { send: a, wait: 3 days } ]',
  'sequence: g\nsteps: [ { send: a, retries: 3 } ]',
  'sequence: g\nsteps: [ { send: A B } ]',
  'sequence: g\nsteps: [ { send: a, id: 3 } ]',
  'sequence: g\nsteps: [ { wait: 3 } ]',
  'sequence: g\nsteps: [ { wait: three days } ]',
  'sequence: g\nsteps: [ { wait: 0 days } ]',
  'sequence: g\nsteps: [ { send: a }, { waitFor: click } ]',
  'sequence: g\nsteps: [ { send: a }, { waitFor: open, timeout: 3 days } ]',
  'sequence: g\nsteps: [ { send: a }, { waitFor: click, timeout: 3 fortnights } ]',
  'sequence: g\nsteps: [ { send: a }, { waitFor: { click: a, reply: true }, timeout: 3 days } ]',
  'sequence: g\nsteps: [ { send: a }, { waitFor: { any: [] }, timeout: 3 days } ]',
  'sequence: g\nsteps: [ { send: a }, { waitFor: { any: [ { any: [click] } ] }, timeout: 3 days } ]',
  'sequence: g\nsteps: [ { waitFor: { page: pricing }, timeout: 3 days } ]',
  'sequence: g\nsteps: [ { waitFor: { stage: hot }, timeout: 3 days } ]',
  'sequence: g\nsteps: [ { waitFor: { reply: angry }, timeout: 3 days } ]',
  'sequence: g\nsteps: [ { waitFor: { decision: { reason: timing } }, timeout: 3 days } ]',
  'sequence: g\nsteps: [ { branch: score > 1 } ]',
  'sequence: g\nsteps: [ { branch: 3, then: [ { exit: a } ] } ]',
  'sequence: g\nsteps: [ { branch: [], else: [ { exit: a } ] } ]',
  'sequence: g\nsteps: [ { branch: [ { then: [ { exit: a } ] } ] } ]',
  'sequence: g\nsteps: [ { branch: score > 1, then: [ { sned: a } ] } ]',
  'sequence: g\nsteps: [ { split: { a: { weight: 1 } } } ]',
  'sequence: g\nsteps: [ { split: { a: { weight: 0 }, b: { weight: 1 } } } ]',
  'sequence: g\nsteps: [ { split: { a: { weight: 1 }, b: { weight: 1, steps: [ { exti: a } ] } } } ]',
  'sequence: g\nsteps: [ { split: { a: { weight: 1 }, b: { weight: 1 } }, winner: { by: open } } ]',
  'sequence: g\nsteps: [ { score: 1.5, reason: a } ]',
  'sequence: g\nsteps: [ { score: 5 } ]',
  'sequence: g\nsteps: [ { id: a } ]',
  'sequence: g\nsteps: [ { set: { country: [DE] } } ]',
  'sequence: g\nsteps: [ { call: hooks.example.com } ]',
  'sequence: g\nsteps: [ { call: { method: POST } } ]',
  'sequence: g\nsteps: [ { call: { url: "https://a.example", method: PUT } } ]',
  'sequence: g\nsteps: [ { notify: ines, subject: a } ]',
  'sequence: g\nsteps: [ { send: a }, { goto: a } ]',
  'sequence: g\nsteps: [ { send: a }, { goto: a, atMost: 1000 } ]',
  'sequence: g\nsteps: [ { exit: a, success: perhaps } ]',
  'sequence: g\nsteps: [ { use: a, with: [b] } ]',
  'sequence: g\nsteps: [ { wait: "$\x7bpause}" } ]',
  'sequence: g\nparts: { a: { steps: [ { sned: b } ] } }\nsteps: [ { use: a } ]',
  'sequence: g\nparts: { a: { parameters: [ B ], steps: [ { send: b } ] } }\nsteps: [ { use: a } ]',
  'sequence: g\nparts: { a: {} }\nsteps: [ { use: a } ]',
  ...[
    'colour: red',
    'from: [nora]',
    'zone: 3',
    'priority: high',
    'priority: 5000',
    'exclusive: 1',
    'stages: [hot]',
    'stages: []',
    'enter: { if: a }',
    'enter: { again: sometimes }',
    'enter: { source: [] }',
    'goals: reply',
    'goals: []',
    'stop: { on: reply }',
    'stop: { reply: no way }',
    'window: { hours: 8-18 }',
    'window: { days: [funday] }',
    'window: { days: 3 }',
    'window: { holidays: Germany }',
    'window: { holidays: { dates: [Christmas] } }',
    'window: { spread: 30 }',
    'caps: [ 0 per day ]',
    'caps: [ 3 in 7 days ]',
    'caps: 1 per day',
    'late: { after: 2 days }',
    'late: { after: 2 days, then: wait }',
  ].map((setting) => `sequence: g\n${setting}\nsteps: [ { send: a } ]`),
];

test.for(wrong)('schema and lint agree that this is wrong: %s', (text) => {
  expect(lint(text)).not.toBe('valid');
  expect(said(text)).not.toBe('valid');
});

test('a step is told by its kind, so what is wrong with it is said of that kind alone', () => {
  expect(said('sequence: g\nsteps: [ { waitFor: click, timeuot: 3 days } ]')).toMatchInlineSnapshot(`
    "/steps/0 must have required property 'timeout'
    /steps/0 must NOT have additional properties
    /steps/0 must match "then" schema"
  `);
});

/** Every schema below a schema, with the pointer to it. */
function* schemasIn(value: unknown, pointer: string): Generator<readonly [string, Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield [pointer, value as Record<string, unknown>];
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'examples' || key === 'enum') continue;
    yield* schemasIn(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

test('every key is described, and every example is valid where it stands', () => {
  let examples = 0;
  for (const [pointer, one] of schemasIn(schema, '')) {
    if (/\/properties\/[^/]+$/.test(pointer) && !/\/if(\/not)?\/properties|\/not\/properties/.test(pointer)) {
      expect(one.description, pointer).toBeTypeOf('string');
    }
    for (const example of Array.isArray(one.examples) ? one.examples : []) {
      examples += 1;
      const check = ajv.getSchema(`${schemaFile}#${pointer}`);
      expect(check?.(example), `${pointer} ${JSON.stringify(example)} ${JSON.stringify(check?.errors)}`).toBe(true);
    }
  }
  expect(examples).toBeGreaterThan(50);
});

test('every kind of step, and every key of it, is in the reference', () => {
  const reference = sequenceReference();
  for (const shape of Object.values(stepShapes())) {
    for (const key of Object.keys(shape.shape)) expect(reference).toContain(`| \`${key}\` |`);
  }
});
