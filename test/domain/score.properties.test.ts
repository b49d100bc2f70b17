/** Limits and the MQL mark, whatever happens: the rules of the documentation once more, held against what the engine does. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { afterLoss, crossing } from '../../domain/mql.ts';
import { countedGroups } from '../../domain/score-course.ts';
import { addEntry, foldLedger, type ScoreEntry } from '../../domain/score-ledger.ts';
import { engagementAt, type Grade, noEngagement, type ScoringModel } from '../../domain/scoring.ts';
import { plusMs } from '../../domain/time.ts';
import { ledger, readAt, start, model as whole } from './score-ledgers.ts';
import { model as plain } from './scoring-model.ts';

const day = 86_400_000;

describe('a limit', () => {
  test.prop([ledger, readAt], { numRuns: 300 })(
    'bounds its group at any moment, however it was earned',
    (rows, now) => {
      const caps: Readonly<Record<string, number>> = { email: 60, web: 40, calls: 1_000 };
      const perDay: Readonly<Record<string, number>> = { email: 25, calls: 30 };
      for (const [group, counted] of Object.entries(countedGroups(whole, foldLedger(whole, rows), now))) {
        expect(counted).toBeLessThanOrEqual((caps[group] ?? Number.POSITIVE_INFINITY) + 0.005);
        const limit = perDay[group];
        if (limit === undefined) continue;
        // A return begins the day anew: what was earned before it is halved as it is.
        const days = new Set(
          rows.flatMap((row) => (row.group === group && row.points > 0 ? [row.at.slice(0, 10)] : [])),
        );
        const parts = days.size + rows.filter(({ kind }) => kind === 'return').length;
        expect(counted).toBeLessThanOrEqual(parts * limit + 0.005);
      }
    },
  );

  test.prop(
    [fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 60 }), fc.array(fc.integer({ min: 1, max: 40 }))],
    {
      numRuns: 200,
    },
  )('is reached exactly by whoever earns more than it', (cap, limit, gains) => {
    const model: ScoringModel = { ...plain, groups: { email: { cap, perDay: limit }, web: cap } };
    const rows = (group: string): readonly ScoreEntry[] =>
      gains.map((points, i) => ({ key: `${group}/${i}`, kind: 'points', group, points, at: start }));
    const all = gains.reduce((sum, points) => sum + points, 0);
    expect(engagementAt(model, foldLedger(model, rows('web')), start)).toBe(Math.min(all, cap));
    expect(engagementAt(model, foldLedger(model, rows('email')), start)).toBe(Math.min(all, limit, cap));
  });
});

/** Up and down, with rests that are long enough to fade below the lower mark, or not. */
const deeds = fc.array(
  fc.record({
    points: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: -40, max: -1 })),
    group: fc.constantFrom('email', 'web', 'sequence'),
    days: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 40 })),
    mails: fc.nat({ max: 3 }),
  }),
  { minLength: 1, maxLength: 40 },
);
const grades = fc.constantFrom<Grade>('A', 'B', 'C');

describe('the MQL mark', () => {
  test.prop([deeds, grades, fc.boolean()], { numRuns: 300 })(
    'fires when the threshold is crossed and not again before the score was below the lower mark',
    (all, grade, nurtures) => {
      const mql = { ...plain.mql, ...(nurtures && { minNurture: { mails: 2, time: null } }) };
      const model: ScoringModel = { ...plain, mql };
      let state = noEngagement;
      let now = start;
      const rows: ScoreEntry[] = [];
      // The rule in words: it fired, and the score was not below the lower mark since.
      let spent = false;
      for (const [i, { points, group, days, mails }] of all.entries()) {
        now = plusMs(now, days * day + 1);
        // While nothing happens a score only falls, so it is lowest right before something does.
        if (engagementAt(model, state, now) < model.mql.rearmBelow) spent = false;
        const entry: ScoreEntry = { key: `row/${i}`, kind: 'points', group, points, at: now };
        rows.push(entry);
        const next = addEntry(model, state, entry);
        const after = next === 'refold' ? { ...foldLedger(model, rows), armed: state.armed } : next;
        const score = engagementAt(model, after, now);
        if (points < 0) {
          state = afterLoss(model, state, after, now);
          if (score < model.mql.rearmBelow) spent = false;
        } else {
          const told = crossing(model, state, after, grade, now, { mails, first: start });
          const above = !spent && score >= model.mql.at && grade <= 'B';
          const ripe = !nurtures || mails >= 2;
          expect([told.mql, told.waits]).toEqual([above && ripe, above && !ripe]);
          state = told.engagement;
          if (told.mql) spent = true;
        }
        expect(state.armed).toBe(!spent);
      }
    },
  );

  test.prop([fc.array(fc.nat({ max: 14 }), { minLength: 1, maxLength: 30 })], { numRuns: 200 })(
    'rings once for a score that swings around the threshold and stays above the lower mark',
    (swings) => {
      const model: ScoringModel = { ...plain, groups: {} };
      let state = noEngagement;
      let rings = 0;
      const gain = (points: number, i: number): void => {
        const entry: ScoreEntry = { key: `gain/${i}`, kind: 'points', group: 'sequence', points, at: start };
        const next = addEntry(model, state, entry);
        if (next === 'refold') throw new Error('All rows are needed');
        const told = crossing(model, state, next, 'A', start);
        rings += told.mql ? 1 : 0;
        state = told.engagement;
      };
      gain(60, 0);
      for (const [i, down] of swings.entries()) {
        const entry: ScoreEntry = { key: `loss/${i}`, kind: 'points', group: 'sequence', points: -down - 1, at: start };
        const next = addEntry(model, state, entry);
        if (next === 'refold') throw new Error('All rows are needed');
        state = afterLoss(model, state, next, start);
        gain(down + 1, i + 1);
      }
      expect(rings).toBe(1);
    },
  );
});
