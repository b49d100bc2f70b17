/**
 * The server process: composition root of the HTTP server and of all ways in for mail (SMTP, mailboxes, what providers
 * report). Says `ready` to its parent when it listens; stops gracefully on SIGTERM, SIGINT or when the parent is gone.
 */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createHolidays } from '../activities/holidays.ts';
import { createConditions } from '../authoring/conditions.ts';
import { readConfig } from '../config/config.ts';
import { readCrm } from '../config/crm.ts';
import { loadKeys } from '../config/keys.ts';
import { createLog } from '../config/log.ts';
import { readMailboxes } from '../config/mailboxes.ts';
import { networkOf, readNetworks } from '../config/networks.ts';
import { readOutgoingEndpoints } from '../config/outgoing-webhooks.ts';
import { localRelays } from '../config/relays.ts';
import { readWebhookEndpoints } from '../config/webhook-endpoints.ts';
import { changesOf } from '../crm/webhook/incoming.ts';
import { createStore } from '../db/create-store.ts';
import type { Store } from '../db/store.ts';
import type { Deliver } from '../domain/arrival.ts';
import { errorCode, errorKind, TendrilError } from '../domain/errors.ts';
import { subscriptionsOf } from '../domain/outgoing-webhook.ts';
import { type Instant, instantFromMs, plusMs } from '../domain/time.ts';
import { createAddressCheck } from '../mail/address-check.ts';
import { createHttpClassifier } from '../mail/inbound/answers/http-classifier.ts';
import { createMailboxPoller } from '../mail/inbound/imap/mailbox-poller.ts';
import { createInboundListener } from '../mail/inbound/listener.ts';
import { createMailReading } from '../mail/inbound/mail-reading.ts';
import { createResolver } from '../mail/preflight/lookups.ts';
import { createWebhookEndpoints } from '../mail/provider/webhooks/adapters.ts';
import { fetchFromAws } from '../mail/provider/webhooks/aws-fetch.ts';
import { createApp } from './app.ts';
import { createFormDesk } from './forms/desk.ts';
import { listenHttp } from './http-listener.ts';
import type { ReceivingDeps } from './inbound/ports.ts';
import { type ProviderEventsDeps, takeProviderEvents } from './inbound/provider-events.ts';
import { createReceiving } from './inbound/receiving.ts';
import { maskedError } from './masking.ts';
import { createAddressOf, createCallers } from './tracking/callers.ts';
import { atMost } from './tracking/recorder.ts';
import { openSpool } from './tracking/spool.ts';
import { createTrackedAddresses, serveTracked } from './tracking/tracked-addresses.ts';
import type { ProviderWebhooks } from './webhooks-in.ts';

const host = '127.0.0.1';
/** How long requests may take to finish when the process stops. */
const graceMs = 5_000;
/** After so long another process may read the mailbox of one that died. */
const mailboxLeaseMs = 180_000;
const mailboxNoteMs = 30_000;
const recoverEveryMs = 150_000;

const config = readConfig(process.env);
const log = createLog(config, 'server');
const now = (): Instant => instantFromMs(Date.now());

