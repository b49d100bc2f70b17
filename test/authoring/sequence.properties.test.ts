/**
 * Whatever stands in a file: a check ends without throwing, points into the file, and what it accepts can be run.
 *
 * Long, because all kinds of text go through the same few expectations.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkSequence } from '../../authoring/sequence.ts';
import { stepKinds } from '../../authoring/step-shapes.ts';
import { checkWorkspace } from '../../authoring/workspace.ts';
import type { Finding } from '../../domain/errors.ts';
import { followers, type Next, type Program } from '../../domain/program.ts';
import { exampleContext } from './printed.ts';

const wellFormed = `sequence: energy-guide
description: For people who asked for the guide
stop: { mql: false, on: [ { page: /bye } ] }
goals: [ { event: bought } ]
window: { days: weekdays, hours: 08:00-18:00 }
parts:
  nudge:
    parameters: [ template, pause ]
    steps:
      - wait: \${pause}
      - send: \${template}
        id: mail
        formerly: letter
      - waitFor: { click: mail }
        timeout: 2 days
steps:
  - send: welcome
    id: first
  - wait: 30 days before lead.fields.renewal at 09:00
    else: [ { set: { region: null, employees: 5 } }, { tag: late, untag: [ early ] } ]
  - waitFor: { any: [ { click: { of: first, link: guide } }, { event: demo_requested }, reply ] }
    timeout: 5 days
    then:
      - score: 10
        reason: Read the guide
    else:
      - branch: lead.fields.employees >= 50 && score >= 20
        then:
          - send: case-study
        else:
          - exit: not interested
  - use: nudge
    with: { template: last-call, pause: until tuesday at 09:00 }
  - call: { url: https://hooks.example.com/lead, data: { list: trial } }
    id: check
    else: [ { notify: ines, subject: It failed, text: Please look. } ]
  - branch:
      - when: answers["check"].status == 200
        then: [ { start: onboarding }, { stop: newsletter } ]
      - when: score > 60
        then: [ { goto: first, atMost: 2 } ]
  - split:
      short: { weight: 45, steps: [ { waitFor: { all: [ form, { score: 60 } ] }, timeout: 2 weeks } ] }
      none: { weight: 10, holdOut: true }
  - handoff: Asked for it
  - exit: done
    success: true
`;

function expectInside(findings: readonly Finding[], text: string): void {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  expect(findings.length).toBeGreaterThan(0);
  for (const { line, col, message } of findings) {
    expect(message).not.toBe('');
    const inside = line >= 1 && line <= lines.length && col >= 1 && col <= (lines[line - 1] ?? '').length + 1;
    expect(inside, `${line}:${col} ${message}`).toBe(true);
  }
}

/**
 * Every step is reached from the entry, and every path ends: the machine can neither get lost nor run in a circle that no
 * cap ends.
 */
function expectRunnable({ entry, steps }: Program): void {
  const reached = new Set<string>();
  const visit = (id: Next, above: readonly string[]): void => {
    if (id === null) return;
    expect(above).not.toContain(id);
    const step = steps[id];
    expect(step?.id).toBe(id);
    if (!step || reached.has(id)) return;
    reached.add(id);
    if (step.kind === 'goto') jumps.add(step.to);
    const next = step.kind === 'goto' ? [step.next] : followers(step);
    for (const follower of next) visit(follower, [...above, id]);
  };
  const jumps = new Set<string>();
  visit(entry, []);
  for (const target of jumps) visit(target, []);
  expect([...reached].sort()).toEqual(Object.keys(steps).sort());
}

function expectSound(text: string): 'checked' | 'refused' {
  const checked = checkSequence('s', text, exampleContext);
  if (checked.kind === 'refused') expectInside(checked.findings, text);
  else expectRunnable(checked.program);
  return checked.kind;
}

function expectSoundWorkspace(text: string): void {
  const source = (file: string) => ({ file, text });
  const checked = checkWorkspace({ organisation: source('o'), scoring: source('c'), sales: source('s') });
  if (checked.kind === 'refused') expectInside(checked.findings, text);
}

const piece = fc.constantFrom(
  ...[
    '\n',
    '\t',
    ' ',
    '  ',
    '- ',
    '-',
    ':',
    ': ',
    '?',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    '#',
    '&a',
    '*a',
    '!',
    '!!str ',
    '|',
    '>',
    '%',
    '@',
    '`',
  ],
  ...[
    '---\n',
    '...\n',
    '<<: ',
    '\u0000',
    '\r',
    '\ufeff',
    'é',
    '\ud800',
    '🙂',
    'then',
    'send',
    'null',
    '~',
    '3 days',
    '0x1',
    '.nan',
    '\\',
  ],
);

