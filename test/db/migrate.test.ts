import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createConditions } from '../../authoring/conditions.ts';
import { createStore } from '../../db/create-store.ts';
import { migrate } from '../../db/migrate.ts';
import { migrationGap } from '../../db/schema-engine.ts';
import { createTestDatabase, type TestDatabase, testAddressHash } from '../support/database.ts';
import { start } from './fixtures.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const urlOf = (change: (url: URL) => void): string => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};
const storeAt = (databaseUrl: string) =>
  createStore({ databaseUrl, addressHash: testAddressHash, conditions: createConditions(), poolSize: 2 });
const onDatabase = async (url: string, statement: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
};

describe('migrating', () => {
  it('builds exactly what schema.prisma says', async () => {
    expect(await migrationGap(database.url)).toBeNull();
  });

  it('creates a database that is not there and migrates it once, for several processes at once', async () => {
    const name = `${new URL(database.url).pathname.slice(1)}_fresh`;
    const url = urlOf((fresh) => {
      fresh.pathname = `/${name}`;
    });
    await Promise.all([migrate(url), migrate(url), migrate(url)]);
    await migrate(url);
    const rows = await onDatabase(
      url,
      'SELECT migration_name, count(*)::int AS times FROM _prisma_migrations GROUP BY 1',
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ times }) => times === 1)).toBe(true);
    await onDatabase(inject('postgresAdminUrl'), `DROP DATABASE ${name}`);
  });

  it('is asked for when the database is behind', async () => {
    const store = storeAt(database.url);
    await store.ping();
    await onDatabase(database.url, 'ALTER TABLE _prisma_migrations RENAME TO hidden');
    await expect(store.ping()).rejects.toMatchObject({ code: 'SCHEMA_OUTDATED' });
    await onDatabase(database.url, 'ALTER TABLE hidden RENAME TO _prisma_migrations');
    await store.close();
  });
});

describe('a database that cannot be reached', () => {
  const unreachable: readonly [string, (url: URL) => void][] = [
    ['nothing listens', (url) => url.searchParams.set('port', '1')],
    [
      'the password is wrong',
      (url) => {
        url.password = 'not-the-secret';
      },
    ],
    [
      'the host is unknown',
      (url) => {
        url.hostname = 'no-such-host.invalid';
      },
    ],
  ];

  it.each(unreachable)('is reported with its place and never its password when %s', async (_, change) => {
    const url = urlOf(change);
    const store = storeAt(url);
    const attempts = [
      migrate(url),
      store.ping(),
      store.keys.list(),
      store.leads.save({ email: 'a@b.test' }, start, 'test'),
      store.outbox.listen(() => {}),
    ];
    for (const result of await Promise.allSettled(attempts)) {
      const error = result.status === 'rejected' ? result.reason : null;
      expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
      expect(error.message).toContain(new URL(url).hostname);
      expect(error.message).toContain('DATABASE_URL');
      expect(error.message).not.toContain(new URL(url).password);
    }
    await store.close();
  });

  it('is reported when the store is asked for a database that does not exist', async () => {
    const store = storeAt(
      urlOf((url) => {
        url.pathname = '/no_such_database';
      }),
    );
    await expect(store.ping()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(store.keys.list()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await store.close();
  });

  it('is used again when it is back', async () => {
    const store = storeAt(database.url);
    await store.ping();
    await onDatabase(
      database.url,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    // A call that meets the broken connection may fail, and says why; the connection is not used again.
    const failures = await Promise.allSettled([store.ping()]);
    for (const failure of failures) {
      if (failure.status === 'rejected') expect(failure.reason).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    }
    await store.ping();
    await store.close();
  });
});
