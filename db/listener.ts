/**
 * LISTEN on a connection of its own. It calls back right after connecting as well, because what was announced while
 * nobody listened is lost, and connects again by itself when the connection breaks.
 */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { databaseError } from './database-errors.ts';

const firstRetryMs = 250;
const longestRetryMs = 10_000;

/** Resolves when it listens. @throws DATABASE_UNAVAILABLE when the first connection fails */
export async function listenTo(
  databaseUrl: string,
  channel: string,
  wake: () => void,
  warn: (details: object, message: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let client = await connect(databaseUrl, channel, wake);
  const kept = keep();

  /** Waits for the connection to break, over and over. */
  async function keep(): Promise<void> {
    while (!signal.aborted) {
      const error = await broken(client, signal);
      await client.end().catch(() => {});
      if (signal.aborted) return;
      warn({ error }, 'the listening database connection broke; connecting again');
      await reconnect();
    }
  }

  async function reconnect(): Promise<void> {
    for (let retryMs = firstRetryMs; !signal.aborted; retryMs = Math.min(2 * retryMs, longestRetryMs)) {
      try {
        client = await connect(databaseUrl, channel, wake);
        return;
      } catch {
        await delay(retryMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  return {
    async stop() {
      stopping.abort();
      await kept;
    },
  };
}

async function connect(databaseUrl: string, channel: string, wake: () => void): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true, connectionTimeoutMillis: 10_000 });
  // Before anybody waits for it to break, too, an error must not end the process.
  client.on('error', () => {});
  client.on('notification', wake);
  try {
    await client.connect();
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
  } catch (error) {
    await client.end().catch(() => {});
    throw databaseError(error, databaseUrl);
  }
  wake();
  return client;
}

/** Resolves with what happened when the connection ends, or when it is to be stopped. */
function broken(client: pg.Client, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve('stopped');
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
    client.once('error', (error) => resolve(error.message));
    client.once('end', () => resolve('it was closed'));
  });
}
