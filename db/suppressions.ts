/**
 * Addresses that must not be mailed, kept as hashes only. An entry never goes away here, and a graver reason replaces a
 * lighter one.
 */
import type { Instant } from '../domain/time.ts';
import type { Database, Queryable } from './database.ts';
import { json, sql } from './sql.ts';
import type { Suppressions } from './store.ts';

export const suppressionReasons = ['manual', 'bounce_hard', 'unsubscribe', 'complaint'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** Writes suppressions, gravest reason first come, in one statement. */
export async function suppress(
  tx: Queryable,
  addressHashes: readonly string[],
  reason: SuppressionReason,
  detail: string | null,
  now: Instant,
): Promise<void> {
  const lighter = suppressionReasons.slice(0, suppressionReasons.indexOf(reason));
  await tx.rows(sql`
    INSERT INTO suppression AS s (address_hash, reason, detail, at)
    SELECT hash, ${reason}, ${detail}, ${now} FROM jsonb_array_elements_text(${json(addressHashes)}::jsonb) AS list (hash)
    ON CONFLICT (address_hash) DO UPDATE SET reason = excluded.reason, detail = excluded.detail, at = excluded.at
    WHERE s.reason = ANY (${lighter})`);
}

/** The reason an address is suppressed for, if it is. */
export async function suppressionOf(tx: Queryable, addressHash: string): Promise<SuppressionReason | null> {
  const [row] = await tx.rows<{ readonly reason: SuppressionReason }>(
    sql`SELECT reason FROM suppression WHERE address_hash = ${addressHash}`,
  );
  return row?.reason ?? null;
}

/** The reasons of many addresses, by hash. */
export async function suppressionsOf(
  tx: Queryable,
  addressHashes: readonly string[],
): Promise<ReadonlyMap<string, SuppressionReason>> {
  if (addressHashes.length === 0) return new Map();
  const rows = await tx.rows<{ readonly address_hash: string; readonly reason: SuppressionReason }>(
    sql`SELECT address_hash, reason FROM suppression WHERE address_hash = ANY (${addressHashes})`,
  );
  return new Map(rows.map((row) => [row.address_hash, row.reason]));
}

export function createSuppressions(database: Database, addressHash: (address: string) => string): Suppressions {
  return {
    add: (address, reason, detail, now) => suppress(database, [addressHash(address)], reason, detail, now),
    reasonFor: (address) => suppressionOf(database, addressHash(address)),
  };
}
