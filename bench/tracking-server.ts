/**
 * The server process of the benchmark `tracking`: the app as it is, with its spool and its database, an empty route of it that
 * goes through what all its routes go through, and beside it one without any middleware.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { createConditions } from '../authoring/conditions.ts';
import { makeKeys } from '../config/keys.ts';
import { networkOf } from '../config/networks.ts';
import { createStore } from '../db/create-store.ts';
import { createApp } from '../server/app.ts';
import { listenHttp } from '../server/http-listener.ts';
import { createCallers } from '../server/tracking/callers.ts';
import { openSpool } from '../server/tracking/spool.ts';
import { createTrackedAddresses, serveTracked } from '../server/tracking/tracked-addresses.ts';
import { testAddressHash } from '../test/support/database.ts';
import { now } from './sending.ts';

export interface ServerSettings {
  readonly databaseUrl: string;
  readonly signingKeys: string;
  readonly suppressionKey: string;
  /** The spool is made in here: a real disk, or its syncs cost nothing. */
  readonly folder: string;
}

/** `settle` waits until the database has everything. */
export interface ServerOrder {
  readonly settle: boolean;
}

export interface ServerAnswer {
  readonly lost: number;
  /** Of the processor, in milliseconds, since the process began. */
  readonly cpuMs: number;
}

process.once('message', (settings: ServerSettings) => void run(settings));

async function run({ databaseUrl, signingKeys, suppressionKey, folder: parent }: ServerSettings): Promise<void> {
  const say = (fields: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
  const log = { debug() {}, info() {}, warn: say, error: say };
  const { signer, networkHash } = makeKeys(signingKeys, suppressionKey);
  const store = createStore({ databaseUrl, addressHash: testAddressHash, conditions: createConditions(), log });
  const folder = await mkdtemp(join(parent, 'tendril-bench-spool-'));
  const recorder = await openSpool({ folder, events: store.events, now, log });
  const callers = createCallers({ networkOf, networkHash, kindOf: () => null, isTrusted: () => false });
  const bare = new Hono().get('/bare', (c) => c.body(null, 204));
  const http = await listenHttp('127.0.0.1', 0, (port) => {
    const deps = { store, signer, publicUrl: `http://127.0.0.1:${port}`, now, log, recorder, callers };
    const tracked = createTrackedAddresses(deps);
    const app = createApp(deps, tracked);
    app.get('/empty', (c) => c.body(null, 204));
    return {
      first: serveTracked(tracked),
      fetch: (request, env) => (request.url.endsWith('/bare') ? bare.fetch(request, env) : app.fetch(request, env)),
    };
  });
  process.on('message', async ({ settle }: ServerOrder) => {
    if (settle) await recorder.idle();
    const { user, system } = process.cpuUsage();
    process.send?.({ lost: recorder.status().lost, cpuMs: (user + system) / 1000 } satisfies ServerAnswer);
  });
  process.send?.({ port: http.port });
  process.once('disconnect', async () => {
    await http.close(1_000);
    await recorder.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
    process.exit(0);
  });
}
