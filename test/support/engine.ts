/**
 * The engine inside a test process: real workflows on the real Temporal server, real activities over a database of its
 * own, mails to a real SMTP sink. Time is real unless `skipping` is set; then every wait of a workflow is skipped.
 */
import { randomUUID } from 'node:crypto';
import type { WorkflowClient } from '@temporalio/client';
import { vi } from 'vitest';
import { createActivities } from '../../activities/index.ts';
import type { CrmAccess, Deps, WebhookTarget } from '../../activities/ports.ts';
import type { EnrollmentView, EventInput, IngestResult } from '../../db/store.ts';
import type { OutgoingEndpoint } from '../../domain/outgoing-webhook.ts';
import type { Program } from '../../domain/program.ts';
import { createExecutions } from '../../worker/executions.ts';
import { registerAttributes } from '../../worker/listed-attributes.ts';
import { createOutgoingWebhooks } from '../../worker/outgoing-webhooks.ts';
import { type Relay, startRelay } from '../../worker/relay.ts';
import { createRunningEnrollments } from '../../worker/running-enrollments.ts';
import { programOf } from './programs.ts';
import { startTestWorker, type TestWorker } from './temporal.ts';
import { now, startWorkbench, type Workbench } from './workbench.ts';

export { now } from './workbench.ts';

export interface TestEngine extends Omit<Workbench, 'deps' | 'log'> {
  readonly client: WorkflowClient;
  /** Of its worker. */
  readonly taskQueue: string;
  /** Checks and publishes a sequence; every template it names is made and published as well. */
  publish(yaml: string): Promise<Program>;
  /** Lets its worker reach an endpoint of webhooks. */
  reachWebhooks(endpoint: OutgoingEndpoint): void;
  enroll(leadId: string, sequence: string): Promise<EnrollmentView>;
  ingest(input: Omit<EventInput, 'dedupeKey' | 'occurredAt'>): Promise<IngestResult>;
  /** Resolves when the enrollment or hand-off is as wanted. */
  until<T>(look: () => Promise<T>, wanted: (seen: T) => boolean, what: string): Promise<T>;
  ended(enrollmentId: string): Promise<EnrollmentView>;
  /** Lets the outbox lie, as an outage of Temporal does. */
  holdSignals(): Promise<void>;
  deliverSignals(): Promise<void>;
}

export interface EngineOptions {
  /** Another Temporal server than that of the test run. */
  readonly address?: string;
  /** Every wait of a workflow is skipped. */
  readonly skipping?: boolean;
  /** Waits are skipped until a workflow has lived so long; then its time is real. */
  readonly stopAfterHours?: number;
  /** The CRM that sales works in. */
  readonly crm?: CrmAccess;
  /** Enrollments are listed in Temporal by their step. */
  readonly listed?: boolean;
}

export async function startEngine(options: EngineOptions = {}): Promise<TestEngine> {
  const { deps, log, ...workbench } = await startWorkbench();
  const { store } = workbench;
  const started: { worker?: TestWorker } = {};
  const targets = new Map<string, WebhookTarget>();
  const outgoing = { of: (endpoint: string) => targets.get(endpoint) ?? null };
  const activities = createActivities({
    ...deps,
    outgoing,
    ...(options.crm ? { crm: options.crm } : {}),
    running: runningOf(started),
    executions: executionsOf(started),
  });
  const worker = await startTestWorker({
    activities: { ...activities },
    ...(options.address === undefined ? {} : { address: options.address }),
  });
  started.worker = worker;
  const { skipping, stopAfterHours } = options;
  const stopping = stopAfterHours === undefined ? null : worker.clientThatStops(stopAfterHours * 3_600_000);
  const client = stopping ?? (skipping ? worker.client : worker.realTimeClient);
  const { connection, taskQueue } = worker;
  const attributes = options.listed ? await registerAttributes(connection, 'default', log) : new Set<string>();
  const runRelay = (): Promise<Relay> =>
    startRelay({ outbox: store.outbox, events: store.events, client, taskQueue, attributes, log });
  let relay: Relay | null = await runRelay();

  const until: TestEngine['until'] = (look, wanted, what) =>
    vi.waitFor(
      async () => {
        const seen = await look();
        if (!wanted(seen)) throw new Error(`Never saw ${what}; last: ${JSON.stringify(seen)}`);
        return seen;
      },
      { timeout: 50_000, interval: 25 },
    );

  return {
    ...workbench,
    client,
    taskQueue,
    async publish(yaml) {
      const program = programOf(yaml);
      await workbench.publishProgram(program, yaml);
      return program;
    },
    reachWebhooks(endpoint) {
      const target = createOutgoingWebhooks([endpoint]).of(endpoint.endpoint);
      if (target) targets.set(endpoint.endpoint, target);
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
      await workbench.close();
    },
  };
}

const executionsOf = (started: { readonly worker?: TestWorker }): Deps['executions'] => ({
  erase(...request) {
    if (!started.worker) throw new Error('No activity runs before the worker');
    return createExecutions(started.worker.realTimeClient).erase(...request);
  },
});

/** The workflows of the worker that is started with these very activities. */
const runningOf = (started: { readonly worker?: TestWorker }): Deps['running'] => ({
  migrate(...request) {
    if (!started.worker) throw new Error('No activity runs before the worker');
    return createRunningEnrollments(started.worker.realTimeClient).migrate(...request);
  },
});
