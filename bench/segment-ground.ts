/** What the benchmark `segment` stands on: leads, companies, events and consents, made by the database itself. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createConditions } from '../authoring/conditions.ts';
import { createStore } from '../db/create-store.ts';
import type { Store } from '../db/store.ts';
import { instantFromMs } from '../domain/instant.ts';
import { leastScoreBound } from '../domain/score-course.ts';
import type { ScoringModel } from '../domain/scoring.ts';
import { termsOf } from '../domain/scoring-terms.ts';
import type { Workspace } from '../domain/workspace.ts';
import { createTestDatabase, testAddressHash } from '../test/support/database.ts';
import { startDatabase } from '../test/support/database-server.ts';
import { programOf } from '../test/support/programs.ts';
import { testWorkspace } from '../test/support/workspace.ts';

export interface SegmentGround {
  readonly store: Store;
  readonly url: string;
  readonly client: pg.Client;
  readonly workspace: Workspace;
  readonly leads: number;
  /** Some that did nothing yet. */
  readonly quiet: readonly string[];
  close(): Promise<void>;
}

/** The one that begins a sequence. */
export const watchedSegment = 'curious';

/** As in the workspace that comes with the project: two groups, the limit of a day, and what silence takes away. */
const scoring: ScoringModel = {
  ...testWorkspace.scoring,
  groups: { email: 80, web: { cap: 60, perDay: 15 } },
  recency: [{ after: 'P90D', points: -20 }],
};

const workspace: Workspace = {
  ...testWorkspace,
  scoring,
  organisation: {
    ...testWorkspace.organisation,
    segments: { [watchedSegment]: 'events.within("7 days").pages("/demo") >= 1 && lead.fields.employees >= 1' },
  },
};
const terms = JSON.stringify(termsOf(workspace.scoring));
const worth = `engagement_at(engagement, '${terms}', $1)`;
const own =
  'NOT coalesce((SELECT m.internal OR m.handoff_id IS NOT NULL FROM message m WHERE m.id = e.message_id), false)';

/** A condition, and the same asked by hand. */
export const typicalSegments: Readonly<Record<string, { readonly when: string; readonly byHand: string }>> = {
  fields: {
    when: 'lead.country == "DE" && lead.fields.employees >= 500 && lead.fields.region in ["north", "east"]',
    byHand: `SELECT count(*) FROM lead WHERE erased_at IS NULL AND country = 'DE' AND (fields ->> 'employees')::float8 >= 500
      AND fields ->> 'region' IN ('north', 'east')`,
  },
  tags: {
    when: '"vip" in lead.tags && stage in ["engaged", "prospect"] && !("partner" in lead.tags)',
    byHand: `SELECT count(*) FROM lead WHERE erased_at IS NULL AND 'vip' = ANY (tags) AND stage IN ('engaged', 'prospect')
      AND NOT 'partner' = ANY (tags)`,
  },
  score: {
    when: 'score >= 40 && grade in ["A", "B"]',
    byHand: `SELECT count(*) FROM lead WHERE erased_at IS NULL AND score_bound >= 40 AND grade IN ('A', 'B') AND ${worth} >= 40`,
  },
  'low score': {
    when: 'score >= 5',
    byHand: `SELECT count(*) FROM lead WHERE erased_at IS NULL AND ${worth} >= 5`,
  },
  temperature: {
    when: 'temperature == "warm"',
    byHand: `SELECT count(*) FROM lead WHERE erased_at IS NULL AND score_bound >= 20 AND ${worth} >= 20 AND ${worth} < 50`,
  },
  behaviour: {
    when: 'events.within("30 days").clicks("pricing") >= 2',
    byHand: `SELECT count(*) FROM lead JOIN (SELECT e.lead_id FROM event e WHERE e.kind = 'click' AND e.link = 'pricing'
      AND e.occurred_at > $1::timestamptz - interval '30 days' AND ${own} GROUP BY e.lead_id HAVING count(*) >= 2) busy
      ON busy.lead_id = lead.id WHERE erased_at IS NULL`,
  },
  absence: {
    when: 'events.within("90 days").clicks() == 0 && lead.fields.employees >= 50 && stage != "customer"',
    byHand: `SELECT count(*) FROM lead WHERE erased_at IS NULL AND (fields ->> 'employees')::float8 >= 50 AND stage <> 'customer'
      AND NOT EXISTS (SELECT 1 FROM event e WHERE e.lead_id = lead.id AND e.kind = 'click'
        AND e.occurred_at > $1::timestamptz - interval '90 days' AND ${own})`,
  },
  company: {
    when: 'account.engaged >= 3 && "newsletter" in consent',
    byHand: `SELECT count(*) FROM lead l WHERE erased_at IS NULL AND account_id IN (SELECT account_id FROM lead
        WHERE account_id IS NOT NULL AND stage NOT IN ('awareness', 'name') GROUP BY account_id HAVING count(*) >= 3)
      AND EXISTS (SELECT 1 FROM consent c WHERE c.lead_id = l.id AND c.purpose = 'newsletter' AND c.at <= $1
        AND c.withdrawn_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > $1))`,
  },
};

