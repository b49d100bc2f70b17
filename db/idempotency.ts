/**
 * Idempotency keys: a request that comes again gets the answer of the first. Requests with one key take turns by an
 * advisory lock, so two at the same moment are one as well. An answer that was never stored (the process died, the work
 * failed) lets the next one try. Answers are kept for 30 days at least; each new one sweeps away a few that are older.
 */
import { TendrilError } from '../domain/errors.ts';
import { plusMs } from '../domain/instant.ts';
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { callersWork } from './database-errors.ts';
import { json, sql } from './sql.ts';

export interface RequestKey {
  readonly apiKeyId: string;
  readonly key: string;
  /** Of the request itself, so that the key cannot stand for another one. */
  readonly requestHash: string;
}

const keptMs = 30 * 24 * 3_600_000;
/** How many stored answers one new answer looks at. */
const sweptAtOnce = 20;

/** How far the sweep of each API key has come. Lost with the process: then it begins again from the start. */
const sweeps = new WeakMap<Database, Map<string, string>>();

/** @throws IDEMPOTENCY_MISMATCH */
export function runOnce<T>(
  database: Database,
  { apiKeyId, key, requestHash }: RequestKey,
  now: Instant,
  work: () => Promise<{ readonly status: number; readonly body: T }>,
): Promise<{ readonly status: number; readonly body: T; readonly replayed: boolean }> {
  return database.guarded(async (tx) => {
    await tx.rows(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`idempotency ${apiKeyId} ${key}`}, 0))`);
    const [stored] = await tx.rows<{ readonly request_hash: string; readonly status: number; readonly body: T }>(sql`
      SELECT request_hash, status, body FROM idempotent_request WHERE api_key_id = ${apiKeyId} AND key = ${key}`);
    if (stored && stored.request_hash !== requestHash) {
      throw new TendrilError(
        'IDEMPOTENCY_MISMATCH',
        `The Idempotency-Key "${key.slice(0, 80)}" was used for another request`,
      );
    }
    if (stored) return { status: stored.status, body: stored.body, replayed: true };
    const { status, body } = await callersWork(work);
    await tx.rows(sql`
      INSERT INTO idempotent_request (api_key_id, key, request_hash, status, body, created_at)
      VALUES (${apiKeyId}, ${key}, ${requestHash}, ${status}, ${json(body ?? null)}, ${now})`);
    await sweep(tx, cursorsOf(database), apiKeyId, now);
    return { status, body, replayed: false };
  });
}

function cursorsOf(database: Database): Map<string, string> {
  const cursors = sweeps.get(database) ?? new Map<string, string>();
  sweeps.set(database, cursors);
  return cursors;
}

/**
 * Deletes what is older than 30 days among the next few answers of the API key, in the order of the primary key and
 * round and round: every answer gets its turn, at the same small cost for a key with a million of them. What another
 * sweep is deleting is left to it, so that two of them cannot wait for each other.
 */
async function sweep(tx: Queryable, cursors: Map<string, string>, apiKeyId: string, now: Instant): Promise<void> {
  const [seen] = await tx.rows<{ readonly last: string | null; readonly count: number }>(sql`
    WITH seen AS (
      SELECT key FROM idempotent_request WHERE api_key_id = ${apiKeyId} AND key > ${cursors.get(apiKeyId) ?? ''}
      ORDER BY key LIMIT ${sweptAtOnce}
    ), old AS (
      SELECT key FROM idempotent_request
      WHERE api_key_id = ${apiKeyId} AND key IN (SELECT key FROM seen) AND created_at < ${plusMs(now, -keptMs)}
      FOR UPDATE SKIP LOCKED
    ), gone AS (
      DELETE FROM idempotent_request WHERE api_key_id = ${apiKeyId} AND key IN (SELECT key FROM old)
    )
    SELECT max(key) AS last, count(*)::int AS count FROM seen`);
  if (seen?.last && seen.count === sweptAtOnce) cursors.set(apiKeyId, seen.last);
  else cursors.delete(apiKeyId);
}
