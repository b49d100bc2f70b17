/** What an explanation says is what the score is: no point without an entry, no threshold that lasts longer than it does. */
import { test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { explainScore, type LedgerEntry } from '../../domain/score-explanation.ts';
import { foldLedger, type ScoreEntry } from '../../domain/score-ledger.ts';
import { type Engagement, engagementAt, noEngagement, type ScoringModel } from '../../domain/scoring.ts';
import { plusMs } from '../../domain/time.ts';
import { ledger, model, readAt, start } from './score-ledgers.ts';
import { model as plain } from './scoring-model.ts';

const day = 86_400_000;
const afterDays = (days: number): string => plusMs(start, Math.round(days * day));

const entriesOf = (rows: readonly ScoreEntry[]): readonly LedgerEntry[] =>
  rows.map((row) => ({ ...row, reason: 'a reason' }));
const row = (points: number, days: number, rest: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ key: `row/${points}/${days}`, kind: 'points', group: 'email', points, at: afterDays(days), reason: 'a reason' },
  ...rest,
});
const told = (
  of: ScoringModel,
  entries: readonly LedgerEntry[],
  now = afterDays(400),
  state = foldLedger(of, entries),
) =>
  explainScore(
    of,
    { engagement: state, fitPoints: 25, grade: 'B', nurture: null },
    entries,
    { holds: (when) => when === 'true', company: null },
    now,
  );

describe('the explanation of a score', () => {
  test.prop([ledger, readAt], { numRuns: 200 })(
    'accounts for every point: entries make groups, and all make the score',
    (rows, now) => {
      const { groups, externals, recency, score } = told(model, entriesOf(rows), now);
      for (const { points, overDay, lost, cap, counted, entries, settled } of groups) {
        expect(settled).toBe(0);
        expect(Math.abs(entries.reduce((sum, { worth }) => sum + worth, 0) - (points - lost))).toBeLessThan(0.3);
        expect(counted).toBeCloseTo(Math.min(points - overDay, cap ?? Number.POSITIVE_INFINITY) - lost, 1);
      }
      const parts = [...groups, ...externals].reduce((sum, { counted }) => sum + counted, recency?.points ?? 0);
      expect(Math.abs(Math.max(0, parts) - score)).toBeLessThan(0.05);
    },
  );

  test.prop([ledger])('says until when each threshold stays reached, to the second', (rows) => {
    const now = afterDays(30);
    const engagement = foldLedger(model, rows);
    for (const { at, missing, until } of told(model, entriesOf(rows), now).thresholds) {
      expect(missing === 0).toBe(until !== null);
      if (until === null) continue;
      expect(engagementAt(model, engagement, until)).toBeGreaterThanOrEqual(at);
      expect(engagementAt(model, engagement, plusMs(until, 2_000))).toBeLessThan(at);
    }
  });

  it('shows what sales left of the points when it returned a lead, and where a cap bites', () => {
    const gain = row(200, 400);
    expect(told(plain, [gain]).groups).toMatchObject([{ points: 200, cap: 60, counted: 60, settled: 0 }]);
    const back = row(0.5, 400, { kind: 'return', group: 'return', reason: 'returned by sales: timing' });
    const { groups, returns } = told(plain, [gain, back]);
    expect(groups).toMatchObject([{ points: 100, counted: 60, settled: 0, entries: [{ points: 200, worth: 100 }] }]);
    expect(returns).toEqual([{ at: afterDays(400), share: 0.5, reason: 'returned by sales: timing' }]);
  });

  it('shows what the limit of a day left out, and what was lost after the cap', () => {
    const clicks = [row(20, 400), row(19, 400), row(-4, 400)];
    expect(told(model, clicks).groups).toMatchObject([{ points: 39, overDay: 14, perDay: 25, lost: 4, counted: 21 }]);
  });

  it('says what a state of an older version holds that the entries do not explain', () => {
    const stored: Engagement = { groups: { email: { points: 30, at: afterDays(400) } }, armed: true };
    expect(told(plain, [row(40, 400)], afterDays(400), stored).groups).toMatchObject([{ counted: 30, settled: -10 }]);
  });

  it('tells which rules of fit hold, what is missing to the next grade, and why sales does not get the lead', () => {
    const { fit, mql } = told(plain, [], afterDays(400), { ...noEngagement, armed: false });
    expect(fit).toMatchObject({ next: { grade: 'A', missing: 15 } });
    expect(fit.rules.map(({ holds }) => holds)).toEqual([true, false]);
    expect(mql).toEqual({
      ...{ minGrade: 'B', gradeSuffices: true, rearmBelow: 45, armed: true },
      ...{ nurture: null, fastTrack: [] },
    });
    const busy = foldLedger(plain, [row(60, 400)]);
    expect(told(plain, [], afterDays(400), { ...busy, armed: false }).mql.armed).toBe(false);
  });
});
