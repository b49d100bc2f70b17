/** What tests of the store start from: a published workspace, two sequences, leads, and mails that were sent. */
import pg from 'pg';
import type { Claim, EnrollmentView, EventInput, LeadView, SendRules, Store } from '../../db/store.ts';
import { noConsentPolicy } from '../../domain/consent.ts';
import { messageKey } from '../../domain/identity.ts';
import type { LeadInput } from '../../domain/lead.ts';
import type { Program, StepId } from '../../domain/program.ts';
import { defaultSettings, type ProgramSettings } from '../../domain/program-settings.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import type { Workspace } from '../../domain/workspace.ts';
import { testWorkspace } from '../support/workspace.ts';

export const start: Instant = '2026-11-21T09:00:00.000Z';
export const minute = (minutes: number): Instant => plusMs(start, minutes * 60_000);
export const leaseMs = 60_000;

/** The workspace of these tests, with a scoring model of its own: the numbers below are computed by hand. */
export const workspace: Workspace = {
  ...testWorkspace,
  scoring: {
    name: 'store tests',
    halfLife: 'P30D',
    groups: { email: 80, web: 60 },
    rules: [
      { on: 'click', link: null, name: null, points: 10, group: 'email', reason: 'Clicked a link' },
      { on: 'reply', link: null, name: null, points: 55, group: 'email', reason: 'Replied' },
      { on: 'custom', link: null, name: 'demo_requested', points: 50, group: 'web', reason: 'Asked for a demo' },
    ],
    fit: [{ when: 'lead.fields.employees >= 50', points: 40, reason: 'Fifty people or more' }],
    grades: { A: 40, B: 25, C: 10 },
    temperature: { warm: 20, hot: 50 },
    prospectAt: 30,
    mql: { at: 60, rearmBelow: 45, minGrade: 'B' },
    keepOnReturn: 0.5,
  },
};

export const welcome: Program = {
  format: 2,
  sequence: 'welcome',
  entry: 'hello',
  steps: { hello: { kind: 'send', id: 'hello', template: 'hello', sender: null, next: null } },
  settings: defaultSettings,
  renamed: {},
};

/** What the gate holds a mail to when its sequence says nothing. */
export const openRules: SendRules = {
  stages: defaultSettings.stages,
  priority: 0,
  caps: [],
  purpose: 'marketing',
  consent: noConsentPolicy,
  fromDomain: 'acme.example',
  relay: 'smtp',
  slot: () => ({ kind: 'now' }),
};

export async function publishBasics(store: Store): Promise<{ readonly templateVersionId: string }> {
  await store.publications.publishWorkspace(workspace, start);
  const compiled = { html: '<p>Hello</p>' };
  const template = await store.publications.publishTemplate({ name: 'hello', contentHash: 'h1', compiled }, start);
  for (const name of ['welcome', 'recycle']) {
    await store.publications.publishSequence(
      {
        name,
        contentHash: 's1',
        source: `name: ${name}`,
        program: { ...welcome, sequence: name },
        templates: { hello: template.id },
      },
      start,
    );
  }
  return { templateVersionId: template.id };
}

/** Publishes the welcome sequence under another name, with settings of its own. */
export async function publishWith(
  store: Store,
  name: string,
  settings: Partial<ProgramSettings>,
  program: Partial<Program> = {},
): Promise<void> {
  const { id } = await store.publications.newestTemplate('hello');
  await store.publications.publishSequence(
    {
      name,
      contentHash: name,
      source: `name: ${name}`,
      program: { ...welcome, sequence: name, settings: { ...defaultSettings, ...settings }, ...program },
      templates: { hello: id },
    },
    start,
  );
}

let people = 0;

/** A lead with an address of its own; by default one with fit grade A. */
export async function addLead(store: Store, input: Partial<LeadInput> = {}): Promise<LeadView> {
  people += 1;
  const lead = { email: `lead${people}@acme.test`, firstName: 'Ann', fields: { employees: 100 }, ...input };
  return (await store.leads.save(lead, start, 'test')).lead;
}

export async function claim(
  store: Store,
  enrollment: EnrollmentView,
  stepId: StepId,
  templateVersionId: string,
  now: Instant = start,
  rules: Partial<SendRules> = {},
): Promise<Claim> {
  const owner = { kind: 'nurture', enrollmentId: enrollment.id, stepId, visit: 1, templateVersionId } as const;
  return store.messages.claim(messageKey(enrollment.id, stepId, 1), owner, { ...openRules, ...rules }, leaseMs, now);
}

export async function claimed(...args: Parameters<typeof claim>): Promise<Claim & { kind: 'claimed' }> {
  const result = await claim(...args);
  if (result.kind !== 'claimed') throw new Error(`Not claimed: ${JSON.stringify(result)}`);
  return result;
}

/** A mail that the relay took; returns its id. */
export async function sendMail(...args: Parameters<typeof claim>): Promise<string> {
  const [store, , , , at = start] = args;
  const { messageId, claimToken } = await claimed(...args);
  const links = [{ name: 'guide', url: 'https://acme.example/guide' }];
  await store.messages.markInFlight(messageId, claimToken, { subject: 'Hello Ann', links });
  await store.messages.settle(messageId, claimToken, { kind: 'sent', response: '250 ok', at });
  return messageId;
}

let reports = 0;

/** An event with a key of its own. */
export function event(input: Partial<EventInput> & Pick<EventInput, 'kind' | 'lead'>): EventInput {
  reports += 1;
  return { dedupeKey: `test/${reports}`, occurredAt: start, ...input };
}

/** A plain connection, for tests that hold locks by hand or look at rows. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

/** How long connections may take to come to wait: they do so at once, or never. */
const waitWithinMs = 10_000;

/** Resolves when so many connections of this database wait for a lock; fails when they don't. */
export async function untilWaiting(url: string, count: number): Promise<void> {
  // A connection of its own: within a transaction the statistics stand still.
  const watcher = await connect(url);
  const begun = performance.now();
  for (let waiting = 0; waiting < count && performance.now() - begun < waitWithinMs; ) {
    const { rows } = await watcher.query<{ readonly waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    waiting = rows[0]?.waiting ?? 0;
  }
  await watcher.end();
  if (performance.now() - begun >= waitWithinMs) throw new Error(`Not all ${count} wait for the lock`);
}

/** Holds the rows that `select` locks while `work` starts, until `count` transactions wait; then lets them go. */
export async function whileHeld<T>(url: string, select: string, count: number, work: () => Promise<T>): Promise<T> {
  const holder = await connect(url);
  await holder.query('BEGIN');
  await holder.query(select);
  const result = work();
  try {
    await untilWaiting(url, count);
  } finally {
    await holder.query('COMMIT');
    await holder.end();
    // What it leads to is told by whoever waits for it; here it must only not be lost.
    await result.catch(() => undefined);
  }
  return result;
}

/** Holds the row of a lead as whoever changes it does. A new row that refers to the lead does not wait for that. */
export const whileLocked = <T>(url: string, leadId: string, count: number, work: () => Promise<T>): Promise<T> =>
  whileHeld(url, `SELECT 1 FROM lead WHERE id = '${leadId}' FOR NO KEY UPDATE`, count, work);

/** The outbox as it is, oldest first. */
export async function outboxOf(url: string): Promise<readonly Record<string, unknown>[]> {
  const client = await connect(url);
  const { rows } = await client.query('SELECT kind, workflow_id, payload FROM outbox ORDER BY id');
  await client.end();
  return rows;
}
