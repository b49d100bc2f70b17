import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestStore, type TestStore } from '../support/database.ts';
import { arm, browser, clickOf, eventsOf, mailed, signalsTo } from './click-ground.ts';
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
});
