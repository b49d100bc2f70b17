/** Every step kind and every arm of it, by printed timelines. Long, because the timelines are written out. */
import { describe, expect, it } from 'vitest';
import { programOf } from '../support/programs.ts';
import { type Script, timeline } from '../support/timeline.ts';

const check = (steps: string, script?: Script, head = ''): Promise<string> =>
  timeline(programOf(`sequence: one\n${head}steps:\n${steps}`), script);

describe('wait', () => {
  const renewal = `
  - wait: 30 days before lead.fields.renewal at 09:00
    else:
      - exit: no date
  - send: renew
`;
  it.each([
    ['a duration', '3 days'],
    ['a duration to a time of day', '3 days at 14:00'],
    ['business days', '5 business days'],
    ['a date', 'until 2026-04-01 at 10:30'],
    ['a weekday', 'until tuesday or thursday at 09:00'],
  ])('%s', async (_, text) => {
    expect(await check(`\n  - wait: ${text}\n  - send: mail\n`)).toMatchSnapshot();
  });

  it("a date of the lead's", async () => {
    expect(await check(renewal, { facts: { fields: { renewal: '2026-09-01' } } })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  wait 30 days before lead.fields.renewal at 09:00 until 2026-08-02 09:00
      2026-08-02 09:00  send renew → sent
      2026-08-02 09:00  close
      2026-08-02 09:00  completed: end of the sequence"
    `);
  });

  it.each([
    ['that the lead lacks', {}],
    ['that is over', { renewal: '2026-03-15' }],
  ])('a date of the lead %s leads to the other arm', async (_, fields) => {
    expect((await check(renewal, { facts: { fields } })).split('\n').at(-1)).toContain('exited: no date');
  });
});

describe('waitFor', () => {
  const both = `
  - send: hello
  - waitFor: { all: [ { click: { link: guide } }, { form: survey } ] }
    timeout: 10 days
    then: [ { exit: both } ]
    else: [ { exit: not both } ]
`;
  it('all of several events, in any order, each once', async () => {
    const click = { kind: 'click', stepId: 'hello', visit: 1, link: 'guide' } as const;
    expect(
      await check(both, {
        events: [
          ['1 day', { kind: 'form', name: 'survey' }],
          ['2 days', { kind: 'form', name: 'survey' }],
          ['3 days', click],
        ],
      }),
    ).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → sent
      2026-03-02 09:00  wait for click and form, at most 10 days
      2026-03-03 09:00  event form survey
      2026-03-04 09:00  event form survey
      2026-03-05 09:00  event click
      2026-03-05 09:00  close
      2026-03-05 09:00  exited: both"
    `);
    expect(await check(both, { events: [['3 days', click]] })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → sent
      2026-03-02 09:00  wait for click and form, at most 10 days
      2026-03-05 09:00  event click
      2026-03-12 09:00  time is up
      2026-03-12 09:00  close
      2026-03-12 09:00  exited: not both"
    `);
  });

  it.each([
    ['a form', '{ form: contact }', { kind: 'form', name: 'contact' }, { kind: 'form', name: 'other' }],
    ['a page', '{ page: "/pricing*" }', { kind: 'page_view', name: '/pricing/eu' }, { kind: 'page_view', name: '/' }],
    ['a reply of a class', '{ reply: interested }', { kind: 'reply', name: 'interested' }, { kind: 'open' }],
    ['a score', '{ score: 60 }', { kind: 'score', value: 61 }, { kind: 'score', value: 59 }],
    ['a stage', '{ stage: engaged }', { kind: 'stage', name: 'engaged' }, { kind: 'stage', name: 'prospect' }],
    [
      'an event with a condition on its payload',
      '{ event: { name: bought, where: "event.payload.amount > 100" } }',
      { kind: 'custom', name: 'bought', holds: ['event.payload.amount > 100'] },
      { kind: 'custom', name: 'bought', holds: [] },
    ],
  ] as const)('%s', async (_, wanted, right, wrong) => {
    const steps = `
  - waitFor: ${wanted}
    timeout: 4 days
    then: [ { exit: yes it happened } ]
    else: [ { exit: it did not } ]
`;
    expect(await check(steps, { events: [['1 day', right]] })).toContain('2026-03-03 09:00  exited: yes it happened');
    expect(await check(steps, { events: [['1 day', wrong]] })).toContain('2026-03-06 09:00  exited: it did not');
  });

  it('a decision of sales, with its reason', async () => {
    const steps = `
  - handoff: asked for a call
  - waitFor: { decision: { is: returned, reason: timing } }
    timeout: 30 days
    then: [ { exit: later } ]
    else: [ { exit: sales has it } ]
`;
    const returned = { kind: 'decision', name: 'returned' } as const;
    const head = 'stop: { mql: false }\n';
    expect(
      await check(steps, { events: [['2 days', { ...returned, detail: 'timing' }]] }, head),
    ).toMatchInlineSnapshot(`
      "2026-03-02 09:00  hand-off: asked for a call
      2026-03-02 09:00  wait for decision, at most 30 days
      2026-03-04 09:00  event decision returned
      2026-03-04 09:00  close
      2026-03-04 09:00  exited: later"
    `);
    expect(await check(steps, { events: [['2 days', { ...returned, detail: 'no_fit' }]] }, head)).toContain(
      'sales has it',
    );
  });

  it('ends at once when the score is reached already', async () => {
    const steps = '\n  - waitFor: { score: 60 }\n    timeout: 4 days\n    then: [ { exit: hot } ]\n';
    expect(await check(steps, { facts: { score: 70 } })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  wait for score, at most 4 days
      2026-03-02 09:00  close
      2026-03-02 09:00  exited: hot"
    `);
  });
});

