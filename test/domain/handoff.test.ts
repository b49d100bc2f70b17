import { describe, expect, it } from 'vitest';
import {
  advanceHandoff,
  type HandoffAnswer,
  type HandoffInput,
  type HandoffState,
  handoffQuestion,
  handoffWakeAt,
  initialHandoff,
} from '../../domain/handoff.ts';

const answer = (value: HandoffAnswer): HandoffInput => ({ kind: 'answer', answer: value });
const due = (at: string): HandoffInput => ({ kind: 'due', at });
const offered = answer({ kind: 'offered', remindAt: '11:00', deadline: '13:00' });
const returned: HandoffInput = { kind: 'decision', decision: { kind: 'returned', reason: 'timing' } };
const accepted: HandoffInput = { kind: 'decision', decision: { kind: 'accepted' } };

/** One word a state: what it asks, or what it waits for. */
function told(state: HandoffState): string {
  const question = handoffQuestion(state);
  if (question) return `asks ${question.kind}${'offer' in question ? ` ${question.offer}` : ''}`;
  const { phase } = state;
  if (phase.kind === 'ended') return `ended ${phase.outcome}`;
  return `${phase.kind} until ${handoffWakeAt(state)}`;
}

function check(...inputs: HandoffInput[]): string[] {
  let state = initialHandoff;
  return inputs.map((input) => {
    state = JSON.parse(JSON.stringify(advanceHandoff(state, input)));
    return told(state);
  });
}

