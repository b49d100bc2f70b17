/** The score as the database reads it against the score as the engine does. */
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foldLedger } from '../../domain/score-ledger.ts';
import { type Engagement, engagementAt, exactEngagementAt, type ScoringModel } from '../../domain/scoring.ts';
import { termsOf } from '../../domain/scoring-terms.ts';
import { instantFromMs, msOf, plusMs } from '../../domain/time.ts';
import { arrived, ledger, model, readAt, start } from '../domain/score-ledgers.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** One statement for many states, as a segment reads many leads. */
async function read(states: readonly Engagement[], by: ScoringModel, now: string): Promise<readonly number[]> {
  const { rows } = await client.query<{ score: number }>(
    `SELECT engagement_at(state, $2::jsonb, $3::timestamptz) AS score
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (state, n) ORDER BY n`,
    [JSON.stringify(states), JSON.stringify(termsOf(by)), now],
  );
  return rows.map(({ score }) => score);
}

/** The model of the ledgers with other numbers, groups that are gone, and groups that are new. */
const models = fc
  .record({
    halfLife: fc.constantFrom('P1D', 'P30D', 'PT5H', 'P3650D'),
    groups: fc.dictionary(
      fc.constantFrom('email', 'web', 'calls', 'new'),
      fc.oneof(
        fc.integer({ min: 1, max: 90 }),
        fc.record({ cap: fc.integer({ min: 1, max: 90 }), perDay: fc.integer({ min: 1, max: 30 }) }),
      ),
    ),
    recency: fc.constantFrom(model.recency ?? [], []),
    external: fc.constantFrom(model.external ?? {}, {
      another: { weight: -0.5, min: -20, max: 20, expires: 'P10D' },
      propensity: { weight: 0.1, min: 10, max: 50, expires: 'P1D' },
    }),
  })
  .map((parts): ScoringModel => ({ ...model, ...parts }));

it('is the same for any model, state and moment, in hundredths', async () => {
  const sample = fc.tuple(models, models, fc.array(ledger, { minLength: 40, maxLength: 40 }), readAt);
  await fc.assert(
    fc.asyncProperty(sample, async ([by, before, ledgers, now]) => {
      // Some states were added up by the model that reads them, and some by another one.
      const states = ledgers.map((rows, i) =>
        i % 3 === 0 ? foldLedger(before, rows) : i % 3 === 1 ? foldLedger(by, rows) : arrived(by, rows).state,
      );
      expect(await read(states, by, now)).toEqual(states.map((state) => engagementAt(by, state, now)));
    }),
    { numRuns: 60 },
  );
});

/** All points of a model and of a ledger so many times as large: hundredths of it are that much finer of the points. */
const fineness = 1e8;
const magnified = (of: ScoringModel): ScoringModel => ({
  ...of,
  groups: Object.fromEntries(
    Object.entries(of.groups).map(([group, limit]) => [
      group,
      typeof limit === 'number' ? limit * fineness : { cap: limit.cap * fineness, perDay: limit.perDay * fineness },
    ]),
  ),
  recency: of.recency?.map((rule) => ({ ...rule, points: rule.points * fineness })) ?? [],
  external: Object.fromEntries(
    Object.entries(of.external ?? {}).map(([service, rule]) => [
      service,
      { ...rule, min: rule.min * fineness, max: rule.max * fineness },
    ]),
  ),
});

it('is the same before it is rounded, to a thousand-millionth of a point', async () => {
  const sample = fc.tuple(models, fc.array(ledger, { minLength: 40, maxLength: 40 }), readAt);
  const seen = { most: 0, some: 0 };
  await fc.assert(
    fc.asyncProperty(sample, async ([plain, ledgers, now]) => {
      const by = magnified(plain);
      const states = ledgers.map((rows) =>
        foldLedger(
          by,
          rows.map((row) => (row.kind === 'return' ? row : { ...row, points: row.points * fineness })),
        ),
      );
      const scores = await read(states, by, now);
      for (const [i, state] of states.entries()) {
        const exact = Math.max(0, exactEngagementAt(termsOf(by), state, msOf(now)));
        const apart = Math.abs((scores[i] ?? Number.NaN) - exact) / fineness;
        expect(apart).toBeLessThan(1e-9);
        seen.most = Math.max(seen.most, exact / fineness);
        seen.some += exact > 0 ? 1 : 0;
      }
    }),
    { numRuns: 30 },
  );
  expect(seen.most).toBeGreaterThan(20);
  // A fifth to a third of them in most runs; it depends on thirty moments that are drawn.
  expect(seen.some).toBeGreaterThan(100);
});

it('reads what older versions stored, and moments before points were earned, to the millisecond', async () => {
  const old: Engagement = {
    groups: { email: { points: 37.123, at: start }, web: { points: -5, at: start } },
    armed: false,
  };
  for (const ms of [-1_000, 0, 1, 86_400_000, 400 * 86_400_000, 40_000 * 86_400_000]) {
    const now = instantFromMs(msOf(start) + ms);
    expect(await read([old, { groups: {}, armed: true }], model, now)).toEqual([engagementAt(model, old, now), 0]);
  }
  const edge = plusMs(start, 3 * 86_400_000);
  const fresh = foldLedger(model, [{ key: 'a', kind: 'points', group: 'web', points: 8, at: start }]);
  for (const now of [edge, plusMs(edge, 1)])
    expect(await read([fresh], model, now)).toEqual([engagementAt(model, fresh, now)]);
});
