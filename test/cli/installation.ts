/** An installation with a database of its own, for tests of commands that need one. */
import type { EnrollmentView, MessageLink, MessageView, SendRules, Settlement, Store } from '../../db/store.ts';
import { noConsentPolicy } from '../../domain/consent.ts';
import { type Instant, instantFromMs } from '../../domain/instant.ts';
import type { Program } from '../../domain/program.ts';
import { defaultSettings } from '../../domain/program-settings.ts';
import { createTestDatabase } from '../support/database.ts';
import { testWorkspace } from '../support/workspace.ts';
import { createInstallation, type Installation, type Outside } from './command-line.ts';

export interface StoredInstallation extends Installation {
  readonly store: Store;
  close(): Promise<void>;
}

export const now = (): Instant => instantFromMs(Date.now());

/** A migrated, empty database, and the commands on it. */
export async function createStoredInstallation(
  env: Readonly<Record<string, string>> = {},
  outside: Outside = {},
): Promise<StoredInstallation> {
  const database = await createTestDatabase();
  const installation = await createInstallation({ DATABASE_URL: database.url, ...env }, outside);
  const services = installation.services();
  return {
    ...installation,
    store: await services.store(),
    async close() {
      await services.close();
      await database.drop();
      await installation.remove();
    },
  };
}

const program = (sequence: string): Program => ({
  format: 2,
  sequence,
  entry: 'hello',
  steps: { hello: { kind: 'send', id: 'hello', template: 'hello', sender: null, next: null } },
  settings: defaultSettings,
  renamed: {},
});

/** Lets every mail pass. */
const openRules: SendRules = {
  stages: defaultSettings.stages,
  priority: 0,
  caps: [],
  purpose: 'marketing',
  consent: noConsentPolicy,
  fromDomain: 'acme.example',
  // The one of SMTP_URL.
  relay: 'default',
  slot: () => ({ kind: 'now' }),
};

/** Publishes a version of a sequence that mails nothing: waits, one behind the other. */
export async function publishWaits(store: Store, name: string, ids: readonly string[], rest: Partial<Program> = {}) {
  const steps = ids.map((id, i) => {
    const next = ids[i + 1] ?? null;
    const rule = { kind: 'duration', duration: `P${i + 1}D`, at: null } as const;
    return [id, { kind: 'wait', id, rule, next, onMissed: next }] as const;
  });
  const made: Program = { ...program(name), entry: ids[0] ?? null, steps: Object.fromEntries(steps), ...rest };
  const content = {
    name,
    contentHash: JSON.stringify(made),
    source: `sequence: ${name}\n`,
    program: made,
    templates: {},
  };
  return store.publications.publishSequence(content, now());
}

/** Publishes the small workspace of the tests, with the sequences `welcome` and `recycle`; returns the template's id. */
export async function publishSmall(store: Store): Promise<string> {
  await store.publications.publishWorkspace(testWorkspace, now());
  const compiled = { name: 'hello', links: ['guide'] };
  const { id } = await store.publications.publishTemplate({ name: 'hello', contentHash: 'hello', compiled }, now());
  for (const name of ['welcome', 'recycle']) {
    const sequence = { name, contentHash: name, source: `sequence: ${name}\n`, program: program(name) };
    await store.publications.publishSequence({ ...sequence, templates: { hello: id } }, now());
  }
  return id;
}

/** A mail to the lead that the relay took, or whatever else became of it. */
export async function sendMail(
  store: Store,
  leadId: string,
  templateVersionId: string,
  links: readonly MessageLink[],
  settlement?: Settlement,
): Promise<MessageView> {
  const { id: enrollmentId } = await store.enrollments.enroll(leadId, 'welcome', 'test', now());
  const owner = { kind: 'nurture', enrollmentId, stepId: 'hello', visit: 1, templateVersionId } as const;
  const claim = await store.messages.claim(`nurture/${enrollmentId}/hello/1`, owner, openRules, 60_000, now());
  if (claim.kind !== 'claimed') throw new Error(`The mail was not claimed: ${JSON.stringify(claim)}`);
  await store.messages.markInFlight(claim.messageId, claim.claimToken, { subject: 'Your guide', links });
  const sent = { kind: 'sent', response: '250 ok', at: now() } as const;
  await store.messages.settle(claim.messageId, claim.claimToken, settlement ?? sent);
  const message = await store.messages.find(claim.messageId);
  if (message === null) throw new Error('The mail is gone');
  return message;
}

/** An open hand-off of the lead, offered to the first salesperson. */
export async function openHandoff(store: Store, leadId: string): Promise<string> {
  const events = ['one', 'two'].map((n) => ({
    dedupeKey: `${leadId}/${n}`,
    kind: 'custom' as const,
    name: 'demo_requested',
    lead: { id: leadId },
    occurredAt: now(),
  }));
  for (const event of events) {
    const { handoffId } = await store.events.ingest(event, now());
    if (handoffId === null) continue;
    await store.handoffs.offer(handoffId, 1, now());
    return handoffId;
  }
  throw new Error('No hand-off was opened');
}

/** A lead that stands at a step of a sequence. */
export async function standing(store: Store, name: string, sequence: string, stepId: string): Promise<EnrollmentView> {
  const { lead } = await store.leads.save({ email: `${name}@one.example` }, now(), 'test');
  const { id } = await store.enrollments.enroll(lead.id, sequence, 'test', now());
  await store.enrollments.position(id, { kind: 'sleeping', stepId, until: now() });
  return store.enrollments.get(id);
}
