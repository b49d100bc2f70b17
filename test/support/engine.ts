/**
 * The engine inside a test process: real workflows on the real Temporal server, real activities over a database of its
 * own, mails to a real SMTP sink. Time is real unless `skipping` is set; then every wait of a workflow is skipped.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowClient } from '@temporalio/client';
import { pino } from 'pino';
import { vi } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import { createConverse } from '../../activities/nurture.ts';
import type { Deps } from '../../activities/ports.ts';
import { createConditions } from '../../authoring/conditions.ts';
import { makeKeys } from '../../config/keys.ts';
import type { EnrollmentView, EventInput, IngestResult, Store } from '../../db/store.ts';
import { type Instant, instantFromMs } from '../../domain/instant.ts';
import type { LeadInput } from '../../domain/lead.ts';
import type { Program } from '../../domain/program.ts';
import type { Signer } from '../../domain/tokens.ts';
import { readCompiledTemplate } from '../../mail/compiled-template.ts';
import { composeNurtureMail, composeSalesMail } from '../../mail/compose.ts';
import { createRenderer } from '../../mail/render.ts';
import { createMailer } from '../../mail/smtp.ts';
import { createTemplateCompiler } from '../../mail/template-compiler.ts';
import { type Relay, startRelay } from '../../worker/relay.ts';
import type { ConverseRequest, ConverseResult } from '../../workflows/messages.ts';
import { createTestStore } from './database.ts';
import { programOf } from './programs.ts';
import { type SmtpSink, startSmtpSink } from './smtp-sink.ts';
import { startTestWorker } from './temporal.ts';
import { testWorkspace } from './workspace.ts';

export interface TestEngine {
  readonly store: Store;
  readonly sink: SmtpSink;
  readonly signer: Signer;
  readonly client: WorkflowClient;
  /** Checks and publishes a sequence; every template it names is made and published as well. */
  publish(yaml: string): Promise<Program>;
  addLead(input?: Partial<LeadInput>): Promise<{ readonly id: string; readonly email: string }>;
  enroll(leadId: string, sequence: string): Promise<EnrollmentView>;
  ingest(input: Omit<EventInput, 'dedupeKey' | 'occurredAt'>): Promise<IngestResult>;
  /** Resolves when the enrollment or hand-off is as wanted. */
  until<T>(look: () => Promise<T>, wanted: (seen: T) => boolean, what: string): Promise<T>;
  ended(enrollmentId: string): Promise<EnrollmentView>;
  /** What the activity does, at a time of choice and without a workflow. */
  converse(request: ConverseRequest): Promise<ConverseResult>;
  /** Lets the outbox lie, as an outage of Temporal does. */
  holdSignals(): Promise<void>;
  deliverSignals(): Promise<void>;
  close(): Promise<void>;
}

const publicUrl = 'https://go.acme.example';
const mailDomain = 'reply.acme.example';

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

export interface EngineOptions {
  /** Every wait of a workflow is skipped. */
  readonly skipping?: boolean;
  /** Waits are skipped until a workflow has lived so long; then its time is real. */
  readonly stopAfterHours?: number;
}

export async function startEngine(options: EngineOptions = {}): Promise<TestEngine> {
  const [database, sink, folder] = await Promise.all([
    createTestStore(),
    startSmtpSink(),
    mkdtemp(join(tmpdir(), 'tendril-templates-')),
  ]);
  const { store } = database;
  const { signer } = makeKeys(`1:${randomBytes(32).toString('hex')}`, randomBytes(32).toString('hex'));
  const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
  const mailer = createMailer(sink.url);
  const compiler = createTemplateCompiler(folder);
  const deps: Deps = {
    store,
    mailer,
    composer: {
      nurtureMail: composeNurtureMail,
      salesMail: composeSalesMail,
      renderer: createRenderer(),
      template: readCompiledTemplate,
    },
    conditions: createConditions(),
    signer,
    publicUrl,
    mailDomain,
    log,
  };
  const activities = createActivities(deps);
  const worker = await startTestWorker({ activities: { ...activities } });
  const { skipping, stopAfterHours } = options;
  const stopping = stopAfterHours === undefined ? null : worker.clientThatStops(stopAfterHours * 3_600_000);
  const client = stopping ?? (skipping ? worker.client : worker.realTimeClient);
  const runRelay = (): Promise<Relay> => startRelay({ outbox: store.outbox, client, taskQueue: worker.taskQueue, log });
  let relay: Relay | null = await runRelay();
  await store.publications.publishWorkspace(testWorkspace, now());

  const until: TestEngine['until'] = (look, wanted, what) =>
    vi.waitFor(
      async () => {
        const seen = await look();
        if (!wanted(seen)) throw new Error(`Never saw ${what}; last: ${JSON.stringify(seen)}`);
        return seen;
      },
      { timeout: 30_000, interval: 25 },
    );

  return {
    store,
    sink,
    signer,
    client,
    async publish(yaml) {
      const program = programOf(yaml);
      const templates: Record<string, string> = {};
      for (const step of Object.values(program.steps)) {
        if (step.kind !== 'send') continue;
        await writeFile(join(folder, `${step.template}.mjml`), mjml(step.template));
        const compiled = await compiler.compile(step.template);
        if (compiled.kind !== 'compiled') throw new Error(JSON.stringify(compiled.findings));
        const { id } = await store.publications.publishTemplate(
          { name: step.template, contentHash: step.template, compiled: compiled.template },
          now(),
        );
        templates[step.template] = id;
      }
      const { sequence: name } = program;
      await store.publications.publishSequence(
        { name, contentHash: randomUUID(), source: yaml, program, templates },
        now(),
      );
      return program;
    },
    async addLead(input = {}) {
      const email = input.email ?? `lead-${randomBytes(4).toString('hex')}@customer.example`;
      const { lead } = await store.leads.save(
        { firstName: 'Ann', fields: { employees: 80 }, ...input, email },
        now(),
        'test',
      );
      return { id: lead.id, email };
    },
    enroll: (leadId, sequence) => store.enrollments.enroll(leadId, sequence, 'test', now()),
    ingest: (input) => store.events.ingest({ ...input, dedupeKey: randomUUID(), occurredAt: now() }, now()),
    until,
    ended: (id) =>
      until(
        () => store.enrollments.get(id),
        (enrollment) => enrollment.status !== 'active',
        `the end of enrollment ${id}`,
      ),
    converse: createConverse(deps),
    async holdSignals() {
      await relay?.stop();
      relay = null;
    },
    async deliverSignals() {
      relay ??= await runRelay();
    },
    async close() {
      await relay?.stop();
      await worker.close();
      await Promise.all([mailer.close(), compiler.close()]);
      await Promise.all([database.close(), sink.close(), rm(folder, { recursive: true, force: true })]);
    },
  };
}
