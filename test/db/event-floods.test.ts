/** Thousands of requests of one mail: what each costs must not grow with their number, and a person among them counts. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EventInput } from '../../db/store.ts';
import { type Instant, plusMs } from '../../domain/instant.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { clickOf, eventsOf, judgementsOf, mailed, scoreOf } from './click-ground.ts';
import { minute, publishBasics } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

/** Requests on three links by turns, each of a network of its own. */
const requests = (messageId: string, count: number, from: Instant, everyMs: number): readonly EventInput[] =>
  Array.from({ length: count }, (_, i) =>
    clickOf(messageId, plusMs(from, i * everyMs), { link: i % 3, network: `cloud-${i % 500}` }),
  );

/** Ten times what is looked at for one of them. */
const flooding = 2_000;

const ingested = async (inputs: readonly EventInput[], atOnce: number): Promise<void> => {
  for (let i = 0; i < inputs.length; i += atOnce) {
    const some = inputs.slice(i, i + atOnce);
    await test.store.events.ingestMany(some, some.at(-1)?.occurredAt ?? minute(0));
  }
};

/** The statements that some work takes, and the rows that come back. */
async function costOf(work: () => Promise<unknown>): Promise<{ readonly statements: number; readonly rows: number }> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    const answers = await Promise.all(query.mock.results.map(({ value }) => value as Promise<pg.QueryResult>));
    return { statements: answers.length, rows: answers.reduce((sum, { rows }) => sum + rows.length, 0) };
  } finally {
    query.mockRestore();
  }
}

describe('a flood of requests of one mail', () => {
  it('is a machine’s, costs no more for its length, and leaves the click of before it as it was', async () => {
    const { store } = test;
    const { lead, messageId } = await mailed(test, templateVersionId);
    const { eventId } = await store.events.ingest(clickOf(messageId, minute(90), { network: 'home' }), minute(90));
    const flood = requests(messageId, flooding, minute(95), 100);
    await ingested(flood.slice(0, 50), 1);
    await ingested(flood.slice(50, 600), 50);
    const costs = [];
    for (const place of [600, flooding - 10]) {
      if (place > 601) await ingested(flood.slice(601, place), 500);
      costs.push(await costOf(() => ingested(flood.slice(place, place + 1), 1)));
    }
    // The workspace may be read again: it is remembered for a second.
    expect(costs[1]?.statements).toBeLessThanOrEqual((costs[0]?.statements ?? 0) + 1);
    // What a judgement looks at, and few besides: the lead, the rules, the event.
    expect(costs[1]?.rows).toBeLessThan(210);
    await ingested(flood.slice(flooding - 9), 500);
    const end = plusMs(minute(95), flooding * 100 + 120_000);
    const judging = await costOf(async () => {
      let next: Instant | null = end;
      while (next !== null) next = await store.events.judgeClicks(messageId, end);
    });
    expect(judging.statements).toBeLessThan(20);
    expect(judging.rows).toBeLessThan(1_000);

    const clicks = await eventsOf(test, lead.id);
    expect(clicks).toHaveLength(flooding + 1);
    // The first of the flood came when nobody else was there, and looked like anybody's.
    expect(clicks.filter(({ event }) => event !== 'click_machine')).toMatchObject([
      { eventId, event: 'click' },
      { at: minute(95), event: 'click' },
    ]);
    const anew = await store.events.rejudge({ since: null, apply: true }, minute(200));
    expect(anew).toMatchObject({ judged: flooding + 1, corrected: 1 });
    const left = (await eventsOf(test, lead.id)).filter(({ event }) => event !== 'click_machine');
    expect(left).toMatchObject([{ eventId, event: 'click', verdict: 'human' }]);
    expect(await scoreOf(test, lead.id, minute(90))).toBeCloseTo(10, 1);
  });

  it('of clicks that are held is judged in pages, each of which asks for the next', async () => {
    const { store } = test;
    const { lead, messageId } = await mailed(test, templateVersionId);
    // Not yet a flood: fewer than two hundred in half an hour, while nobody judges.
    await ingested(requests(messageId, 250, minute(60), 10_000), 10);
    expect(await judgementsOf(test, messageId)).toHaveLength(1);
    const end = minute(120);
    const [first, second] = [
      await store.events.judgeClicks(messageId, end),
      await store.events.judgeClicks(messageId, end),
    ];
    expect([first, second]).toEqual([end, null]);
    expect(await judgementsOf(test, messageId)).toHaveLength(2);
    expect((await eventsOf(test, lead.id)).filter(({ event }) => event === 'click_held')).toEqual([]);
  });
});
