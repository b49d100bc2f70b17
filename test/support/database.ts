/**
 * A database of its own for every test file: copied from a migrated template on the PostgreSQL server that the global
 * setup started, and dropped afterwards.
 */
import { createHmac, randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createStore } from '../../db/create-store.ts';
import type { Store } from '../../db/store.ts';
import { canonicalAddress } from '../../domain/address.ts';
import type { Conditions } from '../../domain/conditions.ts';
import type { Subscription } from '../../domain/outgoing-webhook.ts';
import { templateDatabase } from './database-server.ts';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** A migrated, empty database; or a copy of another one, to which nobody may be connected. */
export async function createTestDatabase(
  adminUrl = inject('postgresAdminUrl'),
  template = templateDatabase,
): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(adminUrl, (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: async () => {
      await asAdmin(adminUrl, (admin) => admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    },
  };
}

/** As `config/keys.ts` hashes addresses, with a key for tests. */
export const testAddressHash = (address: string): string =>
  createHmac('sha256', 'test').update(canonicalAddress(address)).digest('hex');

export interface TestStore {
  readonly store: Store;
  readonly url: string;
  /** Closes the store and drops its database. */
  close(): Promise<void>;
}

interface StoreOptions {
  readonly conditions?: Conditions;
  /** Another server than that of the test run. */
  readonly adminUrl?: string;
  /** What other systems want to be told. */
  readonly subscriptions?: readonly Subscription[];
}

/** A store over a database of its own, with the real condition evaluator. */
export async function createTestStore(options: StoreOptions = {}): Promise<TestStore> {
  const database = await createTestDatabase(options.adminUrl);
  const store = createStore({
    databaseUrl: database.url,
    addressHash: testAddressHash,
    conditions: options.conditions ?? createConditions(),
    poolSize: 8,
    subscriptions: options.subscriptions ?? [],
  });
  return {
    store,
    url: database.url,
    async close() {
      await store.close();
      await database.drop();
    },
  };
}

/** `CREATE DATABASE … TEMPLATE` needs the template to itself, so test files that start together take turns. */
async function asAdmin(adminUrl: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query('SELECT pg_advisory_lock(1)');
    await work(admin);
  } finally {
    await admin.end();
  }
}
