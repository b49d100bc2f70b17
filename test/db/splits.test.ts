/** Who gets which arm of a split, and when losing arms stop. Long, because looks need hundreds of leads and figures. */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../db/store.ts';
import type { WinnerRule } from '../../domain/program.ts';
import { armFor, splitSeed } from '../../domain/split.ts';
import { createTestStore, type TestStore } from '../support/database.ts';
import { programOf } from '../support/programs.ts';
import { addLead, connect, minute, publishBasics, start } from './fixtures.ts';
import { publishProgram } from './published.ts';

let test: TestStore;
let store: Store;
let client: pg.Client;

beforeAll(async () => {
  test = await createTestStore();
  store = test.store;
  await publishBasics(store);
  client = await connect(test.url);
});
afterAll(async () => {
  await client.end();
  await test.close();
});

const arms = [
  { name: 'short', weight: 45, holdOut: false },
  { name: 'long', weight: 45, holdOut: false },
  { name: 'control', weight: 10, holdOut: true },
];
const rule: WinnerRule = { by: 'click', atLeast: 30, alpha: 0.1 };

interface Member {
  readonly id: string;
  readonly leadId: string;
}

let drawn = 0;
/** So many enrollments of new leads, written directly: hundreds are needed, and always the same ids, for always the same arms. */
async function members(count: number, sequence = 'welcome'): Promise<readonly Member[]> {
  const { rows } = await client.query(
    `WITH leads AS (
       INSERT INTO lead (id, email, canonical_email, created_at, updated_at)
       SELECT md5('lead ' || n)::uuid, 's' || n || '@x.test', 's' || n || '@x.test', $2, $2
       FROM generate_series($1::int + 1, $1::int + $3::int) n RETURNING id
     )
     INSERT INTO enrollment (id, lead_id, sequence, number, sequence_version_id, workflow_id, status, origin, created_at)
     SELECT md5('enrollment ' || l.id)::uuid, l.id, v.name, 1, v.id, 'split/' || l.id, 'active', 'test', $2
     FROM leads l, sequence_version v WHERE v.name = $4 AND v.number = 1 RETURNING id, lead_id AS "leadId"`,
    [drawn, start, count, sequence],
  );
  drawn += count;
  return rows;
}
const assign = (member: Member, stepId: string, winner: WinnerRule | null = rule, visit = 1) =>
  store.enrollments.assign({ enrollmentId: member.id, stepId, visit }, { arms, winner }, minute(1));
const assignAll = async (all: readonly Member[], stepId: string, winner: WinnerRule | null = rule) => {
  const byArm: Member[][] = [[], [], []];
  for (const member of all) byArm[await assign(member, stepId, winner)]?.push(member);
  return byArm as readonly (readonly Member[])[];
};
/** The first so many of them click on something, after or before the split. */
async function click(some: readonly Member[], at = minute(2), kind = 'click'): Promise<void> {
  for (const { id, leadId } of some) {
    await client.query(
      `INSERT INTO event (id, dedupe_key, kind, lead_id, enrollment_id, occurred_at, recorded_at)
       VALUES (gen_random_uuid(), gen_random_uuid(), $4, $1, $2, $3, $3)`,
      [leadId, id, at, kind],
    );
  }
}
const winnerOf = async (stepId: string) =>
  (await client.query('SELECT arm, looks, stopped, figures FROM split_winner WHERE step_id = $1', [stepId])).rows;
const part = (some: readonly Member[] | undefined, share: number) =>
  (some ?? []).slice(0, Math.round((some?.length ?? 0) * share));

