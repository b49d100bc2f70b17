/** What is mailed to an enrollment that was moved to another version: nothing that it has had, but for loops and by hand. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type EnrollmentState,
  type Input,
  initialState,
  type Question,
  standsAt,
} from '../../domain/enrollment.ts';
import type { Instant } from '../../domain/instant.ts';
import { advance } from '../../domain/machine.ts';
import { migrateState, transferOf } from '../../domain/migration.ts';
import type { Program } from '../../domain/program.ts';
import { asked, moment } from '../support/migrated.ts';
import { programOf } from '../support/programs.ts';
import { editedPrograms } from '../support/random-programs.ts';

const before = programOf(`
sequence: guide
steps:
  - send: hello
  - { id: rest, wait: 3 days }
  - { id: read, waitFor: { click: hello }, timeout: 5 days }
  - send: offer
`);

describe('a mail that an enrollment has had before it is moved', () => {
  const reordered = programOf(`
sequence: guide
steps:
  - { id: rest, wait: 10 days }
  - { id: welcome, formerly: hello, send: hello }
  - { id: read, waitFor: { click: welcome }, timeout: 5 days }
  - send: offer
`);
  const looping = programOf(`
sequence: guide
steps:
  - { id: rest, wait: 10 days }
  - send: hello
  - { goto: rest, atMost: 1 }
  - send: offer
`);
  const [resting, reading] = ['rest', 'read'].map(
    (stepId): EnrollmentState => ({
      ...initialState,
      phase: { kind: 'sleeping', stepId, until: moment, resume: 'next' },
      visits: { hello: 1, rest: 1, ...(stepId === 'read' && { read: 1 }) },
      mails: { hello: { stepId: 'hello', visit: 1 } },
      clock: '2026-03-02T09:00:00.000Z',
    }),
  ) as [EnrollmentState, EnrollmentState];
  /** The mails that leave from then on, when every wait ends without an event. */
  const mailsOf = (program: Program, from: EnrollmentState): readonly string[] => {
    const mails: string[] = [];
    const due = '2027-01-01T00:00:00.000Z';
    for (let state = from; state.phase.kind !== 'ended'; ) {
      const { phase } = state;
      const question = phase.kind === 'asking' ? phase.question : null;
      if (question?.kind === 'send') mails.push(`${question.stepId}/${question.visit}`);
      const input: Input = question ? { kind: 'answer', answer: usualAnswer(question, due) } : { kind: 'due', at: due };
      state = JSON.parse(JSON.stringify(advance(program, state, input)));
    }
    return mails;
  };

  it('does not leave again where the steps have changed places, and its clicks still count', () => {
    const there = asked(resting, before, reordered);
    expect(there.had).toEqual(['welcome']);
    expect(mailsOf(reordered, there)).toEqual(['offer/1']);
    const rested = advance(reordered, there, { kind: 'answer', answer: { kind: 'resolved', until: moment } });
    expect(advance(reordered, rested, { kind: 'due', at: moment })).toMatchObject({
      phase: { question: { kind: 'arm', awaited: { events: [{ of: { stepId: 'hello', visit: 1 } }] } } },
      visits: { welcome: 1 },
    });
  });

  it('leaves again on every round of a loop, and when a person moves the enrollment there', () => {
    const round = asked(resting, before, looping);
    expect(round.had).toBeUndefined();
    expect(mailsOf(looping, round)).toEqual(['hello/2', 'hello/3', 'offer/1']);
    const byHand = advance(reordered, asked(resting, before, reordered), {
      kind: 'move',
      stepId: 'rest',
      at: moment,
    });
    expect(mailsOf(reordered, byHand)).toEqual(['welcome/2', 'offer/1']);
  });

  it('is found anew by each migration, and is not what was another kind of step', () => {
    const there = asked(resting, before, reordered);
    const back = asked(there, reordered, looping);
    expect(back.had).toBeUndefined();
    expect(asked(back, looping, reordered).had).toEqual(['welcome']);
    const swapped = programOf(`
sequence: guide
steps:
  - { id: pause, formerly: read, wait: 5 days }
  - { id: rest, send: offer }
`);
    expect(asked(reading, before, swapped).had).toBeUndefined();
  });
});

describe('for every two versions of a sequence', () => {
  test.prop([editedPrograms, fc.integer({ min: 2, max: 15 }), fc.array(fc.nat({ max: 1 }), { minLength: 1 })])(
    'an enrollment that is moved at any moment ends, and off loops it gets no mail that it has had',
    ([first, second], moment, choices) => {
      let [program, state] = [first, advance(first, initialState, { kind: 'start', at: now(0) })];
      let [underWay, isMoved] = ['', false];
      const [before, after]: [string[], string[]] = [[], []];
      for (let turn = 0; state.phase.kind !== 'ended'; turn += 1) {
        expect(turn).toBeLessThan(5000);
        const there = turn === moment ? migrateState(state, transferOf(first, second), now(turn)) : null;
        if (there) {
          underWay = standsAt(state) ?? '';
          [program, isMoved] = [second, true];
          state = advance(program, there, { kind: 'start', at: now(turn) });
        }
        const { phase } = state;
        const question = phase.kind === 'asking' ? phase.question : null;
        if (question?.kind === 'send') (isMoved ? after : before).push(question.stepId);
        const answer = question && usualAnswer(question, now(turn), choices[turn % choices.length]);
        state = advance(program, state, answer ? { kind: 'answer', answer } : { kind: 'due', at: now(turn + 1) });
      }
      for (const id of stepsOffLoops(second)) {
        const had = before.includes(id) && id !== underWay ? 1 : 0;
        expect([id, after.filter((mailed) => mailed === id).length + had > 1]).toEqual([id, false]);
      }
    },
  );
});

const now = (day: number) => new Date(Date.UTC(2026, 2, 2 + day)).toISOString();

/** Those that no "goto" leads back over: the others lead forward, in the order of the table. */
function stepsOffLoops({ steps }: Program): readonly string[] {
  const ids = Object.keys(steps);
  const loops = Object.values(steps).flatMap((step) => (step.kind === 'goto' ? [[step.to, step.id]] : []));
  return ids.filter(
    (_, index) => !loops.some(([to = '', from = '']) => ids.indexOf(to) <= index && index <= ids.indexOf(from)),
  );
}

function usualAnswer(question: Question, until: Instant, choice = 0): Answer {
  switch (question.kind) {
    case 'send':
      return { kind: 'sent', result: 'sent', at: until };
    case 'resolve':
      return { kind: 'resolved', until };
    case 'decide':
      return { kind: 'decided', index: choice === 0 ? 0 : null };
    case 'split':
      return { kind: 'assigned', arm: choice };
    case 'arm':
      return { kind: 'armed', until, events: [] };
    case 'expire':
      return { kind: 'expired', events: [] };
    case 'act':
      return { kind: 'done' };
    case 'call':
      return { kind: 'called', ok: choice === 0 };
    case 'close':
      return { kind: 'closed' };
  }
}