describe('a hand-off', () => {
  it('is offered, and accepted', () => {
    expect(check({ kind: 'start' }, offered, accepted)).toEqual([
      'asks offer 1',
      'offered until 11:00',
      'ended accepted',
    ]);
  });

  it('is reminded once, then given to the next salesperson when the deadline is missed', () => {
    expect(
      check(
        { kind: 'start' },
        offered,
        due('11:00'),
        answer({ kind: 'reminded' }),
        due('13:00'),
        answer({ kind: 'lapsed' }),
        offered,
      ),
    ).toEqual([
      'asks offer 1',
      'offered until 11:00',
      'asks remind 1',
      'offered until 13:00',
      'asks lapse 1',
      'asks offer 2',
      'offered until 11:00',
    ]);
  });

  it('is recycled after its cool-down when it is returned', () => {
    expect(
      check(
        { kind: 'start' },
        offered,
        returned,
        answer({ kind: 'cooling', until: '30 days' }),
        due('30 days'),
        answer({ kind: 'recycled' }),
      ),
    ).toEqual([
      'asks offer 1',
      'offered until 11:00',
      'asks recycle',
      'sleeping until 30 days',
      'asks recycle',
      'ended recycled',
    ]);
  });

  it('lets a decision win over the deadline that passes in the same moment', () => {
    const late: HandoffAnswer = { kind: 'decided', decision: { kind: 'accepted' } };
    expect(check({ kind: 'start' }, offered, due('13:00'), answer(late)).at(-1)).toBe('ended accepted');
  });

  it('ignores a decision that arrives twice', () => {
    expect(check({ kind: 'start' }, offered, returned, returned, accepted).slice(2)).toEqual([
      'asks recycle',
      'asks recycle',
      'asks recycle',
    ]);
    expect(check({ kind: 'start' }, offered, accepted, returned).slice(2)).toEqual([
      'ended accepted',
      'ended accepted',
    ]);
  });

  it('asks again later when there is nobody to offer to', () => {
    expect(check({ kind: 'start' }, answer({ kind: 'later', until: '09:10' }), due('09:05'), due('09:10'))).toEqual([
      'asks offer 1',
      'sleeping until 09:10',
      'sleeping until 09:10',
      'asks offer 1',
    ]);
  });

  it('takes a decision while it waits to make an offer', () => {
    expect(check({ kind: 'start' }, answer({ kind: 'later', until: '09:10' }), accepted).at(-1)).toBe('ended accepted');
  });

  const withManager = answer({ kind: 'offered', remindAt: '11:00', deadline: '13:00', managerAt: '14:00' });

  it('that nobody accepts tells the manager once, counted from the first offer, and goes on as it was', () => {
    expect(
      check(
        ...[{ kind: 'start' } as const, withManager, due('13:00'), answer({ kind: 'lapsed' })],
        answer({ kind: 'offered', remindAt: '13:30', deadline: '15:00', managerAt: '18:00' }),
        due('13:30'),
        answer({ kind: 'reminded' }),
        due('14:00'),
        answer({ kind: 'escalated' }),
        due('15:00'),
      ),
    ).toEqual([
      ...['asks offer 1', 'offered until 11:00', 'asks lapse 1', 'asks offer 2', 'offered until 13:30'],
      ...['asks remind 2', 'offered until 14:00', 'asks escalate 2', 'offered until 15:00', 'asks lapse 2'],
    ]);
  });

  it('keeps the reminder that is to come while the manager is told', () => {
    const early = answer({ kind: 'offered', remindAt: '11:00', deadline: '13:00', managerAt: '10:00' });
    expect(check({ kind: 'start' }, early, due('10:00'), answer({ kind: 'escalated' }))).toEqual([
      ...['asks offer 1', 'offered until 10:00', 'asks escalate 1', 'offered until 11:00'],
    ]);
  });

  it('of several reminders sends each once, one for all whose time has gone by, and none after an answer', () => {
    const several = answer({
      ...{ kind: 'offered', remindAt: '10:00', remindAgainAt: ['11:00', '12:00', '12:30'], deadline: '13:00' },
    });
    const reminded = answer({ kind: 'reminded' });
    const whichOf = (...inputs: HandoffInput[]) => {
      const question = handoffQuestion(inputs.reduce(advanceHandoff, initialHandoff));
      return question?.kind === 'remind' ? (question.which ?? 0) : null;
    };
    const begun = [{ kind: 'start' } as const, several, due('10:00')];
    expect(check(...begun, reminded, due('11:00'), reminded, due('12:45'), reminded, due('13:00'))).toEqual([
      ...['asks offer 1', 'offered until 10:00', 'asks remind 1', 'offered until 11:00', 'asks remind 1'],
      ...['offered until 12:00', 'asks remind 1', 'offered until 13:00', 'asks lapse 1'],
    ]);
    expect(whichOf(...begun)).toBe(0);
    expect(whichOf(...begun, reminded, due('11:00'))).toBe(1);
    // The one of 12:30 stands for that of 12:00 as well.
    expect(whichOf(...begun, reminded, due('11:00'), reminded, due('12:45'))).toBe(3);
    expect(check(...begun, reminded, accepted).at(-1)).toBe('ended accepted');
  });

  it('whose reminder or word to the manager cannot leave tries again then, unless its time is over before', () => {
    const postponed = (until: string) => answer({ kind: 'postponed', until });
    const begun = [{ kind: 'start' } as const, offered, due('11:00')];
    expect(check(...begun, postponed('11:05'), due('11:05'), answer({ kind: 'reminded' }))).toEqual([
      ...['asks offer 1', 'offered until 11:00', 'asks remind 1'],
      ...['offered until 11:05', 'asks remind 1', 'offered until 13:00'],
    ]);
    expect(check(...begun, postponed('14:00'), due('14:00')).slice(-2)).toEqual([
      ...['offered until 13:00', 'asks lapse 1'],
    ]);
    const early = answer({ kind: 'offered', remindAt: '11:00', deadline: '13:00', managerAt: '10:00' });
    expect(
      check({ kind: 'start' }, early, due('10:00'), postponed('10:30'), due('10:30'), answer({ kind: 'escalated' })),
    ).toEqual([
      ...['asks offer 1', 'offered until 10:00', 'asks escalate 1'],
      ...['offered until 10:30', 'asks escalate 1', 'offered until 11:00'],
    ]);
    // An answer about something else changes nothing.
    expect(check({ kind: 'start' }, postponed('10:00'))).toEqual(['asks offer 1', 'asks offer 1']);
  });

  it('that is given to somebody by hand mails that offer, from an offer as from the queue, and no older one', () => {
    const byHand = (offer: number): HandoffInput => ({ kind: 'reassigned', offer });
    expect(check({ kind: 'start' }, offered, byHand(2), offered, byHand(2), byHand(1))).toEqual([
      ...['asks offer 1', 'offered until 11:00', 'asks offer 2'],
      ...['offered until 11:00', 'offered until 11:00', 'offered until 11:00'],
    ]);
    expect(check({ kind: 'start' }, answer({ kind: 'later', until: '09:00' }), byHand(1))).toEqual([
      ...['asks offer 1', 'sleeping until 09:00', 'asks offer 1'],
    ]);
    expect(check({ kind: 'start' }, offered, returned, byHand(2))).toEqual([
      ...['asks offer 1', 'offered until 11:00', 'asks recycle', 'asks recycle'],
    ]);
  });

  const taken: HandoffInput = { kind: 'decision', decision: { kind: 'accepted', follow: true } };
  const later = (until: string) => answer({ kind: 'later', until });

  it('that is followed after its acceptance is looked at when something is logged, until it is won, lost or back', () => {
    const followed = [{ kind: 'start' } as const, offered, taken, later('15:00')];
    const states = ['asks offer 1', 'offered until 11:00', 'asks follow', 'sleeping until 15:00'];
    expect(check(...followed, taken, { kind: 'progress' }, later('16:00'), due('16:00'))).toEqual([
      ...[...states, 'sleeping until 15:00', 'asks follow', 'sleeping until 16:00', 'asks follow'],
    ]);
    expect(check(...followed, { kind: 'decision', decision: { kind: 'won' } })).toEqual([...states, 'ended won']);
    expect(check(...followed, { kind: 'decision', decision: { kind: 'lost' } })).toEqual([...states, 'asks recycle']);
    expect(check(...followed, returned, taken)).toEqual([...states, 'asks recycle', 'asks recycle']);
    const silent = answer({ kind: 'decided', decision: { kind: 'returned', reason: 'silent' } });
    expect(check(...followed, due('15:00'), silent)).toEqual([...states, 'asks follow', 'asks recycle']);
  });
});
