/** Scores of services told all at once: what becomes of each lead is what becomes of it when they are told one by one. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExternalScoreInput, ExternalScoreOutcome, LeadView } from '../../db/store.ts';
import { noConsentPolicy } from '../../domain/consent.ts';
import type { ScoringModel } from '../../domain/scoring.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, minute, publishBasics, sendMail, start, workspace } from './fixtures.ts';
import { demo } from './score-ground.ts';

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

async function publish(mql: Partial<ScoringModel['mql']> = {}): Promise<void> {
  const external = {
    propensity: { weight: 0.5, min: 0, max: 100, expires: 'P10D' },
    interest: { weight: 1, min: -20, max: 30, expires: 'P10D' },
  };
  const scoring = { ...workspace.scoring, external, mql: { ...workspace.scoring.mql, ...mql } };
  const organisation = {
    ...workspace.organisation,
    profiling: { ...noConsentPolicy, countries: { DE: 'express' as const } },
  };
  await test.store.publications.publishWorkspace({ ...workspace, organisation, scoring }, start);
}

type Told = Omit<ExternalScoreInput, 'lead'>;
const told = (service: string, value: number, minutes: number, key = `${minutes}/${value}`): Told => ({
  ...{ service, value, key, at: minute(minutes), detail: 'said so' },
});

/** What became of leads, whoever they are. */
async function standings(leads: readonly LeadView[]) {
  const { rows } = await client.query(
    `SELECT l.engagement, l.score, l.temperature, l.stage, l.score_bound, l.review_at,
       (SELECT jsonb_agg(jsonb_build_array(e."group", e.points, e.at, e.change, e.score_after, e.reason) ORDER BY e.id)
        FROM score_entry e WHERE e.lead_id = l.id AND e.kind = 'external') AS entries,
       (SELECT jsonb_agg(jsonb_build_array(m."to", m.actor, m.reason, m.snapshot) ORDER BY m.id)
        FROM stage_move m WHERE m.lead_id = l.id) AS moves,
       (SELECT jsonb_agg(jsonb_build_array(h.number, h.status, h.score)) FROM handoff h WHERE h.lead_id = l.id) AS handoffs,
       (SELECT jsonb_agg(jsonb_build_array(e.status, e.stop_reason)) FROM enrollment e WHERE e.lead_id = l.id) AS enrollments,
       (SELECT jsonb_agg(o.kind ORDER BY o.id) FROM outbox o JOIN handoff h ON h.workflow_id = o.workflow_id
        WHERE h.lead_id = l.id) AS started
     FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, place) JOIN lead l ON l.id = asked.id ORDER BY place`,
    [leads.map(({ id }) => id)],
  );
  return rows;
}

const unreviewed = ({ review_at: _, ...rest }: Readonly<Record<string, unknown>>) => rest;

const answer = (outcome: ExternalScoreOutcome | undefined) => {
  if (!outcome || 'refused' in outcome) return outcome?.refused.code;
  const { leadId: _, handoffId, ...rest } = outcome.lead;
  return { ...rest, handedOff: handoffId !== null };
};

