/**
 * Thousands of requests of one mail, in the database: what is read for each does not grow with their number; they are
 * machines'; and who clicks before them, some minutes after, or long ago in the midst of many, is judged by what was near.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDatabase } from '../../db/database.ts';
import { hitFrom, hitsAround } from '../../db/event-sight.ts';
import { sql } from '../../db/sql.ts';
import type { EventInput, TrackedHit } from '../../db/store.ts';
import type { Hit } from '../../domain/engagement/hit.ts';
import { judge } from '../../domain/engagement/judge.ts';
import { inOrder, type OrderedHits } from '../../domain/engagement/ordered-hits.ts';
import { type Instant, msOf, plusMs } from '../../domain/instant.ts';
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

interface Stored {
  readonly id: string;
  readonly hit: TrackedHit;
  readonly at: Instant;
}

const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';

/** Ten times what is looked at for one of them. */
const flooding = 2_000;

const ingested = async (inputs: readonly EventInput[], atOnce: number): Promise<void> => {
  for (let i = 0; i < inputs.length; i += atOnce) {
    const some = inputs.slice(i, i + atOnce);
    await test.store.events.ingestMany(some, some.at(-1)?.occurredAt ?? minute(0));
  }
};

/** The statements that some work takes, and the rows that come back; those of the pool itself (the workspace) give no promise. */
async function costOf(work: () => Promise<unknown>): Promise<{ readonly statements: number; readonly rows: number }> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  try {
    await work();
    const answers = await Promise.all(
      query.mock.results.map(({ value }) => value as Promise<pg.QueryResult> | undefined),
    );
    return { statements: answers.length, rows: answers.reduce((sum, answer) => sum + (answer?.rows.length ?? 0), 0) };
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

  it.each<[string, (messageId: string) => readonly EventInput[]]>([
    ['from hundreds of networks', (messageId) => requests(messageId, 600, minute(95), 100)],
    [
      'of a script that asks with HEAD until now',
      (messageId) =>
        requests(messageId, 600, minute(70), 2_500).map((input) => ({
          ...input,
          ...(input.hit && { hit: { ...input.hit, method: 'HEAD', userAgent: 'curl/8.9.1', network: 'cloud' } }),
        })),
    ],
  ])('%s does not silence the person who clicks minutes later', async (_, flood) => {
    const { store } = test;
    const { lead, messageId } = await mailed(test, templateVersionId);
    const at = plusMs(minute(101), 200);
    await ingested(
      flood(messageId).filter(({ occurredAt }) => occurredAt < at),
      200,
    );
    const { eventId } = await store.events.ingest(clickOf(messageId, at, { network: 'mobile', userAgent: phone }), at);
    let next: Instant | null = plusMs(at, 120_000);
    while (next !== null) next = await store.events.judgeClicks(messageId, next);
    expect((await eventsOf(test, lead.id)).find((found) => found.eventId === eventId)).toMatchObject({
      event: 'click',
    });
  });

  it('is read around each request as far as its judgement looks, however many are asked about at once', async () => {
    const { messageId } = await mailed(test, templateVersionId);
    // Dense times with pauses between them, and a trickle all along.
    const dense = [62, 80, 81, 81.5, 99].flatMap((from) => requests(messageId, 150, minute(from), 100));
    await ingested([...dense, ...requests(messageId, 50, plusMs(minute(60), 50), 60_000)], 800);
    const database = createDatabase(test.url, 1, { warn: () => {} });
    const rows = await database.rows<Stored>(
      sql`SELECT id, payload -> 'hit' AS hit, occurred_at AS at FROM event WHERE message_id = ${messageId} AND payload ? 'hit'`,
    );
    const all = inOrder(rows.map(({ id, hit, at }) => hitFrom(id, 'click', hit, at)));
    const facts = { acceptedAt: msOf(minute(0)), links: 3 };
    // So many come within two minutes after it that the newest are all later than its minute.
    const first = all.filter(({ at }) => at >= msOf(minute(80))).slice(0, 1);
    const verdicts = (hits: OrderedHits, of: readonly Hit[]) =>
      of.map((hit) => judge(hit, facts, hits, hit.at + 120_000));
    for (const asked of [all, all.slice(0, 300), first, all.slice(-1)]) {
      const read = await hitsAround(
        database,
        asked.map(({ at }) => ({ messageId, at })),
      );
      expect(verdicts(inOrder(read.get(messageId) ?? []), asked)).toEqual(verdicts(all, asked));
    }
    const alone = await hitsAround(database, [{ messageId, at: msOf(minute(80)) }]);
    expect(alone.get(messageId)?.length).toBeLessThanOrEqual(2 * 201);
    await database.close();
  });

  it('of clicks that are held is judged in pages, each of which asks for the next', async () => {
    const { store } = test;
    const { lead, messageId } = await mailed(test, templateVersionId);
    // No flood: six a minute, while nobody judges.
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
