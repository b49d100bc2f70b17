import { describe, expect, it } from 'vitest';
import { advanceHandoff, type HandoffInput, handoffWakeAt, initialHandoff } from '../../domain/handoff.ts';

const stateAfter = (...inputs: readonly HandoffInput[]) => inputs.reduce(advanceHandoff, initialHandoff);
const start: HandoffInput = { kind: 'start' };
const undeliverable: HandoffInput = { kind: 'answer', answer: { kind: 'undeliverable', until: '09:10' } };
const due = (at: string): HandoffInput => ({ kind: 'due', at });

describe('an offer whose mail cannot be delivered', () => {
  it('is followed by the next offer, not before the instant of the answer', () => {
    const pausing = stateAfter(start, undeliverable);
    expect(handoffWakeAt(pausing)).toBe('09:10');
    expect(stateAfter(start, undeliverable, due('09:09'))).toEqual(pausing);
    expect(stateAfter(start, undeliverable, due('09:10')).phase).toEqual({
      kind: 'asking',
      question: { kind: 'offer', offer: 2 },
    });
    expect(stateAfter(start, undeliverable, due('09:10'), undeliverable, due('09:10')).phase).toEqual({
      kind: 'asking',
      question: { kind: 'offer', offer: 3 },
    });
  });

  it('does not keep a decision from counting', () => {
    const accepted: HandoffInput = { kind: 'decision', decision: { kind: 'accepted' } };
    expect(stateAfter(start, undeliverable, accepted).phase).toEqual({ kind: 'ended', outcome: 'accepted' });
  });

  it('changes nothing when it answers another question than an offer', () => {
    const returned: HandoffInput = { kind: 'decision', decision: { kind: 'returned', reason: 'timing' } };
    expect(stateAfter(start, returned, undeliverable)).toEqual(stateAfter(start, returned));
  });
});
