import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EventInput } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, minute, publishBasics, start } from './fixtures.ts';

let test: TestStore;

beforeAll(async () => {
  test = await createTestStore();
  await publishBasics(test.store);
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

async function scoreAfter(order: readonly Report[]): Promise<number> {
  runs += 1;
  const { id } = await addLead(test.store, { fields: { employees: 1 } });
  for (const report of order) {
    const input: EventInput = {
      dedupeKey: `run/${runs}/${report.id}`,
      kind: report.kind,
      lead: { id },
      name: report.kind === 'custom' ? 'demo_requested' : null,
      occurredAt: minute(-report.minutesAgo),
    };
    await test.store.events.ingest(input, start);
  }
  return (await test.store.leads.get(id, start)).score;
}

it('gives the same score for the same events in any order, however often they are reported', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async ([once, shuffled]) => {
      expect(await scoreAfter(shuffled)).toBeCloseTo(await scoreAfter(once), 6);
    }),
    { numRuns: 15 },
  );
});
