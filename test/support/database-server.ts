/** A PostgreSQL server for tests and benchmarks, with a migrated database that theirs are copied from. */
import { join } from 'node:path';
import pg from 'pg';
import { type RunningPostgres, startPostgres } from '../../cli/start/postgres.ts';
import { migrate } from '../../db/migrate.ts';

/** The database that is copied; copying it takes milliseconds. */
export const templateDatabase = 'tendril_template';

/** Starts a server that syncs nothing to disk, with the migrated template in it. */
export async function startDatabase(folder: string): Promise<RunningPostgres> {
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), ephemeral: true });
  const client = new pg.Client({ connectionString: postgres.adminUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${templateDatabase}`);
  await client.end();
  const url = new URL(postgres.adminUrl);
  url.pathname = `/${templateDatabase}`;
  await migrate(url.href);
  return postgres;
}
