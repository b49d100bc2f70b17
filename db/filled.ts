/**
 * Whether a database is in use, asked at every start of the engine: by one statement on a connection of its own, because
 * the store takes long to load and the answer is nearly always yes.
 */
import pg from 'pg';
import { databaseError } from './database-errors.ts';

const connectTimeoutMs = 10_000;

/** True when there is an API key, and a workspace or a lead. @throws DATABASE_UNAVAILABLE */
export async function isFilled(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: connectTimeoutMs });
  // A connection that breaks between two queries must not end the process: the next query reports it.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ readonly filled: boolean }>(`
      SELECT EXISTS (SELECT 1 FROM api_key)
        AND (EXISTS (SELECT 1 FROM workspace_version) OR EXISTS (SELECT 1 FROM lead)) AS filled`);
    return rows[0]?.filled ?? false;
  } catch (error) {
    throw databaseError(error, databaseUrl);
  } finally {
    await client.end().catch(() => {});
  }
}
