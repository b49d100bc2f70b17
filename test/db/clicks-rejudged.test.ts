import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { msOf, plusMs } from '../../domain/instant.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { arm, browser, clickOf, eventsOf, mailed, scoreOf, signalsTo } from './click-ground.ts';
import { connect, minute, publishBasics } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

describe('the past judged anew', () => {
  it('takes back the points of what was a machine’s, once, and leaves stage and signals as they are', async () => {
    const { store } = test;
    const { lead, enrollmentId, workflowId, messageId } = await mailed(test, templateVersionId);
    await arm(test, enrollmentId, minute(1000));
    const at = minute(90);
    const { eventId } = await store.events.ingest(clickOf(messageId, at), at);
    const told = await signalsTo(test, workflowId);
    // It comes to light that this was a program: as if the rules had learnt its name.
    const client = await connect(test.url);
    await client.query(
      `UPDATE event SET payload = jsonb_set(payload, '{hit,userAgent}', '"Barracuda Sentinel"') WHERE id = $1`,
      [eventId],
    );
    const change = {
      before: { kind: 'click', verdict: 'human' },
      after: { kind: 'click_machine', verdict: 'scanner' },
      count: 1,
    };
    const request = { since: at, apply: false };
    expect(await store.events.rejudge(request, minute(91))).toMatchObject({ judged: 0 });
    expect((await store.events.rejudge(request, minute(200))).changes).toEqual([change]);
    expect(await eventsOf(test, lead.id)).toMatchObject([{ event: 'click' }]);
    const applied = await store.events.rejudge({ ...request, apply: true }, minute(200));
    expect(applied).toMatchObject({ changes: [change], corrected: 1 });
    expect(await store.events.rejudge({ ...request, apply: true }, minute(201))).toMatchObject({
      changes: [],
      corrected: 0,
    });
    expect(await store.leads.get(lead.id, minute(200))).toMatchObject({ score: 0, stage: 'engaged' });
    expect(await signalsTo(test, workflowId)).toEqual(told);
    const { rows } = await client.query('SELECT key, points FROM score_entry WHERE lead_id = $1 ORDER BY id', [
      lead.id,
    ]);
    expect(rows).toEqual([
      { key: `event/${eventId}`, points: 10 },
      { key: expect.stringMatching(`^rejudge/${eventId}/[0-9]+$`), points: -10 },
    ]);
    // And the other way, when the rules think better of it.
    await client.query(`UPDATE event SET payload = jsonb_set(payload, '{hit,userAgent}', $2::jsonb) WHERE id = $1`, [
      eventId,
      JSON.stringify(browser),
    ]);
    await client.end();
    await store.events.rejudge({ ...request, apply: true }, minute(202));
    expect((await store.leads.get(lead.id, minute(202))).score).toBeCloseTo(10, 1);
  });

  it('leaves a click as it is of which somebody told just now, and holds none again', async () => {
    const { store } = test;
    const { lead, messageId } = await mailed(test, templateVersionId);
    const [at, told] = [minute(300), minute(310)];
    const [next, nextTold] = [plusMs(at, 30_000), plusMs(told, 5_000)];
    await store.events.ingest(clickOf(messageId, at, { toldAt: msOf(told) }), told);
    await store.events.ingest(clickOf(messageId, next, { link: 1, network: 'n2', toldAt: msOf(nextTold) }), nextTold);
    expect(await eventsOf(test, lead.id)).toMatchObject([{ event: 'click' }, { event: 'click_held' }]);
    const early = await store.events.rejudge({ since: at, apply: true }, plusMs(told, 10_000));
    expect(early).toEqual({ judged: 0, changes: [], corrected: 0 });
    expect(await eventsOf(test, lead.id)).toMatchObject([{ event: 'click' }, { event: 'click_held' }]);
    expect(await scoreOf(test, lead.id, told)).toBeCloseTo(10, 1);
    // Once it is history, it is judged.
    await store.events.judgeClicks(messageId, minute(315));
    expect(await store.events.rejudge({ since: at, apply: true }, minute(320))).toMatchObject({ judged: 2 });
  });
});
