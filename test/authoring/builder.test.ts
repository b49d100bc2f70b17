/** Sequences in code: what they make, and what the compiler knows. Long, because it is a tour of all methods. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allOf, type BuiltSequence, not, type Steps, sequence } from '../../authoring/builder/index.ts';
import { checkDocument, checkSequence } from '../../authoring/sequence.ts';
import { fieldsOf } from '../../domain/fields.ts';

const fields = { employees: 'number', region: 'string', renewal: 'date', partner: 'boolean' } as const;
const context = { fields: fieldsOf(fields), templates: null };

const guide = sequence(
  'guide',
  {
    fields,
    description: 'For people who asked for the guide',
    priority: 10,
    enter: { when: ({ lead }) => lead.country.isOneOf('DE', 'AT'), again: '90 days' },
    goals: [{ event: 'demo_requested' }],
    window: { days: 'weekdays', hours: '08:00-18:00' },
    late: { after: '2 days', do: 'skip' },
  },
  (steps) =>
    steps
      .send('guide-welcome', { id: 'welcome' })
      .waitFor(
        { any: [{ click: 'welcome' }, 'reply'] },
        {
          timeout: '5 days',
          do: (yes) => yes.score(10, 'Read it').send('case-study'),
          otherwise: (no) => no.send('nudge'),
        },
      )
      .branch(({ field, score }) => allOf(field('employees').atLeast(50), not(score.below(20))), {
        do: (yes) => yes.set({ region: 'north', partner: false, country: 'DE' }),
        otherwise: (no) => no.exit('too small'),
      })
      .choose([{ when: ({ grade }) => grade.is('A'), do: (a) => a.tag({ add: ['a-lead'] }) }], {
        otherwise: (rest) => rest.notify('ines', { subject: 'Not an A', text: 'Have a look.' }),
      })
      .split({ short: { weight: 1, steps: (s) => s.send('short') }, none: { weight: 1, holdOut: true } })
      .wait('30 days before lead.fields.renewal at 09:00', { otherwise: (no) => no.exit('no date') })
      .call({ url: 'https://hooks.example.com/x' }, { id: 'credit', otherwise: (no) => no.exit('no answer') })
      .goto('welcome', { atMost: 2 })
      .exit('done', { success: true }),
);

const programOf = (built: BuiltSequence) => {
  const checked = checkDocument(built.located, context);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.findings, null, 1));
  return checked.program;
};

describe('a sequence in code', () => {
  it('is the same program as the YAML it writes', () => {
    const yaml = guide.toYaml();
    const read = checkSequence('guide.yaml', yaml, context);
    expect(read.kind === 'checked' ? read.program : read).toEqual(programOf(guide));
    expect(yaml).toMatchInlineSnapshot(`
      "sequence: guide
      description: For people who asked for the guide
      priority: 10
      goals:
        - event: demo_requested
      window:
        days: weekdays
        hours: 08:00-18:00
      late:
        after: 2 days
        then: skip
      enter:
        when: lead.country in ["DE", "AT"]
        again: 90 days
      steps:
        - send: guide-welcome
          id: welcome
        - waitFor:
            any:
              - click: welcome
              - reply
          timeout: 5 days
          then:
            - score: 10
              reason: Read it
            - send: case-study
          else:
            - send: nudge
        - branch: (lead.fields.employees >= 50) && (!(score < 20))
          then:
            - set:
                region: north
                partner: false
                country: DE
          else:
            - exit: too small
        - branch:
            - when: grade == "A"
              then:
                - tag:
                    - a-lead
          else:
            - notify: ines
              subject: Not an A
              text: Have a look.
        - split:
            short:
              weight: 1
              steps:
                - send: short
            none:
              weight: 1
              holdOut: true
        - wait: 30 days before lead.fields.renewal at 09:00
          else:
            - exit: no date
        - call:
            url: https://hooks.example.com/x
          id: credit
          else:
            - exit: no answer
        - goto: welcome
          atMost: 2
        - exit: done
          success: true
      "
    `);
  });

  it('has every setting that a file can have', () => {
    const built = sequence(
      'settings',
      {
        fields,
        description: 'All of them',
        from: 'nora',
        zone: 'Europe/Berlin',
        priority: 5,
        exclusive: true,
        stages: ['name'],
        enter: { when: ({ score }) => score.above(1), source: ['site'], segment: 'large', again: 'never' },
        goals: ['reply'],
        stop: { reply: false, mql: false, on: [{ form: 'quote' }] },
        window: { days: ['mon'], hours: '09:00-17:00', quiet: '12:00-13:00', holidays: 'lead', spread: '5 minutes' },
        caps: ['1 per day'],
        late: { after: '2 days', do: 'skip' },
      },
      (steps) => steps.send('hello'),
    );
    const yaml = `
sequence: settings
description: All of them
from: nora
zone: Europe/Berlin
priority: 5
exclusive: true
stages: [name]
enter: { when: score > 1, source: [site], segment: large, again: never }
goals: [reply]
stop: { reply: false, mql: false, on: [ { form: quote } ] }
window: { days: [mon], hours: 09:00-17:00, quiet: 12:00-13:00, holidays: lead, spread: 5 minutes }
caps: [1 per day]
late: { after: 2 days, then: skip }
steps:
  - send: hello
`;
    const written = checkSequence('settings.yaml', yaml, context);
    expect(written.kind === 'checked' ? written.program : written).toEqual(programOf(built));
  });

  it('refuses a field that is not declared at the line that asks for it', () => {
    const build = (name: string) =>
      sequence('wrong', { fields }, (steps) => steps.branch((terms) => terms.field(name as 'region').is('north'), {}));
    for (const name of ['regoin', 'constructor']) {
      expect(() => build(name)).toThrow(
        expect.objectContaining({
          code: 'CONDITION_INVALID',
          details: {
            file: expect.stringMatching(/builder\.test\.ts$/),
            line: expect.any(Number),
            col: expect.any(Number),
          },
        }),
      );
    }
    expect(() => build('regoin')).toThrow(
      'the field "regoin" is not declared: "fields" has employees, region, renewal and partner; did you mean "region"?',
    );
  });

  it('is checked by the same rules, and findings show the line of code that wrote the step', () => {
    const wrong = sequence('wrong', { fields }, (steps) => steps.send('hello').exit('done').send('never'));
    const checked = checkDocument(wrong.located, context);
    const [finding] = checked.kind === 'refused' ? checked.findings : [];
    expect(finding).toMatchObject({ code: 'STEP_UNREACHABLE', file: import.meta.filename });
    expect(finding?.line).toBe(lineOf(".send('never')"));
  });

  describe('is typed', () => {
    type Sent = Steps<typeof fields, 'first', 'first'>;
    // Each line is refused by the compiler (or tsc fails here), and by the checks for those who do not ask the compiler.
    it.each<readonly [string, (sent: Sent) => unknown]>([
      // @ts-expect-error no mail of that id was sent before
      ['a mail that was not sent', (sent) => sent.waitFor({ click: 'second' }, { timeout: '5 days' })],
      // @ts-expect-error a duration has a unit
      ['a duration without a unit', (sent) => sent.wait('3')],
      // @ts-expect-error "region" is no date
      ['a date that is a text', (sent) => sent.wait('until lead.fields.region')],
      // @ts-expect-error the field is not declared
      ['a field that is not declared', (sent) => sent.branch(({ field }) => field('employes').isKnown, {})],
      // @ts-expect-error a text has no "at least"
      ['a comparison that a text has not', (sent) => sent.branch(({ field }) => field('region').atLeast(5), {})],
      // @ts-expect-error a number field takes a number
      ['a text for a number', (sent) => sent.set({ employees: 'many' })],
      [
        'a mail that no arm of a split sends',
        (sent) =>
          sent
            .split({ a: { weight: 1, steps: (a) => a.send('one') }, b: { weight: 1, steps: (b) => b.send('two') } })
            // @ts-expect-error no arm sends it
            .waitFor({ click: 'three' }, { timeout: '5 days' }),
      ],
      [
        'a mail that no case of a choice sends',
        (sent) =>
          sent
            .choose([{ when: ({ grade }) => grade.is('A'), do: (a) => a.send('one') }])
            // @ts-expect-error no case sends it
            .waitFor({ click: 'three' }, { timeout: '5 days' }),
      ],
      // @ts-expect-error an arm has "steps"
      ['an arm with a misspelt key', (sent) => sent.split({ a: { weight: 1, step: 1 }, b: { weight: 1 } })],
      // An id that comes later is not known to the compiler: of a goto only the check tells.
      ['a loop to nowhere', (sent) => sent.goto('nowhere', { atMost: 1 })],
      // @ts-expect-error a loop has a cap
      ['a loop without a cap', (sent) => sent.goto('first', {})],
    ])('%s is refused', (_, build) => {
      const refused = (): boolean => {
        const wrong = sequence('wrong', { fields }, (steps) => build(steps.send('hello', { id: 'first' })));
        return checkDocument(wrong.located, context).kind === 'refused';
      };
      let outcome: unknown;
      try {
        outcome = refused();
      } catch (error) {
        outcome = error instanceof Error;
      }
      expect(outcome).toBe(true);
    });
  });

  it('knows the mails that an arm has sent', () => {
    const arms = sequence('arms', { fields }, (steps) =>
      steps
        .send('hello')
        .waitFor('click', { timeout: '1 day', do: (yes) => yes.send('more'), otherwise: (no) => no.send('nudge') })
        .waitFor({ any: [{ click: 'more' }, { click: 'nudge' }] }, { timeout: '2 days' }),
    );
    expect(Object.keys(programOf(arms).steps)).toEqual(['hello', 'wait-for-1', 'more', 'nudge', 'wait-for-2']);
  });

  it('knows the mails of all arms of a split and of all cases of a choice, though each sends another', () => {
    const arms = sequence('arms', { fields }, (steps) =>
      steps
        .split({
          story: { weight: 1, steps: (s) => s.send('customer-story') },
          price: { weight: 1, steps: (s) => s.send('what-it-costs', { id: 'costs' }).wait('1 day') },
          nobody: { weight: 1, holdOut: true },
        })
        .waitFor({ any: [{ click: 'customer-story' }, { click: 'costs' }] }, { timeout: '2 days' })
        .choose(
          [
            { when: ({ grade }) => grade.is('A'), do: (a) => a.send('for-a') },
            { when: ({ grade }) => grade.is('B'), do: (b) => b.send('for-b', { id: 'b' }).score(1, 'A reason') },
          ],
          { id: 'pick', otherwise: (rest) => rest.send('for-others') },
        )
        .waitFor({ any: [{ click: 'for-a' }, { click: 'b' }, { click: 'for-others' }] }, { timeout: '2 days' }),
    );
    expect(Object.keys(programOf(arms).steps)).toEqual(
      expect.arrayContaining(['customer-story', 'costs', 'for-a', 'b', 'pick', 'for-others']),
    );
  });

  it('takes several weekdays, a step that comes later, and every fact of a lead', () => {
    const built = sequence('free', { fields }, (steps) =>
      steps
        .wait('until tuesday or thursday at 09:30')
        .wait('until monday, tuesday or friday')
        .branch(({ lead }) => allOf(lead.firstName.isKnown, lead.lastName.isKnown, lead.timeZone.is('Europe/Berlin')), {
          do: (yes) => yes.goto('last', { atMost: 1 }),
        })
        .send('hello')
        .send('last'),
    );
    expect(Object.keys(programOf(built).steps)).toEqual(['wait-1', 'wait-2', 'branch-1', 'goto-1', 'hello', 'last']);
  });
});

function lineOf(text: string): number {
  return (
    readFileSync(import.meta.filename, 'utf8')
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}
