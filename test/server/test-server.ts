/**
 * The HTTP server inside a test process: the real app over a database of its own, with a clock that tests step and keys
 * of every scope. Long, because it is the ground of all tests of the server.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { makeKeys } from '../../config/keys.ts';
import type {
  EnrollmentView,
  LeadView,
  MessageLink,
  MessageView,
  OutboxEntry,
  Scope,
  SendRules,
  Store,
} from '../../db/store.ts';
import { type Instant, plusMs } from '../../domain/instant.ts';
import type { LeadInput } from '../../domain/lead.ts';
import { subscriptionsOf } from '../../domain/outgoing-webhook.ts';
import type { Program } from '../../domain/program.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { makeToken, type Signer, type TokenPurpose } from '../../domain/tokens.ts';
import { createApp } from '../../server/app.ts';
import type { AppEnv, ServerDeps } from '../../server/deps.ts';
import type { Log } from '../../server/log.ts';
import { openSpool, type Spool } from '../../server/tracking/spool.ts';
import { createTestStore } from '../support/database.ts';
import { receivingOver } from '../support/receiving.ts';
import { testWorkspace } from '../support/workspace.ts';

export const publicUrl = 'https://go.acme.example';

export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export interface Call {
  /** A key, or the scope whose key to use; null for none. Default: admin. */
  readonly as?: Scope | string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes
  readonly body: any;
}

export interface TestServer {
  readonly app: OpenAPIHono<AppEnv>;
  readonly store: Store;
  readonly databaseUrl: string;
  readonly signer: Signer;
  /** In a folder of its own. */
  readonly recorder: Spool;
  readonly log: readonly LogLine[];
  readonly keys: Readonly<Record<Scope, string>>;
  /** Of the template of all mails. */
  readonly templateVersionId: string;
  now(): Instant;
  advance(ms: number): void;
  /** One call of the API: `call('POST /v1/leads', { body })`. */
  call(route: string, options?: Call): Promise<Answered>;
  token(purpose: TokenPurpose, id: string, index?: number): string;
  addLead(input?: Partial<LeadInput>): Promise<LeadView>;
  enroll(leadId: string): Promise<EnrollmentView>;
  /** A mail that has been sent to the lead, with these links. */
  sentMail(lead: LeadView, links?: readonly MessageLink[], response?: string): Promise<MessageView>;
  /** A lead that has crossed the MQL threshold, with the first offer made. */
  openHandoff(): Promise<{ readonly lead: LeadView; readonly handoffId: string; readonly salesperson: string }>;
  close(): Promise<void>;
}

const guideLink: MessageLink = { name: 'guide', url: 'https://acme.example/guide?utm_source=mail&x=ä' };

export const program: Program = {
  format: 2,
  sequence: 'welcome',
  entry: 'hello',
  steps: { hello: { kind: 'send', id: 'hello', template: 'hello', sender: null, next: null } },
  settings: defaultSettings,
  renamed: {},
};

/** Lets every mail pass. */
export const openRules: SendRules = {
  stages: defaultSettings.stages,
  priority: 0,
  caps: [],
  purpose: 'marketing',
  consent: testWorkspace.organisation.consent,
  fromDomain: 'acme.example',
  relay: 'smtp',
  slot: () => ({ kind: 'now' }),
};

/** @param parts what the server is given besides */
export async function startTestServer(parts: Partial<ServerDeps> = {}): Promise<TestServer> {
  const { store, url, close } = await createTestStore({ subscriptions: subscriptionsOf(parts.hooks ?? []) });
  const { signer } = makeKeys(`1:${randomBytes(32).toString('hex')}`, randomBytes(32).toString('hex'));
  let clock: Instant = '2026-11-21T09:00:00.000Z';
  const now = () => clock;
  const lines: LogLine[] = [];
  const log = logTo(lines);
  const folder = await mkdtemp(join(tmpdir(), 'tendril-spool-'));
  const recorder = await openSpool({
    folder,
    events: store.events,
    now,
    log,
    gatherMs: 0,
    retryDelaysMs: [20, 40, 80],
  });
  const receiving = receivingOver({ store, signer, now, log });
  const app = createApp({ store, signer, publicUrl, now, log, recorder, receiving, ...parts });
  const templateVersionId = await publish(store, now());
  const keys = await keysOf(store, now());

  const server: TestServer = {
    app,
    store,
    databaseUrl: url,
    signer,
    recorder,
    log: lines,
    keys,
    templateVersionId,
    now,
    advance(ms) {
      clock = plusMs(clock, ms);
    },
    call: (route, options = {}) => call(app, keys, route, options),
    token: (purpose, id, index = 0) => makeToken(signer, { purpose, id, index }),
    async addLead(input = {}) {
      const email = input.email ?? `lead-${randomBytes(4).toString('hex')}@customer.example`;
      const input2 = { firstName: 'Ann', lastName: 'Berg', fields: { employees: 80 }, ...input, email };
      return (await store.leads.save(input2, now(), 'test')).lead;
    },
    enroll: (leadId) => store.enrollments.enroll(leadId, 'welcome', 'test', now()),
    async sentMail(lead, links = [guideLink], response = '250 ok') {
      const { id: enrollmentId } = await server.enroll(lead.id);
      const owner = { kind: 'nurture', enrollmentId, stepId: 'hello', visit: 1, templateVersionId } as const;
      return sent(store, `nurture/${enrollmentId}/hello/1`, owner, links, now(), response);
    },
    async openHandoff() {
      const lead = await server.addLead({ company: 'Customer Ltd' });
      const { handoffId } = await store.events.ingest(
        { dedupeKey: randomUUID(), kind: 'custom', name: 'demo_requested', lead: { id: lead.id }, occurredAt: now() },
        now(),
      );
      const second = await store.events.ingest(
        { dedupeKey: randomUUID(), kind: 'custom', name: 'demo_requested', lead: { id: lead.id }, occurredAt: now() },
        now(),
      );
      const id = handoffId ?? second.handoffId;
      if (id === null) throw new Error('No hand-off was opened');
      const offer = await makeOffer(store, id, 1, now());
      return { lead, handoffId: id, salesperson: offer };
    },
    async close() {
      await recorder.close();
      await rm(folder, { recursive: true, force: true });
      await close();
    },
  };
  return server;
}