describe('branch', () => {
  const cases = `
  - branch:
      - when: grade == "A"
        then: [ { send: for-a } ]
      - when: score >= 50
        then: [ { send: for-hot } ]
    else: [ { send: for-all } ]
`;
  it('takes the first case that is true, else the other arm', async () => {
    expect(await check(cases, { facts: { grade: 'A', score: 90 } })).toContain('send for-a');
    expect(await check(cases, { facts: { grade: 'B', score: 90 } })).toContain('send for-hot');
    expect(await check(cases, { facts: { grade: 'B' } })).toContain('send for-all');
  });
});

describe('split', () => {
  const split = `
  - split:
      short: { weight: 45, steps: [ { send: short-mail } ] }
      long: { weight: 45, steps: [ { send: long-mail }, { wait: 1 day } ] }
      nobody: { weight: 10, holdOut: true }
  - send: all
`;
  it.each(['short', 'long', 'nobody'])('takes the arm %s that the lead has, and goes on behind it', async (arm) => {
    expect(await check(split, { arms: { 'split-1': arm } })).toMatchSnapshot();
  });
});

describe('steps that do something', () => {
  it('follow one another without a pause, and conditions see what they did', async () => {
    const steps = `
  - score: 15
    reason: came back
  - set: { region: north, country: DE }
  - tag: [ warm-again, spring ]
    untag: cold-list
  - notify: ines@lumenfield.example
    subject: A lead came back
    text: Please have a look.
  - start: newsletter
  - stop: onboarding
  - branch: lead.fields.region == "north" && "spring" in lead.tags && score >= 15.0
    then: [ { exit: seen } ]
`;
    expect(await check(steps)).toMatchInlineSnapshot(`
      "2026-03-02 09:00  score +15: came back
      2026-03-02 09:00  set fields.region = north, country = DE
      2026-03-02 09:00  tag +warm-again +spring -cold-list
      2026-03-02 09:00  notify ines@lumenfield.example
      2026-03-02 09:00  start newsletter
      2026-03-02 09:00  stop onboarding
      2026-03-02 09:00  branch branch-1 → case 1
      2026-03-02 09:00  close
      2026-03-02 09:00  exited: seen"
    `);
  });
});

describe('call', () => {
  const call = `
  - call: https://hooks.example.com/check
    id: credit
    then: [ { branch: 'answers["credit"].body.ok == true', then: [ { send: welcome } ], else: [ { exit: refused } ] } ]
    else: [ { exit: no answer } ]
`;
  it('goes on with its answer, which conditions can ask for, or with the other arm', async () => {
    expect(await check(call, { calls: { credit: { status: 200, body: { ok: true } } } })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  call credit → ok
      2026-03-02 09:00  branch branch-1 → case 1
      2026-03-02 09:00  send welcome → sent
      2026-03-02 09:00  close
      2026-03-02 09:00  completed: end of the sequence"
    `);
    expect(await check(call, { calls: { credit: { status: 200, body: { ok: false } } } })).toContain('exited: refused');
    expect(await check(call, { calls: { credit: { status: 500, body: null } } })).toContain('exited: no answer');
  });
});

describe('goto', () => {
  it('leads back as often as it may, then on; each visit is a mail of its own', async () => {
    const steps = `
  - send: nudge
  - wait: 2 days
  - goto: nudge
    atMost: 2
  - exit: gave up
`;
    expect(await check(steps)).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send nudge → sent
      2026-03-02 09:00  wait 2 days until 2026-03-04 09:00
      2026-03-04 09:00  send nudge (visit 2) → sent
      2026-03-04 09:00  wait 2 days until 2026-03-06 09:00
      2026-03-06 09:00  send nudge (visit 3) → sent
      2026-03-06 09:00  wait 2 days until 2026-03-08 09:00
      2026-03-08 09:00  close
      2026-03-08 09:00  exited: gave up"
    `);
  });
});

describe('exit', () => {
  it('can count as a success', async () => {
    expect(await check('\n  - exit: bought\n    success: true\n')).toContain('converted: bought');
  });
});

describe('a part', () => {
  it('stands in for its steps, with its parameters, wherever it is used', async () => {
    const parts = `parts:
  nudge:
    parameters: [template, pause]
    steps:
      - send: \${template}
        id: mail
      - wait: \${pause}
`;
    const steps = `
  - use: nudge
    with: { template: first, pause: 2 days }
  - use: nudge
    id: again
    with: { template: second, pause: 1 week }
`;
    expect(await check(steps, {}, parts)).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send nudge.mail → sent
      2026-03-02 09:00  wait 2 days until 2026-03-04 09:00
      2026-03-04 09:00  send again.mail → sent
      2026-03-04 09:00  wait 1 week until 2026-03-11 09:00
      2026-03-11 09:00  close
      2026-03-11 09:00  completed: end of the sequence"
    `);
  });
});
