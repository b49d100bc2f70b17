/** Scores of other services, leads looked at again, hand-raises and moves by hand. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase } from '../../db/database.ts';
import { reviewStanding } from '../../db/standing-review.ts';
import type { ExternalScoreInput, LeadView, ScoredLead } from '../../db/store.ts';
import { leastScoreBound } from '../../domain/score-course.ts';
import type { ScoringModel } from '../../domain/scoring.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, event, minute, publishBasics, sendMail, start, workspace } from './fixtures.ts';
import { click, demo, publishModel } from './score-ground.ts';

const day = 24 * 60;
let test: TestStore;
let client: pg.Client;
let templateVersionId: string;
beforeAll(async () => {
  test = await createTestStore();
  client = new pg.Client({ connectionString: test.url });
  await client.connect();
  ({ templateVersionId } = await publishBasics(test.store));
});
afterAll(async () => {
  await client.end();
  await test.close();
});

const rowOf = async (id: string) =>
  (await client.query('SELECT score, temperature, score_bound, review_at, engagement FROM lead WHERE id = $1', [id]))
    .rows[0];

async function review(model: ScoringModel, leads: readonly LeadView[], minutes: number) {
  const database = createDatabase(test.url, 1, { warn() {} });
  try {
    const ids = leads.map(({ id }) => id);
    return await database.transaction((tx) => reviewStanding(tx, model, ids, minute(minutes)));
  } finally {
    await database.close();
  }
}

async function put(input: ExternalScoreInput, now = start): Promise<ScoredLead> {
  const [outcome] = await test.store.scores.putExternals([input], now, 'api key');
  if (outcome && 'lead' in outcome) return outcome.lead;
  throw outcome?.refused ?? new Error('There is no answer');
}

describe('the score of another service', () => {
  const told = (lead: LeadView, value: number, key: string, minutes = 0) =>
    put(
      { lead: lead.email, service: 'propensity', value, at: minute(minutes), key, detail: 'visited twice' },
      minute(minutes),
    );

  it('counts once, by its newest value, until it is too old, and can make an MQL', async () => {
    await publishModel(test, { external: { propensity: { weight: 0.5, min: 0, max: 100, expires: 'P10D' } } });
    const lead = await addLead(test.store);
    expect(await told(lead, 40, 'a')).toMatchObject({
      recorded: true,
      score: 20,
      temperature: 'warm',
      handoffId: null,
    });
    expect(await told(lead, 90, 'a', 1)).toMatchObject({ recorded: false, score: 20 });
    expect(await told(lead, 10, 'older', -60)).toMatchObject({ recorded: true, score: 20 });
    await click(test, lead, 2);
    const { score, stage, handoffId } = await told(lead, 500, 'b', 3);
    expect({ score, stage, handoffId }).toEqual({ score: 60, stage: 'mql', handoffId: expect.any(String) });
    expect(await test.store.scores.externals(lead.id, minute(3))).toEqual([
      { service: 'propensity', value: 500, at: minute(3), detail: 'visited twice' },
    ]);
    expect((await test.store.leads.get(lead.id, minute(10 * day + 4))).score).toBeLessThan(50);
    await publishModel(test, {}, minute(5));
    const story = (await test.store.leads.timeline(lead.id)).flatMap((entry) => {
      if (entry.kind === 'model') return [`model ${entry.model}`];
      return entry.kind === 'score' ? [`${entry.told} ${Math.round(entry.points)}${entry.late ? ' late' : ''}`] : [];
    });
    expect(story).toEqual(['10 0 late', '40 20', 'null 10', '500 30', 'model store tests']);
    await publishModel(test, { external: { propensity: { weight: 0.5, min: 0, max: 100, expires: 'P10D' } } });
  });

  it('is recorded and counts nothing when the model does not name the service', async () => {
    const lead = await addLead(test.store);
    const asked = { lead: lead.id, service: 'weather', value: 80, at: start, key: 'x' };
    expect(await put(asked)).toMatchObject({ recorded: true, score: 0 });
    const { externals } = await test.store.leads.explainScore(lead.id, start);
    expect(externals).toMatchObject([{ service: 'weather', value: 80, counted: 0, weight: null }]);
  });
});

describe('a lead that is looked at again', () => {
  it('cools in the list when its points have faded, and tells when to look next', async () => {
    const model = await publishModel(test, {});
    const lead = await addLead(test.store);
    await demo(test, lead);
    expect(await rowOf(lead.id)).toMatchObject({ score: 50, temperature: 'hot', score_bound: leastScoreBound * 4 });
    const [early] = await review(model, [lead], 60);
    expect(early).toMatchObject({ before: 'hot', temperature: 'warm', next: expect.any(String) });
    const [late] = await review(model, [lead], 60 * day);
    expect(late).toMatchObject({ before: 'warm', temperature: 'cold', score: 12.5, next: null });
    expect(await rowOf(lead.id)).toMatchObject({ score: 12.5, temperature: 'cold', score_bound: leastScoreBound * 4 });
  });

  it('has a bound from the start that its first points do not change', async () => {
    await publishModel(test, {});
    const lead = await addLead(test.store);
    expect(await rowOf(lead.id)).toMatchObject({ score: 0, score_bound: leastScoreBound });
    await click(test, lead, 1);
    expect(await rowOf(lead.id)).toMatchObject({ score: 10, score_bound: leastScoreBound });
  });

  it('is given to sales when all that it lacked was nurture, and not before', async () => {
    const model = await publishModel(test, {
      mql: { ...workspace.scoring.mql, minNurture: { mails: 1, time: 'P7D' } },
    });
    const lead = await addLead(test.store);
    await demo(test, lead);
    for (const link of ['a', 'b', 'c']) await click(test, lead, 1, link);
    expect(await click(test, lead, 1)).toMatchObject({ stage: 'prospect', handoffId: null });
    expect((await rowOf(lead.id)).engagement).toMatchObject({ armed: true, waits: true });
    const enrollment = await test.store.enrollments.enroll(lead.id, 'welcome', 'test', minute(2));
    await sendMail(test.store, enrollment, 'hello', templateVersionId, minute(2));
    expect((await review(model, [lead], 6 * day))[0]).toMatchObject({ handoffId: null, next: minute(7 * day + 2) });
    const [ripe] = await review(model, [lead], 7 * day + 2);
    expect(ripe).toMatchObject({ handoffId: expect.any(String), temperature: 'hot' });
    expect((await test.store.leads.get(lead.id, minute(7 * day + 3))).stage).toBe('mql');
  });
});

describe('an event by which a lead asks for sales', () => {
  it('makes it an MQL at once whatever its grade, and only once', async () => {
    const fastTrack = [{ on: 'form', name: 'contact', minGrade: null }] as const;
    await publishModel(test, { mql: { ...workspace.scoring.mql, minNurture: { mails: 5, time: null }, fastTrack } });
    const lead = await addLead(test.store, { fields: { employees: 1 } });
    const ask = () => test.store.events.ingest(event({ kind: 'form', name: 'contact', lead: { id: lead.id } }), start);
    expect(await ask()).toMatchObject({ stage: 'mql', score: 0, handoffId: expect.any(String) });
    expect(await ask()).toMatchObject({ stage: 'mql', handoffId: null });
    const { rows } = await client.query(
      'SELECT "to", workspace, snapshot FROM stage_move WHERE lead_id = $1 AND "to" = $2',
      [lead.id, 'mql'],
    );
    expect(rows).toMatchObject([
      { workspace: expect.any(Number), snapshot: { score: 0, grade: 'D', temperature: 'cold' } },
    ]);
  });
});

describe('a move by hand', () => {
  const move = (lead: LeadView, stage: 'mql' | 'disqualified' | 'name' | 'prospect', reason = 'met at the fair') =>
    test.store.stages.move({ lead: lead.email, stage, reason }, minute(5), 'ines');

  it('fills the stages between, opens a hand-off at mql, and then waits for the decision of sales', async () => {
    const lead = await addLead(test.store);
    expect(await move(lead, 'mql')).toMatchObject({ from: 'name', stage: 'mql', handoffId: expect.any(String) });
    const moves = (await test.store.leads.timeline(lead.id)).filter(({ kind }) => kind === 'stage');
    expect(moves.slice(1)).toMatchObject([
      { to: 'engaged', actor: 'ines', reason: 'met at the fair' },
      { to: 'prospect' },
      { to: 'mql' },
    ]);
    expect(await move(lead, 'mql')).toMatchObject({ from: 'mql', handoffId: null });
    await expect(move(lead, 'disqualified')).rejects.toMatchObject({ code: 'STAGE_ILLEGAL' });
  });

  it('needs a reason and a legal way', async () => {
    const lead = await addLead(test.store);
    await expect(move(lead, 'prospect', '  ')).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await move(lead, 'prospect');
    await expect(move(lead, 'name')).rejects.toMatchObject({ code: 'STAGE_ILLEGAL' });
  });
});
