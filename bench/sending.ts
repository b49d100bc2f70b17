/**
 * What the benchmarks `send` and `broadcast` share: a database with leads, a template, a sink, and the parts that the engine
 * sends with. The mail is small (about 3.5 KB), so that what is counted is the sending and not the copying of a layout.
 */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createHolidays } from '../activities/holidays.ts';
import { createPace } from '../activities/pacing.ts';
import type { ConversationDeps } from '../activities/ports.ts';
import { createConditions } from '../authoring/conditions.ts';
import { makeKeys } from '../config/keys.ts';
import { relayOfUrl } from '../config/relay-shapes.ts';
import { createStore } from '../db/create-store.ts';
import { newId } from '../db/ids.ts';
import { instantFromMs } from '../domain/instant.ts';
import { defaultRelay } from '../domain/relay.ts';
import { createComposer } from '../mail/composer.ts';
import type { OutgoingMail } from '../mail/ports.ts';
import { createReceivers } from '../mail/receivers.ts';
import { createRelays } from '../mail/relays.ts';
import { compileTemplate } from '../mail/template/compilation.ts';
import { createTestDatabase, testAddressHash } from '../test/support/database.ts';
import { startDatabase } from '../test/support/database-server.ts';
import { testWorkspace } from '../test/support/workspace.ts';
import { createWebhooks } from '../worker/webhook.ts';
import { type MailSink, startMailSink } from './mail-sink.ts';

/** What a process needs to send; plain JSON. */
export interface SendingSettings {
  readonly databaseUrl: string;
  readonly sinkPort: number;
  /** To the relay, of each process. */
  readonly connections: number;
  /** PEM of the key that signs; null: nobody does. */
  readonly dkimKey: string | null;
}

