/** The sentences that confirm what was read, and that they can be read again. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { DecisionReading, WrittenDecision } from '../../domain/decision-reading.ts';
import { decisionKinds } from '../../domain/decision-words.ts';
import { describeDecision, insteadOf } from '../../domain/described-decision.ts';
import { returnReasons } from '../../domain/handoff.ts';
import { lostReasons } from '../../domain/handoff-steps.ts';
import { moveDate } from '../../domain/time.ts';
import { readDecision } from '../../domain/written-decision.ts';

const read = (text: string) => readDecision(text, { today: '2026-11-23' });
const anyDay = fc.integer({ min: 0, max: 3000 }).map((days) => moveDate('2024-02-29', `P${days}D`, 'after'));

describe('the sentence of the confirmation', () => {
  it.each([
    ['accept', 'Accepted'],
    ['called her', 'Contact logged'],
    ['meeting on 3 December at 3pm', 'Meeting set for 3 December 2026 at 15:00'],
    ['call again 1 March at 9:30', 'Next contact planned for 1 March 2027 at 09:30'],
    ['remind me in March', 'Next contact planned for 1 March 2027'],
    [
      'call again',
      'Nothing was decided. It is not clear on which day to come, or at what time ("call again"); write as the first line "call again 1 March at 9:30"',
    ],
    ['meeting on 3/4', 'Meeting set; the day is unclear: "on 3/4"'],
    ['won 12.500 EUR starter plan', 'Won for 12500 EUR: starter plan'],
    ['won', 'Won'],
    ['lost - went with competitor', 'Lost: it chose a competitor'],
    ['return: no budget until March', 'Returned for no budget; to be tried again from 1 March 2027'],
    ['it is a duplicate', 'Returned for being a duplicate'],
    ['return: timing, after Easter', 'Returned for timing; no day to try again was understood in "after Easter"'],
    [
      'accept the "terms"',
      `Nothing was decided. What follows the decision may change it ("accept the 'terms'"); write as the first line "accept"`,
    ],
    [
      'no budget',
      'Not clear: it may be "Returned for no budget" or "Lost: no budget"; write one of them as the first line',
    ],
    ['acept', 'Nothing was decided. No decision begins the first line ("acept"); write as the first line "accept"'],
    [
      'return',
      'Nothing was decided. A return needs a reason of the list ("return"); write as the first line "return: " and one of no fit, no budget, no authority, timing, bad data, duplicate, competitor, unreachable',
    ],
    [
      'do not accept',
      'Nothing was decided. It says no to something ("do not accept"); write as the first line "accept", "contacted", "call again 1 March at 9:30", "meeting 3 December at 15:00", "won 12500 EUR", "lost: price", "return: no budget until March"',
    ],
    [
      '',
      'Nothing was decided. Nothing is written above the quoted mail; write as the first line "accept", "contacted", "call again 1 March at 9:30", "meeting 3 December at 15:00", "won 12500 EUR", "lost: price", "return: no budget until March"',
    ],
  ])('on %j', (line, sentence) => {
    expect(describeDecision(read(line))).toBe(sentence);
  });
});

describe('a sentence', () => {
  const anyNote = fc.constant(null);
  const anyTime = fc
    .integer({ min: 0, max: 1439 })
    .map((m) => `${`${Math.floor(m / 60)}`.padStart(2, '0')}:${`${m % 60}`.padStart(2, '0')}`);
  const ahead = (today: string) =>
    fc.option(fc.integer({ min: 1, max: 1800 }).map((days) => moveDate(today, `P${days}D`, 'after')));
  const anyAmount = fc.record({
    amount: fc
      .tuple(fc.nat(999_999_999), fc.option(fc.nat(99), { freq: 1 }))
      .map(([n, cents]) => (cents === null ? `${n}` : `${n}.${`${cents}`.padStart(2, '0')}`)),
    currency: fc.constantFrom('EUR', 'USD', 'CHF', 'KWD', 'JPY'),
  });
  const anyDecision = (today: string): fc.Arbitrary<WrittenDecision> =>
    fc.oneof(
      fc.record({ kind: fc.constantFrom('accept' as const, 'contacted' as const), note: anyNote }),
      fc.record({
        kind: fc.constant('meeting' as const),
        on: ahead(today),
        at: fc.option(anyTime),
        unclearDay: fc.constant(null),
        note: anyNote,
      }),
      fc
        .tuple(
          fc.oneof(anyAmount, fc.constant({ amount: null, currency: null })),
          fc.constantFrom(null, 'starter plan', 'plan B, two years', 'Größe XL'),
        )
        .map(([money, words]) => ({ kind: 'won' as const, ...money, words })),
      fc.record({ kind: fc.constant('lost' as const), reason: fc.constantFrom(...lostReasons), note: anyNote }),
      fc.record({
        kind: fc.constant('return' as const),
        reason: fc.constantFrom(...returnReasons),
        againOn: ahead(today),
        unclearDay: fc.constant(null),
        note: anyNote,
      }),
    );
  const withoutNote = (reading: DecisionReading) => ('note' in reading ? { ...reading, note: null } : reading);

  test.prop([anyDay.chain((today) => fc.tuple(fc.constant(today), anyDecision(today)))], { numRuns: 800 })(
    'that is described can be read again from its description',
    ([today, decision]) => {
      expect(withoutNote(readDecision(describeDecision(decision), { today }))).toEqual(decision);
    },
  );

  it('is what every example that people are told to write says', () => {
    for (const kind of decisionKinds) {
      const example = insteadOf({ why: 'unclear', meant: kind }).slice(1, -1);
      expect([example, readDecision(example, { today: '2026-11-23' }).kind]).toEqual([example, kind]);
    }
    for (const reason of returnReasons) {
      const line = `return: ${reason.replaceAll('_', ' ')}`;
      expect(insteadOf({ why: 'reason', meant: null })).toContain(reason.replaceAll('_', ' '));
      expect(readDecision(line, { today: '2026-11-23' })).toMatchObject({ kind: 'return', reason });
    }
  });
});
