/**
 * Segments over a million leads: each of several typical ones counted as the API counts it, against the same count written
 * by hand, and how long it takes from the commit of a change of one lead until its membership is written by the lane of the
 * worker. Before any figure is printed, memory has judged a sample of the leads and agrees.
 *
 * `--leads N` for a smaller run.
 */
import type pg from 'pg';
import { pino } from 'pino';
import { createConditions } from '../authoring/conditions.ts';
import { createDatabase, type Database } from '../db/database.ts';
import { factsOf, type LeadRow, leadColumns } from '../db/lead-rows.ts';
import { sql } from '../db/sql.ts';
import type { Store } from '../db/store.ts';
import { surroundingsOf } from '../db/surroundings.ts';
import { type Instant, instantFromMs } from '../domain/instant.ts';
import { startReviews } from '../worker/review-lane.ts';
import { type Benchmark, type Measured, percentile, rounded } from './benchmark.ts';
import { prepareSegments, type SegmentGround, typicalSegments } from './segment-ground.ts';

const usualLeads = 1_000_000;
const rounds = 5;
const sampled = 2_000;
const changes = 300;

const leadsAsked = (): number => {
  const at = process.argv.indexOf('--leads');
  return at < 0 ? usualLeads : Number(process.argv[at + 1]);
};

export const segment: Benchmark = {
  name: 'segment',
  about: `counts of segments over ${usualLeads} leads, and the time until a change of one lead is a membership`,
  run,
};

async function run(say: (line: string) => void): Promise<Measured> {
  const ground = await prepareSegments(leadsAsked(), say);
  try {
    const now = instantFromMs(Date.now());
    await agreeOnSample(ground, now);
    const counts = await measureCounts(ground, now, say);
    const memberships = await measureMemberships(ground);
    const sum = (key: 'ours' | 'reference'): number => counts.reduce((all, one) => all + one[key], 0);
    const slowest = Math.max(...counts.map(({ ours }) => ours));
    return {
      ratio: sum('reference') / sum('ours'),
      reference: 'the same counts written by hand, of the same tables and indexes',
      figures: {
        leads: ground.leads,
        ...Object.fromEntries(counts.map(({ name, ours }) => [`${name} ms`, rounded(ours)])),
        'slowest ms': rounded(slowest),
        'membership p50 ms': rounded(percentile(memberships, 50)),
        'membership p99 ms': rounded(percentile(memberships, 99)),
      },
    };
  } finally {
    await ground.close();
  }
}

interface Counted {
  readonly name: string;
  /** Milliseconds, the median of the rounds. */
  readonly ours: number;
  readonly reference: number;
}

async function measureCounts(
  { store, client }: SegmentGround,
  now: Instant,
  say: (line: string) => void,
): Promise<readonly Counted[]> {
  const measured: Counted[] = [];
  for (const [name, { when, byHand }] of Object.entries(typicalSegments)) {
    const [ours, reference]: [number[], number[]] = [[], []];
    let counts: readonly [number, number] = [0, 0];
    for (let round = 0; round < rounds; round += 1) {
      const began = performance.now();
      const ourCount = await store.segments.count({ when }, now);
      const between = performance.now();
      const theirCount = await countByHand(client, byHand, now);
      ours.push(between - began);
      reference.push(performance.now() - between);
      counts = [ourCount, theirCount];
    }
    if (counts[0] !== counts[1]) throw new Error(`${name}: ${counts[0]} leads, by hand ${counts[1]}`);
    measured.push({ name, ours: percentile(ours, 50), reference: percentile(reference, 50) });
    say(
      `${name}: ${counts[0]} leads, ours ${Math.round(percentile(ours, 50))} ms, by hand ${Math.round(percentile(reference, 50))} ms`,
    );
  }
  return measured;
}

async function countByHand(client: pg.Client, text: string, now: Instant): Promise<number> {
  const values = text.includes('$1') ? [now] : [];
  const { rows } = await client.query<{ readonly count: string }>(text, values);
  return Number(rows[0]?.count);
}

