/** All leads valued anew after the model has changed, and what became of leads in the past. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LeadView } from '../../db/store.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, minute, publishBasics, start, workspace } from './fixtures.ts';
import { click, demo, publishModel } from './score-ground.ts';

let test: TestStore;
let client: pg.Client;
beforeAll(async () => {
  test = await createTestStore();
  client = new pg.Client({ connectionString: test.url });
  await client.connect();
  await publishBasics(test.store);
});
afterAll(async () => {
  await client.end();
  await test.close();
});

const ledgerOf = async ({ id }: LeadView) =>
  (await client.query('SELECT key, kind, "group", points FROM score_entry WHERE lead_id = $1 ORDER BY at, id', [id]))
    .rows;

describe('a recompute of all leads', () => {
  async function recompute(promote = false) {
    const { scores } = test.store;
    const { id } = await scores.beginRecompute({ promote, pace: 100 }, 'cli', minute(30));
    // Pages of three: killed between any two of them, the next goes on there.
    for (let more = true; more; ) ({ more } = await scores.carryOnRecompute(id, 3, minute(30)));
    return scores.recompute(id);
  }

  it('changes nothing under the model of before', async () => {
    await publishModel(test, {});
    await recompute();
    const before = await client.query('SELECT id, engagement, score, grade, updated_at FROM lead ORDER BY id');
    const entries = await client.query('SELECT * FROM score_entry ORDER BY id');
    expect(await recompute()).toMatchObject({ status: 'done', changed: 0, promoted: 0 });
    expect((await client.query('SELECT id, engagement, score, grade, updated_at FROM lead ORDER BY id')).rows).toEqual(
      before.rows,
    );
    expect((await client.query('SELECT * FROM score_entry ORDER BY id')).rows).toEqual(entries.rows);
  });

  it('values events by the rules of today: others, no more, and for the first time', async () => {
    await publishModel(test, {});
    const lead = await addLead(test.store);
    await click(test, lead, 1);
    await demo(test, lead, 2);
    await test.store.events.ingest(
      event({ kind: 'form', name: 'guide', lead: { id: lead.id }, occurredAt: minute(3) }),
      minute(3),
    );
    expect((await ledgerOf(lead)).map(({ points }) => points)).toEqual([10, 50]);
    expect(await test.store.scores.upToDate()).toBe(true);
    await publishModel(test, {
      groups: { email: 80, forms: 60 },
      rules: [
        { on: 'click', link: null, name: null, points: 15, group: 'email', reason: 'Clicked' },
        { on: 'form', link: null, name: null, points: 20, group: 'forms', reason: 'Filled in a form' },
      ],
    });
    expect(await test.store.scores.upToDate()).toBe(false);
    const forecast = await test.store.scores.forecastRecompute(minute(30));
    expect(forecast.changed).toBeGreaterThan(0);
    expect((await ledgerOf(lead)).map(({ points }) => points)).toEqual([10, 50]);
    expect(await recompute()).toMatchObject({ status: 'done', changed: forecast.changed, promoted: 0 });
    expect(await ledgerOf(lead)).toMatchObject([
      { kind: 'points', group: 'email', points: 15 },
      { kind: 'points', group: 'forms', points: 20 },
    ]);
    expect(Math.round((await test.store.leads.get(lead.id, minute(30))).score)).toBe(35);
    expect(await test.store.scores.upToDate()).toBe(true);
  });

  it('gives nobody to sales unless it is told to, and leaves them ready for their next sign', async () => {
    await publishModel(test, {});
    const [quiet, active] = [await addLead(test.store), await addLead(test.store)];
    for (const lead of [quiet, active]) await demo(test, lead);
    await publishModel(test, { mql: { ...workspace.scoring.mql, at: 48, rearmBelow: 20 } });
    expect(await recompute()).toMatchObject({ promoted: 0 });
    expect((await test.store.leads.get(active.id, minute(31))).stage).toBe('prospect');
    expect(await click(test, active, 31)).toMatchObject({ stage: 'mql' });
    expect((await recompute(true)).promoted).toBeGreaterThanOrEqual(1);
    expect((await test.store.leads.get(quiet.id, minute(32))).stage).toBe('mql');
  });

  it('ends when it is stopped, and when a newer one begins', async () => {
    const { scores } = test.store;
    const first = await scores.beginRecompute({ promote: false, pace: 1 }, 'cli', start);
    const second = await scores.beginRecompute({ promote: false, pace: 1 }, 'cli', start);
    expect(await scores.recompute(first.id)).toMatchObject({ status: 'stopped' });
    expect(await scores.carryOnRecompute(first.id, 5, start)).toMatchObject({ looked: 0, more: false });
    expect(await scores.stopRecompute(second.id, start)).toMatchObject({ status: 'stopped', looked: 0 });
    await expect(scores.recompute('nothing')).rejects.toMatchObject({ code: 'RECOMPUTE_UNKNOWN' });
  });
});

describe('what became of leads', () => {
  it('is told with what they had done before it, the good first of what was decided', async () => {
    await publishModel(test, {});
    const [won, lost] = [await addLead(test.store), await addLead(test.store)];
    for (const lead of [won, lost]) {
      await click(test, lead, 1);
      await demo(test, lead, 2);
    }
    const handoffs = (await test.store.handoffs.list({ status: 'open' }, { limit: 50 })).items;
    const of = ({ id }: LeadView) => handoffs.find(({ leadId }) => leadId === id)?.id ?? '';
    await test.store.handoffs.decide(of(won), { kind: 'accepted' }, 'ines', minute(3));
    await test.store.handoffs.decide(of(lost), { kind: 'returned', reason: 'timing' }, 'ines', minute(3));
    await click(test, lost, 4);
    const past = await test.store.scores.past({ since: minute(3), positive: 'sql', after: null, limit: 50 });
    const told = (lead: LeadView) => past.find(({ id }) => id === lead.id);
    expect(told(won)).toMatchObject({ good: true, outcome: 'sql', at: minute(3) });
    expect(told(lost)).toMatchObject({ good: false, outcome: 'recycled' });
    expect(told(lost)?.events.map(({ kind }) => kind)).toEqual(['click', 'custom']);
    const strict = await test.store.scores.past({ since: minute(3), positive: 'customer', after: null, limit: 50 });
    expect(strict.map(({ id }) => id)).not.toContain(won.id);
  });
});
