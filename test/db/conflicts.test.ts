/** What PostgreSQL ends for the sake of another transaction is done again, and only that. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { conflictPauseMs, createDatabase, type Database, type Queryable } from '../../db/database.ts';
import { sql } from '../../db/sql.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = createDatabase(test.url, 4, { warn() {} });
  await database.rows(sql`CREATE TABLE purse (name text PRIMARY KEY, coins int NOT NULL)`);
});
afterAll(async () => {
  await database.close();
  await test.drop();
});
beforeEach(async () => {
  await database.rows(sql`DELETE FROM purse`);
  await database.rows(sql`INSERT INTO purse VALUES ('ann', 0), ('bob', 0)`);
});

const give = (tx: Queryable, name: string) => tx.rows(sql`UPDATE purse SET coins = coins + 1 WHERE name = ${name}`);
const coins = async () =>
  (await database.rows<{ readonly coins: number }>(sql`SELECT coins FROM purse ORDER BY name`)).map((row) => row.coins);

/** Resolves for both when both have come there; who comes later, or again, passes. */
function meeting() {
  let come = 0;
  let open = () => {};
  const met = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    come += 1;
    if (come >= 2) open();
    return met;
  };
}

/** Two that take the same two rows in different orders; returns how often each was run. */
async function deadlocked(run: Database['transaction']): Promise<{ runs: number[]; outcomes: string[] }> {
  const meet = meeting();
  const runs = [0, 0];
  const orders = [
    ['ann', 'bob'],
    ['bob', 'ann'],
  ] as const;
  const outcomes = await Promise.allSettled(
    orders.map(([first, second], who) =>
      run(async (tx) => {
        runs[who] = (runs[who] ?? 0) + 1;
        await tx.rows(sql`SET LOCAL deadlock_timeout = '10ms'`);
        await give(tx, first);
        await meet();
        await give(tx, second);
      }),
    ),
  );
  return { runs, outcomes: outcomes.map(({ status }) => status) };
}

describe('two transactions that wait for each other', () => {
  it('both come through, each with its whole work once', async () => {
    const { runs, outcomes } = await deadlocked(database.transaction);
    expect(outcomes).toEqual(['fulfilled', 'fulfilled']);
    expect(await coins()).toEqual([2, 2]);
    // They may meet again: whoever comes back may be faster than the one who waited for it.
    expect(runs.reduce((sum, count) => sum + count)).toBeGreaterThan(2);
  });

  it('that reach outside are run once: one of them fails, for its caller to say what then', async () => {
    const { runs, outcomes } = await deadlocked(database.guarded);
    expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(runs).toEqual([1, 1]);
    expect(await coins()).toEqual([1, 1]);
  });
});

describe('a transaction that another has overtaken', () => {
  it('is done again on what the other wrote', async () => {
    let runs = 0;
    await database.transaction(async (tx) => {
      runs += 1;
      await tx.rows(sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`);
      const [row] = await tx.rows<{ readonly coins: number }>(sql`SELECT coins FROM purse WHERE name = 'ann'`);
      if (runs === 1) await give(database, 'ann');
      await tx.rows(sql`UPDATE purse SET coins = ${(row?.coins ?? 0) + 1} WHERE name = 'ann'`);
    });
    expect([runs, await coins()]).toEqual([2, [2, 0]]);
  });

  it('is given up after five times, and what is no conflict at once', async () => {
    let runs = 0;
    const overtaken = database.transaction(async (tx) => {
      runs += 1;
      await tx.rows(sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`);
      await tx.rows(sql`SELECT coins FROM purse`);
      await give(database, 'ann');
      await give(tx, 'ann');
    });
    await expect(overtaken).rejects.toMatchObject({ code: '40001' });
    expect([runs, await coins()]).toEqual([5, [5, 0]]);
    runs = 0;
    const wrong = database.transaction(async (tx) => {
      runs += 1;
      await tx.rows(sql`SELECT 1 / 0`);
    });
    await expect(wrong).rejects.toMatchObject({ code: '22012' });
    expect(runs).toBe(1);
  });

  it('waits for a moment of its own, longer each time, and a third of a second in all at most', () => {
    const longest = [1, 2, 3, 4].map((attempt) => conflictPauseMs(attempt, 1));
    expect(longest).toEqual([20, 40, 80, 160]);
    expect(conflictPauseMs(4, 0)).toBe(0);
    expect(conflictPauseMs(4, 0.25)).toBe(40);
  });
});
