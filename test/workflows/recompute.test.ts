/**
 * All leads valued anew by the real worker, which is killed on the way: it goes on where it was, no faster than its pace, and
 * in the end every lead is worth exactly what it would be had the model been that one from its first event on.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, WorkflowClient } from '@temporalio/client';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { EventInput, RecomputeView } from '../../db/store.ts';
import { recomputeWorkflowId } from '../../domain/identity.ts';
import { type Instant, plusMs } from '../../domain/instant.ts';
import { type Engagement, engagementAt, type ScoringModel } from '../../domain/scoring.ts';
import { now, startWorkbench, type Workbench } from '../support/workbench.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';
import { testWorkspace } from '../support/workspace.ts';

/** Of each kind: those that lived under the new model, and their twins, who lived under the old one. */
const twins = 30;
/** A second: after the first turn of 20 the worker rests for two. */
const pace = 10;
const day = 86_400_000;

const oldModel = testWorkspace.scoring as ScoringModel;
const newModel: ScoringModel = {
  ...oldModel,
  name: 'new',
  halfLife: 'P20D',
  groups: { email: { cap: 70, perDay: 25 }, forms: 30 },
  rules: [
    { on: 'click', link: null, name: null, points: 12, group: 'email', reason: 'Clicked' },
    { on: 'reply', link: null, name: null, points: 21, group: 'forms', reason: 'Replied' },
    { on: 'form', link: null, name: null, points: 17, group: 'forms', reason: 'Filled in a form' },
  ],
  fit: [{ when: 'lead.fields.employees >= 10', points: 30, reason: 'Ten people or more' }],
  recency: [{ within: 'P7D', points: 4 }],
};

let bench: Workbench;
let home: string;
let worker: WorkerProcess;
let connection: Connection;
let client: pg.Client;
const begun = now();
const taskQueue = `recompute-${randomUUID()}`;
const startWorker = () =>
  startWorkerProcess({ databaseUrl: bench.databaseUrl, smtpUrl: bench.sink.url, home, taskQueue });
const publish = (scoring: ScoringModel, at: Instant) =>
  bench.store.publications.publishWorkspace({ ...testWorkspace, scoring }, at);

/** Of each lead something else, also several on one day and some out of order. */
async function live(ids: readonly string[], who: string): Promise<void> {
  const kinds = ['click', 'reply', 'form', 'custom'] as const;
  const events = ids.flatMap((id, n) =>
    Array.from({ length: n % 7 }, (_, i): EventInput => {
      const occurredAt = plusMs(begun, -((i * 37 + n * 11) % 60) * (day / 2) - n * 60_000);
      const kind = kinds[(i + n) % kinds.length] ?? 'click';
      return {
        kind,
        name: kind === 'custom' ? 'demo_requested' : null,
        dedupeKey: `${who}/${n}/${i}`,
        lead: { id },
        occurredAt,
      };
    }),
  );
  // In small batches: most leads come up in more than one.
  for (let from = 0; from < events.length; from += 15) {
    const outcomes = await bench.store.events.ingestMany(events.slice(from, from + 15), begun);
    expect(outcomes.every(({ kind }) => kind === 'ingested')).toBe(true);
  }
}

beforeAll(async () => {
  [bench, home, connection] = await Promise.all([
    startWorkbench(),
    mkdtemp(join(tmpdir(), 'tendril-recompute-')),
    Connection.connect({ address: inject('temporalAddress') }),
  ]);
  client = new pg.Client({ connectionString: bench.databaseUrl });
  await client.connect();
  const born = (who: string) =>
    Promise.all(
      Array.from({ length: twins }, async (_, n) => {
        const input = { email: `${who}-${n}@customer.example`, fields: { employees: n } };
        return (await bench.store.leads.save(input, plusMs(begun, -90 * day), 'test')).lead.id;
      }),
    );
  const [first, second] = [await born('new'), await born('old')];
  await publish(newModel, begun);
  await live(first, 'new');
  await publish({ ...oldModel, name: 'old' }, begun);
  await live(second, 'old');
  await publish({ ...newModel, name: 'new again' }, begun);
  worker = await startWorker();
}, 120_000);
afterAll(async () => {
  await worker?.stop();
  await client?.end();
  await Promise.all([bench?.close(), connection?.close()]);
  await rm(home, { recursive: true, force: true });
}, 30_000);

interface Worth {
  readonly n: string;
  readonly grade: string;
  readonly fit_points: number;
  readonly engagement: Engagement;
  readonly rows: readonly object[] | null;
}

/** As the database has it. */
const worthOf = async (who: string): Promise<readonly Worth[]> => {
  const { rows } = await client.query<Worth>(
    `SELECT split_part(split_part(email, '@', 1), '-', 2) AS n, l.grade, l.fit_points, l.engagement - 'armed' AS engagement, (
       SELECT jsonb_agg(jsonb_build_array(s.kind, s."group", s.points, s.reason, s.at) ORDER BY s.at, s.points, s."group")
       FROM score_entry s WHERE s.lead_id = l.id) AS rows
     FROM lead l WHERE email LIKE $1 || '-%' ORDER BY email`,
    [who],
  );
  return rows;
};