export interface SendingGround {
  readonly databaseUrl: string;
  readonly postgresPid: number;
  readonly sink: MailSink;
  readonly templateVersionId: string;
  /** Makes so many leads; gives their ids. */
  addLeads(count: number): Promise<readonly string[]>;
  /** The rows of a query. */
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export const now = () => instantFromMs(Date.now());

const paragraph =
  'Heat pumps run best when the tariff is low: your meter knows when that is, and ours tells the pump before it starts.';

const mjml = `<mjml>
  <mj-head><mj-title>{{field "firstName" "Good"}} news from the meter</mj-title><mj-preview>In one minute</mj-preview></mj-head>
  <mj-body><mj-raw>
    <p>Hello {{field "firstName" "there"}},</p>
    <p>${paragraph}</p>
    <p><a name="guide" href="https://acme.example/guide">Read the guide</a></p>
    <p>{{organisation.name}}, {{organisation.postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></p>
  </mj-raw></mj-body>
</mjml>`;

export async function prepareGround(): Promise<SendingGround> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-bench-'));
  // As root, PostgreSQL runs under another account, which must get through this folder.
  await chmod(folder, 0o711);
  const [postgres, sink] = await Promise.all([startDatabase(folder), startMailSink()]);
  const { url: databaseUrl } = await createTestDatabase(postgres.adminUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const close = async () => {
    await client.end();
    await Promise.all([postgres.stop(), sink.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  return {
    databaseUrl,
    postgresPid: postgres.pid,
    sink,
    templateVersionId: await publish(databaseUrl, folder),
    addLeads: (count) => insertLeads(client, count),
    rows: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await client.query<Row>(text, [...values])).rows,
    close,
  };
}

async function publish(databaseUrl: string, folder: string): Promise<string> {
  await writeFile(join(folder, 'letter.mjml'), mjml);
  const result = await compileTemplate(folder, 'letter', null);
  if (result.kind !== 'compiled') throw new Error(result.findings.map(({ message }) => message).join('\n'));
  const store = openStore(databaseUrl);
  try {
    await store.publications.publishWorkspace(testWorkspace, now());
    const version = { name: 'letter', contentHash: 'letter', compiled: result.template };
    return (await store.publications.publishTemplate(version, now())).id;
  } finally {
    await store.close();
  }
}

async function insertLeads(client: pg.Client, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, newId);
  const addresses = ids.map((id) => `lead-${id.slice(-12)}@customer.example`);
  await client.query(
    `INSERT INTO lead (id, email, canonical_email, address_hash, first_name, created_at, updated_at)
     SELECT id, address, address, hash, 'Ann', now(), now() FROM unnest($1::uuid[], $2::text[], $3::text[]) AS t (id, address, hash)`,
    [ids, addresses, addresses.map(testAddressHash)],
  );
  return ids;
}

const openStore = (databaseUrl: string) =>
  createStore({ databaseUrl, addressHash: testAddressHash, conditions: createConditions(), poolSize: 10 });

/** All that the engine sends with, as the worker puts it together, without its log and without DNS. */
export function openSending(settings: SendingSettings): ConversationDeps & { close(): Promise<void> } {
  const { databaseUrl, sinkPort, connections, dkimKey } = settings;
  const store = openStore(databaseUrl);
  const keys = makeKeys(`1:${'5a'.repeat(32)}`, 'a5'.repeat(32));
  const relay = relayOfUrl(defaultRelay, `smtp://127.0.0.1:${sinkPort}`);
  if (relay.kind !== 'smtp') throw new Error('The relay of a benchmark is SMTP');
  const key = dkimKey === null ? null : { domain: 'mail.acme.example', selector: 'bench', privateKey: dkimKey };
  const mailer = createRelays([{ ...relay, connections, messagesPerConnection: 1000 }], { dkim: () => key });
  const noMx = () => Promise.reject(Object.assign(new Error('A benchmark asks no DNS'), { code: 'ENOTFOUND' }));
  const say = () => undefined;
  return {
    store,
    mailer,
    leavesMachine: () => false,
    pace: createPace({ store, receivers: createReceivers({ resolver: { resolveMx: noMx } }) }),
    webhooks: createWebhooks({ secrets: keys.webhookSecrets, allowHttp: true, allowPrivate: true }),
    isPublicHoliday: createHolidays(),
    composer: createComposer(),
    conditions: createConditions(),
    signer: keys.signer,
    publicUrl: 'https://go.acme.example',
    mailDomain: 'reply.acme.example',
    log: { info: say, warn: say, error: say },
    async close() {
      await mailer.close();
      await store.close();
    },
  };
}

/** The letter to a lead named Ann. */
export async function exampleLetter(deps: ConversationDeps, templateVersionId: string): Promise<OutgoingMail> {
  const { composer, store, publicUrl, mailDomain, signer } = deps;
  const { organisation } = await store.publications.workspace();
  const { sender } = organisation;
  const unknown = { lastName: null, company: null, title: null, country: null, source: null, language: null };
  const { mail } = composer.nurtureMail({
    messageId: randomUUID(),
    template: composer.template(await store.publications.template(templateVersionId)),
    cacheKey: templateVersionId,
    facts: {
      ...{
        ...unknown,
        email: nobody(),
        firstName: 'Ann',
        timeZone: null,
        phone: null,
        kind: null,
        stage: 'name',
        score: 0,
        grade: 'D',
      },
      ...{ temperature: 'cold', fields: {}, tags: [] },
    },
    consents: [],
    recipient: nobody(),
    sender,
    relay: defaultRelay,
    organisation,
    list: { name: `${organisation.name}: letter`, id: `letter.lists.${mailDomain}` },
    feedback: { campaign: 'letter', kind: 'broadcast' },
    now: now(),
    renderer: composer.renderer,
    publicUrl,
    mailDomain,
    signer,
  });
  return mail;
}

/** A key of the smallest size that receivers accept (RFC 8301 §3.2). */
export const newDkimKey = (): string =>
  String(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }));

/** Counts the statements that this process sends from now on, BEGIN and COMMIT included. */
export function countStatements(): () => number {
  let count = 0;
  const { query } = pg.Client.prototype;
  Object.defineProperty(pg.Client.prototype, 'query', {
    configurable: true,
    writable: true,
    value(this: pg.Client, ...args: unknown[]): unknown {
      count += 1;
      return Reflect.apply(query, this, args);
    },
  });
  return () => count;
}

/** Does so many things, `atATime` of them at a time. */
export async function inTurns(count: number, atATime: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < count) {
      next += 1;
      await work(next - 1);
    }
  };
  await Promise.all(Array.from({ length: atATime }, one));
}

export const nobody = (): string => `lead-${randomUUID().slice(-12)}@customer.example`;
