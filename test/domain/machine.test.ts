/** The machine by its printed timelines. Long, because the timelines are written out. */
import { describe, expect, it } from 'vitest';
import { type EnrollmentState, initialState, questionOf } from '../../domain/enrollment.ts';
import type { ArmedMatcher, EventFact } from '../../domain/events.ts';
import { advance } from '../../domain/machine.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { programOf } from '../support/programs.ts';
import { play, type Script, timeline } from '../support/timeline.ts';

const check = (yaml: string, script?: Script): Promise<string> => timeline(programOf(yaml), script);

const click = { kind: 'click', stepId: 'hello', visit: 1 } as const;

const guide = `
sequence: guide
steps:
  - send: hello
  - waitFor: { click: hello }
    timeout: 5 days
    then:
      - score: 10
        reason: read the guide
      - send: case-study
    else:
      - send: nudge
  - wait: 2 days
  - send: offer
`;

describe('a program', () => {
  it('sends, waits for a click and takes the other arm when none comes', async () => {
    expect(await check(guide)).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → sent
      2026-03-02 09:00  wait for click, at most 5 days
      2026-03-07 09:00  time is up
      2026-03-07 09:00  send nudge → sent
      2026-03-07 09:00  wait 2 days until 2026-03-09 09:00
      2026-03-09 09:00  send offer → sent
      2026-03-09 09:00  close
      2026-03-09 09:00  completed: end of the sequence"
    `);
  });

  it('takes the arm of the event at the moment it happens', async () => {
    expect(await check(guide, { events: [['1 day', click]] })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → sent
      2026-03-02 09:00  wait for click, at most 5 days
      2026-03-03 09:00  event click
      2026-03-03 09:00  score +10: read the guide
      2026-03-03 09:00  send case-study → sent
      2026-03-03 09:00  wait 2 days until 2026-03-05 09:00
      2026-03-05 09:00  send offer → sent
      2026-03-05 09:00  close
      2026-03-05 09:00  completed: end of the sequence"
    `);
  });

  it('counts an event that happened before the wait began, and only once', async () => {
    const late = `
sequence: late
steps:
  - send: hello
  - wait: 2 days
  - waitFor: { click: hello }
    timeout: 3 days
    then: [ { send: thanks } ]
    else: [ { send: nudge } ]
  - waitFor: { click: hello }
    timeout: 3 days
    then: [ { send: again } ]
    else: [ { send: bye } ]
`;
    expect(await check(late, { events: [['1 day', click]] })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → sent
      2026-03-02 09:00  wait 2 days until 2026-03-04 09:00
      2026-03-03 09:00  event click
      2026-03-04 09:00  wait for click, at most 3 days
      2026-03-04 09:00  send thanks → sent
      2026-03-04 09:00  wait for click, at most 3 days
      2026-03-07 09:00  time is up
      2026-03-07 09:00  send bye → sent
      2026-03-07 09:00  close
      2026-03-07 09:00  completed: end of the sequence"
    `);
  });

  it('branches on the lead', async () => {
    const branching = `
sequence: branching
steps:
  - branch: lead.fields.employees >= 50 && score > 5
    then: [ { send: enterprise } ]
    else: [ { send: team } ]
  - exit: done
`;
    expect(await check(branching, { facts: { fields: { employees: 80 }, score: 6 } })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  branch branch-1 → case 1
      2026-03-02 09:00  send enterprise → sent
      2026-03-02 09:00  close
      2026-03-02 09:00  exited: done"
    `);
    expect(await check(branching, { facts: { fields: {}, score: 6 } })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  branch branch-1 → else
      2026-03-02 09:00  send team → sent
      2026-03-02 09:00  close
      2026-03-02 09:00  exited: done"
    `);
  });

  it('waits for any of several events', async () => {
    const demo = `
sequence: demo
steps:
  - send: hello
  - waitFor: { any: [ { click: hello }, { event: demo_requested } ] }
    timeout: 1 week
    then: [ { exit: interested } ]
    else: [ { exit: silent } ]
`;
    expect(
      await check(demo, { events: [['3 days', { kind: 'custom', name: 'demo_requested' }]] }),
    ).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → sent
      2026-03-02 09:00  wait for click or custom, at most 1 week
      2026-03-05 09:00  event custom demo_requested
      2026-03-05 09:00  close
      2026-03-05 09:00  exited: interested"
    `);
    expect(await check(demo, { events: [['3 days', { kind: 'custom', name: 'other' }]] })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → sent
      2026-03-02 09:00  wait for click or custom, at most 1 week
      2026-03-05 09:00  event custom other
      2026-03-09 09:00  time is up
      2026-03-09 09:00  close
      2026-03-09 09:00  exited: silent"
    `);
  });

  it('without steps completes at once', async () => {
    const program = {
      format: 2,
      sequence: 'empty',
      entry: null,
      steps: {},
      settings: defaultSettings,
      renamed: {},
    } as const;
    expect((await play(program)).lines.at(-1)).toContain('completed');
  });
});

describe('what ends an enrollment', () => {
  it.each(['reply', 'unsubscribe', 'bounce_hard', 'complaint'] as const)('%s, whatever it waits for', async (kind) => {
    const { lines, mails } = await play(programOf(guide), { events: [['1 day', { kind }]] });
    expect(mails.map((mail) => mail.stepId)).toEqual(['hello']);
    expect(lines.at(-1)).toContain(`stopped: ${kind}`);
  });

  it('a reply that the program waits for goes on with its arm instead', async () => {
    const asking = `
sequence: asking
steps:
  - send: hello
  - waitFor: { reply: true }
    timeout: 5 days
    then: [ { score: 20, reason: answered }, { exit: answered } ]
    else: [ { exit: silent } ]
`;
    expect(await check(asking, { events: [['1 day', { kind: 'reply' }]] })).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → sent
      2026-03-02 09:00  wait for reply, at most 5 days
      2026-03-03 09:00  event reply
      2026-03-03 09:00  score +20: answered
      2026-03-03 09:00  close
      2026-03-03 09:00  exited: answered"
    `);
  });

  it('an open, an auto-reply or a soft bounce does not', async () => {
    const events = (['open', 'auto_reply', 'bounce_soft', 'page_view'] as const).map(
      (kind) => ['1 day', { kind }] as const,
    );
    const { mails } = await play(programOf(guide), { events });
    expect(mails).toHaveLength(3);
  });
});

