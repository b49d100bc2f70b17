/** Ledgers for property tests of the score, and a model that has everything. */
import fc from 'fast-check';
import { addEntry, foldLedger, type ScoreEntry } from '../../domain/score-ledger.ts';
import { type Engagement, noEngagement, type ScoringModel } from '../../domain/scoring.ts';
import { plusMs } from '../../domain/time.ts';
import { model as plain } from './scoring-model.ts';

const day = 86_400_000;
export const start = '2026-03-02T00:00:00.000Z';
export const model: ScoringModel = {
  ...plain,
  groups: { email: { cap: 60, perDay: 25 }, web: 40, calls: { cap: 1_000, perDay: 30 } },
  recency: [
    { within: 'P3D', points: 5 },
    { within: 'P7D', points: 2 },
    { after: 'P30D', points: -10 },
    { after: 'P60D', points: -20 },
  ],
  external: { propensity: { weight: 0.4, min: 0, max: 100, expires: 'P30D' } },
};

/** Some meet at one moment, most on one of a few days: order decides nothing but where days and their limits meet. */
const days = fc.oneof({ weight: 4, arbitrary: fc.nat({ max: 3 }) }, { weight: 1, arbitrary: fc.nat({ max: 20 }) });
const moment = fc
  .tuple(days, fc.constantFrom(0, 1, 3_600_000, 43_200_000, day - 1))
  .map(([days, ms]) => plusMs(start, days * day + ms));
export const points = fc.record({
  kind: fc.constant('points' as const),
  group: fc.constantFrom('email', 'email', 'email', 'calls', 'calls', 'web', 'sequence'),
  points: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: -30, max: -1 })),
  at: moment,
});
/** A few gains of groups whose days have a limit, so few that no cap hides what the order did. */
export const fewDays = fc
  .array(fc.record({ group: fc.constantFrom('email', 'calls'), points: fc.constantFrom(8, 20, 30), at: moment }), {
    minLength: 2,
    maxLength: 5,
  })
  .map((rows): readonly ScoreEntry[] => rows.map((row, i) => ({ key: `row/${i}`, kind: 'points', ...row })));
const external = fc.record({
  kind: fc.constant('external' as const),
  group: fc.constantFrom('propensity', 'another'),
  points: fc.integer({ min: -50, max: 150 }),
  at: moment,
});
const sent = fc.record({
  kind: fc.constant('return' as const),
  group: fc.constant('return'),
  points: fc.constantFrom(0, 0.3, 0.5, 1),
  at: moment,
});
export const ledger = fc
  .array(
    fc.oneof({ weight: 12, arbitrary: points }, { weight: 2, arbitrary: external }, { weight: 1, arbitrary: sent }),
    {
      maxLength: 25,
    },
  )
  .map((rows): readonly ScoreEntry[] => rows.map((row, i) => ({ key: `row/${i}`, ...row })));
export const readAt = fc.nat({ max: 120 * 24 }).map((hours) => plusMs(start, 21 * day + hours * 3_600_000));

/** As the engine does it: row by row, with all rows only where a state does not suffice. */
export function arrived(
  model: ScoringModel,
  rows: readonly ScoreEntry[],
): { readonly state: Engagement; readonly refolds: number } {
  const seen = new Map<string, ScoreEntry>();
  let state = noEngagement;
  let refolds = 0;
  for (const row of rows) {
    if (seen.has(row.key)) continue;
    seen.set(row.key, row);
    const next = addEntry(model, state, row);
    if (next === 'refold') refolds += 1;
    state = next === 'refold' ? foldLedger(model, [...seen.values()]) : next;
  }
  return { state, refolds };
}
