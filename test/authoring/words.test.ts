/** Programs in plain sentences. Long, because the sentences are written out. */
import { fc } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { eventWords } from '../../authoring/event-words.ts';
import { explainSequence } from '../../authoring/sequence-words.ts';
import { settingsWords } from '../../authoring/settings-words.ts';
import { stepWords } from '../../authoring/step-words.ts';
import { followers, type Next, type Program, type ProgramStep } from '../../domain/program.ts';
import { defaultSettings, type ProgramSettings } from '../../domain/program-settings.ts';
import { programs } from '../support/random-programs.ts';
import { everyAct, everyMatcher, everyWait, fullSettings, programOfSteps, richProgram } from './rich-program.ts';

const explained = (program: Program): string => explainSequence(program).join('\n');
const steps = (...made: readonly ((next: Next) => ProgramStep)[]): string =>
  explained(programOfSteps(made)).split('\n').slice(16).join('\n');
const send =
  (id: string) =>
  (next: Next): ProgramStep => ({ kind: 'send', id, template: id, sender: null, next });

describe('an explanation', () => {
  it('tells settings and steps of every kind in sentences', () => {
    expect(explained(richProgram)).toMatchSnapshot();
  });

  it('tells what holds when the file says nothing', () => {
    expect(settingsWords(defaultSettings).map(({ sentence }) => sentence)).toMatchInlineSnapshot(`
      [
        "Any lead may enter; a lead that was in it may enter again.",
        "Nothing begins it by itself.",
        "It runs beside other sequences.",
        "Its priority is 0.",
        "It mails leads of the stages awareness, name, engaged, prospect and recycled.",
        "Its mails are marketing.",
        "Mails leave at any time.",
        "It adds no cap of its own to those of the organisation.",
        "A mail that is late leaves late.",
        "Mails come from the sender of the organisation.",
        "Leads of unknown zone and country are on the clock of the organisation.",
        "It has no goal.",
        "It stops when the lead replies or the lead becomes ready for sales, and at an unsubscribe, a complaint, a hard bounce or a stop by hand.",
      ]
    `);
  });

  it('tells of every event', () => {
    expect(everyMatcher.map((matcher) => eventWords(matcher, 'any mail'))).toMatchInlineSnapshot(`
      [
        {
          "clause": "the lead clicks a link in any of its mails",
          "label": "clicked",
        },
        {
          "clause": "the lead clicks the link "pricing" in the mail of welcome",
          "label": "clicked pricing",
        },
        {
          "clause": "the lead replies",
          "label": "replied",
        },
        {
          "clause": "the lead replies (interested or a question)",
          "label": "replied: interested or a question",
        },
        {
          "clause": "the lead sends in a form",
          "label": "form sent",
        },
        {
          "clause": "the lead sends in the form "contact"",
          "label": "form contact",
        },
        {
          "clause": "the lead visits the page /pricing",
          "label": "visited /pricing",
        },
        {
          "clause": "the lead visits a page whose path begins with /docs/",
          "label": "visited /docs/*",
        },
        {
          "clause": "the event demo_requested comes in",
          "label": "demo_requested",
        },
        {
          "clause": "the event bought for which event.payload.amount > 100 comes in",
          "label": "bought",
        },
        {
          "clause": "the score of the lead reaches 60",
          "label": "score 60",
        },
        {
          "clause": "the lead becomes a prospect",
          "label": "prospect",
        },
        {
          "clause": "sales accepts the lead",
          "label": "accepted by sales",
        },
        {
          "clause": "sales returns the lead: not now",
          "label": "returned by sales: not now",
        },
      ]
    `);
  });

  it('tells of every wait', () => {
    const words = everyWait.map((rule) => stepWords({ kind: 'wait', id: 'w', rule, next: null, onMissed: null }).short);
    expect(words).toMatchInlineSnapshot(`
      [
        "Wait 3 days",
        "Wait 36 hours at 09:00",
        "Wait 5 business days",
        "Wait until 2026-12-24 at 09:00",
        "Wait until tuesday or thursday at 09:00",
        "Wait until lead.fields.renewal",
        "Wait until 30 days before lead.fields.renewal at 09:00",
        "Wait until 7 days after lead.fields.signup",
      ]
    `);
  });

  it('tells of every act', () => {
    const words = everyAct.map((act) => stepWords({ kind: 'act', id: 'a', act, next: null }).sentence);
    expect(words).toMatchInlineSnapshot(`
      [
        "Add 10 points of score: Read the guide",
        "Take away 1 point of score: Gone quiet",
        "Set company to "Acme", empty fields.region and set fields.partner to true",
        "Tag the lead "vip" and "guide" and take away the tag "cold"",
        "Take away the tags "cold" and "old"",
        "Mail ines, a person of our own: "A big one"",
        "Enroll the lead in the sequence onboarding",
        "Stop the sequence newsletter for the lead",
        "Hand the lead to sales, whatever its score: asked for a call",
      ]
    `);
  });

  it.each<[string, Partial<NonNullable<ProgramSettings['window']>>]>([
    ['every day', { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], hours: [{ from: '00:00', to: '00:00' }] }],
    ['some days', { days: ['wed', 'mon'], hours: [{ from: '22:00', to: '02:00' }], quiet: [], spreadMinutes: 0 }],
    ['a country', { holidays: { country: 'DE', dates: [] }, spreadMinutes: 1 }],
  ])('tells of a window: %s', (_, changed) => {
    const { window } = fullSettings;
    const settings = { ...fullSettings, window: window && { ...window, ...changed } };
    expect(settingsWords(settings).find(({ key }) => key === 'window')?.sentence).toMatchSnapshot();
  });
});

