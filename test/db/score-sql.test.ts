/** Scores and temperatures as a count asks for them, written out for the model in force, against the engine's own. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type Database } from '../../db/database.ts';
import { predicateSql } from '../../db/predicate-sql.ts';
import { json, once, type Sql, sql } from '../../db/sql.ts';
import type { Predicate } from '../../domain/predicate.ts';
import { scoreBound } from '../../domain/score-course.ts';
import { foldLedger } from '../../domain/score-ledger.ts';
import {
  type Engagement,
  engagementAt,
  type Grade,
  type ScoringModel,
  type Temperature,
  temperatureOf,
} from '../../domain/scoring.ts';
import { plusMs } from '../../domain/time.ts';
import { arrived, ledger, model, readAt, start } from '../domain/score-ledgers.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = createDatabase(test.url, 2, { warn: () => {} });
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const grades = ['A', 'B', 'C', 'D'] as const;
const mark = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.record({ at: fc.integer({ min: 1, max: 60 }), minGrade: fc.constantFrom(...grades) }),
);
const limit = fc.oneof(
  fc.integer({ min: 1, max: 90 }),
  fc.record({ cap: fc.integer({ min: 1, max: 90 }), perDay: fc.integer({ min: 1, max: 30 }) }),
);
/** Also such as nobody would write: warm above hot, and groups and services that no state knows. */
const models = fc
  .record({
    halfLife: fc.constantFrom('P1D', 'P30D', 'P3650D'),
    // A state is read by the terms written out only where the model has all of its groups.
    groups: fc.record(
      { email: limit, web: limit, calls: limit, new: limit },
      { requiredKeys: ['email', 'web', 'calls'] },
    ),
    recency: fc.constantFrom(model.recency ?? [], [{ after: 'P2D', points: -30 }], []),
    external: fc.constantFrom(
      model.external ?? {},
      { propensity: { weight: -1, min: -9, max: 50, expires: 'P9D' } },
      {},
    ),
    temperature: fc.record({ warm: mark, hot: mark }),
  })
  .map((parts): ScoringModel => ({ ...model, ...parts }));

const temperatures = ['cold', 'warm', 'hot'] as const;
const subsets = Array.from({ length: 8 }, (_, bits) => temperatures.filter((_one, i) => bits & (1 << i)));
const operators = ['<', '<=', '>=', '>', '=='] as const;
const compared = (left: number, by: (typeof operators)[number], right: number): boolean =>
  ({ '<': left < right, '<=': left <= right, '>=': left >= right, '>': left > right, '==': left === right })[by];

interface Asked {
  readonly predicate: Predicate;
  readonly holds: (score: number, temperature: Temperature) => boolean;
}
const asked = (value: number): readonly Asked[] => [
  ...subsets.map(
    (values): Asked => ({
      predicate: { kind: 'among', subject: { of: 'temperature' }, values },
      holds: (_, is) => values.includes(is),
    }),
  ),
  ...operators.map((operator): Asked => {
    const right = { of: 'literal', value } as const;
    return {
      predicate: { kind: 'compare', operator, left: { of: 'score' }, right },
      holds: (score) => compared(score, operator, value),
    };
  }),
];

/** For each lead, the answers to all questions. */
async function answers(
  leads: readonly object[],
  questions: readonly Asked[],
  context: Parameters<typeof predicateSql>[1],
): Promise<readonly (readonly boolean[])[]> {
  const columns = questions.map(({ predicate }) => predicateSql(predicate, context));
  const list = columns.reduce((all: Sql, one) => sql`${all}, ${one}`);
  const rows = await database.rows<{ readonly answers: readonly boolean[] }>(
    once(sql`
      SELECT ARRAY[${list}] AS answers
      FROM jsonb_to_recordset(${json(leads)}::jsonb) AS l (n int, grade text, engagement jsonb, score_bound float8) ORDER BY n`),
  );
  return rows.map((row) => row.answers);
}

it('is the same for any model, state, grade and moment, with bounds and without', { timeout: 60_000 }, async () => {
  const sample = fc.tuple(
    models,
    models,
    fc.array(ledger, { minLength: 24, maxLength: 24 }),
    readAt,
    fc.nat({ max: 60 }),
  );
  const seen = new Set<Temperature>();
  await fc.assert(
    fc.asyncProperty(sample, async ([by, before, ledgers, now, value]) => {
      // Most were added up by the model that reads them, some by another one, and some are empty.
      const states = ledgers.map(
        (rows, i): Engagement =>
          i % 4 === 0 ? foldLedger(before, rows) : i % 4 === 1 ? foldLedger(by, rows) : arrived(by, rows).state,
      );
      const leads = states.map((engagement, n) => {
        const grade: Grade = grades[n % 4] ?? 'D';
        return { n, grade, engagement, score_bound: n % 5 === 0 ? null : scoreBound(by, engagement) };
      });
      const questions = asked(value);
      const meant = leads.map(({ engagement, grade }) => {
        const score = engagementAt(by, engagement, now);
        const temperature = temperatureOf(by, score, grade);
        seen.add(temperature);
        return questions.map(({ holds }) => holds(score, temperature));
      });
      for (const context of [
        { for: 'all', bounds: true },
        { for: 'all', bounds: false },
        { for: 'each', bounds: true },
      ] as const)
        expect(await answers(leads, questions, { model: by, now, ...context })).toEqual(meant);
    }),
    { numRuns: 20 },
  );
  expect(seen.size).toBe(3);
});

it('is the same on the last millisecond of a time, for a score of a service alone, and where silence takes all that was earned', async () => {
  const web = { key: 'a', kind: 'points', group: 'web', points: 8, at: start } as const;
  const told = { key: 'b', kind: 'external', group: 'propensity', points: 50 } as const;
  const after = (days: number) => plusMs(start, days * 86_400_000);
  for (const [rows, now] of [
    [[web], after(3)],
    [[web], plusMs(after(3), 1)],
    [[{ ...told, at: start }], after(3)],
    [[web, { ...told, at: after(25) }], after(40)],
  ] as const) {
    const engagement = foldLedger(model, rows);
    const score = engagementAt(model, engagement, now);
    expect(score).toBeGreaterThan(0);
    const isScore = asked(score).slice(-1);
    const context = { model, now, bounds: true, for: 'all' } as const;
    const lead = { n: 1, grade: 'D', engagement, score_bound: null };
    expect({ rows, score, same: await answers([lead], isScore, context) }).toEqual({ rows, score, same: [[true]] });
  }
});
