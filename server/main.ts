/**
 * The server process: composition root of the HTTP server and the inbound mail listener. Says `ready` to its parent
 * when both listen; stops gracefully on SIGTERM, SIGINT or when the parent is gone.
 */
import { createConditions } from '../authoring/conditions.ts';
import { readConfig } from '../config/config.ts';
import { loadKeys } from '../config/keys.ts';
import { createLog } from '../config/log.ts';
import { createStore } from '../db/create-store.ts';
import { errorCode, errorKind, TendrilError } from '../domain/errors.ts';
import { type Instant, instantFromMs } from '../domain/time.ts';
import { createInboundListener } from '../mail/inbound/listener.ts';
import { createApp } from './app.ts';
import { listenHttp } from './http-listener.ts';
import { recordInbound } from './inbound.ts';
import { maskedError } from './masking.ts';
import { atMost, createRecorder } from './tracking/recorder.ts';

const host = '127.0.0.1';
/** How long requests may take to finish when the process stops. */
const graceMs = 5_000;

const config = readConfig(process.env);
const log = createLog(config, 'server');
const now = (): Instant => instantFromMs(Date.now());

async function run(): Promise<void> {
  const { databaseUrl, mailDomain } = config;
  if (databaseUrl === null) throw new TendrilError('CONFIG_INVALID', 'DATABASE_URL is not set and no engine runs here');
  const { signer, addressHash } = loadKeys(config);
  const store = createStore({ databaseUrl, addressHash, conditions: createConditions(), log });
  await store.ping();
  const recorder = createRecorder({ events: store.events, now, log });
  const http = await listenHttp(host, config.port, (port) => {
    const publicUrl = config.publicUrl ?? `http://${host}:${port}`;
    return createApp({ store, signer, publicUrl, now, log, recorder }).fetch;
  });
  const inbound = await createInboundListener({
    host,
    port: config.inboundPort,
    signer,
    mailDomain,
    deliver: async (mail, raw) => {
      const result = await recordInbound(store, mail, raw, now(), log);
      if (result === null && mail.kind === 'bounce') log.warn({ messageId: mail.messageId }, 'a mail to sales bounced');
    },
    log,
  });

  const httpUrl = `http://${host}:${http.port}`;
  const asked = stopAsked();
  process.send?.({ kind: 'ready', httpUrl, inboundPort: inbound.port });
  log.info({ httpUrl, inboundPort: inbound.port }, 'the server listens');
  await asked;
  log.info({}, 'the server stops');
  await Promise.all([http.close(graceMs), inbound.close()]);
  await atMost(recorder.close(), graceMs);
  await store.close();
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
