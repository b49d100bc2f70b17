/** The review lane with a real database: changes wake it, and it looks at who changed and at nobody else. */
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createStore } from '../../db/create-store.ts';
import type { LeadView, Store } from '../../db/store.ts';
import type { Conditions } from '../../domain/conditions.ts';
import { type Instant, instantFromMs } from '../../domain/instant.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { type ReviewLane, startReviews } from '../../worker/review-lane.ts';
import { connect, welcome } from '../db/fixtures.ts';
import { createTestDatabase, type TestDatabase, testAddressHash } from '../support/database.ts';
import { testWorkspace } from '../support/workspace.ts';

const now = (): Instant => instantFromMs(Date.now());
const condition = 'lead.fields.employees >= 100';
const real = createConditions();
/** Whom the evaluator was asked about, by address, for the segment. */
let judged: string[] = [];
const conditions: Conditions = {
  ...real,
  evaluate(asked, facts, around) {
    if (asked === condition) judged.push(facts.email);
    return real.evaluate(asked, facts, around);
  },
};

let database: TestDatabase;
let client: Awaited<ReturnType<typeof connect>>;
const stores: Store[] = [];
/** A worker's store, or that of who changes leads: each with its own connections, as processes have. */
const openStore = (): Store => {
  const store = createStore({ databaseUrl: database.url, addressHash: testAddressHash, conditions });
  stores.push(store);
  return store;
};
let store: Store;
const lanes: ReviewLane[] = [];
/** A lane that has done what there was to do, and rests. */
const begun = async ({ segments }: Store): Promise<ReviewLane> => {
  let rests: () => void = () => {};
  const resting = new Promise<void>((resolve) => {
    rests = resolve;
  });
  // Asked when nothing is due, before it rests.
  const nextReview = () => segments.nextReview().finally(rests);
  const lane = await startReviews({ ...segments, nextReview }, pino({ level: 'silent' }));
  lanes.push(lane);
  await resting;
  return lane;
};

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore();
  client = await connect(database.url);
  const organisation = { ...testWorkspace.organisation, segments: { large: condition } };
  await store.publications.publishWorkspace({ ...testWorkspace, organisation }, now());
  const settings = { ...defaultSettings, start: { segment: 'large' } };
  const version = { name: 'large', contentHash: 'l', source: '', program: { ...welcome, sequence: 'large', settings } };
  await store.publications.publishSequence({ ...version, templates: {} }, now());
  await store.segments.watch(now());
  // Whoever waits for the end of a review is told by the database: the trigger speaks when the review is committed.
  await client.query(`CREATE FUNCTION tell_reviewed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_notify('reviewed', NEW.id::text); RETURN NULL; END $$`);
  await client.query(`CREATE TRIGGER tell_reviewed AFTER UPDATE OF review_at ON lead
    FOR EACH ROW WHEN (OLD.review_at <= now() AND NEW.review_at IS NULL) EXECUTE FUNCTION tell_reviewed()`);
  client.on('notification', ({ payload = '' }) => waiting.get(payload)?.());
  await client.query('LISTEN reviewed');
});
afterEach(async () => {
  // Of a test that failed before it let the lanes go on.
  await client.query('ROLLBACK');
  await Promise.all(lanes.splice(0).map((lane) => lane.stop()));
  await client.query('UPDATE lead SET review_at = NULL');
  judged = [];
});
afterAll(async () => {
  await client.end();
  await Promise.all(stores.map((one) => one.close()));
  await database.drop();
});

const waiting = new Map<string, () => void>();
/** Resolves when a lane has looked at the lead. */
const reviewed = (lead: LeadView): Promise<void> =>
  new Promise((resolve) => {
    waiting.set(lead.id, resolve);
  });

let people = 0;
const lead = async (employees: number): Promise<LeadView> => {
  people += 1;
  const saved = await store.leads.save({ email: `lead${people}@acme.test`, fields: { employees } }, now(), 'test');
  return saved.lead;
};
const grow = (one: LeadView, employees: number) =>
  store.leads.save({ email: one.email, fields: { employees } }, now(), 'test');
const sequencesOf = async ({ id }: LeadView): Promise<readonly string[]> =>
  (await store.enrollments.list({ leadId: id }, { limit: 10 })).items.map(({ origin }) => origin);
/** Leads that nobody has to look at. */
const settled = async (count: number): Promise<readonly LeadView[]> => {
  const leads: LeadView[] = [];
  for (let i = 0; i < count; i += 1) leads.push(await lead(1));
  await client.query('UPDATE lead SET review_at = NULL');
  return leads;
};

it('is woken by the change of one lead, looks at it once and at nobody else, and begins its sequence', async () => {
  const [one] = await settled(5);
  if (!one) throw new Error('no lead');
  await begun(openStore());
  const looked = reviewed(one);
  await grow(one, 500);
  await looked;
  expect(judged).toEqual([one.email]);
  expect(await sequencesOf(one)).toEqual(['segment large']);
  const again = reviewed(one);
  await grow(one, 600);
  await again;
  expect(judged).toEqual([one.email, one.email]);
  expect(await sequencesOf(one)).toHaveLength(1);
});

it('does what was left to do when it comes back', async () => {
  const [entering, other] = await settled(2);
  if (!entering || !other) throw new Error('no lead');
  const worker = openStore();
  await (await begun(worker)).stop();
  await grow(entering, 500);
  await grow(other, 50);
  expect([judged, await sequencesOf(entering)]).toEqual([[], []]);
  const looked = Promise.all([reviewed(entering), reviewed(other)]);
  await begun(worker);
  await looked;
  expect([...judged].sort()).toEqual([entering.email, other.email].sort());
  expect([await sequencesOf(entering), await sequencesOf(other)]).toEqual([['segment large'], []]);
});

it('of two workers that see the same leads begins a sequence once for each', async () => {
  const leads = await settled(30);
  await Promise.all([begun(openStore()), begun(openStore())]);
  const looked = Promise.all(leads.map(reviewed));
  // Both have seen who is due when they come to the segments, and go on from there at the same moment.
  await client.query('BEGIN');
  await client.query('SELECT segment FROM segment_watch FOR UPDATE');
  const other = await connect(database.url);
  await other.query(`UPDATE lead SET fields = '{"employees": 500}', updated_at = $2 WHERE id = ANY ($1)`, [
    leads.map(({ id }) => id),
    now(),
  ]);
  await other.end();
  await untilHeldUp(2);
  await client.query('COMMIT');
  await looked;
  await Promise.all(lanes.splice(0).map((lane) => lane.stop()));
  expect([...judged].sort()).toEqual(leads.map(({ email }) => email).sort());
  for (const one of leads) expect(await sequencesOf(one)).toEqual(['segment large']);
  const { rows } = await client.query('SELECT workflow_id FROM outbox WHERE workflow_id = ANY ($1)', [
    leads.map(({ id }) => `nurture/${id}/large/1`),
  ]);
  expect(rows).toHaveLength(leads.length);
});

/** Resolves when so many transactions wait for another one. */
async function untilHeldUp(transactions: number): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ readonly held: number }>(
      `SELECT count(DISTINCT pid)::int AS held FROM pg_locks
       WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())`,
    );
    await client.query('SELECT pg_stat_clear_snapshot()');
    if ((rows[0]?.held ?? 0) >= transactions) return;
  }
}