describe('a mail that cannot go out', () => {
  it('is tried again at the instant the answer names, as the same visit', async () => {
    let tries = 0;
    const script: Script = {
      answer: (question) => {
        if (question.kind !== 'send' || question.stepId !== 'hello') return undefined;
        tries += 1;
        return tries < 3 ? { kind: 'deferred', until: `2026-03-02T1${tries}:00:00.000Z` } : undefined;
      },
    };
    const { mails } = await play(programOf(guide), script);
    expect(mails[0]).toEqual({ stepId: 'hello', visit: 1, at: '2026-03-02T12:00:00.000Z' });
  });

  it('ends the enrollment loudly when it is refused for good', async () => {
    const script: Script = { answer: (q) => (q.kind === 'send' ? { kind: 'failed', reason: '554 no' } : undefined) };
    expect(await check(guide, script)).toMatchInlineSnapshot(`
      "2026-03-02 09:00  send hello → failed
      2026-03-02 09:00  close
      2026-03-02 09:00  failed: 554 no"
    `);
  });

  it('stops the enrollment when the gate says the lead must not be mailed', async () => {
    const script: Script = {
      answer: (q) => (q.kind === 'send' ? { kind: 'blocked', reason: 'unsubscribe' } : undefined),
    };
    expect((await play(programOf(guide), script)).lines.at(-1)).toContain('stopped: unsubscribe');
  });
});

