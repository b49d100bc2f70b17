/**
 * Requests at the addresses in mails: the redirect of a link and the pixel, each with a token of its own, against an empty
 * route of the same server, which goes through what every route of it does, and against a bare one. Every request is an event on the disk before it is answered, and in the
 * database at the end, or there is no figure. The database takes events while requests are counted, as it does in life.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { makeKeys } from '../config/keys.ts';
import { newId } from '../db/ids.ts';
import { makeToken } from '../domain/tokens.ts';
import { clickAddresses } from '../mail/click-address.ts';
import { createTestDatabase, testAddressHash } from '../test/support/database.ts';
import { startDatabase } from '../test/support/database-server.ts';
import { type Benchmark, type Measured, percentile, rounded } from './benchmark.ts';
import type { LoadAnswer, LoadOrder } from './http-load.ts';
import type { ServerAnswer, ServerOrder, ServerSettings } from './tracking-server.ts';

const rounds = 5;
const requests = 4_000;
const connections = 64;
const leads = 2_000;
const destination = 'https://www.acme.example/guides/heat-pumps?utm_source=mail&utm_campaign=autumn';

export const tracking: Benchmark = {
  name: 'tracking',
  about: 'links and pixels with durable events against an empty route of the same server',
  run,
};

type Answered = LoadAnswer & { readonly cpuMs: number };
type Kind = 'empty' | 'bare' | 'link' | 'pixel';
const statuses: Readonly<Record<Kind, number>> = { empty: 204, bare: 204, link: 302, pixel: 200 };

async function run(say: (line: string) => void): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-bench-'));
  // As root, PostgreSQL runs under another account, which must get through this folder.
  await chmod(folder, 0o711);
  const postgres = await startDatabase(folder);
  const { url: databaseUrl } = await createTestDatabase(postgres.adminUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const [signingKeys, suppressionKey] = [`1:${randomBytes(32).toString('hex')}`, randomBytes(32).toString('hex')];
  const [server, load] = [start('tracking-server.ts'), start('http-load.ts')];
  try {
    say(`making ${rounds * 2 * requests} mails`);
    const mails = await insertMails(client, (rounds + 1) * 2 * requests);
    const settings: ServerSettings = { databaseUrl, signingKeys, suppressionKey, folder };
    const { port } = await asked<{ port: number }>(server, settings);
    const { signer } = makeKeys(signingKeys, suppressionKey);
    const paths: Readonly<Record<Kind, () => string>> = {
      empty: () => '/empty',
      bare: () => '/bare',
      link: () => clickAddresses(signer, mails.pop() ?? '', '')(0, destination),
      pixel: () => `/o/${makeToken(signer, { purpose: 'open', id: mails.pop() ?? '', index: 0 })}.gif`,
    };
    const answers: Record<Kind, Answered[]> = { empty: [], bare: [], link: [], pixel: [] };
    for (let round = 0; round <= rounds; round += 1) {
      say(round === 0 ? 'warming up' : `round ${round} of ${rounds}`);
      for (const kind of ['empty', 'bare', 'link', 'pixel'] as const) {
        const order: LoadOrder = {
          ...{ port, connections, status: statuses[kind] },
          paths: Array.from({ length: requests }, paths[kind]),
        };
        // It starts with a server that has nothing else to do.
        const before = await asked<ServerAnswer>(server, { settle: true } satisfies ServerOrder);
        const answer = await asked<LoadAnswer>(load, order);
        const after = await asked<ServerAnswer>(server, { settle: false } satisfies ServerOrder);
        if (answer.error !== null) throw new Error(answer.error);
        if (round > 0) answers[kind].push({ ...answer, cpuMs: after.cpuMs - before.cpuMs });
      }
    }
    const { lost } = await asked<ServerAnswer>(server, { settle: true } satisfies ServerOrder);
    if (lost > 0) throw new Error(`${lost} events were lost`);
    await checkEvents(client, (rounds + 1) * requests);
    return measured(answers);
  } finally {
    await Promise.all([stopped(server), stopped(load)]);
    await client.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function measured(answers: Readonly<Record<Kind, readonly Answered[]>>): Measured {
  const rate = (kind: Kind) =>
    percentile(
      answers[kind].map(({ ms }) => (requests / ms) * 1000),
      50,
    );
  const p99 = (kind: Kind) =>
    rounded(
      percentile(
        answers[kind].map((answer) => answer.p99),
        50,
      ),
    );
  const micros = (kind: Kind) =>
    rounded(
      percentile(
        answers[kind].map(({ cpuMs }) => (cpuMs * 1000) / requests),
        50,
      ),
    );
  return {
    ratio: Math.min(rate('link'), rate('pixel')) / rate('empty'),
    reference: 'requests/s of an empty route of the same server',
    figures: {
      linksPerSecond: Math.round(rate('link')),
      pixelsPerSecond: Math.round(rate('pixel')),
      emptyPerSecond: Math.round(rate('empty')),
      barePerSecond: Math.round(rate('bare')),
      ratioToBare: rounded(Math.min(rate('link'), rate('pixel')) / rate('bare')),
      linkP99Ms: p99('link'),
      pixelP99Ms: p99('pixel'),
      emptyP99Ms: p99('empty'),
      linkCpuMicros: micros('link'),
      pixelCpuMicros: micros('pixel'),
      emptyCpuMicros: micros('empty'),
      bareCpuMicros: micros('bare'),
      connections,
      requestsOfEach: rounds * requests,
    },
  };
}

/** Mails that have been sent long ago; gives their ids. */
async function insertMails(client: pg.Client, count: number): Promise<string[]> {
  const leadIds = Array.from({ length: leads }, newId);
  const addresses = leadIds.map((id) => `lead-${id.slice(-12)}@customer.example`);
  await client.query(
    `INSERT INTO lead (id, email, canonical_email, address_hash, first_name, created_at, updated_at)
     SELECT id, address, address, hash, 'Ann', now(), now() FROM unnest($1::uuid[], $2::text[], $3::text[]) AS t (id, address, hash)`,
    [leadIds, addresses, addresses.map(testAddressHash)],
  );
  const ids = Array.from({ length: count }, newId);
  const links = JSON.stringify([{ name: 'guide', url: destination }]);
  await client.query(
    `INSERT INTO message (id, key, lead_id, recipient, state, links, created_at, sent_at, updated_at)
     SELECT m.id, 'bench/' || m.id, ($2::uuid[])[1 + m.n % $3], 'lead@customer.example', 'SENT', $4,
       now() - interval '1 day', now() - interval '1 day', now() - interval '1 day'
     FROM unnest($1::uuid[]) WITH ORDINALITY AS m (id, n)`,
    [ids, leadIds, leads, links],
  );
  await client.query('ANALYZE');
  return ids;
}

/** @throws when an event is missing, or there is one too many */
async function checkEvents(client: pg.Client, each: number): Promise<void> {
  const { rows } = await client.query<{ opens: number; clicks: number }>(
    `SELECT count(*) FILTER (WHERE kind = 'open')::int AS opens, count(*) FILTER (WHERE kind <> 'open')::int AS clicks
     FROM event WHERE message_id IS NOT NULL`,
  );
  const [found] = rows;
  if (found?.opens === each && found.clicks === each) return;
  throw new Error(`${each} clicks and ${each} opens were made, and the database has ${JSON.stringify(found)}`);
}

const start = (file: string): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });

async function asked<Answer>(child: ChildProcess, order: object): Promise<Answer> {
  const given = new AbortController();
  const signal = AbortSignal.any([given.signal, AbortSignal.timeout(120_000)]);
  const answer = once(child, 'message', { signal });
  const died = once(child, 'exit', { signal }).then(([code]) => Promise.reject(new Error(`A process ended: ${code}`)));
  child.send(order);
  try {
    return (await Promise.race([answer, died]))[0] as Answer;
  } finally {
    given.abort();
    for (const left of [answer, died]) left.catch(() => undefined);
  }
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.disconnect();
  await gone;
}