/** The scores of half a year, in hundredths, beside what is not reckoned. */
const readings = (all: readonly Worth[]) =>
  all.map(({ engagement, ...rest }) => {
    const moments = Array.from({ length: 19 }, (_, i) => plusMs(begun, i * 10 * day));
    return { ...rest, scores: moments.map((at) => engagementAt(newModel, engagement, at)) };
  });

const seen = (id: string, wanted: (view: RecomputeView) => boolean): Promise<RecomputeView> =>
  vi.waitFor(
    async () => {
      const view = await bench.store.scores.recompute(id);
      if (!wanted(view)) throw new Error(JSON.stringify(view));
      return view;
    },
    { timeout: 60_000, interval: 25 },
  );

describe('a recompute by the worker', () => {
  it('goes on where it was when its worker is killed, and each lead is worth what its twin is', async () => {
    const before = await worthOf('new');
    expect(readings(await worthOf('old'))).not.toEqual(readings(before));
    const { id, total } = await bench.store.scores.beginRecompute({ promote: false, pace }, 'test', now());
    expect(total).toBe(2 * twins);
    await seen(id, ({ looked }) => looked > 0);
    await worker.kill();
    expect(await bench.store.scores.recompute(id)).toMatchObject({ status: 'running', looked: 20 });
    worker = await startWorker();
    const { looked, promoted } = await seen(id, ({ status }) => status === 'done');
    expect({ looked, promoted }).toEqual({ looked: 2 * twins, promoted: 0 });
    const [told, twin] = [await worthOf('new'), await worthOf('old')];
    expect(readings(told)).toEqual(readings(before));
    // To the last bit, since both were added up by the same hand now.
    expect(twin).toEqual(told);
    expect(readings(told).filter(({ scores }) => (scores[0] ?? 0) > 0).length).toBeGreaterThan(twins / 2);
  }, 90_000);

  it('for the second time changes nothing', async () => {
    const { id } = await bench.store.scores.beginRecompute({ promote: false, pace: 1_000 }, 'test', now());
    expect(await seen(id, ({ status }) => status === 'done')).toMatchObject({ looked: 2 * twins, changed: 0 });
  }, 60_000);

  it('rests as its pace says, and looks at no more once it is stopped', async () => {
    const { id } = await bench.store.scores.beginRecompute({ promote: false, pace }, 'test', now());
    await seen(id, ({ looked }) => looked > 0);
    const { looked } = await bench.store.scores.stopRecompute(id, now());
    const workflow = new WorkflowClient({ connection }).getHandle(recomputeWorkflowId(id));
    await workflow.result();
    expect(await bench.store.scores.recompute(id)).toMatchObject({ status: 'stopped', looked });
    const { events } = await workflow.fetchHistory();
    const rests = events?.flatMap(({ timerStartedEventAttributes: timer }) =>
      timer ? Number(timer.startToFireTimeout?.seconds) + (timer.startToFireTimeout?.nanos ?? 0) / 1e9 : [],
    );
    // The first turn is of twenty: two seconds at ten a second, less what it took itself.
    expect([looked, rests?.length]).toEqual([20, 1]);
    expect(rests?.[0]).toBeGreaterThan(0);
    expect(rests?.[0]).toBeLessThanOrEqual(20 / pace);
  }, 60_000);

  it('of the fit alone begins by itself when another model is published for many leads', async () => {
    await client.query(
      `INSERT INTO lead (id, email, canonical_email, fields, created_at, updated_at)
       SELECT gen_random_uuid(), email, email, '{"employees": 80}', now(), now()
       FROM (SELECT 'more-' || n || '@customer.example' AS email FROM generate_series(1, 1000) n) made`,
    );
    const fit = [{ when: 'lead.fields.employees >= 80', points: 25, reason: 'Eighty people or more' }];
    // Some seconds ago, so that its worker begins now.
    await publish({ ...newModel, name: 'for many', fit }, plusMs(now(), -10_000));
    const [run] = await bench.store.scores.recomputes();
    expect(run).toMatchObject({ scope: 'fit', status: 'running', total: 2 * twins + 1_000 });
    const done = await seen(run?.id ?? '', ({ status }) => status === 'done');
    expect(done.looked).toBe(2 * twins + 1_000);
    const { rows } = await client.query(
      "SELECT grade, split_part(email, '-', 1) = 'more' AS large, count(*)::int AS leads FROM lead GROUP BY 1, 2 ORDER BY 1",
    );
    expect(rows).toEqual([
      { grade: 'B', large: true, leads: 1_000 },
      { grade: 'D', large: false, leads: 2 * twins },
    ]);
  }, 60_000);
});
