/** How far the leads of a source are real, by what became of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  alertTurn,
  noFigures,
  type SourceFigures,
  standingOf,
  troubles,
  troubleWords,
} from '../../domain/authenticity.ts';

const of = (figures: Partial<SourceFigures>) => standingOf({ ...noFigures, leads: 100, ...figures });
const turn = (figures: Partial<SourceFigures>, isOpen = false) => alertTurn(of(figures), isOpen);

const figures = fc.integer({ min: 0, max: 3_000 }).chain((leads) => {
  const some = fc.integer({ min: 0, max: leads });
  return fc
    .record({ bounces: some, complaints: some, fakes: some, duplicates: some, asked: some, confirmed: some })
    .map(({ confirmed, ...rest }) => ({ leads, ...rest, unconfirmed: Math.max(0, rest.asked - confirmed) }));
});

describe('the score of a source', () => {
  test('is 100 without trouble and without leads, and stays between 0 and 100', () => {
    expect(of({ leads: 0 }).score).toBe(100);
    expect(of({ leads: 5_000, asked: 100 }).score).toBe(100);
    expect(of({ bounces: 100, complaints: 100, fakes: 100 }).score).toBe(0);
    fc.assert(fc.property(figures, (given) => standingOf(given).score >= 0 && standingOf(given).score <= 100));
  });

  test('never gets better by more trouble, nor worse by more good leads', () => {
    fc.assert(
      fc.property(figures, fc.constantFrom(...troubles), fc.integer({ min: 1, max: 500 }), (given, kind, n) => {
        const { score } = standingOf(given);
        const room = (kind === 'unconfirmed' ? given.asked : given.leads) - given[kind];
        expect(standingOf({ ...given, [kind]: given[kind] + Math.min(n, room) }).score).toBeLessThanOrEqual(score);
        expect(standingOf({ ...given, leads: given.leads + n }).score).toBeGreaterThanOrEqual(score);
      }),
    );
  });

  test('is what the formula says, worked out by hand', () => {
    // p = 0.1, n = 100, z = 1.645: (0.1135 − 0.0512) / 1.0271 = 0.0607, which is 1.21 of the limit of 5 %.
    const { score, shares } = of({ bounces: 10 });
    expect(shares[0]).toMatchObject({ kind: 'bounces', counted: 10, of: 100, share: 0.1, limit: 0.05 });
    expect(shares[0]?.low).toBeCloseTo(0.0607, 3);
    expect(score).toBe(39);
  });
});

describe('a source', () => {
  test('does not turn bad by 1 of 2, nor by two complaints of whatever number, but by what is surely too much', () => {
    expect(turn({ leads: 2, bounces: 1 })).toBeNull();
    expect(turn({ leads: 2, bounces: 2, complaints: 2, fakes: 2 })).toBeNull();
    expect(turn({ bounces: 8 })).toBeNull();
    expect(turn({ bounces: 12 })).toBe('open');
    expect(turn({ leads: 1_000, complaints: 2 })).toBeNull();
    expect(turn({ leads: 1_000, complaints: 5 })).toBe('open');
    expect(turn({ asked: 20, unconfirmed: 18 })).toBeNull();
    expect(turn({ asked: 400, unconfirmed: 396 })).toBe('open');
    expect(alertTurn(standingOf({ ...noFigures, leads: 100, bounces: 12 }, limits(0.2)), false)).toBeNull();
  });

  test('that is bad stays so until its share is at the limit again, so that it alarms once', () => {
    expect(turn({ leads: 180, bounces: 12 }, true)).toBeNull();
    expect(turn({ leads: 180, bounces: 12 }, false)).toBeNull();
    expect(turn({ leads: 240, bounces: 12 }, true)).toBe('close');
    fc.assert(
      fc.property(
        figures,
        (given) => alertTurn(standingOf(given), false) !== 'open' || alertTurn(standingOf(given), true) === null,
      ),
    );
  });

  test('is told of in words, the worst first', () => {
    expect(troubleWords(of({ bounces: 6, fakes: 40, duplicates: 1 }))).toBe(
      '40 of 100 are fakes, 6 of 100 came back, 1 of 100 were known already',
    );
    expect(troubleWords(of({}))).toBe('nothing');
  });
});

const limits = (bounces: number) => ({ bounces, complaints: 0.001, fakes: 0.05, duplicates: 0.3 });