describe('assigning', () => {
  it('gives a lead the arm of its hash, the same for every visit and every try', async () => {
    const [member] = await members(1);
    if (!member) throw new Error('nobody');
    const arm = await assign(member, 'plain');
    expect(arm).toBe(armFor(splitSeed(member.leadId, 'welcome', 'plain'), arms));
    expect(await assign(member, 'plain')).toBe(arm);
    expect(await assign(member, 'plain', rule, 2)).toBe(arm);
    const { rows } = await client.query('SELECT visit, kind, arm FROM step_mark WHERE enrollment_id = $1 ORDER BY 1', [
      member.id,
    ]);
    expect(rows).toEqual([1, 2].map((visit) => ({ visit, kind: 'split', arm: arms[arm]?.name })));
    const nobody = { id: '018f0000-0000-7000-8000-000000000000', leadId: '' };
    await expect(assign(nobody, 'plain')).rejects.toMatchObject({ code: 'ENROLLMENT_UNKNOWN' });
    await expect(assign({ ...nobody, id: 'x' }, 'plain')).rejects.toMatchObject({ code: 'ENROLLMENT_UNKNOWN' });
  });

  it('keeps the arm that was assigned when the split stops it meanwhile', async () => {
    const [first, ...others] = (await members(20)).filter(
      ({ leadId }) => armFor(splitSeed(leadId, 'welcome', 'kept'), arms) === 1,
    );
    if (!first || !others[0]) throw new Error('nobody falls into the second arm');
    expect(await assign(first, 'kept')).toBe(1);
    const { rows } = await client.query(
      "SELECT split_part(design, '/', 3) AS design FROM step_mark WHERE step_id = 'kept'",
    );
    await client.query(
      `INSERT INTO split_winner (sequence, step_id, design, arm, stopped, figures, at) VALUES ('welcome', 'kept', $1, 'short', '{long}', '[]', $2)`,
      [rows[0].design, start],
    );
    expect(await assign(first, 'kept')).toBe(1);
    expect(await assign(others[0], 'kept')).toBe(0);
    const held = (await members(60)).find(({ leadId }) => armFor(splitSeed(leadId, 'welcome', 'kept'), arms) === 2);
    if (!held) throw new Error('nobody is held out');
    expect(await assign(held, 'kept')).toBe(2);
  });

  it('costs four statements, and a fifth now and then', async () => {
    const all = await members(40);
    const counts = [];
    for (const member of all) {
      const query = vi.spyOn(pg.Client.prototype, 'query');
      await assign(member, 'cost', { ...rule, atLeast: 200 });
      counts.push(query.mock.calls.length);
      query.mockRestore();
    }
    console.log(`assigning: ${counts.reduce((a, b) => a + b, 0) / counts.length} statements`);
    expect(Math.min(...counts)).toBe(4);
    expect(Math.max(...counts)).toBeLessThanOrEqual(5);
    expect(counts.filter((count) => count === 4).length).toBeGreaterThan(20);
  });
});

describe('looking for a winner', () => {
  it('stops the arm that is significantly worse, and from then on its leads go to the winner', async () => {
    const [short, long] = await assignAll(await members(80), 'better');
    await click(part(short, 0.8));
    await click(part(long, 0.1));
    // What one did before the split, or does with another mail, does not count.
    await click(long ?? [], start);
    await click(long ?? [], minute(2), 'reply');
    expect((await winnerOf('better')).every(({ looks }) => looks <= 1)).toBe(true);
    const later = await assignAll(await members(60), 'better');
    const [row] = await winnerOf('better');
    expect(row).toMatchObject({ arm: 'short', stopped: ['long'] });
    expect(row.figures.map(({ name }: { readonly name: string }) => name)).toEqual(['short', 'long']);
    const after = await assignAll(await members(100), 'better');
    expect(after[1]).toEqual([]);
    expect(after[0]?.length).toBeGreaterThan(70);
    expect(after[2]?.length).toBeGreaterThan(0);
    expect(later[2]?.length).toBeGreaterThan(0);
  });

  it('finds none while the arms do alike, and looks again only with twice as many leads', async () => {
    const [short, long] = await assignAll(await members(90), 'alike');
    await click([...part(short, 0.4), ...part(long, 0.4)]);
    await assignAll(await members(20), 'alike');
    expect(await winnerOf('alike')).toMatchObject([{ arm: null, stopped: [], looks: 1 }]);
    await assignAll(await members(15), 'alike');
    expect(await winnerOf('alike')).toMatchObject([{ arm: null, looks: 1 }]);
  });

  it('counts the ends that are successes when the goal decides', async () => {
    const byGoal: WinnerRule = { by: 'goal', atLeast: 20, alpha: 0.1 };
    const [short, long] = await assignAll(await members(20), 'goal', byGoal);
    await client.query("UPDATE enrollment SET status = 'converted', ended_at = $2 WHERE id = ANY ($1)", [
      part(long, 1).map(({ id }) => id),
      minute(3),
    ]);
    await client.query("UPDATE enrollment SET status = 'completed', ended_at = $2 WHERE id = ANY ($1)", [
      part(short, 1).map(({ id }) => id),
      minute(3),
    ]);
    const more = await assignAll(await members(30), 'goal', byGoal);
    await client.query("UPDATE enrollment SET stop_reason = 'goal' WHERE id = ANY ($1)", [
      part(more[1], 1).map(({ id }) => id),
    ]);
    await assignAll(await members(60), 'goal', byGoal);
    expect(await winnerOf('goal')).toMatchObject([{ arm: 'long', stopped: ['short'] }]);
  });

  it('leaves a look to the one who takes it, and takes it once however many come', async () => {
    const [short, long] = await assignAll(await members(60), 'crowd', { ...rule, atLeast: 20 });
    await click([...part(short, 0.4), ...part(long, 0.4)]);
    const crowd = async (size: number) =>
      Promise.all((await members(size)).map((member) => assign(member, 'crowd', { ...rule, atLeast: 20 })));
    expect(await winnerOf('crowd')).toMatchObject([{ looks: 1, arm: null }]);
    await client.query("UPDATE split_winner SET looks = 0 WHERE step_id = 'crowd'");
    const looking = await connect(test.url);
    await looking.query('BEGIN');
    await looking.query("SELECT 1 FROM split_winner WHERE step_id = 'crowd' FOR UPDATE");
    await crowd(5);
    await looking.query('COMMIT');
    await looking.end();
    expect(await winnerOf('crowd')).toMatchObject([{ looks: 0 }]);
    await crowd(10);
    expect(await winnerOf('crowd')).toMatchObject([{ looks: 1, arm: null }]);
  });

  it('begins anew for a split that was edited', async () => {
    const [member] = await members(1);
    if (!member) throw new Error('nobody');
    await assign(member, 'better', { ...rule, atLeast: 31 });
    const { rows } = await client.query(
      "SELECT count(DISTINCT design)::int AS designs FROM step_mark WHERE step_id = 'better'",
    );
    expect(rows).toEqual([{ designs: 2 }]);
  });

  it('counts a lead that comes by again once', async () => {
    const few: WinnerRule = { by: 'click', atLeast: 12, alpha: 0.1 };
    const all = await members(16);
    for (const visit of [1, 2, 3, 4]) for (const member of all) await assign(member, 'loop', few, visit);
    expect((await winnerOf('loop')).every(({ looks }) => looks === 0)).toBe(true);
  });
});

