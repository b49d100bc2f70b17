/** Documents made of steps of every kind: they compile, every step leads somewhere, and ids mean what they say. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { checkSequence } from '../../authoring/sequence.ts';
import { followers, type Program } from '../../domain/program.ts';
import { exampleContext } from './printed.ts';

type Step = Readonly<Record<string, unknown>>;
type Steps = readonly Step[];

const duration = fc.constantFrom('1 day', '3 weeks', '45 minutes');
const waitText = fc.constantFrom(
  ...['3 days at 09:00', '5 business days', 'until 2026-12-24', 'until tuesday or friday at 10:00'],
  ...['until lead.fields.renewal', '30 days before lead.fields.renewal at 09:00'],
);
const event = fc.constantFrom<unknown>(
  ...[{ click: 'anchor' }, { click: { of: 'anchor', link: 'guide' } }, { reply: ['interested', 'later'] }, 'form'],
  ...[{ page: '/pricing*' }, { event: { name: 'bought', where: 'event.payload.amount > 100' } }, { score: 60 }],
  ...[{ stage: 'prospect' }, { decision: { is: 'returned', reason: 'timing' } }],
);
const condition = fc.constantFrom('score > 3', 'answers["check"].status == 200', 'here.clicks("guide") > 1');

const plain: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ send: 'welcome' }),
  fc.record({ wait: waitText }),
  fc.constantFrom<Step>(
    { set: { country: 'DE', employees: 5, region: null } },
    { tag: ['a', 'b'], untag: 'c' },
    { score: -5, reason: 'x' },
    { notify: 'ines', subject: 'x', text: 'y' },
    { start: 'onboarding' },
    { stop: 'newsletter' },
    { handoff: 'hot' },
    { goto: 'anchor', atMost: 3 },
    { use: 'nudge', with: { template: 'last-call', pause: '3 days' } },
  ),
);

/** Arms that may exit: the other arm goes on, so that what follows is reached. */
const exiting = (arm: fc.Arbitrary<Steps>): fc.Arbitrary<Steps> =>
  fc.tuple(arm, fc.boolean()).map(([steps, ends]) => (ends ? [...steps, { exit: 'x', success: true }] : steps));
const armed = (key: string, steps: Steps): Step => (steps.length > 0 ? { [key]: steps } : {});

const list = (depth: number): fc.Arbitrary<Steps> =>
  fc.array(depth > 0 ? fc.oneof(plain, nested(depth - 1)) : plain, { maxLength: 4 });

function nested(depth: number): fc.Arbitrary<Step> {
  const arms = { one: exiting(list(depth)), other: list(depth) };
  return fc.oneof(
    fc.record({ ...arms, events: fc.array(event, { minLength: 1, maxLength: 4 }), all: fc.boolean(), duration }).map(
      ({ one, other, events, all, duration: timeout }): Step => ({
        waitFor: { [all ? 'all' : 'any']: events },
        timeout,
        ...armed('then', one),
        ...armed('else', other),
      }),
    ),
    fc.record({ ...arms, condition }).map(
      ({ one, other, condition: when }): Step => ({
        branch: when,
        ...armed('then', [{ wait: '1 day' }, ...one]),
        ...armed('else', other),
      }),
    ),
    fc.record({ ...arms, condition }).map(
      ({ one, other, condition: when }): Step => ({
        branch: [
          { when, ...armed('then', one.length > 0 ? one : [{ exit: 'x' }]) },
          { when: 'score > 5', ...armed('then', [{ score: 1, reason: 'x' }, ...other]) },
        ],
      }),
    ),
    fc.record({ ...arms, weight: fc.integer({ min: 1, max: 1000 }) }).map(
      ({ one, other, weight }): Step => ({
        split: {
          a: { weight, ...armed('steps', one) },
          b: { weight: 1, ...armed('steps', other) },
          none: { weight: 10, holdOut: true },
        },
        winner: { by: 'click' },
      }),
    ),
    fc
      .record(arms)
      .map(({ one, other }): Step => ({ call: 'https://x.example', ...armed('then', one), ...armed('else', other) })),
    fc.record(arms).map(({ one }): Step => ({ wait: 'until lead.fields.renewal', ...armed('else', one) })),
  );
}