async function run(): Promise<void> {
  const { databaseUrl, mailDomain } = config;
  if (databaseUrl === null) throw new TendrilError('CONFIG_INVALID', 'DATABASE_URL is not set and no engine runs here');
  const { signer, addressHash, networkHash } = loadKeys(config);
  const networks = readNetworks(config);
  const callers = createCallers({ ...networks, networkOf, networkHash });
  const addressOf = createAddressOf(networks.isTrusted);
  const hooks = readOutgoingEndpoints(config, null);
  const { webhook } = readCrm(config, process.env);
  const store = createStore({
    databaseUrl,
    addressHash,
    conditions: createConditions(),
    isPublicHoliday: createHolidays(),
    isLocalRelay: localRelays(config, process.env),
    subscriptions: subscriptionsOf(hooks.endpoints),
    log,
  });
  await store.ping();
  const classifier = config.replyClassifier && createHttpClassifier(config.replyClassifier);
  const reading = createMailReading({ signer, classifier });
  const parts: ReceivingDeps = {
    store,
    ...reading,
    now,
    log,
  };
  const receiving = createReceiving(parts);
  const providers = webhookProviders({ ...parts, deliver: receiving.deliver, signer, callers });
  const recorder = await openSpool({ folder: join(config.home, 'spool'), events: store.events, now, log });
  const addressCheck = createAddressCheck({ resolver: createResolver(config.dnsServers), now: Date.now });
  const forms = createFormDesk({ store, now, log });
  const http = await listenHttp(host, config.port, (port) => {
    const publicUrl = config.publicUrl ?? `http://${host}:${port}`;
    const { apiLimit } = config;
    const known = { forms, callers, apiLimit, addressOf, addressCheck, receiving, providers, hooks: hooks.endpoints };
    const crm = webhook && { crm: { secrets: webhook.incomingSecrets, read: changesOf } };
    const deps = { store, signer, publicUrl, now, log, recorder, ...known, ...crm };
    const tracked = createTrackedAddresses(deps);
    return { fetch: createApp(deps, tracked).fetch, first: serveTracked(tracked) };
  });
  const inbound = await createInboundListener({
    host: config.inboundHost,
    port: config.inboundPort,
    signer,
    mailDomain,
    // Where a sender's server or a person writes about the mails of this domain (RFC 5321 §4.5.1, RFC 2142).
    alsoTakes: ['postmaster', 'abuse', 'replies'],
    tls: config.inboundTls,
    deliver: receiving.deliver,
    now,
    log,
  });
  const mailboxes = startMailboxes(store.mailboxes, receiving.deliver);
  const recovery = keepRecovering(receiving, 'kept mails wait to be read');
  const leftForms = keepRecovering(forms, 'forms that were filled in wait');

  const httpUrl = `http://${host}:${http.port}`;
  const asked = stopAsked();
  process.send?.({ kind: 'ready', httpUrl, inboundPort: inbound.port });
  log.info({ httpUrl, inboundPort: inbound.port }, 'the server listens');
  await asked;
  log.info({}, 'the server stops');
  await Promise.all([http.close(graceMs), inbound.close(), mailboxes.close(), recovery.close(), leftForms.close()]);
  await atMost(forms.recover(), graceMs).catch((err: unknown) => log.warn({ err }, 'forms that were filled in wait'));
  await reading.close();
  await atMost(recorder.close(), graceMs);
  await store.close();
}

/** Acts on what other processes have kept and left, now and then. */
function keepRecovering({ recover }: { recover(): Promise<unknown> }, waiting: string): { close(): Promise<void> } {
  const look = () =>
    recover().then(
      () => undefined,
      (err: unknown) => log.warn({ err }, waiting),
    );
  let looking = look();
  const again = setInterval(() => {
    looking = looking.then(look);
  }, recoverEveryMs);
  return {
    close() {
      clearInterval(again);
      return looking;
    },
  };
}

/** What sending providers may report, and how it is taken. @throws CONFIG_INVALID */
function webhookProviders(deps: ProviderEventsDeps): ProviderWebhooks {
  const { endpoints, warnings } = readWebhookEndpoints(config, process.env);
  for (const warning of warnings) log.warn(warning);
  return {
    endpoints: createWebhookEndpoints(endpoints),
    deliver: ({ name }, events) => takeProviderEvents(deps, name, events),
    confirm: async (url) => void (await fetchFromAws(url)),
    now,
    log,
  };
}

/** Reads the mailboxes of the settings, each as long as no other process does. @throws CONFIG_INVALID */
function startMailboxes(cursors: Store['mailboxes'], deliver: Deliver): { close(): Promise<void> } {
  const { mailboxes, warnings } = readMailboxes(config, process.env);
  for (const warning of warnings) log.warn(warning);
  const reader = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const poller = createMailboxPoller({
    mailboxes,
    cursors,
    deliver,
    now,
    log,
    lease: (mailbox) => cursors.lease(mailbox, reader, plusMs(now(), mailboxLeaseMs), now()),
  });
  const note = async (): Promise<void> => {
    for (const { name, lastError, lastPollAt } of poller.states()) {
      if (lastError !== null || lastPollAt !== null) await cursors.note(name, lastError, now());
    }
  };
  const noted = setInterval(() => void note().catch(() => {}), mailboxNoteMs);
  return {
    async close() {
      clearInterval(noted);
      await poller.close();
      await Promise.allSettled(mailboxes.map(({ name }) => cursors.release(name, reader)));
    },
  };
}

/** Resolves when somebody asks this process to stop, or when the parent that started it is gone. */
const stopAsked = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
    process.on('disconnect', () => resolve());
  });

run().then(
  () => process.exit(0),
  (error: unknown) => {
    log.error({ err: maskedError(error) }, 'the server cannot run');
    process.exit(errorKind(errorCode(error)).exit);
  },
);
