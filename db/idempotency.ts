/**
 * Idempotency keys: a request that comes again gets the answer of the first. Requests with one key take turns by an
 * advisory lock, so two at the same moment are one as well. An answer that was never stored (the process died, the work
 * failed) lets the next one try.
 */
import { TendrilError } from '../domain/errors.ts';
import type { Instant } from '../domain/time.ts';
import type { Database } from './database.ts';
import { callersWork } from './database-errors.ts';
import { json, sql } from './sql.ts';

export interface RequestKey {
  readonly apiKeyId: string;
  readonly key: string;
  /** Of the request itself, so that the key cannot stand for another one. */
  readonly requestHash: string;
}

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
    return { status, body, replayed: false };
  });
}
