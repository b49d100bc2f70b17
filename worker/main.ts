/**
 * The worker process: composition root of workflows, activities and the outbox relay. Says `ready` to its parent when
 * it polls; stops gracefully on SIGTERM, SIGINT or when the parent is gone.
 */
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createHolidays } from '../activities/holidays.ts';
import { createActivities } from '../activities/index.ts';
import { createPace } from '../activities/pacing.ts';
import type { CrmAccess } from '../activities/ports.ts';
import { createConditions } from '../authoring/conditions.ts';
import { type Config, readConfig } from '../config/config.ts';
import { readCrm } from '../config/crm.ts';
import { createDkimKeys } from '../config/dkim-keys.ts';
import { loadKeys } from '../config/keys.ts';
import { createLog } from '../config/log.ts';
import { readOutgoingEndpoints } from '../config/outgoing-webhooks.ts';
import { localRelays, readRelays } from '../config/relays.ts';
import { createStore } from '../db/create-store.ts';
import type { Store } from '../db/store.ts';
import { errorCode, errorKind, TendrilError } from '../domain/errors.ts';
import { instantFromMs } from '../domain/instant.ts';
import { subscriptionsOf } from '../domain/outgoing-webhook.ts';
import { leavesMachine, type Relay, relayHost } from '../domain/relay.ts';
import { createComposer } from '../mail/composer.ts';
import { createResolver } from '../mail/preflight/lookups.ts';
import { createReceivers } from '../mail/receivers.ts';
import { createRelays } from '../mail/relays.ts';
import { workflowBundle } from './bundle.ts';
import { createCrmAccess } from './crm-access.ts';
import { scheduleCrm } from './crm-schedule.ts';
import { scheduleDigest } from './digest-schedule.ts';
import { createExecutions } from './executions.ts';
import { registerAttributes } from './listed-attributes.ts';
import { createOutgoingWebhooks } from './outgoing-webhooks.ts';
import { startRelay } from './relay.ts';
import { released } from './release.ts';
import { scheduleRetention } from './retention-schedule.ts';
import { startReviews } from './review-lane.ts';
import { createRunningEnrollments } from './running-enrollments.ts';
import { scheduleSources } from './sources-schedule.ts';
import { connectionSettings, reconnecting } from './temporal.ts';
import { createWebhooks } from './webhook.ts';

/** Time zone data must not leak into workflows from the host. */
process.env.TZ = 'UTC';

const config = readConfig(process.env);
const log = createLog(config, 'worker');

/** How long running activities may finish when the worker stops. */
const graceMs = 4000;

/** Activities at a time. A claim should not wait long for a connection, and questions without mail should find a slot. */
const activitySlots = 20;

/** From now on what happens with hand-offs is kept for the CRM; and what waited while nothing ran is told. */
async function startCrm(crm: CrmAccess | null, store: Store): Promise<void> {
  if (crm === null) return;
  const now = instantFromMs(Date.now());
  const tells = crm.mappings.filter(({ direction }) => direction !== 'in').map(({ ours }) => ours);
  await store.crm.setUp({ tells, cursor: crm.crm.cursorAt(now) }, now);
  await store.crm.wake(now);
}

