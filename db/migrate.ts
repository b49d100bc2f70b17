/**
 * Brings a database to the version of this project: creates it if it does not exist and applies the migrations that it
 * lacks. Safe to call from several processes at once, and cheap when there is nothing to do.
 */
import pg from 'pg';
import { TendrilError } from '../domain/errors.ts';
import { databaseError, failureOf, placeOf } from './database-errors.ts';
import { migrationNames, migrationsOnDisk, noFilters, withSchemaEngine } from './schema-engine.ts';

/** The advisory lock that processes take turns with; any number that nothing else uses. */
const migrationLock = 7_236_283_645;
const connectTimeoutMs = 10_000;

/**
 * Migrates the database.
 * @throws DATABASE_UNAVAILABLE, DISK_FULL, SCHEMA_OUTDATED when a migration that was begun before has failed, INTERNAL
 */
export async function migrate(databaseUrl: string): Promise<void> {
  try {
    const client = await connectOrCreate(databaseUrl);
    try {
      if ((await missingMigrations(client)).length === 0) return;
      await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
      // Another process may have done it while this one waited. The lock goes with the connection.
      if ((await missingMigrations(client)).length > 0) await applyMigrations(databaseUrl);
    } finally {
      await client.end();
    }
  } catch (error) {
    throw databaseError(error, databaseUrl);
  }
}

/** The migrations that the database lacks, by name. */
export async function missingMigrations(client: {
  query(sql: string): Promise<{ readonly rows: readonly { readonly name?: unknown }[] }>;
}): Promise<readonly string[]> {
  const { rows: tables } = await client.query(`SELECT to_regclass('_prisma_migrations')::text AS name`);
  if (!tables[0]?.name) return migrationNames();
  const { rows } = await client.query(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Set(rows.map((row) => row.name));
  return migrationNames().filter((name) => !applied.has(name));
}

async function applyMigrations(databaseUrl: string): Promise<void> {
  try {
    await withSchemaEngine(databaseUrl, (engine) =>
      engine.applyMigrations({ migrationsList: migrationsOnDisk(), filters: noFilters }),
    );
  } catch (error) {
    if (failureOf(error) !== 'other') throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new TendrilError('INTERNAL', `A migration of ${placeOf(databaseUrl)} failed: ${message}`, {}, error);
  }
}

async function connectOrCreate(databaseUrl: string): Promise<pg.Client> {
  try {
    return await connect(databaseUrl);
  } catch (error) {
    if (failureOf(error) !== 'missing') throw error;
    await createDatabase(databaseUrl);
    return connect(databaseUrl);
  }
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: connectTimeoutMs });
  // A connection that breaks between two queries must not end the process: the next query reports it.
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Creates the database through the server's maintenance database; one that somebody made meanwhile is as good. */
async function createDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/postgres';
  const client = await connect(url.href);
  try {
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // 42P04 says that it exists; a tie of two creators may show as a duplicate key of the catalogue instead.
    const code = (error as { code?: unknown }).code;
    if (code !== '42P04' && code !== '23505') throw error;
  } finally {
    await client.end();
  }
}