const parameter = (name: string): string => `\${${name}}`;

const documents = list(2).map((steps) => ({
  sequence: 'made',
  stages: ['name', 'mql'],
  stop: { mql: false },
  parts: {
    nudge: {
      parameters: ['template', 'pause'],
      steps: [
        { wait: parameter('pause') },
        { send: parameter('template'), id: 'mail' },
        { waitFor: { click: 'mail' }, timeout: '1 day' },
      ],
    },
  },
  steps: [
    { send: 'welcome', id: 'anchor' },
    { call: 'https://x.example', id: 'check' },
    { use: 'nudge', id: 'once', with: { template: 'case-study', pause: '1 hour' } },
    ...numbered(steps, { mails: 0 }),
  ],
}));

/** Mails of one template need ids of their own. */
const numbered = (steps: Steps, count: { mails: number }): Steps =>
  steps.map((step) => {
    if (!('send' in step)) return withArms(step, (arm) => numbered(arm, count));
    count.mails += 1;
    return { ...step, id: `mail-${count.mails}` };
  });

/** A step with the lists inside it changed, in the order of the file. */
function withArms(step: Step, change: (arm: Steps) => Steps): Step {
  const changed: Record<string, unknown> = { ...step };
  if (Array.isArray(step.branch)) {
    changed.branch = step.branch.map((one: Step) => ({ ...one, ...armed('then', change(one.then as Steps)) }));
  }
  if (typeof step.split === 'object' && step.split !== null) {
    const arms = Object.entries(step.split as Readonly<Record<string, Step>>);
    changed.split = Object.fromEntries(
      arms.map(([name, arm]) => [name, arm.steps ? { ...arm, steps: change(arm.steps as Steps) } : arm]),
    );
  }
  for (const key of ['then', 'else']) if (step[key]) changed[key] = change(step[key] as Steps);
  return changed;
}

function compiled(document: unknown): Program {
  const checked = checkSequence('s', stringify(document, { aliasDuplicateObjects: false }), exampleContext);
  if (checked.kind === 'checked') return checked.program;
  throw new Error(`${stringify(document)}\n${JSON.stringify(checked.findings, null, 1)}`);
}

test('every step of a document is in the program under its id, and leads to steps that are there', () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(documents, (document) => {
      const { steps, entry } = compiled(document);
      expect(entry).toBe('anchor');
      for (const [id, step] of Object.entries(steps)) {
        kinds.add(step.kind);
        expect(step.id).toBe(id);
        for (const next of followers(step)) expect(next === null || Object.hasOwn(steps, next)).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
  expect([...kinds].sort()).toEqual(['act', 'branch', 'call', 'exit', 'goto', 'send', 'split', 'wait', 'waitFor']);
});

test('a document whose steps say the ids that they would get is the same program', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const program = compiled(document);
      const ids = Object.keys(program.steps);
      const named = (steps: Steps): Steps =>
        steps.map((step) => {
          const [next = ''] = ids;
          const prefix = 'use' in step ? next.slice(0, next.indexOf('.') + 1) : null;
          const taken = prefix === null ? 1 : ids.findIndex((id) => !id.startsWith(prefix));
          ids.splice(0, taken < 0 ? ids.length : taken);
          const id = prefix === null ? next : prefix.slice(0, -1);
          return { ...withArms(step, named), id, formerly: `old-${id}` };
        });
      const again = compiled({ ...document, steps: named(document.steps) });
      const { renamed, ...rest } = again;
      expect({ ...rest, renamed: program.renamed }).toEqual(program);
      expect(Object.keys(again.steps)).toEqual(Object.keys(program.steps));
      for (const [former, id] of Object.entries(renamed)) expect(former).toBe(`old-${id}`);
      expect(new Set(Object.values(renamed))).toEqual(new Set(Object.keys(program.steps)));
    }),
    { numRuns: 40 },
  );
});
