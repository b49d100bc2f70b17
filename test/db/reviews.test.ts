/**
 * Segments that something waits for: who is in them, from when on, and what it begins.
 * Long, because each kind of change that makes a lead due has its case here.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import type { LeadView, Store } from '../../db/store.ts';
import type { Conditions } from '../../domain/conditions.ts';
import { defaultSettings, type EntryRule } from '../../domain/program-settings.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { addLead, connect, event, minute, start, welcome, workspace } from './fixtures.ts';

const segments = {
  keen: 'events.within("7 days").clicks() >= 2',
  warm: 'score >= 15',
  visitors: 'events.pages("/pricing") >= 2',
  large: 'lead.fields.employees >= 100',
  group: 'account.engaged >= 1 && stage == "name"',
  agreed: '"newsletter" in consent',
  readers: 'events.pages("/docs*") >= 1',
  odd: 'events.pages("/pricing") % 2 == 1',
};

/** The real evaluator; it can be asked how often it was asked, and told to fail about one lead. */
const real = createConditions();
let evaluations = 0;
let broken: string | null = null;
const conditions: Conditions = {
  ...real,
  evaluate(condition, facts, around) {
    evaluations += 1;
    if (facts.email === broken) throw new Error('this lead breaks the evaluator');
    return real.evaluate(condition, facts, around);
  },
};

let test: TestStore;
let store: Store;
beforeAll(async () => {
  test = await createTestStore({ conditions });
  store = test.store;
  const organisation = { ...workspace.organisation, segments };
  await store.publications.publishWorkspace({ ...workspace, organisation }, start);
  await store.publications.publishTemplate({ name: 'hello', contentHash: 'h1', compiled: {} }, start);
});
afterAll(() => test.close());
afterEach(async () => {
  broken = null;
  const client = await connect(test.url);
  // Nothing waits for a segment any more: later versions of the sequences start by hand.
  for (const sequence of Object.keys(segments)) await publishAs(sequence, null);
  await store.segments.watch(minute(100_000));
  await client.query('UPDATE lead SET review_at = NULL');
  await client.end();
});

let hashes = 0;
const publishAs = async (segment: string, by: { readonly segment: string } | null, enter: Partial<EntryRule> = {}) => {
  const settings = { ...defaultSettings, start: by, enter: { ...defaultSettings.enter, ...enter } };
  hashes += 1;
  const program = { ...welcome, sequence: segment, settings };
  const version = { name: segment, contentHash: `h${hashes}`, source: '', program, templates: {} };
  await store.publications.publishSequence(version, start);
};
/** Publishes a sequence of the segment's name that begins by it, and watches. */
const begins = async (segment: keyof typeof segments, enter: Partial<EntryRule> = {}, now = start) => {
  await publishAs(segment, { segment }, enter);
  return store.segments.watch(now);
};
const reviewAll = async (now: Instant) => {
  const sum = { looked: 0, entered: 0, left: 0, enrolled: 0, failed: 0 };
  for (;;) {
    const turn = await store.segments.review(200, now);
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += turn[key];
    if (turn.looked === 0) return sum;
  }
};
const click = (lead: LeadView, now: Instant) =>
  store.events.ingest(event({ kind: 'click', lead: { id: lead.id }, occurredAt: now }), now);
const membersOf = async (segment: string) =>
  (await store.segments.members(segment, { limit: 100 })).items.map(({ email }) => email);
const enrolledIn = async (lead: LeadView) =>
  (await store.enrollments.list({ leadId: lead.id }, { limit: 10 })).items.map(
    ({ sequence, origin }) => `${sequence} by ${origin}`,
  );
const dayLater = (days: number): Instant => plusMs(start, days * 86_400_000);

describe('publishing a sequence that begins by a segment', () => {
  it('writes who is in it, tells how many, and starts nothing', async () => {
    const inside = await addLead(store, { fields: { employees: 500 } });
    await addLead(store, { fields: { employees: 5 } });
    expect(await begins('large')).toEqual([{ segment: 'large', members: 1, starts: ['large'] }]);
    expect(await membersOf('large')).toEqual([inside.email]);
    expect(await reviewAll(minute(1))).toMatchObject({ entered: 0, enrolled: 0 });
    expect(await enrolledIn(inside)).toEqual([]);
    expect(await begins('large')).toEqual([]);
    expect(await store.segments.get('large', start)).toMatchObject({
      leads: 1,
      starts: ['large'],
      watchedSince: start,
    });
    // Whoever is in it stays so since then, also when its condition has become another one.
    const smaller = { ...segments, large: 'lead.fields.employees >= 5' };
    const organisation = { ...workspace.organisation, segments: smaller };
    await store.publications.publishWorkspace({ ...workspace, organisation }, minute(2));
    await store.segments.watch(minute(3));
    const { items } = await store.segments.members('large', { limit: 10 });
    expect(items.find(({ email }) => email === inside.email)).toMatchObject({ since: start });
    expect(items.map(({ since }) => since)).toContain(minute(3));
    await store.publications.publishWorkspace({ ...workspace, organisation: { ...organisation, segments } }, minute(4));
  });
});

