import { TemporalFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { errorCode, errorKind } from '../../domain/errors.ts';
import { currentAwaited, currentInput, currentProgram, currentState } from '../../domain/formats.ts';
import { advance } from '../../domain/machine.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { programOf } from '../support/programs.ts';

/** As the first version of Tendril published it. */
const first = {
  sequence: 'guide',
  entry: 'hello',
  steps: {
    hello: { kind: 'send', id: 'hello', template: 'hello', next: 'wait-for-1' },
    'wait-for-1': {
      kind: 'waitFor',
      id: 'wait-for-1',
      any: [{ kind: 'click', of: 'hello', link: null }, { kind: 'reply' }, { kind: 'custom', name: 'demo' }],
      timeout: 'P5D',
      onEvent: 'branch-1',
      onTimeout: null,
    },
    'branch-1': { kind: 'branch', id: 'branch-1', condition: 'score > 5', onTrue: 'score-1', onFalse: 'exit-1' },
    'score-1': { kind: 'score', id: 'score-1', points: 5, reason: 'read', next: 'wait-1' },
    'wait-1': { kind: 'wait', id: 'wait-1', duration: 'P3D', next: null },
    'exit-1': { kind: 'exit', id: 'exit-1', reason: 'cold' },
  },
};

const same = `
sequence: guide
steps:
  - send: hello
  - waitFor: { any: [ { click: hello }, reply, { event: demo } ] }
    timeout: 5 days
    then:
      - branch: score > 5
        then:
          - score: 5
            reason: read
          - wait: 3 days
        else:
          - exit: cold
`;

describe('a program of the first format', () => {
  it('is the program that the same text gives today', () => {
    expect(currentProgram(first)).toEqual({ ...programOf(same), settings: defaultSettings });
  });

  it('of today stays as it is', () => {
    const program = programOf(same);
    expect(currentProgram(program)).toBe(program);
  });

  it('of a newer version is refused for as long as no newer worker reads it, so the lead waits and loses nothing', () => {
    const newer = { ...programOf(same), format: 3 };
    const thrown = (): unknown => {
      try {
        return currentProgram(newer);
      } catch (error) {
        return error;
      }
    };
    expect(thrown()).toMatchObject({
      code: 'FORMAT_UNKNOWN',
      message: 'The program of "guide" has the format 3, and this version of Tendril knows 1 and 2',
    });
    // Temporal ends a workflow for its own failures only; for any other error it tries the task again.
    expect(thrown()).not.toBeInstanceOf(TemporalFailure);
    expect(errorKind(errorCode(thrown())).retry).toBe('later');
  });
});

describe('a state of the first format', () => {
  const visits = { hello: 1, 'wait-for-1': 1 };
  const rest = { visits, lastSend: 'hello', since: '2026-03-02T09:00:00.000Z', seen: ['e1'] };
  const any = [{ kind: 'click', of: { stepId: 'hello', visit: 1 }, link: null }, { kind: 'reply' }];

  it('that awaits goes on awaiting the same', () => {
    const phase = { kind: 'awaiting', stepId: 'wait-for-1', until: '2026-03-07T09:00:00.000Z', any, since: rest.since };
    const state = currentState({ ...rest, phase });
    const event = {
      id: 'e2',
      kind: 'click',
      name: null,
      link: null,
      stepId: 'hello',
      visit: 1,
      recordedAt: rest.since,
    } as const;
    const after = advance(currentProgram(first), state, { kind: 'event', event });
    expect(after.phase).toMatchObject({ kind: 'asking', question: { kind: 'decide', stepId: 'branch-1' } });
    expect(advance(currentProgram(first), state, { kind: 'event', event: { ...event, id: 'e1' } })).toBe(state);
  });

  it('that asks is asked anew in the form of today, as the same visit', () => {
    const question = { kind: 'resolve', stepId: 'wait-1', visit: 1, duration: 'P3D' };
    const state = currentState({ ...rest, visits: { ...visits, 'wait-1': 1 }, phase: { kind: 'asking', question } });
    const after = advance(currentProgram(first), state, { kind: 'start', at: '2026-03-09T09:00:00.000Z' });
    expect(after.phase).toMatchObject({ question: { kind: 'resolve', visit: 1, from: rest.since } });
    expect(after.visits['wait-1']).toBe(1);
  });

  it('that ends goes on ending', () => {
    const phase = { kind: 'asking', question: { kind: 'close', outcome: 'stopped', reason: 'manual' } };
    expect(currentState({ ...rest, phase }).phase).toEqual(phase);
  });

  it('of today stays as it is', () => {
    const state = currentState({ ...rest, phase: { kind: 'new' } });
    expect(currentState(state)).toBe(state);
  });
});

describe('an input of the first format', () => {
  const answer = (given: object) => ({ kind: 'answer', answer: given });
  const event = { id: 'e' };
  it.each([
    [answer({ kind: 'decided', value: true }), answer({ kind: 'decided', index: 0 })],
    [answer({ kind: 'decided', value: false }), answer({ kind: 'decided', index: null })],
    [answer({ kind: 'armed', until: 'u', event: null }), answer({ kind: 'armed', until: 'u', events: [] })],
    [answer({ kind: 'armed', until: 'u', event }), answer({ kind: 'armed', until: 'u', events: [event] })],
    [answer({ kind: 'expired', event: null }), answer({ kind: 'expired', events: [] })],
    [answer({ kind: 'expired', event }), answer({ kind: 'expired', events: [event] })],
    [answer({ kind: 'scored' }), answer({ kind: 'done' })],
    [answer({ kind: 'decided', index: 1 }), answer({ kind: 'decided', index: 1 })],
    [
      { kind: 'due', at: 'a' },
      { kind: 'due', at: 'a' },
    ],
  ])('%j is read as %j', (stored, current) => {
    expect(currentInput(stored)).toEqual(current);
  });
});

describe('a wait in the row of an enrollment', () => {
  it('of the first format is a wait for any of its events', () => {
    expect(currentAwaited([{ kind: 'reply' }], 's')).toEqual({
      mode: 'any',
      events: [{ kind: 'reply', classes: null }],
      since: 's',
    });
    expect(currentAwaited(null, null)).toBeNull();
  });
});
