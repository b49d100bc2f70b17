/** When an enrollment that was moved to another version is due: an edit makes nothing late, and hides nothing that is. */
import { describe, expect, it } from 'vitest';
import { type Answer, type EnrollmentState, type Input, initialState } from '../../domain/enrollment.ts';
import { advance } from '../../domain/machine.ts';
import { migrateState, transferOf } from '../../domain/migration.ts';
import type { Program } from '../../domain/program.ts';
import { asked } from '../support/migrated.ts';
import { programOf } from '../support/programs.ts';

describe('a wait that an edit has shortened', () => {
  const began = '2026-03-02T09:00:00.000Z';
  const [ended, moving] = ['2026-04-01T09:00:00.000Z', '2026-03-22T09:00:00.000Z'];
  const long = programOf(`
sequence: late
late: { after: 1 day, then: skip }
steps:
  - { id: rest, wait: 30 days }
  - send: offer
`);
  const [short, reading, dated] = [
    '{ id: rest, wait: 3 days }',
    '{ id: rest, waitFor: reply, timeout: 3 days }',
    '{ id: rest, wait: until lead.fields.renewal }',
  ].map((rest) => programOf(`sequence: late\nsteps:\n  - ${rest}\n  - send: offer\n`));
  const resting = (phase: Partial<EnrollmentState['phase']> = {}): EnrollmentState => ({
    phase: { kind: 'sleeping', stepId: 'rest', until: ended, resume: 'next', ...phase } as EnrollmentState['phase'],
    paused: false,
    visits: { rest: 1 },
    mails: {},
    lastMail: null,
    clock: began,
    since: began,
    seen: [],
  });
  /** When the mail after the wait is due, which ends by the new version as the answer says. */
  const dueAfter = (to: Program | undefined, state: EnrollmentState, at: string, answer: Answer): unknown => {
    if (!to) throw new Error('there is no such program');
    const inputs: readonly Input[] = [
      { kind: 'answer', answer },
      { kind: 'due', at: '2026-06-01T00:00:00.000Z' },
    ];
    const over: Input = { kind: 'answer', answer: { kind: 'expired', events: [] } };
    const { phase } = [...inputs, over].reduce((now, input) => advance(to, now, input), asked(state, long, to, at));
    return phase.kind === 'asking' && phase.question.kind === 'send' ? phase.question.dueAt : phase;
  };
  const past = '2026-03-05T09:00:00.000Z';

  it('ends when the enrollment is moved, so that what follows is not late', () => {
    expect(dueAfter(short, resting(), moving, { kind: 'resolved', until: past })).toBe(moving);
    expect(dueAfter(reading, resting(), moving, { kind: 'armed', until: past, events: [] })).toBe(moving);
    expect(dueAfter(dated, resting(), moving, { kind: 'missed', why: 'absent' })).toBe(moving);
  });

  it('ends by its new time where that is still to come', () => {
    const until = '2026-03-25T09:00:00.000Z';
    expect(dueAfter(short, resting(), moving, { kind: 'resolved', until })).toBe(until);
    expect(dueAfter(reading, resting(), moving, { kind: 'armed', until, events: [] })).toBe(until);
  });

  it('leaves late what was late before, and no later than it was', () => {
    const longAgo = '2026-05-20T09:00:00.000Z';
    expect(dueAfter(short, resting(), longAgo, { kind: 'resolved', until: past })).toBe(ended);
    const awaited = { mode: 'any', events: [{ kind: 'reply', classes: null }], since: began } as const;
    const question = { kind: 'expire', stepId: 'rest', visit: 1, awaited, until: ended, consumed: [] } as const;
    for (const phase of [
      { kind: 'awaiting', awaited },
      { kind: 'asking', question },
    ] as const) {
      const same = transferOf(long, long);
      expect(migrateState(resting(phase), same, longAgo)?.phase).toMatchObject({ notBefore: ended });
    }
  });

  it('is not late when the end of the wait had not been found: a pause held it', () => {
    const rule = { kind: 'duration', duration: 'P30D', at: null } as const;
    const question = { kind: 'resolve', stepId: 'rest', visit: 1, rule, from: began } as const;
    const held = resting({ kind: 'asking', question });
    expect(dueAfter(short, held, moving, { kind: 'resolved', until: past })).toBe(moving);
  });

  it('keeps its end when it is moved once more before it has asked', () => {
    const same = transferOf(long, long);
    const once = migrateState(resting(), same, moving);
    const twice = once && migrateState(once, same, '2026-05-20T09:00:00.000Z');
    expect(twice?.phase).toEqual({ kind: 'placed', stepId: 'rest', notBefore: moving });
  });

  it('counts anew what has met it, and nothing else', () => {
    const awaited = {
      mode: 'all',
      events: [{ kind: 'reply', classes: null }],
      since: began,
      met: ['e2', 'e3'],
    } as const;
    const awaiting = { ...resting({ kind: 'awaiting', until: ended, awaited }), seen: ['e1', 'e2', 'e3'] };
    expect(migrateState(awaiting, { moves: {} }, moving)?.seen).toEqual(['e1']);
    const question = { kind: 'expire', stepId: 'rest', visit: 1, awaited, until: ended, consumed: [] } as const;
    const expiring: EnrollmentState = { ...awaiting, phase: { kind: 'asking', question } };
    expect(migrateState(expiring, { moves: {} }, moving)?.seen).toEqual(['e1']);
    expect(migrateState({ ...awaiting, phase: resting().phase }, { moves: {} }, moving)?.seen).toEqual([
      'e1',
      'e2',
      'e3',
    ]);
  });
});

describe('a mail that was put off', () => {
  const windowed = (hours: string) =>
    programOf(`
sequence: guide
window: { hours: ${hours} }
steps:
  - send: hello
`);
  const dueAt = '2026-03-02T06:00:00.000Z';
  const putOff = ['start', 'deferred'].reduce((state: EnrollmentState, kind) => {
    const answer = { kind: 'deferred', until: '2026-03-02T20:00:00.000Z' } as const;
    return advance(windowed('20:00-22:00'), state, kind === 'start' ? { kind, at: dueAt } : { kind: 'answer', answer });
  }, initialState);
  const asks = { kind: 'asking', question: { kind: 'send', stepId: 'hello', visit: 1, dueAt } };

  it('is asked for again when it is moved, with its visit and its time: the window may be another', () => {
    const wide = windowed('09:00-17:00');
    expect(putOff.phase).toMatchObject({ kind: 'sleeping', resume: 'again' });
    expect(asked(putOff, windowed('20:00-22:00'), wide, '2026-03-02T10:00:00.000Z').phase).toMatchObject(asks);
  });

  it('is asked for again when the calendar of the lead changes', () => {
    expect(advance(windowed('20:00-22:00'), putOff, { kind: 'replan' }).phase).toMatchObject(asks);
  });
});