const program = programOf(`sequence: curious
start: { segment: ${watchedSegment} }
steps:
  - send: letter
`);

export async function prepareSegments(leads: number, say: (line: string) => void): Promise<SegmentGround> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-bench-'));
  // As root, PostgreSQL runs under another account, which must get through this folder.
  await chmod(folder, 0o711);
  const postgres = await startDatabase(folder);
  const { url } = await createTestDatabase(postgres.adminUrl);
  const store = createStore({ databaseUrl: url, addressHash: testAddressHash, conditions: createConditions() });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const began = performance.now();
  const now = instantFromMs(Date.now());
  await store.publications.publishWorkspace(workspace, now);
  const template = await store.publications.publishTemplate({ name: 'letter', contentHash: 'l', compiled: {} }, now);
  await fill(client, leads, now);
  const sequence = { name: 'curious', contentHash: 's', source: '', program, templates: { letter: template.id } };
  await store.publications.publishSequence(sequence, now);
  const { rows } = await client.query<{ readonly id: string }>(
    "SELECT id FROM lead WHERE stage = 'name' AND fields ? 'employees' LIMIT 400",
  );
  say(`${leads} leads after ${Math.round((performance.now() - began) / 1000)} s`);
  return {
    ...{ store, url, client, workspace, leads, quiet: rows.map(({ id }) => id) },
    async close() {
      await Promise.all([store.close(), client.end()]);
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Reproducible chances: the n-th lead, a purpose, and how many there are to choose from. */
const chance = (salt: number, among: number): string => `(hashint8(n * 31 + ${salt})::bigint & 1048575) % ${among}`;

const tables = ['account', 'lead', 'event', 'consent'];
/** Within the last four months. */
const earnedAt = `($2::bigint - ${chance(12, 120)} * 86400000::bigint)`;

async function fill(client: pg.Client, leads: number, now: string): Promise<void> {
  const companies = Math.max(1, Math.round(leads / 5));
  const at = Date.parse(now);
  // A vacuum beside another one of the server leaves undone what it should do.
  for (const table of tables) await client.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  // What is made here is known to be right; checking every reference would take longer than all the rest.
  await client.query('SET session_replication_role = replica');
  await client.query(
    `INSERT INTO account (id, name, key, created_at)
     SELECT ('00000000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Company ' || n, 'company ' || n, $2
     FROM generate_series(0, $1::bigint - 1) n`,
    [companies, now],
  );
  await client.query(
    `INSERT INTO lead (id, email, canonical_email, first_name, country, source, stage, grade, fields, tags, account_id,
       engagement, score, score_bound, created_at, updated_at)
     SELECT ('01000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, n || '@customer.example', n || '@customer.example',
       'Ann', (ARRAY['DE', 'FR', 'US', 'AT', NULL])[1 + ${chance(1, 5)}], 'guide',
       (ARRAY['name', 'name', 'engaged', 'prospect', 'customer'])[1 + ${chance(2, 5)}],
       (ARRAY['A', 'B', 'C', 'D'])[1 + ${chance(3, 4)}],
       jsonb_strip_nulls(jsonb_build_object('employees', CASE WHEN ${chance(4, 10)} > 0 THEN 1 + ${chance(5, 1000)} END,
         'region', (ARRAY['north', 'east', 'south', 'west'])[1 + ${chance(6, 4)}], 'plan', 'basic', 'note', 'met at the fair')),
       array_remove(ARRAY['newsletter', CASE WHEN ${chance(7, 50)} = 0 THEN 'vip' END, CASE WHEN ${chance(8, 20)} = 0 THEN 'partner' END,
         CASE WHEN n % greatest(1, $3::bigint / 2000) = 0 AND n / greatest(1, $3::bigint / 2000) < 2000 THEN 'sample' END], NULL),
       ('00000000-0000-7000-9000-' || lpad(to_hex(${chance(9, companies)}), 12, '0'))::uuid,
       CASE WHEN ${chance(10, 3)} = 0 THEN jsonb_build_object('armed', true, 'fold', $4::text, 'last', ${earnedAt},
         'groups', jsonb_build_object('email', jsonb_build_object('points', 1 + ${chance(11, 90)}, 'at', ${earnedAt}))
           || CASE ${chance(13, 2)} WHEN 0 THEN jsonb_build_object('web', jsonb_build_object('points', ${chance(14, 30)}, 'at', ${earnedAt},
             'day', jsonb_build_object('points', 1 + ${chance(15, 20)}, 'at', ${earnedAt}))) ELSE '{}' END)
         ELSE '{"groups": {}, "armed": true}' END,
       0, $5::numeric * CASE WHEN ${chance(10, 3)} = 0 THEN 2 ^ ceil(log(2, greatest(1, (least(80, 1 + ${chance(11, 90)})
         + CASE ${chance(13, 2)} WHEN 0 THEN ${chance(14, 30)} + least(15, 1 + ${chance(15, 20)}) ELSE 0 END) / $5::numeric))) ELSE 1 END,
       to_timestamp($2::bigint / 1000.0), to_timestamp($2::bigint / 1000.0)
     FROM generate_series(0, $1::bigint - 1) n`,
    [leads, at, leads, termsOf(workspace.scoring).fold, leastScoreBound],
  );
  await client.query(
    `INSERT INTO event (id, dedupe_key, kind, lead_id, name, link, occurred_at, recorded_at)
     SELECT gen_random_uuid(), 'made/' || n, kind, ('01000000-0000-7000-8000-' || lpad(to_hex(${chance(21, leads)}), 12, '0'))::uuid,
       CASE kind WHEN 'page_view' THEN '/pricing' END, CASE kind WHEN 'click' THEN (ARRAY['pricing', 'guide', 'home'])[1 + ${chance(22, 3)}] END,
       $2::timestamptz - ${chance(23, 180)} * interval '1 day', $2::timestamptz
     FROM (SELECT n, (ARRAY['click', 'click', 'open', 'page_view'])[1 + ${chance(24, 4)}] AS kind
       FROM generate_series(0, 2 * $1::bigint - 1) n) made`,
    [leads, now],
  );
  await client.query(
    `INSERT INTO consent (id, lead_id, purpose, basis, source, at)
     SELECT gen_random_uuid(), ('01000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'newsletter', 'form', 'site',
       $2::timestamptz - interval '10 days'
     FROM generate_series(0, $1::bigint - 1) n WHERE n % 4 = 0`,
    [leads, now],
  );
  await client.query('RESET session_replication_role');
  for (const table of tables) await client.query(`VACUUM ANALYZE ${table}`);
  for (const table of tables) await client.query(`ALTER TABLE ${table} RESET (autovacuum_enabled)`);
}
