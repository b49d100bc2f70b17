/** What the benchmark `ingest` stands on: leads in a sequence, each with a mail that left, and events as they come in. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createConditions } from '../authoring/conditions.ts';
import { createStore } from '../db/create-store.ts';
import { newId } from '../db/ids.ts';
import type { EventInput, Store, TrackedHit } from '../db/store.ts';
import { type Instant, instantFromMs, plusMs } from '../domain/instant.ts';
import { leastScoreBound } from '../domain/score-course.ts';
import { createTestDatabase, testAddressHash } from '../test/support/database.ts';
import { startDatabase } from '../test/support/database-server.ts';
import { programOf } from '../test/support/programs.ts';
import { testWorkspace } from '../test/support/workspace.ts';

export interface IngestGround {
  readonly store: Store;
  readonly client: pg.Client;
  /** For what is not done by the store. */
  readonly pool: pg.Pool;
  readonly postgresPid: number;
  readonly leads: readonly string[];
  /** One mail of each lead: of the first half it left a day before, of the others one after the other, from `start` on. */
  readonly mails: readonly string[];
  readonly start: Instant;
  close(): Promise<void>;
}

const program = programOf(`sequence: letters
steps:
  - send: letter
  - waitFor: reply
    timeout: 9 days
    then: [ { exit: answered } ]
    else: [ { exit: silent } ]
`);

export async function prepareIngest(leads: number): Promise<IngestGround> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-bench-'));
  // As root, PostgreSQL runs under another account, which must get through this folder.
  await chmod(folder, 0o711);
  const postgres = await startDatabase(folder);
  const { url } = await createTestDatabase(postgres.adminUrl);
  const conditions = createConditions();
  const store = createStore({ databaseUrl: url, addressHash: testAddressHash, conditions, poolSize: 10 });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const start = instantFromMs(Date.now());
  return {
    ...{ store, client, pool, postgresPid: postgres.pid, start },
    ...(await fill(store, client, leads, start)),
    async close() {
      await Promise.all([store.close(), client.end(), pool.end()]);
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function fill(store: Store, client: pg.Client, count: number, now: string) {
  await store.publications.publishWorkspace(testWorkspace, now);
  const compiled = { html: '<p>Hello</p>' };
  const template = await store.publications.publishTemplate({ name: 'letter', contentHash: 'l', compiled }, now);
  const sequence = { name: 'letters', contentHash: 's', source: '', program, templates: { letter: template.id } };
  const { id: versionId } = await store.publications.publishSequence(sequence, now);
  const leads = Array.from({ length: count }, newId);
  const enrollments = leads.map(newId);
  const mails = leads.map(newId);
  await client.query(
    `INSERT INTO lead (id, email, canonical_email, address_hash, stage, score_bound, created_at, updated_at)
     SELECT id, id || '@customer.example', id || '@customer.example', id, 'engaged', $2, now(), now() FROM unnest($1::uuid[]) AS t (id)`,
    [leads, leastScoreBound],
  );
  await client.query(
    `INSERT INTO enrollment (id, lead_id, sequence, number, sequence_version_id, workflow_id, origin, status, step_id,
       wait_for, wait_since, wait_until, created_at)
     SELECT id, lead, 'letters', 1, $3, 'nurture/' || lead, 'bench', 'active', 'wait',
       '{"mode":"any","events":[{"kind":"reply","classes":null}]}', now(), now() + interval '9 days', now()
     FROM unnest($1::uuid[], $2::uuid[]) AS t (id, lead)`,
    [enrollments, leads, versionId],
  );
  await client.query(
    `INSERT INTO message (id, key, lead_id, enrollment_id, step_id, visit, recipient, state, links, sent_at, created_at,
       updated_at)
     SELECT id, id::text, lead, enrollment, 'letter', 1, lead || '@customer.example', 'SENT',
       '[{"name":"guide","url":"https://acme.example/a"},{"name":"prices","url":"https://acme.example/b"},{"name":"home","url":"https://acme.example/"}]',
       $4::timestamptz + CASE WHEN place <= $5 THEN interval '-1 day' ELSE (place - $5) * $6 * interval '1 ms' END, now(), now()
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) WITH ORDINALITY AS t (id, lead, enrollment, place)`,
    [mails, leads, enrollments, now, count / 2, mailEveryMs],
  );
  await client.query('ANALYZE');
  return { leads, mails };
}

const browsers = [
  'Chrome/128.0.0.0 Safari/537.36',
  'Version/17.5 Safari/605.1.15',
  'Chrome/127.0.0.0 Mobile Safari/537.36',
];
const agents = browsers.map(
  (tail) => `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ${tail}`,
);
const proxy = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';

/** A generator of whole numbers below `limit`, the same in every run (mulberry32). */
export function createDice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
}

/** How fast the time of the events runs. */
const eventEveryMs = 100;
const mailEveryMs = 600;

/**
 * The `number`-th event. Of a hundred: 40 opens, 15 clicks in mails from before and 10 in mails that have just left, 5 requests
 * of machines, 20 looks at pages and 10 custom events, half of which give points.
 */
export function eventOf(
  { leads, mails, start }: IngestGround,
  number: number,
  dice: (limit: number) => number,
): EventInput {
  const half = leads.length / 2;
  const before = dice(half);
  // One of those that left within the last four minutes; the first events come before there are any.
  const fresh = half + Math.max(0, Math.min(half - 1, Math.floor((number * eventEveryMs) / mailEveryMs)) - dice(400));
  const mail = (which: number) => ({ messageId: mails[which] ?? '' });
  const lead = { id: leads[dice(leads.length)] ?? '' };
  const seen = (input: Partial<TrackedHit>): TrackedHit => ({
    ...{ link: dice(3), honeypot: false, method: 'GET', prefetch: false, userAgent: agents[dice(3)] ?? '' },
    ...{ network: `n${dice(5_000)}`, networkKind: null },
    ...input,
  });
  const base = { dedupeKey: `bench/${number}`, occurredAt: plusMs(start, number * eventEveryMs) };
  const sort = dice(100);
  if (sort < 40) return { ...base, kind: 'open', lead: mail(before), hit: seen({ link: null, userAgent: proxy }) };
  if (sort < 55) return { ...base, kind: 'click', lead: mail(before), hit: seen({}) };
  if (sort < 65) return { ...base, kind: 'click', lead: mail(fresh), hit: seen({}) };
  if (sort < 70) return { ...base, kind: 'click', lead: mail(before), hit: seen({ method: 'HEAD' }) };
  if (sort < 90) return { ...base, kind: 'page_view', lead, name: `/pages/${dice(50)}`, payload: { referrer: '/' } };
  return {
    ...base,
    kind: 'custom',
    lead,
    name: dice(2) === 0 ? 'demo_requested' : 'watched',
    payload: { seconds: dice(90) },
  };
}
