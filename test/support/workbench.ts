/**
 * The engine without Temporal: the real activities over a database of their own, mails to a real SMTP sink, webhooks to
 * receivers on this machine. What runs on it runs at a time of choice.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { createHolidays } from '../../activities/holidays.ts';
import { createConverse } from '../../activities/nurture.ts';
import { createPace } from '../../activities/pacing.ts';
import type { ConversationDeps } from '../../activities/ports.ts';
import { createConditions } from '../../authoring/conditions.ts';
import { makeKeys } from '../../config/keys.ts';
import { relayOfUrl } from '../../config/relay-shapes.ts';
import type { Store } from '../../db/store.ts';
import { type Instant, instantFromMs } from '../../domain/instant.ts';
import type { LeadInput } from '../../domain/lead.ts';
import type { Program } from '../../domain/program.ts';
import { defaultRelay } from '../../domain/relay.ts';
import type { Signer } from '../../domain/tokens.ts';
import { createComposer } from '../../mail/composer.ts';
import type { CompiledTemplate } from '../../mail/ports.ts';
import { createReceivers, type MailExchangers } from '../../mail/receivers.ts';
import { createRelays } from '../../mail/relays.ts';
import { compileTemplate } from '../../mail/template/compilation.ts';
import { createWebhooks } from '../../worker/webhook.ts';
import type { ConverseRequest, ConverseResult } from '../../workflows/messages.ts';
import { createTestStore } from './database.ts';
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts';
import { testWorkspace } from './workspace.ts';

export interface Workbench {
  readonly store: Store;
  readonly databaseUrl: string;
  readonly sink: SmtpSink;
  readonly signer: Signer;
  /** What webhooks are signed with. */
  readonly webhookSecrets: readonly string[];
  readonly log: Logger;
  /** All that activities need but the workflows, which are not here. */
  readonly deps: ConversationDeps;
  /** Publishes a sequence; every template it names is made and published as well. Returns the id of the version. */
  publishProgram(program: Program, source?: string): Promise<string>;
  addLead(input?: Partial<LeadInput>): Promise<{ readonly id: string; readonly email: string }>;
  /** What the activity does, at a time of choice and without a workflow. */
  converse(request: ConverseRequest): Promise<ConverseResult>;
  close(): Promise<void>;
}

const publicUrl = 'https://go.acme.example';
const mailDomain = 'reply.acme.example';

/** Knows no domain, so that no test asks a real one. */
const offline: MailExchangers = {
  resolveMx: () => Promise.reject(Object.assign(new Error('There is no DNS in tests'), { code: 'ENOTFOUND' })),
};

export const now = (): Instant => instantFromMs(Date.now());

/** A mail as short as the rules for templates allow, with one named link. */
const mjml = (name: string): string => `<mjml>
  <mj-head><mj-title>${name} for {{field "firstName" "you"}}</mj-title><mj-preview>preview</mj-preview></mj-head>
  <mj-body><mj-section><mj-column>
    <mj-text>Hello {{field "firstName" "there"}}, this is ${name}.</mj-text>
    <mj-button name="guide" href="https://acme.example/guide">Read</mj-button>
    <mj-text>{{organisation.name}}, {{organisation.postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></mj-text>
  </mj-column></mj-section></mj-body>
</mjml>`;

/** Once a process, and without the thread that strangers' templates need: the mails of all tests are alike. */
const compiledMails = new Map<string, Promise<CompiledTemplate>>();

function compiledMail(name: string): Promise<CompiledTemplate> {
  const compiled = compiledMails.get(name) ?? compileMail(name);
  compiledMails.set(name, compiled);
  return compiled;
}

async function compileMail(name: string): Promise<CompiledTemplate> {
  const folder = await mkdtemp(join(tmpdir(), 'tendril-templates-'));
  await writeFile(join(folder, `${name}.mjml`), mjml(name));
  const result = await compileTemplate(folder, name, null);
  await rm(folder, { recursive: true, force: true });
  if (result.kind !== 'compiled') throw new Error(JSON.stringify(result.findings));
  return result.template;
}

export async function startWorkbench(
  log: Logger = pino({ level: process.env.TEST_LOG ?? 'silent' }),
  servers: { readonly adminUrl?: string } = {},
): Promise<Workbench> {
  const [database, sink] = await Promise.all([createTestStore(servers), startSmtpSink()]);
  const { store } = database;
  const { signer, webhookSecrets } = makeKeys(`1:${randomBytes(32).toString('hex')}`, randomBytes(32).toString('hex'));
  const mailer = createRelays([relayOfUrl(defaultRelay, sink.url)]);
  const deps: ConversationDeps = {
    store,
    mailer,
    leavesMachine: () => false,
    pace: createPace({ store, receivers: createReceivers({ resolver: offline }) }),
    webhooks: createWebhooks({ secrets: webhookSecrets, allowHttp: true, allowPrivate: true }),
    isPublicHoliday: createHolidays(),
    composer: createComposer(),
    conditions: createConditions(),
    signer,
    publicUrl,
    mailDomain,
    log,
  };
  await store.publications.publishWorkspace(testWorkspace, now());

  const publishTemplate = async (name: string): Promise<string> => {
    const compiled = await compiledMail(name);
    return (await store.publications.publishTemplate({ name, contentHash: name, compiled }, now())).id;
  };

  return {
    store,
    databaseUrl: database.url,
    sink,
    signer,
    webhookSecrets,
    log,
    deps,
    async publishProgram(program, source = '') {
      const templates: Record<string, string> = {};
      for (const step of Object.values(program.steps)) {
        if (step.kind === 'send') templates[step.template] = await publishTemplate(step.template);
      }
      const { sequence: name } = program;
      const version = { name, contentHash: randomUUID(), source, program, templates };
      return (await store.publications.publishSequence(version, now())).id;
    },
    async addLead(input = {}) {
      const email = input.email ?? `lead-${randomBytes(4).toString('hex')}@customer.example`;
      const known = { firstName: 'Ann', fields: { employees: 80 }, ...input, email };
      return { id: (await store.leads.save(known, now(), 'test')).lead.id, email };
    },
    converse: createConverse(deps),
    async close() {
      await mailer.close();
      await Promise.all([database.close(), sink.close()]);
    },
  };
}
