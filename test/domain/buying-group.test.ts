/** What of the leading hand-off of a buying group holds for the others. */
import { describe, expect, it } from 'vitest';
import { isOwnStep, leavesGroup, personalReasons, stepForAttached } from '../../domain/buying-group.ts';
import { backReasons } from '../../domain/handoff.ts';
import type { DeskStep } from '../../domain/handoff-steps.ts';

const at = '2026-12-03T14:00:00.000Z';
const won: DeskStep = { kind: 'won', amount: '12500.00', currency: 'EUR', product: 'metering' };
const returned = (reason: (typeof backReasons)[number]): DeskStep => ({ kind: 'returned', reason, againOn: null });

describe('what is decided of the leading hand-off', () => {
  it('is a meeting for the others without its time, so that nobody is reminded twice', () => {
    expect(stepForAttached({ kind: 'meeting', at })).toEqual({ kind: 'meeting', at: null });
  });

  it('is won for the others without its amount, so that it is counted once', () => {
    expect(stepForAttached(won)).toEqual({ ...won, amount: null, currency: null });
  });

  it('is nothing for them when one person was talked to, or is to be', () => {
    expect(stepForAttached({ kind: 'contacted' })).toBeNull();
    expect(stepForAttached({ kind: 'planned', at })).toBeNull();
  });

  it('is the same for all else, but for what is wrong with one person', () => {
    for (const step of [{ kind: 'accepted' }, { kind: 'lost', reason: 'price' }] as const) {
      expect(stepForAttached(step)).toEqual(step);
    }
    const alone = backReasons.filter((reason) => stepForAttached(returned(reason)) === null);
    expect(alone.toSorted()).toEqual([...personalReasons].sort());
    expect(backReasons.filter((reason) => leavesGroup(returned(reason))).toSorted()).toEqual(alone.toSorted());
  });
});

it('one that is attached can be returned or lost by itself, and nothing else', () => {
  const steps: readonly DeskStep[] = [
    ...[{ kind: 'accepted' } as const, { kind: 'contacted' } as const, { kind: 'planned', at } as const],
    ...[{ kind: 'meeting', at } as const, won, { kind: 'lost', reason: 'price' } as const, returned('no_fit')],
  ];
  expect(steps.filter(isOwnStep).map(({ kind }) => kind)).toEqual(['lost', 'returned']);
});
