/** What is done to an enrollment from outside, and what holds for a whole program, by printed timelines. */
import { describe, expect, it } from 'vitest';
import { programOf } from '../support/programs.ts';
import { play, type Script, timeline } from '../support/timeline.ts';

const drip = (head = ''): string => `
sequence: drip
${head}
steps:
  - send: one
  - wait: 3 days
  - send: two
  - wait: 3 days
  - send: three
`;
const check = (yaml: string, script?: Script): Promise<string> => timeline(programOf(yaml), script);

describe('a pause', () => {
  it('parks: nothing is due meanwhile, and resuming goes on with what was due', async () => {
    const told = [
      ['1 day', { kind: 'pause' }],
      ['10 days', { kind: 'resume' }],
    ] as const;
    expect(await check(drip(), { told })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send one → sent
      2026-03-02 09:00  wait 3 days until 2026-03-05 09:00
      2026-03-03 09:00  pause
      2026-03-12 09:00  resume
      2026-03-12 09:00  send two → sent
      2026-03-12 09:00  wait 3 days until 2026-03-15 09:00
      2026-03-15 09:00  send three → sent
      2026-03-15 09:00  close
      2026-03-15 09:00  completed: end of the sequence"
    `);
  });

  it('without an end leaves the enrollment parked', async () => {
    expect((await check(drip(), { told: [['1 day', { kind: 'pause' }]] })).split('\n').at(-1)).toContain(
      'still paused',
    );
  });

  it('found by a conversation parks it as well, and asks the same visit again', async () => {
    let parked = false;
    const script: Script = {
      answer: (question) => {
        if (question.kind !== 'send' || question.stepId !== 'two' || parked) return undefined;
        parked = true;
        return { kind: 'parked' };
      },
      told: [['5 days', { kind: 'resume' }]],
    };
    const { lines, mails } = await play(programOf(drip()), script);
    expect(lines).toContain('2026-03-05 09:00  send two → parked');
    expect(mails.map(({ stepId, visit }) => `${stepId}/${visit}`)).toEqual(['one/1', 'two/1', 'three/1']);
  });

  it('does not keep an opt-out from ending it', async () => {
    const script: Script = {
      told: [['1 day', { kind: 'pause' }]],
      events: [['2 days', { kind: 'unsubscribe' }]],
    };
    expect((await check(drip(), script)).split('\n').at(-1)).toBe('2026-03-04 09:00  stopped: unsubscribe');
  });

  it('takes note of what is waited for', async () => {
    const waiting = `
sequence: waiting
steps:
  - waitFor: { event: demo }
    timeout: 5 days
    then: [ { send: thanks } ]
    else: [ { send: nudge } ]
`;
    const script: Script = {
      told: [
        ['1 day', { kind: 'pause' }],
        ['20 days', { kind: 'resume' }],
      ],
      events: [['2 days', { kind: 'custom', name: 'demo' }]],
    };
    expect(await check(waiting, script)).toMatchInlineSnapshot(`
      "2026-03-02 09:00  wait for custom, at most 5 days
      2026-03-03 09:00  pause
      2026-03-04 09:00  event custom demo
      2026-03-22 09:00  resume
      2026-03-22 09:00  send thanks → sent
      2026-03-22 09:00  close
      2026-03-22 09:00  completed: end of the sequence"
    `);
  });
});

describe('what is late', () => {
  const outages = [['1 day', '20 days']] as const;

  it('leaves late, and the later steps move with it', async () => {
    expect(await check(drip(), { outages })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send one → sent
      2026-03-02 09:00  wait 3 days until 2026-03-05 09:00
      2026-03-22 09:00  send two → sent
      2026-03-22 09:00  wait 3 days until 2026-03-25 09:00
      2026-03-25 09:00  send three → sent
      2026-03-25 09:00  close
      2026-03-25 09:00  completed: end of the sequence"
    `);
    expect(await check(drip('late: { after: 2 days, then: move }'), { outages })).toBe(
      await check(drip(), { outages }),
    );
  });

  it('is left out when the program says so, and the later steps keep their dates', async () => {
    expect(
      await check(drip('late: { after: 2 days, then: skip }'), { outages: [['1 day', '5 days']] }),
    ).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send one → sent
      2026-03-02 09:00  wait 3 days until 2026-03-05 09:00
      2026-03-07 09:00  send two → sent
      2026-03-07 09:00  wait 3 days until 2026-03-10 09:00
      2026-03-10 09:00  send three → sent
      2026-03-10 09:00  close
      2026-03-10 09:00  completed: end of the sequence"
    `);
    expect(await check(drip('late: { after: 2 days, then: skip }'), { outages })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send one → sent
      2026-03-02 09:00  wait 3 days until 2026-03-05 09:00
      2026-03-22 09:00  send two → skipped
      2026-03-22 09:00  wait 3 days until 2026-03-08 09:00
      2026-03-22 09:00  send three → skipped
      2026-03-22 09:00  close
      2026-03-22 09:00  completed: end of the sequence"
    `);
  });

  it('enters the window again instead of leaving at the hour the worker came back', async () => {
    const head = 'window: { days: weekdays, hours: 09:00-17:00 }';
    expect(await check(drip(head), { outages: [['1 day', '116 hours']] })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send one → sent
      2026-03-02 09:00  wait 3 days until 2026-03-05 09:00
      2026-03-07 05:00  send two → deferred until 2026-03-09 09:12
      2026-03-09 09:12  send two → sent
      2026-03-09 09:12  wait 3 days until 2026-03-12 09:12
      2026-03-12 09:12  send three → sent
      2026-03-12 09:12  close
      2026-03-12 09:12  completed: end of the sequence"
    `);
  });
});

describe('a move by hand', () => {
  it('goes to a step as a new visit, from whatever it does', async () => {
    expect(await check(drip(), { told: [['1 day', { kind: 'move', stepId: 'three' }]] })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send one → sent
      2026-03-02 09:00  wait 3 days until 2026-03-05 09:00
      2026-03-03 09:00  moved to three
      2026-03-03 09:00  send three → sent
      2026-03-03 09:00  close
      2026-03-03 09:00  completed: end of the sequence"
    `);
    const back = await play(programOf(drip()), { told: [['4 days', { kind: 'move', stepId: 'one' }]] });
    expect(back.mails.map(({ stepId, visit }) => `${stepId}/${visit}`)).toEqual([
      'one/1',
      'two/1',
      'one/2',
      'two/2',
      'three/1',
    ]);
  });

  it('to a step that is not there changes nothing', async () => {
    const { mails } = await play(programOf(drip()), { told: [['1 day', { kind: 'move', stepId: 'nowhere' }]] });
    expect(mails).toHaveLength(3);
  });
});

