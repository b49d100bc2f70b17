/**
 * A file of leads through the whole use-case: read, checked, scored by fit, compared with who is there, and saved with company,
 * first stage and origin. The reference copies the very rows that this wrote into staging tables of the same server and upserts
 * them by one statement for each table, with the same indexes, keys and triggers and nothing else; of the leads alone it is told
 * as well.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { createConditions } from '../authoring/conditions.ts';
import { leadFile } from '../cli/lead-file.ts';
import { importLeads } from '../cli/lead-import.ts';
import { createStore } from '../db/create-store.ts';
import { instantFromMs } from '../domain/instant.ts';
import { createTestDatabase, testAddressHash } from '../test/support/database.ts';
import { startDatabase } from '../test/support/database-server.ts';
import { testWorkspace } from '../test/support/workspace.ts';
import { type Benchmark, type Measured, rounded } from './benchmark.ts';
import { cpuMs, treeCpuMs } from './cpu-time.ts';

export const imports: Benchmark = {
  name: 'import',
  about: 'leads from a CSV file, against COPY and one upsert of the same rows; --rows N, default 100,000',
  run,
};

const asked = process.argv.indexOf('--rows');
const rows = asked < 0 ? 100_000 : Number(process.argv[asked + 1]);

async function run(say: (line: string) => void): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-bench-'));
  // As root, PostgreSQL runs under another account, which must get through this folder.
  await chmod(folder, 0o711);
  const postgres = await startDatabase(folder);
  try {
    const file = join(folder, 'leads.csv');
    await writeLeads(file);
    const { url } = await createTestDatabase(postgres.adminUrl);
    const ours = await imported(url, file, postgres.pid, say);
    const again = await imported(url, file, postgres.pid, say);
    await dump(url, folder);
    const other = await createTestDatabase(postgres.adminUrl);
    const before = treeCpuMs(postgres.pid);
    const reference = await upserted(other.url, folder);
    const leads = (reference.lead ?? 0) + (reference.commit ?? 0);
    say(
      `reference: ${rounded(sum(reference))} s, of which leads ${rounded(leads)} s; ${rounded((treeCpuMs(postgres.pid) - before) / 1000)} s of a core in PostgreSQL`,
    );
    return {
      ratio: sum(reference) / ours.seconds,
      reference: 'COPY into staging tables and one INSERT … ON CONFLICT each, of the same rows of the four tables',
      figures: {
        rows,
        file_MB: rounded((await stat(file)).size / 1e6),
        seconds: rounded(ours.seconds),
        rows_per_second: Math.round(rows / ours.seconds),
        reference_seconds: rounded(sum(reference)),
        reference_leads_alone_s: rounded(leads),
        ratio_to_leads_alone: Math.round((leads / ours.seconds) * 1000) / 1000,
        again_seconds: rounded(again.seconds),
        // What is in use, without what waits to be collected: RSS grows as far as the collector lets it.
        live_MB_at_20_percent: ours.early,
        live_MB_at_end: ours.late,
        live_growth_MB: rounded(ours.late - ours.early),
        rss_MB_at_most: ours.rss,
      },
    };
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const names = ['Ann', 'Béla', 'Carla', 'Dörte', 'Emil', 'Fatma', 'Göran', 'Hana', 'Ivo', 'Jørgen'];
const titles = ['Head of Facilities', 'CTO', 'Energy Manager', '', 'Owner'];
const regions = ['north', 'south', 'east', 'west'];

/** People of companies of five, each with a phone of its own. */
async function writeLeads(path: string): Promise<void> {
  await pipeline(function* () {
    yield 'E-mail,First name,Last name,Company,Job title,Country,Phone,Source,Employees,Region,utm_campaign\n';
    for (let n = 0; n < rows; n += 1) {
      const company = Math.floor(n / 5);
      const cells = [
        ...[
          `person${n}@firm${company}.example`,
          names[n % 10],
          `Lee${n % 977}`,
          `"Firm ${company}, Ltd"`,
          titles[n % 5],
        ],
        ...['DE', `+4930${1_000_000 + n}`, 'fair', (n * 7) % 500, regions[n % 4], 'spring'],
      ];
      yield `${cells.join(',')}\n`;
    }
  }, createWriteStream(path));
}