/** Makes the n-th offer; gives the salesperson's key. */
export async function makeOffer(store: Store, handoffId: string, n: number, now: Instant): Promise<string> {
  const offer = await store.handoffs.offer(handoffId, n, now);
  if (offer.kind !== 'offered') throw new Error(`No offer was made: ${JSON.stringify(offer)}`);
  return offer.salesperson.key;
}

async function sent(
  store: Store,
  key: string,
  owner: Parameters<Store['messages']['claim']>[1],
  links: readonly MessageLink[],
  now: Instant,
  response = '250 ok',
): Promise<MessageView> {
  const claim = await store.messages.claim(key, owner, owner.kind === 'nurture' ? openRules : null, 60_000, now);
  if (claim.kind !== 'claimed') throw new Error(`The mail was not claimed: ${JSON.stringify(claim)}`);
  await store.messages.markInFlight(claim.messageId, claim.claimToken, { subject: 'Hello', links });
  await store.messages.settle(claim.messageId, claim.claimToken, { kind: 'sent', response, at: now });
  const message = await store.messages.find(claim.messageId);
  if (message === null) throw new Error('The mail is gone');
  return message;
}

/** A mail that has been sent to a salesperson. */
export const sentSalesMail = (
  store: Store,
  handoffId: string,
  recipient: string,
  now: Instant,
  offer = 1,
): Promise<MessageView> =>
  sent(
    store,
    `handoff/${handoffId}/${offer}/offer`,
    { kind: 'handoff', handoffId, offer, recipient },
    [guideLink],
    now,
  );

async function publish(store: Store, now: Instant): Promise<string> {
  await store.publications.publishWorkspace(testWorkspace, now);
  const template = { name: 'hello', contentHash: 'hello', compiled: {} };
  const { id } = await store.publications.publishTemplate(template, now);
  for (const name of ['welcome', 'recycle']) {
    const sequence = { name, contentHash: name, source: `sequence: ${name}`, program: { ...program, sequence: name } };
    await store.publications.publishSequence({ ...sequence, templates: { hello: id } }, now);
  }
  return id;
}

async function keysOf(store: Store, now: Instant): Promise<Readonly<Record<Scope, string>>> {
  const make = async (scope: Scope) => (await store.keys.create(scope, [scope], now)).key;
  return {
    leads: await make('leads'),
    events: await make('events'),
    sales: await make('sales'),
    inbound: await make('inbound'),
    sources: await make('sources'),
    stages: await make('stages'),
    admin: await make('admin'),
  };
}

async function call(
  app: OpenAPIHono<AppEnv>,
  keys: Readonly<Record<Scope, string>>,
  route: string,
  { as = 'admin', body, headers = {} }: Call,
): Promise<Answered> {
  const [method = 'GET', path = '/'] = route.split(' ');
  const key = as !== null && Object.hasOwn(keys, as) ? keys[as as Scope] : as;
  const response = await app.request(path, {
    method,
    headers: {
      ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

function logTo(lines: LogLine[]): Log {
  const at = (level: LogLine['level']) => (fields: object, message: string) => {
    lines.push({ level, fields: { ...fields }, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** What the lead did or what happened to its mails, as its timeline has it; without the sending itself. */
export async function eventsOf(store: Store, leadId: string) {
  const entries = await store.leads.timeline(leadId);
  return entries.filter((entry) => entry.kind === 'event').filter(({ event }) => event !== 'sent');
}

/** Takes everything out of the outbox. */
export async function drained(store: Store, now: Instant): Promise<readonly OutboxEntry[]> {
  const all: OutboxEntry[] = [];
  const deliver = async (entries: readonly OutboxEntry[]) => {
    all.push(...entries);
    return entries.map(({ id }) => ({ id, kind: 'done' as const }));
  };
  while ((await store.outbox.drain(100, now, deliver)) > 0);
  return all;
}