describe('a split that was renamed', () => {
  const names = [
    { stepId: 'first', formerSteps: [] },
    { stepId: 'second', formerSteps: ['first'] },
    // Not in the order in which it had them.
    { stepId: 'third', formerSteps: ['second', 'first'] },
  ] as const;
  type Named = (typeof names)[number];
  const [first, second, third] = names;
  const draw = (member: Member, named: Named, visit = 1, of = arms) =>
    store.enrollments.assign({ enrollmentId: member.id, visit, ...named }, { arms: of, winner: rule }, minute(1));
  const drawAll = async (all: readonly Member[], named: Named) => {
    const drawn: number[] = [];
    for (const member of all) drawn.push(await draw(member, named));
    return drawn;
  };
  const hashed = (all: readonly Member[]) =>
    all.map(({ leadId }) => armFor(splitSeed(leadId, 'renamed', 'first'), arms));

  beforeAll(async () => {
    for (const { stepId, formerSteps } of names) {
      const formerly = formerSteps.length === 0 ? '' : `formerly: [${formerSteps}]`;
      await publishProgram(
        store,
        programOf(`
sequence: renamed
steps:
  - id: ${stepId}
    ${formerly}
    split:
      short: { weight: 45, steps: [ { exit: short } ] }
      long: { weight: 45, steps: [ { exit: long } ] }
      control: { weight: 10, holdOut: true }
`),
      );
    }
  });

  it('draws as before, counts all leads together, and what was found holds under every name', async () => {
    const before = await members(50, 'renamed');
    const drawn = await drawAll(before, first);
    expect(drawn).toEqual(hashed(before));
    const of = (arm: number) => before.filter((_, i) => drawn[i] === arm);
    await click(part(of(0), 0.8));
    await click(part(of(1), 0.1));
    await drawAll(await members(50, 'renamed'), second);
    expect(await winnerOf('first')).toMatchObject([{ arm: 'short', stopped: ['long'] }]);
    const after = await members(60, 'renamed');
    const kept = hashed(after).map((arm) => (arm === 2 ? 2 : 0));
    expect(kept).toContain(2);
    expect(await drawAll(after, third)).toEqual(kept);
    expect(await winnerOf('second')).toEqual([]);
    expect(await winnerOf('third')).toEqual([]);
  });

  it('lets an enrollment keep the arm it had, though that was stopped, as long as there is one of that name', async () => {
    const [member] = (await members(30, 'renamed')).filter(
      ({ leadId }) => armFor(splitSeed(leadId, 'renamed', 'first'), arms) === 1,
    );
    if (!member) throw new Error('nobody falls into the second arm');
    await client.query(
      "INSERT INTO step_mark (enrollment_id, step_id, visit, kind, arm, at) VALUES ($1, 'first', 1, 'split', 'long', $2)",
      [member.id, start],
    );
    expect(await draw(member, second, 1)).toBe(1);
    expect(await draw(member, third, 2)).toBe(1);
    const without = arms.filter(({ name }) => name !== 'long');
    expect(await draw(member, third, 3, without)).toBeLessThan(2);
    const { rows } = await client.query('SELECT step_id, visit FROM step_mark WHERE enrollment_id = $1 ORDER BY 2', [
      member.id,
    ]);
    expect(rows).toEqual([1, 2, 3].map((visit) => ({ step_id: 'third', visit })));
  });
});

it('a lead that is enrolled again has its old arm', async () => {
  const lead = await addLead(store);
  const first = await store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  const arm = await assign({ id: first.id, leadId: lead.id }, 'again');
  await store.enrollments.close(first.id, 'completed', 'end', start);
  const second = await store.enrollments.enroll(lead.id, 'welcome', 'test', start);
  expect(await assign({ id: second.id, leadId: lead.id }, 'again')).toBe(arm);
});