describe('an input that does not fit', () => {
  const program = programOf(guide);
  const started = advance(program, initialState, { kind: 'start', at: '2026-03-02T09:00:00.000Z' });

  it('changes nothing: a second start, a timer too early, an answer without a question', () => {
    expect(advance(program, started, { kind: 'start', at: '2027-01-01T00:00:00.000Z' })).toBe(started);
    expect(advance(program, started, { kind: 'due', at: '2027-01-01T00:00:00.000Z' })).toBe(started);
    expect(advance(program, initialState, { kind: 'answer', answer: { kind: 'done' } })).toBe(initialState);
    const asleep = {
      ...started,
      phase: { kind: 'sleeping', stepId: 'hello', until: '2026-03-03T00:00:00.000Z', resume: 'again' },
    } as const;
    expect(advance(program, asleep, { kind: 'due', at: '2026-03-02T23:59:59.999Z' })).toBe(asleep);
    expect(questionOf(advance(program, asleep, { kind: 'due', at: '2026-03-03T00:00:00.000Z' }))?.kind).toBe('send');
  });

  it('changes nothing after the end', async () => {
    const { state } = await play(program);
    expect(advance(program, state, { kind: 'stop', reason: 'manual' })).toBe(state);
  });

  it('a later stop does not rewrite the end that is being recorded', () => {
    const stopped = advance(program, started, { kind: 'stop', reason: 'manual' });
    expect(advance(program, stopped, { kind: 'stop', reason: 'mql' })).toBe(stopped);
  });
});

describe('a click wait', () => {
  it('looks at the visit of the mail that was sent, not at any mail', async () => {
    const asked: ArmedMatcher[] = [];
    await play(programOf(guide), {
      answer: (question) => {
        if (question.kind === 'arm') asked.push(...question.awaited.events);
        return undefined;
      },
    });
    expect(asked).toEqual([{ kind: 'click', of: { stepId: 'hello', visit: 1 }, link: null }]);
    const { mails } = await play(programOf(guide), { events: [['1 day', { ...click, visit: 2 }]] });
    expect(mails.map((mail) => mail.stepId)).toContain('nudge');
  });

  it('without a name means the mail sent last', async () => {
    const plain = guide.replace('{ click: hello }', 'click');
    expect(await check(plain, { events: [['1 day', click]] })).toBe(await check(guide, { events: [['1 day', click]] }));
  });

  it('does not mean a mail that was left out', async () => {
    const program = programOf(`
sequence: guide
steps:
  - send: hello
  - send: late
  - waitFor: click
    id: read
    timeout: 5 days
`);
    const armed: unknown[] = [];
    await play(program, {
      answer(question, at) {
        if (question.kind === 'arm') armed.push(...question.awaited.events);
        const isLate = question.kind === 'send' && question.stepId === 'late';
        return isLate ? { kind: 'sent', result: 'skipped', at } : undefined;
      },
    });
    expect(armed).toEqual([{ kind: 'click', of: { stepId: 'hello', visit: 1 }, link: null }]);
  });
});

describe('the events that an enrollment has used up', () => {
  it('are remembered, the newest two hundred: a state does not grow for ever', () => {
    const program = programOf(`
sequence: guide
steps:
  - waitFor: { all: [ { event: first }, { event: never } ] }
    id: both
    timeout: 500 days
  - goto: both
    id: again
    atMost: 99
`);
    const many: ArmedMatcher[] = Array.from({ length: 300 }, (_, n) => ({
      kind: 'custom',
      name: `n${n}`,
      where: null,
    }));
    const awaited = { mode: 'all', events: many, since: '' } as const;
    const waiting: EnrollmentState = {
      ...initialState,
      phase: { kind: 'awaiting', stepId: 'both', until: '2099-01-01T00:00:00.000Z', awaited },
    };
    const event = (n: number): EventFact => {
      const nothing = { link: null, stepId: null, visit: null };
      return { id: `e${n}`, kind: 'custom', name: `n${n}`, ...nothing, recordedAt: '2026-03-02T09:00:00.000Z' };
    };
    const tell = (state: EnrollmentState, n: number) => advance(program, state, { kind: 'event', event: event(n) });
    const after = many.slice(1).reduce((state, _, n) => tell(state, n), waiting);
    expect(after.seen).toEqual(many.slice(99, 299).map((_, n) => `e${n + 99}`));
    // The newest of them are still known for what they are.
    expect(tell(after, 298)).toBe(after);
  });
});