describe('a lead that comes to be in a segment', () => {
  it('is enrolled by what it is, once, and again after it left only if the sequence lets it', async () => {
    await begins('large', { again: { kind: 'never' } });
    const lead = await addLead(store, { fields: { employees: 1 } });
    expect(await reviewAll(minute(1))).toMatchObject({ looked: 1, entered: 0 });
    const employees = async (count: number, now: Instant) => {
      await store.leads.save({ email: lead.email, fields: { employees: count } }, now, 'test');
      return reviewAll(now);
    };
    expect(await employees(100, minute(2))).toEqual({ looked: 1, entered: 1, left: 0, enrolled: 1, failed: 0 });
    expect(await enrolledIn(lead)).toEqual(['large by segment large']);
    expect(await employees(200, minute(3))).toMatchObject({ looked: 1, entered: 0, enrolled: 0 });
    expect(await employees(10, minute(4))).toMatchObject({ left: 1 });
    expect(await membersOf('large')).not.toContain(lead.email);
    expect(await employees(100, minute(5))).toMatchObject({ entered: 1, enrolled: 0 });
    expect(await enrolledIn(lead)).toHaveLength(1);
  });

  it('is enrolled by what it does, and leaves when its deeds are too long ago, without anything happening', async () => {
    await begins('keen');
    const lead = await addLead(store);
    await reviewAll(start);
    await click(lead, minute(1));
    expect(await reviewAll(minute(1))).toMatchObject({ entered: 0 });
    await click(lead, minute(2));
    expect(await reviewAll(minute(2))).toMatchObject({ looked: 1, entered: 1, enrolled: 1 });
    expect(await reviewAll(dayLater(6))).toMatchObject({ left: 0 });
    const next = await store.segments.nextReview();
    expect(next).toBe(plusMs(minute(1), 7 * 86_400_000));
    expect(await reviewAll(next ?? '')).toMatchObject({ looked: 1, left: 1 });
    expect(await membersOf('keen')).toEqual([]);
    // Nothing of it can change by time again but the second click, which has to leave as well.
    await reviewAll(dayLater(8));
    expect(await store.segments.nextReview()).toBeNull();
  });

  it('leaves when its score has faded', async () => {
    await begins('warm');
    const lead = await addLead(store);
    await click(lead, start);
    await click(lead, start);
    expect(await reviewAll(start)).toMatchObject({ entered: 1, enrolled: 1 });
    let reviews = 0;
    for (
      let next = await store.segments.nextReview();
      next !== null && (await membersOf('warm')).length > 0;
      reviews += 1
    ) {
      await reviewAll(next);
      next = await store.segments.nextReview();
      expect(reviews).toBeLessThan(20);
    }
    expect(await membersOf('warm')).toEqual([]);
  });

  it('may do so by a colleague, by a consent and by the end of one', async () => {
    await begins('group');
    await begins('agreed');
    const lead = await addLead(store, { company: 'Group AG' });
    const colleague = await addLead(store, { company: 'Group AG' });
    expect(await reviewAll(minute(1))).toMatchObject({ entered: 0 });
    await click(colleague, minute(2));
    expect(await reviewAll(minute(2))).toMatchObject({ entered: 1, enrolled: 1 });
    expect(await membersOf('group')).toEqual([lead.email]);
    const client = await connect(test.url);
    await client.query(
      `INSERT INTO consent (id, lead_id, purpose, basis, source, at, expires_at)
       VALUES (gen_random_uuid(), $1, 'newsletter', 'form', 'site', $2, $3)`,
      [lead.id, minute(3), minute(30)],
    );
    await client.end();
    expect(await reviewAll(minute(4))).toMatchObject({ entered: 1 });
    expect(await reviewAll(minute(30))).toMatchObject({ left: 1 });
  });
});