describe('the steps of an explanation', () => {
  it('that follow an arm which ends are told after it, not within the other', () => {
    const out = () => ({ kind: 'exit', id: 'out', reason: 'too small', success: false }) as const;
    const told = steps(
      () => ({ kind: 'branch', id: 'small', cases: [{ condition: 'score < 5.0', next: 'out' }], otherwise: 'one' }),
      out,
      send('one'),
    );
    expect(told).toBe(
      [
        '  1. Look whether this is so: score < 5.0. [small]',
        '     If so:',
        '       1.1. The sequence ends here early: too small. [out]',
        '     Otherwise: go on.',
        '  2. Send the mail "one". [one]',
        '  After that the sequence is completed.',
      ].join('\n'),
    );
  });

  it('that an arm skips are named by their number', () => {
    const told = steps(
      () => ({
        kind: 'split',
        id: 'three',
        arms: [
          { name: 'a', weight: 1, holdOut: false, next: 'a' },
          { name: 'b', weight: 1, holdOut: false, next: 'b' },
          { name: 'c', weight: 2, holdOut: false, next: null },
        ],
        winner: null,
      }),
      (next) => send('a')(next && 'last'),
      (next) => ({ kind: 'branch', id: 'b', cases: [{ condition: 'score > 5.0', next: 'a' }], otherwise: next }),
      send('last'),
    );
    expect(told).toContain('25 % of the leads: a:\n       1.1. Send the mail "a". [a]');
    expect(told).toContain('If so: go on with step 1.1 (a).');
    expect(told).toContain('50 % of the leads: c: the sequence is completed.');
  });

  it('that end the sequence on one arm while another goes on say so', () => {
    const branch = (id: string, yes: string, no: string) => (): ProgramStep => ({
      kind: 'branch',
      id,
      cases: [{ condition: 'score > 5.0', next: yes }],
      otherwise: no,
    });
    const told = steps(
      branch('outer', 'inner', 'last'),
      branch('inner', 'x', 'y'),
      () => send('x')(null),
      () => send('y')('last'),
      send('last'),
    );
    expect(told).toBe(
      [
        '  1. Look whether this is so: score > 5.0. [outer]',
        '     If so:',
        '       1.1. Look whether this is so: score > 5.0. [inner]',
        '          If so:',
        '            1.1.1. Send the mail "x". [x]',
        '            the sequence is completed.',
        '          Otherwise:',
        '            1.1.2. Send the mail "y". [y]',
        '            go on with step 2 (last).',
        '     Otherwise: go on.',
        '  2. Send the mail "last". [last]',
        '  After that the sequence is completed.',
      ].join('\n'),
    );
  });

  it('that only a jump reaches are told as well', () => {
    const told = steps(() => ({ kind: 'goto', id: 'over', to: 'late', atMost: 1, next: null }), send('late'));
    expect(told).toContain('1. Go to late (step 2), at most once; after that go on. [over]');
    expect(told).toContain('Only a jump leads here:\n  2. Send the mail "late". [late]\n  the sequence is completed.');
  });
});

/** Every text that a person wrote in a step and would look for. */
function namesIn(step: ProgramStep): readonly string[] {
  const own = step.kind === 'send' ? [step.template] : step.kind === 'exit' ? [step.reason] : [];
  return [`[${step.id}]`, ...own];
}

const settings: fc.Arbitrary<ProgramSettings> = fc.record({
  ...Object.fromEntries(
    Object.keys(defaultSettings).map((key) => [
      key,
      fc.constantFrom(defaultSettings[key as keyof ProgramSettings], fullSettings[key as keyof ProgramSettings]),
    ]),
  ),
  goals: fc.subarray([...everyMatcher]),
}) as fc.Arbitrary<unknown> as fc.Arbitrary<ProgramSettings>;

/** The same program with one of its waits, acts and events being any there is. */
const anyProgram = fc
  .tuple(
    programs,
    settings,
    fc.constantFrom(...everyWait),
    fc.constantFrom(...everyAct),
    fc.subarray([...everyMatcher], { minLength: 1 }),
  )
  .map(([program, rules, rule, act, events]): Program => {
    const changed = Object.values(program.steps).map((step): ProgramStep => {
      if (step.kind === 'wait') return { ...step, rule };
      if (step.kind === 'act') return { ...step, act };
      return step.kind === 'waitFor' ? { ...step, events } : step;
    });
    return { ...program, settings: rules, steps: Object.fromEntries(changed.map((step) => [step.id, step])) };
  });

describe('an explanation of any program', () => {
  it('names every step once and every template, and leaves nothing raw', () => {
    fc.assert(
      fc.property(anyProgram, (program) => {
        const text = explained(program);
        for (const step of Object.values(program.steps)) {
          for (const name of namesIn(step)) expect(text).toContain(name);
          expect(text.split(`[${step.id}]`), step.id).toHaveLength(2);
        }
        expect(text).not.toMatch(/undefined|null|NaN|\[object|step \?/);
        expect(text).not.toMatch(/\bP(T?\d+[YMWDHS])+/);
        const numbers = [...text.matchAll(/^ *(\d+(?:\.\d+)*)\. /gm)].map(([, number]) => number);
        expect(new Set(numbers).size).toBe(Object.keys(program.steps).length);
      }),
      { numRuns: 200 },
    );
  });

  it('tells of every way on that the machine can take', () => {
    fc.assert(
      fc.property(anyProgram, (program) => {
        for (const step of Object.values(program.steps)) {
          const { arms, jump } = stepWords(step);
          const told = new Set([...arms.map(({ next }) => next), ...(jump ? [jump.to] : [])]);
          expect(told).toEqual(new Set(followers(step)));
        }
      }),
      { numRuns: 100 },
    );
  });
});