test('any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => void expectSound(text)),
    { numRuns: 300 },
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      expectSound(pieces.join(''));
      expectSoundWorkspace(pieces.join(''));
    }),
    { numRuns: 300 },
  );
});

test('a good file that was damaged in a few places', () => {
  const damage = fc.record({ at: fc.nat(wellFormed.length), cut: fc.nat(12), put: fc.oneof(fc.constant(''), piece) });
  let refused = 0;
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
      const text = damages.reduce((t, { at, cut, put }) => t.slice(0, at) + put + t.slice(at + cut), wellFormed);
      if (expectSound(text) === 'refused') refused += 1;
    }),
    { numRuns: 120 },
  );
  expect(expectSound(wellFormed)).toBe('checked');
  expect(refused).toBeGreaterThan(25);
});

const value = fc.oneof(
  fc.constantFrom(
    'welcome',
    'case-study',
    '3 days',
    '5 hours',
    'click',
    'reply',
    'score > 3',
    'first',
    'open',
    '',
    'A b',
  ),
  fc.constantFrom<unknown>(null, true, 3, -1.5, [], {}, { click: 'first' }, { any: ['reply'] }, { event: 'x' }, ['a']),
);
const steps = (depth: number): fc.Arbitrary<unknown> =>
  fc.array(
    fc.dictionary(
      fc.oneof(
        fc.constantFrom(...stepKinds),
        fc.constantFrom(
          ...['id', 'timeout', 'reason', 'sned', 'formerly', 'atMost', 'untag', 'with'],
          ...(depth > 0 ? ['then', 'else'] : []),
        ),
      ),
      depth > 0 ? fc.oneof(value, steps(depth - 1)) : value,
      { maxKeys: 4 },
    ),
    { maxLength: 4 },
  );

test('steps made of the right words in any arrangement', () => {
  fc.assert(
    fc.property(steps(2), (made) => void expectSound(stringify({ sequence: 'made', steps: made }))),
    { numRuns: 250 },
  );
});

const known = fc.constantFrom('send: welcome', 'send: case-study', 'wait: 1 day', 'score: 5\nreason: x', 'exit: x');
const program = (depth: number): fc.Arbitrary<readonly string[]> => {
  const head = fc.constantFrom('branch: score > 3', 'waitFor: reply\ntimeout: 1 day');
  const armed = () =>
    fc
      .tuple(head, program(depth - 1), program(depth - 1))
      .map(([first, a, b]) => [first, ...armOf('then', a), ...armOf('else', b)].join('\n'));
  return fc.array(depth > 0 ? fc.oneof(known, known, armed()) : known, { maxLength: 4 });
};
const listOf = (items: readonly string[]): string =>
  items.map((item) => `- ${item.replaceAll('\n', '\n  ')}`).join('\n');
const armOf = (name: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [`${name}:\n  ${listOf(items).replaceAll('\n', '\n  ')}`];

test('steps that are right one by one are accepted exactly when no flow is wrong, and then run to an end', () => {
  const verdicts = { checked: 0, refused: 0 };
  fc.assert(
    fc.property(program(2), (items) => {
      let mails = 0;
      const body = listOf(items).replace(/send: (\S+)/g, (send) => {
        mails += 1;
        return `{ ${send}, id: mail-${mails} }`;
      });
      const text = `sequence: made\nsteps:\n${body}\n`;
      const verdict = expectSound(text);
      verdicts[verdict] += 1;
      const checked = checkSequence('s', text, exampleContext);
      const codes = new Set(checked.kind === 'refused' ? checked.findings.map(({ code }) => code) : []);
      // An empty list of arms or steps is the one fault of shape that is made here.
      for (const code of codes) expect(['STEP_UNREACHABLE', 'AUTHORING_SHAPE']).toContain(code);
    }),
    { numRuns: 150 },
  );
  expect(Math.min(verdicts.checked, verdicts.refused)).toBeGreaterThan(15);
});

test('a deep file ends neither in a crash nor in a long wait', () => {
  for (const mark of ['[', '{a: ', '- ', '? ', '? - ', 'a:\n ', '- - ? ', '!', '&', '"', '* ']) {
    expect(expectSound(mark.repeat(20_000))).toBe('refused');
  }
  const stairs = Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
  expect(expectSound(stairs)).toBe('refused');
  expectSoundWorkspace(stairs);
});
