/**
 * Leads by other names: an address or an id of one that was merged into another finds the one that is left.
 */
import type { Queryable } from './database.ts';
import { type Sql, sql } from './sql.ts';

/** The id of the lead of a canonical address, its own or of one that was merged into it, as an expression; else null. */
export const leadOfAddress = (canonical: string | null): Sql => sql`coalesce(
  (SELECT own.id FROM lead own WHERE own.canonical_email = ${canonical}),
  (SELECT other.lead_id FROM lead_alias other WHERE other.canonical_email = ${canonical}))`;

/** The id of the lead that is left of one that was merged, as an expression; null when there was no such merge. */
export const leadLeftOf = (mergedId: string): Sql => sql`(
  SELECT gone.lead_id FROM lead_merge gone WHERE gone.merged_id = ${mergedId} AND gone.undone_at IS NULL
  ORDER BY gone.id DESC LIMIT 1)`;

/** What is left of leads that were merged, by the ids that are asked for; those that were not are not in it. */
export async function leftOfMerged(on: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await on.rows<{ readonly merged_id: string; readonly lead_id: string }>(sql`
    SELECT DISTINCT ON (merged_id) merged_id, lead_id FROM lead_merge
    WHERE merged_id = ANY (${[...ids]}::uuid[]) AND undone_at IS NULL ORDER BY merged_id, id DESC`);
  return new Map(rows.map(({ merged_id, lead_id }) => [merged_id, lead_id]));
}

/**
 * Asks again where nothing was found: a lead that was merged while its lock was waited for is gone, and what led to it leads to
 * another by then.
 */
export const orAgain = async <T>(ask: () => Promise<T | null>): Promise<T | null> => (await ask()) ?? ask();

/** The leads that these canonical addresses are aliases of, for those who look up many addresses at once. */
export async function leadsOfAliases(
  on: Queryable,
  canonical: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (canonical.length === 0) return new Map();
  const rows = await on.rows<{ readonly canonical_email: string; readonly lead_id: string }>(
    sql`SELECT canonical_email, lead_id FROM lead_alias WHERE canonical_email = ANY (${[...canonical]})`,
  );
  return new Map(rows.map(({ canonical_email, lead_id }) => [canonical_email, lead_id]));
}
