/** What an explanation says is what the score is: no point without an entry, no threshold that lasts longer than it does. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { explainScore, type LedgerEntry } from '../../domain/score-explanation.ts';
import { addPoints, type Engagement, engagementAt, keepShare, noEngagement } from '../../domain/scoring.ts';
import { plusMs } from '../../domain/time.ts';
import { model } from './scoring-model.ts';

const day = 86_400_000;
const start = '2026-03-02T09:00:00.000Z';
const afterDays = (days: number): string => plusMs(start, Math.round(days * day));

const entry = fc.record({
  group: fc.constantFrom('email', 'web', 'forgotten'),
  points: fc.integer({ min: -40, max: 60 }),
  days: fc.double({ min: 0, max: 400, noNaN: true }),
});
const ledger = fc.array(entry, { maxLength: 30 });

const entriesOf = (drawn: readonly { group: string; points: number; days: number }[]): readonly LedgerEntry[] =>
  drawn.map(({ group, points, days }) => ({ group, points, reason: 'a reason', at: afterDays(days) }));
const sumOf = (entries: readonly LedgerEntry[]): Engagement =>
  entries.reduce((state, { group, points, at }) => addPoints(model, state, group, points, at), noEngagement);
const told = (engagement: Engagement, entries: readonly LedgerEntry[], now = afterDays(400)) =>
  explainScore(model, { engagement, fitPoints: 25, grade: 'B' }, entries, (when) => when === 'true', now);

describe('the explanation of a score', () => {
  test.prop([ledger])('accounts for every point: entries make groups, and groups make the score', (drawn) => {
    const entries = entriesOf(drawn);
    const { groups, score } = told(sumOf(entries), entries);
    for (const { points, entries: own, settled } of groups) {
      expect(own.reduce((sum, { worth }) => sum + worth, settled)).toBeCloseTo(points, 0);
      expect(settled).toBe(0);
    }
    expect(
      Math.max(
        0,
        groups.reduce((sum, { counted }) => sum + counted, 0),
      ),
    ).toBeCloseTo(score, 1);
  });

  test.prop([ledger])('says until when each threshold stays reached, to the second', (drawn) => {
    const entries = entriesOf(drawn);
    const engagement = sumOf(entries);
    for (const { at, missing, until } of told(engagement, entries).thresholds) {
      expect(missing === 0).toBe(until !== null);
      if (until === null) continue;
      expect(engagementAt(model, engagement, until)).toBeGreaterThanOrEqual(at);
      expect(engagementAt(model, engagement, plusMs(until, 2_000))).toBeLessThan(at);
    }
  });

  it('shows what sales left of the points when it returned a lead, and where a cap bites', () => {
    const entries = entriesOf([{ group: 'email', points: 200, days: 400 }]);
    const [whole] = told(sumOf(entries), entries).groups;
    expect(whole).toMatchObject({ points: 200, cap: 60, counted: 60, settled: 0 });
    const [kept] = told(keepShare(sumOf(entries), 0.5), entries).groups;
    expect(kept).toMatchObject({ points: 100, counted: 60, settled: -100, entries: [{ points: 200, worth: 200 }] });
  });

  it('tells which rules of fit hold, what is missing to the next grade, and why sales does not get the lead', () => {
    const { fit, mql } = told({ ...noEngagement, armed: false }, []);
    expect(fit).toMatchObject({ next: { grade: 'A', missing: 15 } });
    expect(fit.rules.map(({ holds }) => holds)).toEqual([true, false]);
    expect(mql).toEqual({ minGrade: 'B', gradeSuffices: true, rearmBelow: 45, armed: true });
    const busy = sumOf(entriesOf([{ group: 'email', points: 60, days: 400 }]));
    expect(told({ ...busy, armed: false }, []).mql.armed).toBe(false);
  });
});