describe('the cost', () => {
  it('of a thousand changes is one evaluation for each lead and segment', async () => {
    await begins('large');
    const leads = await Promise.all(Array.from({ length: 20 }, () => addLead(store)));
    const events = Array.from({ length: 1_000 }, (_, i) =>
      event({ kind: 'page_view', name: '/pricing', lead: { id: leads[i % 20]?.id ?? '' } }),
    );
    await begins('visitors');
    await reviewAll(minute(1));
    evaluations = 0;
    await store.events.ingestMany(events, minute(2));
    expect(await reviewAll(minute(2))).toMatchObject({ looked: 20, entered: 20, enrolled: 20 });
    // Of the segments, and of the entry of each into the sequence nothing more: it asks for no condition.
    expect(evaluations).toBe(2 * 20);
  });

  it('of leads that do not change is none', async () => {
    await begins('large');
    await reviewAll(minute(1));
    expect(await reviewAll(dayLater(100))).toMatchObject({ looked: 0 });
    await addLead(store);
    evaluations = 0;
    expect(await reviewAll(minute(2))).toMatchObject({ looked: 1 });
    expect(evaluations).toBe(1);
  });
});

describe('what a lead does', () => {
  const sees = (lead: LeadView, name: string, now: Instant) =>
    store.events.ingest(event({ kind: 'page_view', name, lead: { id: lead.id }, occurredAt: now }), now);

  it('has it looked at only when a watched segment counts that', async () => {
    await begins('visitors');
    const lead = await addLead(store);
    // The first click makes it engaged, which a segment may ask about.
    await click(lead, minute(1));
    expect(await reviewAll(minute(1))).toMatchObject({ looked: 1 });
    await click(lead, minute(2));
    await sees(lead, '/home', minute(2));
    expect(await reviewAll(minute(2))).toMatchObject({ looked: 0 });
    await sees(lead, '/pricing', minute(3));
    await click(lead, minute(4));
    expect(await reviewAll(minute(4))).toMatchObject({ looked: 1 });
    await begins('warm');
    await reviewAll(minute(4));
    await click(lead, minute(5));
    expect(await reviewAll(minute(5))).toMatchObject({ looked: 1, entered: 0 });
  });

  it.each([
    { segment: 'readers', page: '/docs/api', how: 'whatever its name, where it asks for a pattern' },
    { segment: 'odd', page: '/pricing', how: 'in any case, where it asks in a way that nobody can take apart' },
  ] as const)('has it looked at by the segment $segment $how', async ({ segment, page }) => {
    await begins(segment);
    const lead = await addLead(store);
    await reviewAll(minute(1));
    await sees(lead, page, minute(2));
    expect(await reviewAll(minute(2))).toMatchObject({ looked: 1, entered: 1 });
  });

  it('has it looked at again when it turns out not to have done it', async () => {
    await begins('keen');
    const lead = await addLead(store);
    await click(lead, minute(1));
    await click(lead, minute(2));
    expect(await reviewAll(minute(2))).toMatchObject({ entered: 1 });
    const client = await connect(test.url);
    await client.query("UPDATE event SET kind = 'click_machine' WHERE lead_id = $1", [lead.id]);
    await client.end();
    expect(await reviewAll(minute(3))).toMatchObject({ looked: 1, left: 1 });
  });
});

it('judges all others when one lead cannot be judged, and tries that one again later', async () => {
  await begins('large');
  const bad = await addLead(store, { fields: { employees: 300 } });
  const good = await addLead(store, { fields: { employees: 300 } });
  broken = bad.email;
  expect(await reviewAll(minute(1))).toMatchObject({ looked: 2, entered: 1, failed: 1 });
  expect(await enrolledIn(good)).toHaveLength(1);
  broken = null;
  expect(await reviewAll(minute(2))).toMatchObject({ looked: 0 });
  expect(await reviewAll(minute(12))).toMatchObject({ looked: 1, entered: 1, enrolled: 1 });
});

it('enrolls nobody twice when two reviews run at once', async () => {
  await begins('large');
  const leads = await Promise.all(Array.from({ length: 10 }, () => addLead(store, { fields: { employees: 300 } })));
  const turns = await Promise.all([1, 2, 3].map(() => store.segments.review(200, minute(1))));
  expect(turns.reduce((sum, { enrolled }) => sum + enrolled, 0)).toBe(leads.length);
});