describe('a lead that changes its zone while asleep', () => {
  it('is mailed at the hour of the new zone, counted from when the wait began', async () => {
    const yaml = 'sequence: zones\nsteps:\n  - wait: 5 days at 09:00\n  - send: hello\n';
    const script: Script = { zone: 'Europe/Berlin', zones: [['2 days', 'America/New_York']] };
    expect(await check(yaml, script)).toMatchInlineSnapshot(`
      "2026-03-02 10:00  wait 5 days at 09:00 until 2026-03-07 09:00
      2026-03-04 04:00  the lead moves to America/New_York
      2026-03-04 04:00  wait 5 days at 09:00 until 2026-03-07 09:00
      2026-03-07 09:00  send hello → sent
      2026-03-07 09:00  close
      2026-03-07 09:00  completed: end of the sequence"
    `);
  });
});

describe('a goal', () => {
  const head = 'goals: [ { event: bought }, { click: { link: pricing } } ]';

  it('ends it early as a success, whatever it waits for', async () => {
    const script: Script = { events: [['1 day', { kind: 'custom', name: 'bought' }]] };
    expect((await check(drip(head), script)).split('\n').at(-1)).toBe(
      '2026-03-03 09:00  converted: goal: custom bought',
    );
  });

  it('is a click in any of its mails', async () => {
    const click = { kind: 'click', stepId: 'one', visit: 1, link: 'pricing' } as const;
    expect(await check(drip(head), { events: [['4 days', click]] })).toContain('2026-03-06 09:00  converted');
    expect(await check(drip(head), { events: [['4 days', { ...click, link: 'guide' }]] })).toContain('completed');
    expect(await check(drip(head), { events: [['4 days', { ...click, stepId: null }]] })).toContain('completed');
  });
});

describe('stop rules', () => {
  it('of its own end it, not as a success', async () => {
    const script: Script = { events: [['1 day', { kind: 'custom', name: 'cancelled' }]] };
    const stopping = drip('stop: { on: [ { event: cancelled } ] }');
    expect((await check(stopping, script)).split('\n').at(-1)).toBe(
      '2026-03-03 09:00  stopped: stop rule: custom cancelled',
    );
  });

  it('can let a reply pass, but never an opt-out', async () => {
    const letting = drip('stop: { reply: false }');
    expect(await check(letting, { events: [['1 day', { kind: 'reply' }]] })).toContain('completed');
    expect(await check(letting, { events: [['1 day', { kind: 'unsubscribe' }]] })).toContain('stopped: unsubscribe');
  });
});
