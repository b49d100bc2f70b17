/**
 * A worker without Temporal, as a process of its own: the real activities over the real store and mailer. It carries out one
 * order of its parent and ends. Composition root; its environment is that of `worker/main.ts`.
 */
import { createSendBroadcast } from '../../activities/broadcast.ts';
import { createHolidays } from '../../activities/holidays.ts';
import { createConverse } from '../../activities/nurture.ts';
import { createPace } from '../../activities/pacing.ts';
import type { ConversationDeps } from '../../activities/ports.ts';
import { createConditions } from '../../authoring/conditions.ts';
import { readConfig } from '../../config/config.ts';
import { loadKeys } from '../../config/keys.ts';
import { createLog } from '../../config/log.ts';
import { readRelays } from '../../config/relays.ts';
import { createStore } from '../../db/create-store.ts';
import { assertNever } from '../../domain/errors.ts';
import { createComposer } from '../../mail/composer.ts';
import { createResolver } from '../../mail/preflight/lookups.ts';
import { createReceivers } from '../../mail/receivers.ts';
import { createRelays } from '../../mail/relays.ts';
import { createWebhooks } from '../../worker/webhook.ts';
import { takeTurns } from './broadcast-turns.ts';
import { holdConversations } from './conversations.ts';
import type { Order, Report } from './sending-process.ts';

const config = readConfig(process.env);
const log = createLog(config, 'sender');
const keys = loadKeys(config);
const conditions = createConditions();
const store = createStore({
  databaseUrl: config.databaseUrl ?? '',
  addressHash: keys.addressHash,
  conditions,
  log,
});
const mailer = createRelays(readRelays(config, process.env).relays);
const deps: ConversationDeps = {
  store,
  mailer,
  leavesMachine: () => false,
  pace: createPace({ store, receivers: createReceivers({ resolver: createResolver(config.dnsServers) }) }),
  webhooks: createWebhooks({ ...config.calls, secrets: keys.webhookSecrets }),
  isPublicHoliday: createHolidays(),
  composer: createComposer(),
  conditions,
  signer: keys.signer,
  publicUrl: config.publicUrl ?? '',
  mailDomain: config.mailDomain,
  log,
};
const say = (report: Report): void => void process.send?.(report);

function carryOut(order: Order): Promise<void> {
  switch (order.kind) {
    case 'conversations':
      return holdConversations({ converse: createConverse(deps), say }, order);
    case 'broadcast':
      return takeTurns({ sendBroadcast: createSendBroadcast(deps), say }, order);
    default:
      return assertNever(order);
  }
}

async function end(code: number): Promise<never> {
  await mailer.close();
  await store.close();
  process.exit(code);
}

process.once('message', (order: Order) => {
  carryOut(order).then(
    () => end(0),
    (error: unknown) => {
      console.error(error);
      return end(1);
    },
  );
});
say({ kind: 'ready' });