async function imported(url: string, path: string, postgresPid: number, say: (line: string) => void) {
  const store = createStore({ databaseUrl: url, addressHash: testAddressHash, conditions: createConditions() });
  try {
    await store.publications.publishWorkspace(testWorkspace, instantFromMs(Date.now()));
    let [early, late, rss] = [0, 0, 0];
    const sample = (done: number, total: number) => {
      rss = Math.max(rss, process.memoryUsage.rss() / 1e6);
      if (early === 0 && done >= total / 5) early = liveMB();
      if (done >= total) late = liveMB();
    };
    const [began, own, theirs] = [performance.now(), cpuMs(process.pid), treeCpuMs(postgresPid)];
    const result = await importLeads(store, await leadFile(path), {
      ...{ now: () => instantFromMs(Date.now()), actor: 'bench', onLines: sample, again: true },
    });
    const seconds = (performance.now() - began) / 1000;
    if (result.imported !== rows)
      throw new Error(`only ${result.imported} of ${rows}: ${JSON.stringify(result.broken[0])}`);
    // `cpuMs` counts this process twice here.
    const cpu = { node: (cpuMs(process.pid) - own) / 2000, postgres: (treeCpuMs(postgresPid) - theirs) / 1000 };
    const spent = `${rounded(cpu.node)} s of a core here, ${rounded(cpu.postgres)} s in PostgreSQL`;
    say(`ours: ${result.created} new, ${result.unchanged} unchanged in ${rounded(seconds)} s (${spent})`);
    return { seconds, early: Math.round(early), late: Math.round(late), rss: Math.round(rss) };
  } finally {
    await store.close();
  }
}

/** Bytes that are still in use after a collection, which takes some 30 ms. */
function liveMB(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}

/** The tables that an import writes, each with its columns, and by what a row is known. */
const tables = [
  { table: 'account', known: 'key', columns: 'id, name, key, domain, created_at' },
  {
    table: 'lead',
    known: 'canonical_email',
    columns: `id, email, canonical_email, address_hash, first_name, last_name, title, country, language, time_zone, source, phone, kind,
      consent_rule, fields, tags, stage, fit_points, grade, engagement, score, temperature, account_id, created_at, updated_at`,
  },
  { table: 'stage_move', known: 'id', columns: 'id, lead_id, "from", "to", actor, reason, score, grade, at' },
  { table: 'lead_origin', known: 'id', columns: 'id, lead_id, source, way, detail, actor, own, at' },
] as const;

async function dump(url: string, folder: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const { table, columns } of tables) {
    const rows = client.query(copyTo(`COPY (SELECT ${columns} FROM ${table} ORDER BY id) TO STDOUT`));
    await pipeline(rows, createWriteStream(join(folder, table)));
  }
  await client.end();
}

/** Seconds for each table. */
async function upserted(url: string, folder: string): Promise<Readonly<Record<string, number>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const seconds: Record<string, number> = {};
  try {
    await client.query('BEGIN');
    for (const { table, columns, known } of tables) {
      const began = performance.now();
      await client.query(`CREATE TEMPORARY TABLE staging_${table} (LIKE ${table} INCLUDING DEFAULTS)`);
      const copy = client.query(copyFrom(`COPY staging_${table} (${columns}) FROM STDIN`));
      await pipeline(createReadStream(join(folder, table)), copy);
      const written = columns.split(',').map((name) => name.trim());
      const kept = written.filter((name) => name !== 'id' && name !== known && name !== 'created_at');
      await client.query(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM staging_${table}
        ON CONFLICT (${known}) DO UPDATE SET ${kept.map((name) => `${name} = excluded.${name}`).join(', ')}`);
      seconds[table] = (performance.now() - began) / 1000;
    }
    const began = performance.now();
    await client.query('COMMIT');
    return { ...seconds, commit: (performance.now() - began) / 1000 };
  } finally {
    await client.end();
  }
}

const sum = (seconds: Readonly<Record<string, number>>): number => Object.values(seconds).reduce((a, b) => a + b);
