import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusMs } from '../../domain/instant.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { clickOf, due, early, eventsOf, hit, mailed } from './click-ground.ts';
import { addLead, connect, event, minute, publishBasics, start, workspace } from './fixtures.ts';

let test: TestStore;
let templateVersionId: string;

beforeAll(async () => {
  test = await createTestStore();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(() => test.close());

describe('consent', () => {
  const withdraw = async (leadId: string, purpose: string, at: string): Promise<void> => {
    const client = await connect(test.url);
    await client.query(
      `INSERT INTO consent (id, lead_id, purpose, basis, source, at, withdrawn_at)
       VALUES (gen_random_uuid(), $1, $2, 'express', 'test', $3, $4)`,
      [leadId, purpose, start, at],
    );
    await client.end();
  };

  it('to tracking that is withdrawn keeps opens and clicks out, also of mails from before, and drops what is held', async () => {
    const { store } = test;
    const { lead, messageId } = await mailed(test, templateVersionId);
    await store.events.ingest(clickOf(messageId, early), early);
    await withdraw(lead.id, 'tracking', plusMs(early, 1000));
    const at = minute(90);
    const open = event({ kind: 'open', lead: { messageId }, hit: hit({ link: null }), occurredAt: at });
    const reply = event({ kind: 'reply', lead: { messageId }, occurredAt: at });
    const outcomes = await store.events.ingestMany([clickOf(messageId, at), open, reply], at);
    expect(outcomes).toMatchObject([
      { kind: 'refused', code: 'TRACKING_WITHHELD' },
      { kind: 'refused', code: 'TRACKING_WITHHELD' },
      { kind: 'ingested' },
    ]);
    await expect(store.events.ingest(clickOf(messageId, at), at)).rejects.toMatchObject({ code: 'TRACKING_WITHHELD' });
    expect(await store.events.judgeClicks(messageId, due)).toBeNull();
    expect(await eventsOf(test, lead.id)).toMatchObject([{ event: 'reply' }]);
  });

  it('to profiling that is withdrawn leaves events without points, and so without a hand-off', async () => {
    const { store } = test;
    const lead = await addLead(store);
    await withdraw(lead.id, 'profiling', start);
    const inputs = (['click', 'reply', 'click'] as const).map((kind) => event({ kind, lead: { id: lead.id } }));
    const outcomes = await store.events.ingestMany(inputs, minute(1));
    expect(outcomes).toMatchObject(
      inputs.map(() => ({ kind: 'ingested', score: 0, stage: 'engaged', handoffId: null })),
    );
  });

  it('that a country asks for is asked for', async () => {
    const { store } = test;
    const tracking = { countries: { FR: 'express' }, otherwise: 'none', unknown: 'none' } as const;
    await store.publications.publishWorkspace(
      { ...workspace, organisation: { ...workspace.organisation, tracking } },
      minute(1),
    );
    const [french, german] = [await addLead(store, { country: 'FR' }), await addLead(store, { country: 'DE' })];
    const clicks = [french, german].map(({ id }) => event({ kind: 'click', lead: { id } }));
    const outcomes = await store.events.ingestMany(clicks, minute(2));
    expect(outcomes).toMatchObject([{ code: 'TRACKING_WITHHELD' }, { kind: 'ingested' }]);
  });
});
