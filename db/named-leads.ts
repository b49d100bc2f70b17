/** Finds many leads at once by what others call them: an id, an address, or either of one that was merged into another. */
import { canonicalAddress } from '../domain/address.ts';
import { leadsOfAliases, leftOfMerged } from './aliases.ts';
import type { Queryable } from './database.ts';
import { isId } from './ids.ts';
import { sql } from './sql.ts';
import type { NamedLead } from './store.ts';

/** By the names as they were given; those of nobody are not in it. Two statements at most, whatever their number. */
export async function namedLeads(on: Queryable, names: readonly string[]): Promise<ReadonlyMap<string, NamedLead>> {
  const keys = new Map([...new Set(names)].map((name) => [name, keyOf(name)]));
  const ids = [...keys.values()].flatMap((key) => (key && 'id' in key ? [key.id] : []));
  const addresses = [...keys.values()].flatMap((key) => (key && 'address' in key ? [key.address] : []));
  const rows = await on.rows<{ readonly key: string; readonly id: string; readonly erased: boolean }>(sql`
    SELECT id::text AS key, id, false AS erased FROM lead WHERE id = ANY (${ids}::uuid[]) AND erased_at IS NULL
    UNION ALL
    SELECT canonical_email, id, false FROM lead WHERE canonical_email = ANY (${addresses}) AND erased_at IS NULL
    UNION ALL
    SELECT lead_id::text, lead_id, true FROM erasure WHERE lead_id = ANY (${ids}::uuid[])`);
  const found = new Map<string, NamedLead>();
  for (const { key, id, erased } of rows) {
    if (!erased) found.set(key, { kind: 'known', id });
    else if (!found.has(key)) found.set(key, { kind: 'erased' });
  }
  const open = (all: readonly string[]) => all.filter((key) => !found.has(key));
  for (const [key, id] of await leftOfMerged(on, open(ids))) found.set(key, { kind: 'known', id });
  for (const [key, id] of await leadsOfAliases(on, open(addresses))) found.set(key, { kind: 'known', id });
  return new Map(
    [...keys].flatMap(([name, key]) => {
      const lead = key && found.get('id' in key ? key.id : key.address);
      return lead ? [[name, lead] as const] : [];
    }),
  );
}

/** What is neither an id nor an address is nobody's name. */
function keyOf(name: string): { readonly id: string } | { readonly address: string } | null {
  if (isId(name)) return { id: name.toLowerCase() };
  try {
    return { address: canonicalAddress(name) };
  } catch {
    return null;
  }
}