describe('scores that are told all at once', () => {
  /** For the n-th lead what it is told; in one call they come mixed. */
  const stories: readonly (readonly Told[])[] = [
    [told('propensity', 40, 0), told('propensity', 80, -60), told('propensity', 90, 3)],
    // Two of one moment: the keys decide.
    [told('propensity', 10, 1, 'b'), told('propensity', 70, 1, 'a'), told('interest', 20, 1)],
    // The same again, and the same key with something else.
    [told('interest', 12, 0, 'x'), told('interest', 12, 0, 'x'), told('interest', 30, 1, 'x')],
    // Has asked for a demo: crosses the threshold, falls, and crosses it again, which rings once.
    [told('propensity', 30, 1), told('propensity', 0, 2), told('propensity', 60, 3)],
    [told('propensity', 50, 0), told('interest', -20, 1), told('weather', 9, 1)],
    // Has not agreed to it.
    [told('propensity', 50, 0)],
  ];
  const asks = 3;
  const group = async () => {
    const leads: LeadView[] = [];
    for (const [n] of stories.entries()) {
      const lead = await addLead(test.store, n === 5 ? { country: 'DE' } : {});
      if (n === asks) await demo(test, lead);
      await test.store.enrollments.enroll(lead.id, 'welcome', 'test', start);
      leads.push(lead);
    }
    return leads;
  };
  const mixed = (leads: readonly LeadView[]): readonly ExternalScoreInput[] =>
    [0, 1, 2].flatMap((turn) =>
      leads.flatMap(({ id, email }, n) => {
        const one = stories[n]?.[turn];
        return one ? [{ ...one, lead: turn === 1 ? email : id }] : [];
      }),
    );

  it('leave the leads, their ledgers, hand-offs and enrollments as they are told one by one', async () => {
    await publish();
    const [apart, together] = [await group(), await group()];
    const single: ExternalScoreOutcome[] = [];
    for (const input of mixed(apart)) single.push(...(await test.store.scores.putExternals([input], minute(5), 'api')));
    const outcomes = await test.store.scores.putExternals(mixed(together), minute(5), 'api');
    expect(outcomes.map(answer)).toEqual(single.map(answer));
    const [those, these] = [await standings(apart), await standings(together)];
    expect(these.map(unreviewed)).toEqual(those.map(unreviewed));
    // What a lead was for a moment between its scores gives nobody reason to look at it sooner.
    for (const [n, { review_at }] of these.entries())
      expect(Number(review_at)).toBeGreaterThanOrEqual(Number(those[n]?.review_at));
    const rung = outcomes.filter((one) => 'lead' in one && one.lead.handoffId !== null);
    expect(rung).toHaveLength(1);
    expect(rung[0]).toMatchObject({ lead: { leadId: together[asks]?.id, stage: 'mql' } });
    const [, , known, ringing, , withheld] = these;
    expect(known.entries).toHaveLength(1);
    expect(ringing).toMatchObject({ handoffs: [[1, 'open', expect.any(Number)]], started: ['start_handoff'] });
    expect(withheld).toMatchObject({ entries: null, score: 0 });
    expect(answer(outcomes[5])).toMatchObject({ recorded: false, withheld: expect.stringContaining('agreed') });
  });

  it('give to sales who has had enough of us, and let wait who has not', async () => {
    await publish({ minNurture: { mails: 1, time: null } });
    const [nurtured, fresh] = [await addLead(test.store), await addLead(test.store)];
    const enrollment = await test.store.enrollments.enroll(nurtured.id, 'welcome', 'test', start);
    await sendMail(test.store, enrollment, 'hello', templateVersionId);
    for (const lead of [nurtured, fresh]) await demo(test, lead);
    const inputs = [nurtured, fresh].map(({ id }) => ({ ...told('propensity', 90, 1), lead: id }));
    const outcomes = await test.store.scores.putExternals(inputs, minute(5), 'api');
    expect(outcomes.map((one) => 'lead' in one && one.lead.stage)).toEqual(['mql', 'prospect']);
    const [, waits] = await standings([nurtured, fresh]);
    expect(waits.engagement).toMatchObject({ armed: true, waits: true });
  });

  it('are refused each for itself; too many at once, and all without a model, as a whole', async () => {
    const { scores } = test.store;
    const lead = await addLead(test.store);
    const good = { ...told('propensity', 10, 0), lead: lead.email };
    const inputs = [
      { ...good, lead: 'nobody@acme.test' },
      { ...good, service: 'Not a name' },
      { ...good, value: Number.NaN },
      { ...good, key: ' ' },
      { ...good, lead: 'no address' },
      good,
    ];
    const outcomes = await scores.putExternals(inputs, minute(5), 'api');
    const [unknown, invalid] = ['LEAD_UNKNOWN', 'REQUEST_INVALID'];
    expect(outcomes.slice(0, 5).map(answer)).toEqual([unknown, invalid, invalid, invalid, unknown]);
    expect(outcomes[5]).toMatchObject({ lead: { leadId: lead.id, recorded: true } });
    expect((await scores.putExternals(inputs.slice(0, 5), minute(5), 'api')).map(answer)).toHaveLength(5);
    expect(await scores.putExternals([], minute(5), 'api')).toEqual([]);
    await expect(scores.putExternals(Array(1_001).fill(good), minute(5), 'api')).rejects.toMatchObject({
      code: invalid,
    });
  });
});