/** The count of a sample in memory: leads by chance, each judged as the engine judges one. */
async function agreeOnSample({ url, store, workspace }: SegmentGround, now: Instant): Promise<void> {
  const database = createDatabase(url, 2, { warn: () => {} });
  const conditions = createConditions();
  try {
    const leads = await sampleOf(database);
    const ids = leads.map(({ id }) => id);
    for (const [name, { when }] of Object.entries(typicalSegments)) {
      const asker = { leadIds: ids, enrollmentId: null };
      const around = await surroundingsOf(database, asker, conditions.needs([when]), workspace.scoring, now);
      const meant = leads.filter((lead) =>
        conditions.evaluate(when, factsOf(lead, workspace.scoring, now), around.get(lead.id) ?? {}),
      );
      const found = await foundAmong(store, when, ids, now);
      if (found !== meant.length)
        throw new Error(`${name}: memory means ${meant.length} of the sample, the database ${found}`);
    }
  } finally {
    await database.close();
  }
}

const sampleOf = (database: Database): Promise<readonly LeadRow[]> =>
  database.rows<LeadRow>(sql`
    SELECT ${leadColumns} FROM lead l LEFT JOIN account a ON a.id = l.account_id WHERE 'sample' = ANY (l.tags) LIMIT ${sampled}`);

/** The sample has a tag of its own. */
const foundAmong = async (store: Store, when: string, ids: readonly string[], now: Instant): Promise<number> => {
  const all = await store.segments.count({ when: '"sample" in lead.tags' }, now);
  if (all !== ids.length) throw new Error(`The sample has ${all} leads, not ${ids.length}`);
  return store.segments.count({ when: `"sample" in lead.tags && (${when})` }, now);
};

/**
 * Milliseconds from the answer to an event until its lead is a member, as the database tells it: whoever asked it over and
 * over would be the load that he measures.
 */
async function measureMemberships({ store, client, quiet }: SegmentGround): Promise<readonly number[]> {
  await store.segments.watch(instantFromMs(Date.now()));
  const told = await listenForMembers(client);
  const lane = await startReviews(store.segments, pino({ level: 'silent' }));
  const measured: number[] = [];
  try {
    for (const [i, leadId] of quiet.slice(0, changes).entries()) {
      const now = instantFromMs(Date.now());
      const visit = {
        kind: 'page_view',
        name: '/demo',
        lead: { id: leadId },
        occurredAt: now,
        dedupeKey: `bench/${i}`,
      } as const;
      const member = told(leadId);
      await store.events.ingest({ ...visit, payload: {} }, now);
      const committed = performance.now();
      const at = await member;
      if (i >= 20) measured.push(Math.max(0, at - committed));
    }
  } finally {
    await lane.stop();
  }
  return measured;
}

const longestWaitMs = 10_000;

/** Resolves, for a lead, with the moment at which its membership is committed and known here. */
async function listenForMembers(client: pg.Client): Promise<(leadId: string) => Promise<number>> {
  await client.query(`CREATE FUNCTION tell_member() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('bench_member', NEW.lead_id::text); RETURN NULL; END $$`);
  await client.query(
    'CREATE TRIGGER tell_member AFTER INSERT ON segment_member FOR EACH ROW EXECUTE FUNCTION tell_member()',
  );
  await client.query('LISTEN bench_member');
  return (leadId) =>
    new Promise((resolve, reject) => {
      const done = (then: () => void): void => {
        clearTimeout(timer);
        client.off('notification', onMember);
        then();
      };
      const onMember = ({ payload }: pg.Notification): void => {
        const at = performance.now();
        if (payload === leadId) done(() => resolve(at));
      };
      const late = new Error(`The lead ${leadId} has not become a member`);
      const timer = setTimeout(() => done(() => reject(late)), longestWaitMs);
      client.on('notification', onMember);
    });
}