async function run(): Promise<void> {
  const { databaseUrl, publicUrl } = required(config);
  const relays = knownRelays(config);
  const keys = loadKeys(config);
  const conditions = createConditions();
  const isLocalRelay = localRelays(config, process.env);
  const hooks = readOutgoingEndpoints(config, process.env);
  for (const warning of hooks.warnings) log.warn(warning);
  const subscriptions = subscriptionsOf(hooks.endpoints);
  const isPublicHoliday = createHolidays();
  const store = createStore({
    databaseUrl,
    addressHash: keys.addressHash,
    conditions,
    isPublicHoliday,
    isLocalRelay,
    subscriptions,
    log,
  });
  await store.ping();
  const crmSettings = readCrm(config, process.env);
  for (const warning of crmSettings.warnings) log.warn(warning);
  const crm = createCrmAccess(crmSettings, async () => {
    const { sales } = await store.publications.workspace();
    return sales.salespeople.map(({ address }) => address);
  });
  const [codePath, may] = await Promise.all([workflowBundle(config.home), released()]);
  if (!may) return store.close();

  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => log.warn({ level, ...meta }, message)),
    // The signals are handled below: the relay must stop as well.
    shutdownSignals: [],
  });
  const settings = await connectionSettings(config);
  const [connection, clientConnection] = await Promise.all([
    reached(settings.address, NativeConnection.connect(settings)),
    reached(settings.address, Connection.connect({ ...settings, ...reconnecting })),
  ]);
  const { namespace, taskQueue, cachedWorkflows } = config.temporal;
  const { folder, given } = config.dkim;
  const mailer = createRelays(relays, { dkim: createDkimKeys(folder, { mustExist: given }) });
  const client = new Client({ connection: clientConnection, namespace });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: { codePath },
    activities: createActivities({
      store,
      mailer,
      leavesMachine: (name) => relays.some((relay) => relay.name === name && leavesMachine(relay)),
      pace: createPace({ store, receivers: createReceivers({ resolver: createResolver(config.dnsServers) }) }),
      webhooks: createWebhooks({ ...config.calls, secrets: keys.webhookSecrets }),
      isPublicHoliday,
      composer: createComposer(),
      conditions,
      running: createRunningEnrollments(client.workflow),
      executions: createExecutions(client.workflow),
      outgoing: createOutgoingWebhooks(hooks.endpoints),
      ...(crm === null ? {} : { crm }),
      signer: keys.signer,
      publicUrl,
      mailDomain: config.mailDomain,
      log,
    }),
    maxCachedWorkflows: cachedWorkflows,
    maxConcurrentActivityTaskExecutions: activitySlots,
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + 1000,
  });
  const attributes = await registerAttributes(clientConnection, namespace, log);
  await scheduleRetention(client.schedule, { store, taskQueue, log });
  await scheduleSources(client.schedule, { taskQueue, log });
  await scheduleDigest(client.schedule, { taskQueue, log });
  await startCrm(crm, store);
  await scheduleCrm(client.schedule, { taskQueue, wanted: crm !== null, log });
  // Also what waits for an endpoint that was disabled, or had no worker, until now.
  const subscribed = subscriptions.map(({ endpoint }) => endpoint);
  await store.webhooks.wake(subscribed, instantFromMs(Date.now()));
  const relay = await startRelay({
    outbox: store.outbox,
    events: store.events,
    client: client.workflow,
    taskQueue,
    attributes,
    log,
  });

  const reviews = await startReviews(store.segments, log);

  const stop = (): void => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  process.on('disconnect', stop);

  const running = worker.run();
  process.send?.({ kind: 'ready' });
  log.info({ taskQueue }, 'the worker runs');
  try {
    await running;
  } finally {
    // Also when a mail took longer than the grace: what the relay holds goes back, what leaves may still be answered.
    await Promise.all([relay.stop(), reviews.stop()]);
    await mailer.close();
  }
  await Promise.all([connection.close(), clientConnection.close(), store.close()]);
}

/** @throws TEMPORAL_UNAVAILABLE when the server does not answer. */
async function reached<T>(address: string, connecting: Promise<T>): Promise<T> {
  try {
    return await connecting;
  } catch (cause) {
    throw new TendrilError('TEMPORAL_UNAVAILABLE', `No Temporal server answers at ${address}`, { address }, cause);
  }
}

/** @throws CONFIG_INVALID naming what the worker cannot do without. */
function required({ databaseUrl, publicUrl }: Config) {
  if (databaseUrl === null) throw new TendrilError('CONFIG_INVALID', 'DATABASE_URL is not set and no engine runs here');
  if (publicUrl === null) throw new TendrilError('CONFIG_INVALID', 'PUBLIC_URL is not set and no engine runs here');
  return { databaseUrl, publicUrl };
}

/** The relays, told to the log. @throws CONFIG_INVALID also when there is none */
function knownRelays(from: Config): readonly Relay[] {
  const { relays, warnings } = readRelays(from, process.env);
  if (relays.length === 0) {
    throw new TendrilError(
      'CONFIG_INVALID',
      'Neither SMTP_URL nor TENDRIL_RELAYS names a relay, and no engine runs here',
    );
  }
  for (const warning of warnings) log.warn(warning);
  for (const relay of relays) log.info({ relay: relay.name, kind: relay.kind, host: relayHost(relay) }, 'relay');
  return relays;
}

run().then(
  () => process.exit(0),
  (error: unknown) => {
    const code = errorCode(error);
    log.fatal({ code, err: error }, error instanceof Error ? error.message : String(error));
    process.exit(errorKind(code).exit);
  },
);
