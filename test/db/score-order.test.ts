import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventInput } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, minute, publishBasics, start, workspace } from './fixtures.ts';

let test: TestStore;

beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
  // With limits of a day, an event that comes late is counted by all rows of the ledger.
  const groups = { email: { cap: 80, perDay: 30 }, web: { cap: 60, perDay: 55 } };
  const recency = [{ within: 'P7D', points: 5 }];
  await test.store.publications.publishWorkspace(
    { ...workspace, scoring: { ...workspace.scoring, groups, recency } },
    start,
  );
});
afterAll(() => test.close());

interface Report {
  readonly id: number;
  readonly kind: 'click' | 'reply' | 'custom';
  readonly minutesAgo: number;
}

const reports = fc.uniqueArray(
  fc.record<Report>({
    id: fc.nat({ max: 30 }),
    kind: fc.constantFrom('click', 'reply', 'custom'),
    minutesAgo: fc.nat({ max: 60 * 24 * 90 }),
  }),
  { selector: ({ id }) => id, minLength: 2, maxLength: 6 },
);
/** The reports once, and again shuffled with some of them twice. */
const orders = reports.chain((once) =>
  fc.tuple(
    fc.constant(once),
    fc
      .subarray(once)
      .chain((twice) => fc.shuffledSubarray([...once, ...twice], { minLength: once.length + twice.length })),
  ),
);

let runs = 0;

/** All in one batch, as a site tells them. */
async function scoreAfterBatch(order: readonly Report[]): Promise<number> {
  runs += 1;
  const { id } = await addLead(test.store, { fields: { employees: 1 } });
  await test.store.events.ingestMany(
    order.map((report) => inputOf(report, id)),
    start,
  );
  return (await test.store.leads.get(id, start)).score;
}

const inputOf = (report: Report, id: string): EventInput => ({
  dedupeKey: `run/${runs}/${report.id}`,
  kind: report.kind,
  lead: { id },
  name: report.kind === 'custom' ? 'demo_requested' : null,
  occurredAt: minute(-report.minutesAgo),
});

async function scoreAfter(order: readonly Report[]): Promise<number> {
  runs += 1;
  const { id } = await addLead(test.store, { fields: { employees: 1 } });
  for (const report of order) {
    await test.store.events.ingest(inputOf(report, id), start);
  }
  return (await test.store.leads.get(id, start)).score;
}

it('gives the same score for the same events in any order, however often they are reported', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async ([once, shuffled]) => {
      const score = await scoreAfter(once);
      expect(await scoreAfter(shuffled)).toBe(score);
      expect(await scoreAfterBatch(shuffled)).toBe(score);
    }),
    { numRuns: 15 },
  );
});
